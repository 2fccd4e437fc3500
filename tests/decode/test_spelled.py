"""Arrays of letters and codes are read where they spell words; series of numbers stay series."""

import gzip
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.document import Decoded
from inspector.decode.flow import decode_flow
from inspector.decode.span import span_of
from tests.decode.layer_samples import EMAIL, MOTIVE, body

CLOSED = (
    [98, 99, 101, 103, 104, 102, 100, 99, 98, 97],  # a pulse
    list(range(65, 123)),
    list(range(122, 96, -1)),
    [101] * 40,
    [1, 5, 3, 200, 17, 90, 66, 255, 0, 13],
    [80, 95, 100, 120, 70, 99, 65, 110],
    [2741702, 2741703, 99, 97, 109, 105],
    [99.5, 97, 109, 105, 108, 108, 101],
    [True, False, True, True, False, True],
    ["M", "T", "W", "T", "F", "S", "S"],
    ["a", "b", "c", "d", "e", "f"],
    ["camille", "a", "b", "c", "d", "e"],
    [99, 97, "m", 105, 108, 108, 101],
    {"0": 10, "1": 20, "2": 30, "3": 97, "4": 98, "5": 99},
)


def _of(value: object) -> Decoded:
    return decode_flow(body(json.dumps({"v": value, "ids": [7, 8, 9]}), "application/json"))


def _spelled(value: object) -> list[object]:
    found = _of(value)
    return [leaf[2] for document, leaf in found.leaves() if {"char-codes", "letters"} & set(document.layers)]


@pytest.mark.parametrize("text", [EMAIL, MOTIVE, "L’été à Besançon", "Éléonore Lefèvre"])
def test_letters_codes_and_bytes_are_read_at_the_place_of_their_array(text: str) -> None:
    for value in (list(text), [ord(c) for c in text], list(text.encode()), dict(enumerate(text.encode()))):
        content = body(json.dumps({"ids": [1, 2, 3, 4, 5, 6], "v": value}), "application/json")
        document, leaf = list(decode_flow(content).leaves())[-1]
        assert (document.path_of(leaf), leaf[2]) == ("$.v", text)
        span = span_of(content, document, leaf)
        assert span is not None
        assert content.request_body is not None
        stored = content.request_body.data[slice(*span)].decode()
        assert json.loads(f"[{_whole(stored, value)}]")


def _whole(stored: str, value: object) -> str:
    if isinstance(value, dict):
        return stored.replace('"', "").replace(": ", ", ")
    return f'"{stored}"' if isinstance(value, list) and isinstance(value[0], str) else stored


@pytest.mark.parametrize("value", CLOSED, ids=str)
def test_series_stay_closed(value: object) -> None:
    assert _spelled(value) == []


def test_random_numbers_hardly_ever_spell() -> None:
    source = random.Random(5)
    opened = 0
    for low, high in ((0, 101), (0, 256), (32, 127), (60, 111)) * 500:
        opened += bool(_spelled([source.randrange(low, high) for _ in range(source.choice((6, 8, 12, 20, 40)))]))
    assert opened <= 10


def test_a_stream_in_numbers_is_opened_and_a_digest_is_kept_as_bytes() -> None:
    assert _spelled(list(gzip.compress(MOTIVE.encode()))) == [MOTIVE]
    digest = random.Random(1).randbytes(32)
    found = _of(list(digest))
    assert [(unread.data, unread.prefix, unread.layers) for unread in found.unread] == [
        (digest, "$.v", ("json", "char-codes"))
    ]
    assert _of([7] * 32).unread == []


@settings(max_examples=200, deadline=None)
@given(
    value=st.recursive(
        st.integers() | st.text(max_size=3) | st.none() | st.booleans(),
        lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.sampled_from("012345ab"), inner, max_size=8),
        max_leaves=40,
    )
    | st.lists(st.integers(min_value=0, max_value=0x120000), min_size=6, max_size=40)
)
def test_no_tree_makes_it_raise_and_the_result_is_always_the_same(value: object) -> None:
    first, second = _of(value), _of(value)
    assert [d.path_of(leaf) for d, leaf in first.leaves()] == [d.path_of(leaf) for d, leaf in second.leaves()]


@settings(max_examples=100, deadline=None)
@given(words=st.lists(st.sampled_from(("annonce", "de", "résultats", "Camille", "rendez-vous", "12")), min_size=3))
def test_what_is_found_is_what_was_written(words: list[str]) -> None:
    text = " ".join(words)
    for value in (list(text), [ord(c) for c in text], list(text.encode())):
        assert _spelled(value) in ([], [text])
