"""What decoding saves itself: questions that were asked before, leaves nobody looks at, slow ways of reading."""

import gc
import json
import weakref
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode import strings
from inspector.decode.document import Notation
from inspector.decode.flow import cookie_pairs, decode_flow, header_pairs
from inspector.decode.json_value import parse_json, parse_repeating
from inspector.decode.pairs import percent_bytes
from inspector.decode.strings import open_strings
from inspector.model.flow import Side
from tests.decode.flows import flow_content

HEADERS = [f"text/plain; q=0.{n}, words of header {n}" for n in range(20)]
ENCODED = "%7B%22motif%22%3A%22suivi%22%7D"


class Captured(str):
    """A text that can be watched."""


@pytest.mark.parametrize("text", ["words that hide nothing", "a long text " * 40, "9f8e7d6c5b4a39281706f5e4d3c2b1a0"])
def test_of_a_text_that_hides_nothing_nothing_is_kept(text):
    watched = Captured(text)
    assert open_strings([watched], bare=True) == {}
    gone = weakref.ref(watched)
    del watched
    gc.collect()
    assert gone() is None


def test_what_hid_nothing_is_not_asked_about_again_and_what_is_new_still_opens(monkeypatch):
    sieved = []

    def note(texts, *, bare):
        sieved.extend(texts)
        return texts

    monkeypatch.setattr(strings, "may_open", note)
    strings._answers.cache_clear()
    assert open_strings(HEADERS, bare=True) == {}
    assert sorted(sieved) == sorted(HEADERS)
    assert list(open_strings([*HEADERS, ENCODED], bare=True)) == [ENCODED]
    assert list(open_strings([*HEADERS, ENCODED], bare=True)) == [ENCODED]
    assert len(sieved) == len(HEADERS)


def test_a_text_that_only_an_address_may_be_is_judged_apart():
    address = "https://www.rdv.example/lyon/12"
    for _ in range(2):
        assert open_strings([address], bare=False) == {}
        assert list(open_strings([address], bare=True)) == [address]


@given(st.text(st.sampled_from("%4aF1g+é&\ud800"), max_size=40))
def test_percent_encoding_is_read_as_the_standard_library_reads_it(text):
    assert percent_bytes(text) == unquote_to_bytes(text.encode("utf-8", "replace"))


_DIGITS = st.text(st.sampled_from("0123456789"), min_size=1, max_size=24)
_NUMBERS = st.builds(
    lambda sign, whole, rest, power: sign + (whole.lstrip("0") or "0") + rest + power,
    st.sampled_from(["", "-"]),
    _DIGITS,
    st.one_of(st.just(""), _DIGITS.map(".{}".format)),
    st.sampled_from(["", "e5", "E-3", "e+00000000000000000002", "e-0000000000000000000001"]),
)
_IN_QUOTES = st.text(st.sampled_from('0123456789e-:,[ "\\'), max_size=30).map(json.dumps)


@settings(max_examples=200)
@given(st.lists(st.one_of(_NUMBERS, _IN_QUOTES, _DIGITS.map('{{"{0}" : "{0}"}}'.format)), max_size=6))
def test_long_ids_in_quotes_change_nothing_in_how_numbers_are_read(items):
    text = "[" + ",".join(items) + "]"
    assert repr(parse_json(text)) == repr(parse_repeating(text))
    assert repr(parse_json(text.encode())) == repr(parse_repeating(text))


def test_named_values_give_their_names_and_values_before_any_leaf_and_the_same_leaves_ever_after():
    headers = (("Accept", "text/html"), ("X-Id", "first"), ("x-id", "second"))
    document = next(d for d in decode_flow(flow_content(request_headers=headers)).documents if d.location == "header")
    assert document.notation is Notation.NAME
    told = document.count, set(document.survey.names), set(document.survey.values)
    leaves = document.leaves
    assert told == (3, {"accept", "x-id", "x-id#2"}, {"text/html", "first", "second"})
    assert [(name, value) for _, name, value in leaves] == [
        ("accept", "text/html"),
        ("x-id", "first"),
        ("x-id#2", "second"),
    ]
    assert [document.index_of(leaf) for leaf in document.leaves] == [0, 1, 2]
    assert leaves[0][0].value == {"accept": "text/html", "x-id": "first", "x-id#2": "second"}


def test_the_same_header_names_come_with_other_values_and_cookies_stand_apart():
    for turn in ("a", "b"):
        headers = ((":path", "/"), ("Cookie", f"one={turn}"), ("ACCEPT", turn), ("cookie", f"one={turn}{turn}; two=2"))
        assert header_pairs(headers) == (("accept", turn),)
        assert cookie_pairs(headers, Side.REQUEST) == (("one", turn), ("one#2", turn * 2), ("two", "2"))
        assert cookie_pairs(headers, Side.RESPONSE) == ()
    assert header_pairs(()) == cookie_pairs((), Side.REQUEST) == ()
