"""What a name says by the object it stands in."""

import pytest

from tests.detect.builders import COFFEE_SITE, HEALTH_SITE, leaves

CARE = {"diagnosis": "E11", "medication": "insulin"}


@pytest.mark.parametrize(
    ("visit", "when", "whom", "why"),
    [("rdv", "quand", "avec", "pour"), ("termin", "wann", "bei", "wegen"), ("cita", "cuando", "con", "para")],
)
def test_when_with_whom_and_why_in_a_visit(visit: str, when: str, whom: str, why: str) -> None:
    told = {when: "2026-12-04T10:30", whom: "Eva Muster", why: "zorbel nachsehen"}
    found = leaves(f"{HEALTH_SITE}/api/x", sent={visit: told, "care": CARE})
    assert found[f"$.{visit}.{when}"].class_ == "health.appointment"
    assert found[f"$.{visit}.{whom}"].class_ == "health.practitioner"
    assert found[f"$.{visit}.{why}"].class_ == "health.motive"


def test_elsewhere_such_words_say_nothing() -> None:
    assert not leaves(f"{COFFEE_SITE}/x", sent={"filtre": {"avec": "lait", "pour": "deux", "quand": "matin"}})
