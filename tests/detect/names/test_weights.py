"""What the names of a document weigh together."""

from inspector.detect.names.weights import ENOUGH_HEALTH, Weight, settled
from tests.detect.builders import leaves

BODY = {"unterarm": 27.9, "handgelenk": 18.4, "knoechel": 22.1, "oberschenkel": 51, "wade": 36, "schwellung": "wenig"}
LIGHT = Weight(0.0, speaks=False, labels=False, bags=False)


def test_several_names_of_one_body_make_a_record_of_health() -> None:
    found = leaves("https://api.unseen.example/tag", sent={"mass": BODY})
    assert found["$.mass.unterarm"].class_ == "health.measurement"


def test_too_few_among_many_names_do_not() -> None:
    weight = LIGHT._replace(bodily=2.4)
    assert settled(weight, 40).health >= ENOUGH_HEALTH
    assert settled(weight, 400).health == 0
