"""A value in pieces counts where the pieces follow one another and make the whole, to the last letter."""

import base64
from urllib.parse import quote

import pytest

from inspector.detect.needles.hunt import Hunter
from inspector.model.leaf import Sighting
from tests.detect.builders import TRACKER, decoded, needle

EMAIL = "Maelys.Tourdain+rdv@courriel.example"
MOTIVE = "Renouvellement à domicile (néphrologie)"
PHONE = "+33 6 39 98 12 74"
HUNTER = Hunter([needle(EMAIL), needle(MOTIVE, "health.motive"), needle(PHONE, "contact.phone")])


def hunted(sent: object = None, url: str = f"{TRACKER}/c", **more: object) -> list[Sighting]:
    return HUNTER.hunt(*decoded(url, sent=sent, **more))


@pytest.mark.parametrize(
    ("sent", "value", "count"),
    [
        ({"a": EMAIL[:16], "b": EMAIL[16:]}, EMAIL, 2),
        ({"a": EMAIL.lower()[:5], "b": EMAIL.lower()[5:20], "c": EMAIL.lower()[20:]}, EMAIL, 3),
        ({"w": MOTIVE.split(" ")}, MOTIVE, 4),
        ({"w": ["fr", MOTIVE[:20], MOTIVE[20:], "x"]}, MOTIVE, 2),
        ({"cc": "+33", "nr": 639981274}, PHONE, 1),
    ],
)
def test_every_piece_is_told_and_that_it_is_one(sent, value, count):
    """But one that says by itself whose it is."""
    found = [one for one in hunted(sent) if "pieces" in one.place.layers]
    assert [one.needle.value for one in found] == [value] * count


def test_halves_of_an_address_line_and_of_base64_are_put_together():
    encoded = base64.b64encode(EMAIL.encode()).decode()
    for whole, layers in ((EMAIL, ("pieces",)), (encoded, ("pieces", "base64"))):
        found = hunted(url=f"{TRACKER}/c?z=1&a={quote(whole[:14], safe='')}&b={quote(whole[14:], safe='')}&y=2")
        assert {one.place.path for one in found} >= {"a", "b"}
        assert any(one.place.layers[-len(layers) :] == layers for one in found)


@pytest.mark.parametrize(
    "sent",
    [
        {"a": EMAIL[:16], "b": EMAIL[17:]},
        {"a": EMAIL[:16], "x": "1", "b": EMAIL[16:]},
        {"a": EMAIL[:16], "b": EMAIL[16:] + "s"},
        {"b": EMAIL[16:], "a": EMAIL[:16]},
        {"a": EMAIL[:16]},
        {"o": {"a": EMAIL[:16]}, "p": {"b": EMAIL[16:]}},
        {"w": ["Renouvellement", "à", "domicile"]},
    ],
    ids=["a letter less", "not beside", "longer", "turned", "one piece", "two objects", "cut"],
)
def test_pieces_of_something_else_are_not(sent):
    assert not [one for one in hunted(sent) if "pieces" in one.place.layers]


def test_answers_are_not_looked_at():
    assert not [one for one in hunted(received={"a": EMAIL[:16], "b": EMAIL[16:]}) if "pieces" in one.place.layers]
