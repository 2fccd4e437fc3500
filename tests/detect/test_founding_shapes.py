"""The shapes of the founding experiments fire, with the right class and the right person (domain.md 2.1, 2.2, 2.13)."""

import base64
import json

import pytest

from inspector.model.leaf import About, Confidence
from tests.detect.builders import HEALTH_SITE, TRACKER, classes, classify, leaves

SIGNED = "83712-Q2FtaWxsZQ==--" + "0123456789abcdef" * 2 + "01234567"

APPOINTMENTS = {
    "data": {
        "confirmed": [
            {
                "id": SIGNED,
                "start_date": "2026-12-01T10:00:00.000+01:00",
                "practice_id": 42,
                "profile": {
                    "name_with_title": "Dr Alix Fictif",
                    "speciality": "Oncologue",
                    "speciality_id": 5494,
                    "RPPS": "10003456789",
                    "cloudinary_public_id": "abcdefghij0123456789",
                },
                "practice": {
                    "address": "1 rue du Test",
                    "zipcode": "69001",
                    "city": "Lyon",
                    "code1": "12A4",
                    "intercom": "Fictif",
                    "latitude": 45.757812,
                    "longitude": 4.832011,
                },
                "patient": {"id": "9-YWJj", "first_name": "Camille", "last_name": "Témoin", "child": False},
                "visit_motive": {"id": 9000042, "name": "Annonce de résultats (oncologie)"},
            }
        ],
        "done": [],
    }
}

MON = {
    "rendezVous": [
        {
            "dateRdv": "2026-12-01T10:00",
            "motifConsultation": "Dépistage VIH",
            "praticien": {"nom": "Fictif", "rpps": "10003456789", "specialite": "Infectiologue"},
            "patient": {"nom": "Témoin", "prenom": "Camille", "dateNaissance": "1985-03-14", "telephone": "0639981234"},
        }
    ]
}


def appointments(path: str):
    return leaves(f"{HEALTH_SITE}/account/appointments.json", received=APPOINTMENTS)[f"$.data.confirmed[0].{path}"]


@pytest.mark.parametrize(
    ("path", "class_"),
    [
        ("visit_motive.name", "health.motive"),
        ("visit_motive.id", "health.motive"),
        ("profile.speciality", "health.specialty"),
        ("start_date", "health.appointment"),
        ("id", "health.appointment"),
        ("patient.first_name", "identity.name"),
        ("patient.last_name", "identity.name"),
        ("patient.id", "identity.account_id"),
    ],
)
def test_an_appointment_tells_about_the_account_holder(path, class_):
    leaf = appointments(path)
    assert (leaf.class_, leaf.about) == (class_, About.ACCOUNT_HOLDER)


@pytest.mark.parametrize(
    "path",
    [
        "profile.name_with_title",
        "profile.RPPS",
        "practice.address",
        "practice.zipcode",
        "practice.code1",
        "practice.intercom",
        "practice.latitude",
    ],
)
def test_a_practice_s_own_data_are_the_practitioner_s(path):
    leaf = appointments(path)
    assert (leaf.class_, leaf.about) == ("health.practitioner", About.PRACTITIONER)


def test_a_revealing_motive_is_told_from_a_generic_one():
    found = leaves(
        f"{HEALTH_SITE}/account/appointments.json",
        received={
            "appointments": [
                {"start_date": "2026-12-01", "visit_motive": {"name": "Consultation de suivi"}},
                {"start_date": "2026-12-02", "visit_motive": {"name": "Consultation VIH - résultat"}},
            ]
        },
    )
    assert not found["$.appointments[0].visit_motive.name"].revealing
    assert found["$.appointments[1].visit_motive.name"].revealing


def test_camel_case_french_shapes_are_read():
    found = leaves(f"{HEALTH_SITE}/mes-rendez-vous", received=MON)
    told = {path.rsplit(".", 1)[-1]: (leaf.class_, leaf.about) for path, leaf in found.items() if "patient" in path}
    assert told["prenom"] == ("identity.name", About.ACCOUNT_HOLDER)
    assert told["dateNaissance"] == ("identity.birthdate", About.ACCOUNT_HOLDER)
    motive = found["$.rendezVous[0].motifConsultation"]
    assert (motive.class_, motive.about, motive.revealing) == ("health.motive", About.ACCOUNT_HOLDER, True)
    assert found["$.rendezVous[0].praticien.nom"].about is About.PRACTITIONER


def test_camel_case_english_shapes_are_read():
    found = leaves(
        f"{HEALTH_SITE}/api/me",
        received={"masterPatient": {"firstName": "Camille", "birthDate": "1985-03-14", "insuranceSector": "public"}},
    )
    assert {leaf.class_ for leaf in found.values()} == {"identity.name", "identity.birthdate", "health.insurance"}


