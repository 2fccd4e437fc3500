"""What must stay silent, or speak of nobody (domain.md 8.4)."""

import json

import pytest

from inspector.model.leaf import About
from tests.detect.builders import COFFEE_SITE, HEALTH_SITE, classes, classify, leaves

MENU = {
    "specialty": "Espresso",
    "motive": "floral",
    "motif": "rayures",
    "practice": "best practice",
    "treatment": "A",
    "treatment_group": "B",
    "condition": "new",
    "terms_and_conditions": "accepted",
    "agenda": "concerts",
    "name": "Dr. Oetker",
    "brand": "Docteur Martin",
    "prescription": "5 ans",
    "operation": "sum",
    "operationName": "GetMenu",
    "procedure": "sp_get_menu",
    "diagnostic": "ok",
    "diagnostics": "enabled",
    "result": "positive",
    "test": "A",
    "tone": "be patient",
    "shop": "pharmacie",
    "neighbour": "opticien",
    "product_code": "IVG-20",
    "hash": "aaHIVbbVIHcc",
    "token_count": 3,
    "updated": 1730000000000,
    "version": "2026.11.21",
    "font": "Oncology Sans",
    "or": "ORL",
    "order": "185036900012345",
    "email": "support@coffee.example",
}


def test_a_coffee_shop_s_menu_is_silent():
    assert classes(f"{COFFEE_SITE}/menu.json", received=MENU) == set()


def test_a_coffee_shop_s_requests_are_silent():
    url = f"{COFFEE_SITE}/menu?specialty=espresso&motif=rayures&treatment_group=A&sku=IVG20&v=1.2.3&ts=1730000000000"
    assert classes(url) == set()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("specialty", "droit des affaires"),
        ("motif", "pied-de-poule"),
        ("motif", "rejet de la demande"),
        ("treatment_group", "A"),
        ("treatment", "spa"),
        ("condition", "used"),
        ("weather_condition", "rain"),
        ("prescription", "délai de prescription de cinq ans"),
        ("agenda", "Salon du livre"),
        ("symptom", ""),
        ("digest", "c2hIVmVy"),
        ("integrity", "sha384-HIVHIVHIVHIVHIVHIVHIV"),
        ("created_at", "1730000000000"),
        ("build", "0612345678"),
        ("order_number", "185036900012345"),
        ("release", "2026-11-21"),
        ("src", "/img/logo@2x.png"),
        ("asset", "IVG-2034.jpg"),
        ("dsn", "https://e12d836b15bb49d7bbf99e64295d995b@o1.ingest.example/1"),
        ("package", "left-pad@1.2.3"),
        ("reason", "timeout"),
        ("patient", "be patient"),
        ("profile", "default"),
        ("email_enabled", "true"),
        ("password_min_length", 8),
        ("session_timeout", 1800),
        ("phone_regex", "^[0-9]{10}$"),
        ("name", "Menu"),
        ("id", 12),
        ("lat", 0),
    ],
)
def test_one_harmless_field_in_an_answer_is_silent(key, value):
    assert classes(f"{COFFEE_SITE}/api/config.json", received={key: value, "other": "x"}) == set()


def test_texts_of_the_interface_are_a_catalogue_or_silent():
    bundle = {"fr": {"search": {"visit_motive": "Motif de consultation", "oncologue": "Oncologue"}, "ivg": "IVG"}}
    told = classify(f"{HEALTH_SITE}/assets/i18n/fr.json", received=bundle).leaves
    assert {leaf.about for leaf in told} <= {About.CATALOGUE}


def test_a_full_list_of_specialties_is_a_catalogue():
    received = {
        "specialities": [{"id": n, "name": name} for n, name in enumerate(("Oncologue", "Psychiatre", "ORL"), 1)]
    }
    told = classify(f"{HEALTH_SITE}/config.json", received=received).leaves
    assert told
    assert {leaf.about for leaf in told} == {About.CATALOGUE}


def test_a_directory_of_practitioners_tells_of_no_patient():
    doctors = [
        {
            "name_with_title": f"Dr Fictif {n}",
            "speciality": "Oncologue",
            "city": "Lyon",
            "phone": "0472000000",
            "lat": 45.75781,
        }
        for n in range(3)
    ]
    told = classify(f"{HEALTH_SITE}/search.json", received={"profiles": doctors}).leaves
    assert told
    assert {leaf.about for leaf in told} == {About.PRACTITIONER}


def test_scripts_are_not_read_for_words():
    script = "var specialties=['oncologue','psychiatre'];var mail='a.person@somewhere.example';"
    assert classes(f"{HEALTH_SITE}/app.js", received=script, mime="application/javascript") == set()


def test_a_health_article_tells_of_nobody():
    html = "<html><body><h1>Vivre avec le VIH</h1><p>Un oncologue et un psychiatre expliquent.</p></body></html>"
    told = classify(f"{COFFEE_SITE}/blog/sante.html", received=html, mime="text/html").leaves
    assert not [leaf for leaf in told if leaf.about.is_the_user]


def test_a_help_article_in_json_tells_of_nobody():
    received = {"articles": [{"headline": "Cancer du sein : les signes", "summary": "Consultez un oncologue."}]}
    assert classes(f"{COFFEE_SITE}/api/feed.json", received=received) == set()


def test_feature_flags_are_silent():
    flags = {
        "experiments": {"treatment": "B", "visit_motive_test": "on"},
        "features": {"appointment_reminder_enabled": True},
    }
    assert classes(f"{COFFEE_SITE}/flags.json", received=flags) == set()


def test_random_ids_are_not_ciphertext():
    values = {f"blob_{n}": format(n * 7919, "x") * 16 for n in range(1, 40)}
    assert "encrypted.opaque" not in classes(f"{HEALTH_SITE}/x.json", received=values)


def test_values_of_wild_shape_never_raise():
    wild = {"visit_motive": {"name": "\ud800\u0000" + "a" * 50_000}, "motif": ["", None, True, 1e300, {"x": []}], "": 1}
    classify(f"{HEALTH_SITE}/x.json", received=json.dumps(wild))


def test_the_user_s_leaves_have_a_reason_each():
    from inspector.messages import Translator

    for language in ("fr", "en"):
        translate = Translator(language)
        for leaf in leaves(f"{HEALTH_SITE}/oncologue/x?motif=ivg&search=vih&email=a.b@c.example").values():
            assert translate.has(f"about.{leaf.about_why}"), leaf.about_why
