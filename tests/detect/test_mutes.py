"""Mutes are matched by path, key and value, at their host, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.mutes import Mutes, key_of, pattern_of
from inspector.detect.names.keys import KeyIndex
from inspector.detect.packs import KeyRule, MuteRule, Pack, Packs
from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.leaf import Place
from inspector.model.mute import Mute, MuteBy
from tests.detect.builders import HEALTH_SITE, classify


def place(path: str, *, side: Side = Side.RESPONSE, location: Location = Location.BODY) -> Place:
    return Place(
        capture=CaptureId(1), flow=FlowId(1), entry=0, side=side, location=location, path=path, layers=("json",)
    )


def is_muted(mute: Mute, path: str, *, host: str = "www.clinic.example", value: str = "x", **more) -> bool:
    return Mutes((mute,)).find(place(path, **more), host=host, value=value) is not None


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("$.data[3].motive", "$.data[*].motive"),
        ("$[0]['a[1]'][2].b", "$[*]['a[1]'][*].b"),
        ("$['1'][0]", "$['1'][*]"),
        ("#12 > $.x[0]", "#* > $.x[*]"),
        ("name#2", "name"),
        ("$.Record.Data > $.list[4] > motive", "$.Record.Data > $.list[*] > motive"),
        ("/a/b[2]/c", "/a/b[*]/c"),
    ],
)
def test_what_only_counts_is_left_open(path, pattern):
    assert pattern_of(path, Location.BODY) == pattern


def test_the_parts_of_an_address_are_places_of_their_own():
    assert pattern_of("path[2]", Location.URL) == "path[2]"


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("$.data[0].visit_motive", "visit_motive"),
        ("$.motives[3]", "motives"),
        ("$['odd name'][0]", "odd name"),
        ("email#2", "email"),
        ("#3 > $.x.q", "q"),
        ("$.Record.Data > $.page > motive", "motive"),
        ("", ""),
        ("$[0]", ""),
    ],
)
def test_the_key_of_a_path_is_its_last_name(path, key):
    assert key_of(path) == key


def test_a_path_holds_at_its_place_and_host_only():
    mute = Mute(
        by=MuteBy.PATH, what="$.data[*].motive", host="clinic.example", side=Side.RESPONSE, location=Location.BODY
    )
    assert is_muted(mute, "$.data[7].motive")
    assert is_muted(mute, "$.data[7].motive", host="clinic.example")
    assert not is_muted(mute, "$.data[7].motives")
    assert not is_muted(mute, "$.data.motive")
    assert not is_muted(mute, "$.data[7].motive", host="notclinic.example")
    assert not is_muted(mute, "$.data[7].motive", side=Side.REQUEST)
    assert not is_muted(mute, "$.data[7].motive", location=Location.SSE)


def test_a_key_is_compared_as_in_the_packs():
    mute = Mute(by=MuteBy.KEY, what="visit_motive")
    assert is_muted(mute, "$.a.visitMotive", host="any.example")
    assert is_muted(mute, "visit-motives", location=Location.QUERY)
    assert not is_muted(mute, "$.visit_motive.name")


def test_a_value_is_compared_whole():
    mute = Mute(by=MuteBy.VALUE, what="Dermatologie")
    assert is_muted(mute, "$.anything", value="Dermatologie ")
    assert not is_muted(mute, "$.anything", value="Dermatologie pédiatrique")


def test_no_mute_mutes_nothing():
    leaves = classify(f"{HEALTH_SITE}/x", sent={"motif": "Dépistage VIH"}).leaves
    assert leaves
    assert not Mutes()
    assert all(Mutes().why(leaf) is None and Mutes().keeps(leaf) for leaf in leaves)


def test_a_leaf_says_which_mute_it_falls_under():
    (leaf, *_) = classify(f"{HEALTH_SITE}/x", sent={"motif": "Dépistage VIH"}).leaves
    mute = Mute(by=MuteBy.KEY, what="motif")
    assert Mutes((mute,)).why(leaf) == mute.id
    assert not Mutes((mute,)).keeps(leaf)


@pytest.mark.parametrize(("where", "is_silent"), [({}, True), ({"hosts": ("a.example",)}, False)])
def test_a_rule_for_certain_places_silences_no_name_everywhere(where, is_silent):
    mute = MuteRule(id="m", why="", keys=("visit_motive",), **where)
    key = KeyRule(id="k", class_="health.motive", strong=("visit_motive",))
    pack = Pack(pack="p", version="1", date="2026-01-01", source="", key=(key,), mute=(mute,))
    assert (KeyIndex(Packs(packs=(pack,))).verdict("visit_motive") is None) == is_silent


def test_the_id_of_a_mute_is_what_it_does():
    mute = Mute(by=MuteBy.KEY, what="motif", why="one", at_us=1)
    assert mute.id == Mute(by=MuteBy.KEY, what="motif", why="two").id
    assert mute.id != Mute(by=MuteBy.KEY, what="motif", host="a.example").id


@given(st.text(max_size=200), st.text(max_size=50), st.sampled_from(list(MuteBy)))
def test_any_path_is_matched_by_its_own_mute_and_never_raises(path, value, by):
    what = {MuteBy.PATH: pattern_of(path), MuteBy.KEY: key_of(path), MuteBy.VALUE: value}[by]
    assert pattern_of(pattern_of(path)) == pattern_of(path)
    assert Mutes((Mute(by=by, what=what),)).find(place(path), host="a.example", value=value) is not None