def test_relatives_are_other_people():
    found = leaves(
        f"{HEALTH_SITE}/account/master_patients.json",
        received=[
            {"id": 11, "first_name": "Camille", "birthdate": "1985-03-14", "kind": "main"},
            {"id": 12, "first_name": "Lucien", "birthdate": "2015-03-14", "kind": "relative"},
        ],
    )
    assert found["$[0].first_name"].about is About.ACCOUNT_HOLDER
    assert found["$[1].first_name"].about is About.OTHER_PERSON


def test_a_catalogue_of_motives_is_not_about_the_user():
    found = leaves(
        f"{HEALTH_SITE}/booking/x.json",
        received={"data": {"visit_motives": [{"id": 9000042, "name": "Annonce de résultats (oncologie)"}]}},
    )
    assert {leaf.about for leaf in found.values()} == {About.CATALOGUE}


def test_the_motive_chosen_in_a_request_is_the_user_s():
    found = leaves(f"{HEALTH_SITE}/availabilities.json?visit_motive_ids=9000042&agenda_ids=1-2&limit=3")
    assert (found["visit_motive_ids"].class_, found["visit_motive_ids"].about) == (
        "health.motive",
        About.ACCOUNT_HOLDER,
    )
    assert "limit" not in found


def test_an_id_is_joined_to_its_label_and_an_image_to_its_specialty():
    joins = classify(
        f"{HEALTH_SITE}/booking/x.json",
        received={
            "data": {
                "visit_motives": [{"id": 9000042, "name": "Annonce de résultats (oncologie)"}],
                "practitioners": [{"speciality": "Oncologue", "cloudinary_public_id": "abcdefghij0123456789"}],
            }
        },
    ).joins
    assert [(join.value, join.label, join.class_, join.kind, join.revealing) for join in joins] == [
        ("9000042", "Annonce de résultats (oncologie)", "health.motive", "id", True),
        ("abcdefghij0123456789", "Oncologue", "health.specialty", "media", True),
    ]


def test_third_parties_and_requests_join_nothing():
    catalogue = {"visit_motives": [{"id": 9000042, "name": "Annonce de résultats (oncologie)"}]}
    assert classify(f"{TRACKER}/x", received=catalogue).joins == ()
    assert classify(f"{HEALTH_SITE}/x", sent=catalogue).joins == ()


def test_an_event_in_base64_gives_its_ids_and_its_page():
    event = {
        "ssid": "c9900001mac-Ab3dEf6hIj9k",
        "item_id": 9000042,
        "item_type": "VisitMotive",
        "details": {
            "page_url": f"{HEALTH_SITE}/oncologue/lyon/camille-temoin?pid=practice-42",
            "esid": "a1b2c3d4e5f6g7h8i9j0k1l2",
            "data_length": 17,
        },
    }
    wrapped = {"DeliveryStreamName": "x", "Record": {"Data": base64.b64encode(json.dumps(event).encode()).decode()}}
    found = leaves("https://events.rdv-sante.example/put", sent=wrapped)
    assert found["$.Record.Data > $.ssid"].class_ == "device.identifier"
    assert found["$.Record.Data > $.details.esid"].class_ == "device.identifier"
    assert found["$.Record.Data > $.details.data_length"].class_ == "behaviour.event"
    page = found["$.Record.Data > $.details.page_url"]
    assert (page.class_, page.revealing, page.about) == ("behaviour.page", True, About.ACCOUNT_HOLDER)


def test_a_login_gives_address_and_password():
    found = leaves(
        f"{HEALTH_SITE}/login.json",
        sent={"kind": "patient", "username": "camille@courriel.example", "password": "Mot2passe!"},
    )
    assert {path: leaf.class_ for path, leaf in found.items()} == {
        "$.username": "contact.email",
        "$.password": "credential.password",
    }


def test_headers_and_cookies_are_read():
    found = leaves(
        f"{HEALTH_SITE}/x.json",
        headers=[
            ("Referer", f"{HEALTH_SITE}/oncologue/lyon"),
            ("Authorization", "Bearer abcdefghij1234567890"),
            ("Cookie", "_doctolib_session=5fd3a9c1e7b24880; _ga=GA1.2.123456789.1234567890; lang=fr; theme=dark-blue"),
            ("User-Agent", "Mozilla/5.0 (X11) Gecko Firefox/151.0"),
        ],
    )
    assert {path: leaf.class_ for path, leaf in found.items()} == {
        "referer": "behaviour.page",
        "referer > path[0]": "health.specialty",
        "authorization": "credential.token",
        "_doctolib_session": "credential.session",
        "_ga": "device.identifier",
    }


def test_a_referer_of_an_origin_alone_tells_no_page():
    assert classes(f"{TRACKER}/x", headers=[("Referer", f"{HEALTH_SITE}/")]) == set()


