"""Whom a health value concerns where the record it stands in names a patient, or an appointment in other words."""

from urllib.parse import quote

import pytest

from inspector.detect.joins import is_media_key, media_id
from inspector.model.leaf import About
from tests.detect.builders import HEALTH_SITE, leaves

_PERSON = {"first_name": "Camille", "last_name": "Témoin"}


def _about(received: object, path: str, *, at: str = "/api/list") -> About:
    return leaves(f"{HEALTH_SITE}{at}", received=received)[path].about


@pytest.mark.parametrize(
    ("received", "path"),
    [
        ({"entries": [{"visit_motive": "Suivi VIH", "patient": _PERSON}]}, "$.entries[0].visit_motive"),
        ({"cita": {"motivo_consulta": "Ludopatía"}, "paciente": {"nombre": "Remedios"}}, "$.cita.motivo_consulta"),
        ([{"patientName": "Camille Témoin", "diagnosis": "Panic disorder"}], "$[0].diagnosis"),
        (
            {"columns": ["id", "patientLastName", "visitReason"], "rows": [[1, "Témoin", "Bilan de fertilité"]]},
            "$.rows[0][2]",
        ),
        (
            {"termine": [{"beginn": "2026-01-21T15:00", "behandlungsGrund": "Vorgespräch Vasektomie"}]},
            "$.termine[0].behandlungsGrund",
        ),
    ],
    ids=["object", "two-objects-of-a-record", "flat", "table", "appointment-with-a-german-date"],
)
def test_a_record_that_names_a_patient_is_about_them(received, path):
    assert _about(received, path) is About.ACCOUNT_HOLDER


@pytest.mark.parametrize(
    ("received", "path"),
    [
        ({"patient": _PERSON, "specialites": ["Oncologie", "Psychiatrie"]}, "$.specialites[0]"),
        ({"patient": _PERSON, "visit_motives": [{"id": 71001, "name": "Suivi VIH"}]}, "$.visit_motives[0].name"),
        ({"patient": True, "visit_motive": "Suivi VIH"}, "$.visit_motive"),
        ({"patient": None, "visit_motive": "Suivi VIH"}, "$.visit_motive"),
        ({"patient_count": 12, "visit_motive": "Suivi VIH"}, "$.visit_motive"),
        (
            {"patient": _PERSON, "results": [{"practitioner": {"speciality": "Psychiatre"}}] * 2},
            "$.results[0].practitioner.speciality",
        ),
    ],
    ids=["list-of-texts", "list-of-motives", "a-switch", "nobody", "a-count", "practitioners-found"],
)
def test_what_stands_near_a_patient_without_being_theirs_is_not_about_them(received, path):
    found = leaves(f"{HEALTH_SITE}/api/list", received=received).get(path)
    assert found is None or found.about is not About.ACCOUNT_HOLDER


def test_one_object_says_nothing_of_the_next_of_the_same_names():
    """Objects of one list share their shape; whether there is a patient in them does not go by it."""
    received = {
        "a": {"visit_motive": "Suivi VIH", "patient": None},
        "b": {"visit_motive": "Sevrage", "patient": _PERSON},
    }
    found = leaves(f"{HEALTH_SITE}/api/list", received=received)
    assert found["$.a.visit_motive"].about is About.UNKNOWN
    assert found["$.b.visit_motive"].about is About.ACCOUNT_HOLDER


@pytest.mark.parametrize("at", ["/api/profil/882.json", "/profile/dr-martin", "/perfil/17"])
def test_the_profile_of_somebody_is_no_page_of_ones_own(at):
    assert _about({"fiche": {"specialite": "Psychiatre"}}, "$.fiche.specialite", at=at) is not About.ACCOUNT_HOLDER


@pytest.mark.parametrize("at", ["/api/profil.json", "/profile/documents"])
def test_the_bare_profile_is_ones_own(at):
    assert _about({"fiche": {"specialite": "Psychiatre"}}, "$.fiche.specialite", at=at) is About.ACCOUNT_HOLDER


def test_the_name_of_a_form_field_is_no_reason_for_a_visit():
    sent = {"details": {"data_id": "consultation_note", "data_length": 48}}
    assert "$.details.data_id" not in leaves(f"{HEALTH_SITE}/events", sent=sent)


@pytest.mark.parametrize(
    "written",
    [
        "https://m.example/w_160/k3j9x2m1qpl0a8s7d6f5.jpg 1x, https://m.example/w_320/k3j9x2m1qpl0a8s7d6f5.jpg 2x",
        "https://m.example/k3j9x2m1qpl0a8s7d6f5.webp 640w",
        "https://m.example/k3j9x2m1qpl0a8s7d6f5.jpg",
    ],
)
def test_a_set_of_sources_gives_the_id_of_its_picture(written):
    assert is_media_key("srcSet") or is_media_key("srcset")
    assert media_id(written) == "k3j9x2m1qpl0a8s7d6f5"


@pytest.mark.parametrize("way", ["{}", "https://ads.tracker.example/tr?dl={}"])
def test_the_address_of_a_vacancy_says_nothing_of_the_visitor(way):
    def told(page: str) -> set[str]:
        written = f"https://www.hospital.example/{page}/psychiatry-lyon"
        found = leaves(way.format(quote(written, safe="") if "dl=" in way else written))
        return {leaf.class_ for leaf in found.values() if leaf.class_.startswith("health.")}

    assert told("departments") == {"health.specialty"}
    assert told("jobs") == told("stellenangebote") == set()
