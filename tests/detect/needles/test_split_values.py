"""A value in pieces counts where the pieces follow one another and make the whole, to the last letter."""

import base64
from time import process_time
from urllib.parse import quote

import pytest

from inspector.decode.flow import decode_flow
from inspector.decode.replaying.replay import replay_of
from inspector.detect.context import FlowContext
from inspector.detect.needles import hunt
from inspector.detect.needles.hunt import Hunter
from inspector.detect.needles.variants import spell
from inspector.messages import Translator
from inspector.model.leaf import Sighting
from tests.decode.test_replay import run_python
from tests.detect.builders import TRACKER, content, decoded, needle

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


@pytest.mark.parametrize(
    ("value", "class_", "sent"),
    [
        ("69003 Lyon", "contact.address", {"zip": "69003", "city": "Lyon"}),
        ("Mutuelle Générale", "health.insurance", {"w": ["Mutuelle", "Générale"]}),
        ("01 23 45 67 89", "contact.phone", {"ticks": ["01", "23", "45", "67", "89"]}),
        ("100200300400", "identity.account_id", {"ticks": ["100", "200", "300", "400"]}),
        ("0101010101", "identity.account_id", {"on": ["01", "01", "01", "01", "01"]}),
        ("Médecin généraliste", "health.speciality", {"tags": ["bilan", "Médecin", "généraliste", "suivi"]}),
    ],
    ids=["a postcode and a town", "an insurer", "digits that count", "a scale", "few signs", "two words of a list"],
)
def test_what_stands_side_by_side_in_the_data_of_others_is_nobodys(value, class_, sent):
    assert not [one for one in Hunter([needle(value, class_)]).hunt(*decoded(TRACKER, sent=sent)) if one]


def test_two_words_that_are_all_of_an_array_are_the_value():
    hunter = Hunter([needle("Médecin généraliste", "health.speciality")])
    assert len(hunter.hunt(*decoded(TRACKER, sent={"q": ["Médecin", "généraliste"]}))) == 2


def test_pieces_that_begin_many_values_cost_little_and_are_told_once():
    phones = [needle(f"+33 6 39 98 {number // 100:02d} {number % 100:02d}", "contact.phone") for number in range(300)]
    flow = decoded(TRACKER, sent=["+33", " 6", " 39", " 98", " 0"] * 800)
    hunter, start = Hunter(phones), process_time()
    assert hunter.hunt(*flow) == []
    assert process_time() - start < 0.5  # several seconds where each value is tried


def test_a_piece_is_told_once_and_many_are_cut(monkeypatch):
    chorus = Hunter([needle("abcd abcd abcd abcd", "health.motive")])
    found = chorus.hunt(*decoded(TRACKER, sent=["abcd"] * 6))
    assert [one.place.path for one in found] == [f"$[{number}]" for number in range(6)]
    monkeypatch.setattr(hunt, "_MOST_PER_FLOW", 20)
    assert len(chorus.hunt(*decoded(TRACKER, sent=["abcd"] * 60))) == 20
    assert chorus.was_cut


def test_numbers_of_any_size_do_no_harm():
    assert hunted('{"salt": ' + "9" * 5_000 + ', "a": "Maelys", "b": ' + "9" * 5_000 + "}") == []


@pytest.mark.parametrize("encode", [str, lambda text: base64.b64encode(text.encode()).decode()])
def test_the_whole_is_put_together_outside(encode, tmp_path):
    whole = encode(EMAIL)
    flow = content(f"{TRACKER}/c", sent={"n": 1, "a'": whole[:13], "b": whole[13:21], "c": whole[21:], "z": "x"})
    found = HUNTER.hunt(decode_flow(flow), FlowContext(facts=flow.facts, site=TRACKER, first_party=False))
    texts = [variant.text for variant in spell(found[0].needle)]
    for one in found:
        replay = replay_of(flow, one.place, shell=False, t=Translator("en"), texts=texts, form=one.form)
        assert replay is not None
        assert run_python(replay, tmp_path) == EMAIL