@pytest.mark.parametrize(
    ("url", "class_", "confidence"),
    [
        (f"{HEALTH_SITE}/oncologue/lyon/cabinet", "health.specialty", Confidence.FIRM),
        (f"{HEALTH_SITE}/ivg/paris", "health.motive", Confidence.TENTATIVE),
        (f"{HEALTH_SITE}/api/searchbar/autocomplete.json?search=psychiatre", "behaviour.search", Confidence.FIRM),
        (f"{TRACKER}/px?motiveKey=Consultation%20VIH", "health.motive", Confidence.FIRM),
        (f"{TRACKER}/tr?cd[content_name]=Test%20chlamydia%20femme", "health.diagnosis", Confidence.FIRM),
    ],
)
def test_addresses_tell_what_was_looked_for(url, class_, confidence):
    (leaf,) = [leaf for leaf in classify(url).leaves if leaf.revealing]
    assert (leaf.class_, leaf.confidence, leaf.about) == (class_, confidence, About.ACCOUNT_HOLDER)


def test_advanced_matching_fields_are_contact_data_even_hashed():
    found = leaves(f"{TRACKER}/tr?ud[em]={'ab' * 32}&ud[ph]={'cd' * 32}&fbp=fb.1.1730000000000.123456789")
    assert [leaf.class_ for leaf in found.values()] == ["contact.email", "contact.phone", "device.identifier"]


def test_error_monitoring_payloads_are_read():
    event = {"user": {"email": "camille@courriel.example"}, "request": {"url": f"{HEALTH_SITE}/oncologue/lyon"}}
    sent = '{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}\n{"type":"event"}\n' + json.dumps(event)
    found = classes(
        "https://o1.ingest.sentry.example/api/1/envelope/", sent=sent, sent_mime="application/x-sentry-envelope"
    )
    assert {"contact.email", "behaviour.page", "health.specialty"} <= found


@pytest.mark.parametrize(
    ("key", "value", "class_"),
    [
        ("besuchsgrund", "Schwangerschaftsabbruch", "health.motive"),
        ("fachrichtung", "Onkologie", "health.specialty"),
        ("krankenkasse", "Musterkasse Nord", "health.insurance"),
        ("motivo_visita", "Visita oncologica", "health.motive"),
        ("codice_fiscale", "RSSMRA85T10A562S", "identity.national_id"),
        ("motivoConsulta", "Prueba de VIH", "health.motive"),
        ("fechaNacimiento", "1985-03-14", "identity.birthdate"),
        ("nom_naissance", "Témoin", "identity.name"),
        ("numeroSecu", "185036900012345", "identity.national_id"),
    ],
)
def test_five_languages_are_read(key, value, class_):
    assert classes(f"{HEALTH_SITE}/api/x", sent={key: value}) == {class_}


def test_a_checksum_and_a_strong_key_make_certain_and_a_checksum_alone_does_not():
    valid, wrong = "185036900012386", "185036900012345"
    from stdnum.fr import nir

    digits = "1850369000123"
    valid = digits + nir.calc_check_digits(digits)
    keyed = leaves(f"{HEALTH_SITE}/api/x", sent={"nir": valid})["$.nir"]
    bare = leaves(f"{HEALTH_SITE}/api/x", sent={"zzz": valid})["$.zzz"]
    assert keyed.confidence is Confidence.CERTAIN
    assert bare.confidence is Confidence.TENTATIVE
    assert classes(f"{HEALTH_SITE}/api/x", sent={"zzz": wrong}) == set()


def test_answers_to_questions_of_the_practice_are_messages():
    sent = {
        "appointment": {
            "qualification_answers": {"q1": "Oui, depuis deux mois"},
            "custom_fields_values": {"12": "Je préfère le matin"},
        },
    }
    found = leaves(f"{HEALTH_SITE}/appointments/x.json", sent=sent)
    assert {leaf.class_ for leaf in found.values()} == {"health.message"}
    assert len(found) == 2


def test_one_chosen_motive_is_no_catalogue():
    found = leaves(f"{HEALTH_SITE}/account/x.json", received={"visitMotive": {"name": "Dialyse"}})
    assert found["$.visitMotive.name"].about is About.ACCOUNT_HOLDER


def test_a_standard_patient_record_is_read():
    record = {
        "resourceType": "Patient",
        "name": [{"family": "Témoin", "given": ["Camille"]}],
        "birthDate": "1985-03-14",
        "gender": "female",
    }
    found = classes(f"{HEALTH_SITE}/fhir/Patient/1", received=record)
    assert found == {"identity.name", "identity.birthdate", "identity.gender"}


def test_an_encoded_value_goes_by_the_name_of_its_field_and_is_told_once():
    value = base64.b64encode("Première consultation".encode()).decode()
    (leaf,) = classify(f"{TRACKER}/px?motiveKey={value}").leaves
    assert (leaf.class_, leaf.value, leaf.confidence) == ("health.motive", "Première consultation", Confidence.FIRM)
    assert leaf.place.layers[-1] == "base64"


def test_a_referer_is_read_like_the_address_it_is():
    address = f"{HEALTH_SITE}/oncologue/lyon?visit_motive_ids=9000042"
    found = leaves(f"{TRACKER}/px", headers=[("Referer", address)])
    assert {path: leaf.class_ for path, leaf in found.items()} == {
        "referer": "behaviour.page",
        "referer > path[0]": "health.specialty",
        "referer > visit_motive_ids": "health.motive",
    }
