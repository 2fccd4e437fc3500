"""The splitter finds the ends that a JSON parser would find."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.formats.har import spans
from inspector.formats.har.rescue import lenient_end
from inspector.formats.har.spans import Cursor, Damage, is_complaint_known, value_end
from inspector.formats.har.text import Text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def split(text: bytes) -> list[Any]:
    """The elements of the list that `text` is."""
    cursor = Cursor(Text(text))
    found: list[Any] = []
    assert cursor.peek() == b"["
    cursor.enter()
    while True:
        cursor.at = cursor.text.after_separators(cursor.at)
        if cursor.text.byte(cursor.at) == b"]":
            return found
        start, end = cursor.skip_value()
        found.append(json.loads(text[start:end]))


@given(st.lists(JSON, max_size=6), st.sampled_from([None, 1, 2]), st.booleans())
def test_split_elements_are_those_a_parser_gives(values, indent, ascii_only):
    text = json.dumps(values, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "replace")
    assert split(text) == json.loads(text)


@given(st.lists(JSON, max_size=6), st.sampled_from([None, 2]))
def test_the_slow_way_finds_the_same_ends(values, indent):
    text = json.dumps(values, indent=indent).encode() + b" , 1"
    assert lenient_end(memoryview(text), 0, limit=len(text)) == len(text) - 4


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_members_are_walked_in_order(members):
    text = json.dumps(members).encode()
    cursor = Cursor(Text(text))
    cursor.peek()
    cursor.enter()
    keys = []
    while (key := cursor.next_key()) is not None:
        keys.append(key)
        cursor.skip_value()
    assert keys == list(members)


@given(JSON, st.integers(min_value=1))
def test_a_cut_text_is_damage_and_never_an_answer(value, cut):
    text = json.dumps({"a": value}).encode()
    text = text[: len(text) - 1 - cut % (len(text) - 1)]
    with pytest.raises(Damage):
        value_end(memoryview(text), 0)


def test_the_wording_of_the_pinned_msgspec_is_known():
    assert is_complaint_known()


def test_another_wording_is_noticed_and_the_slow_way_taken(monkeypatch):
    import re

    monkeypatch.setattr(spans, "_TRAILING", re.compile("something else"))
    is_complaint_known.cache_clear()
    try:
        assert not is_complaint_known()
        text = b'[{"a": "]}"}, 2]'
        assert value_end(memoryview(text), 1) == 12
    finally:
        is_complaint_known.cache_clear()


def test_a_hundred_thousand_levels_are_damage_not_a_crash():
    with pytest.raises(Damage):
        value_end(memoryview(b"[" * 100_000 + b"]" * 100_000 + b","), 0)
