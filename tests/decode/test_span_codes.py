"""Spans through encodings are exact: computed here a second time, from how each writing places its bytes."""

import base64
import json
from collections.abc import Callable
from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.flow import decode_flow
from inspector.decode.span import span_of
from inspector.model.flow import Location
from tests.decode.flows import flow_content, stored

type Span = tuple[int, int]
type Written = tuple[str, Span]
"""A text, and where in it the value stands."""

_VALUES = ("Annonce de la suite", "Camille Temoin", "consultation VIH")


def _after(head: str, tail: str) -> Callable[[Written], Written]:
    """The text between two others."""
    return lambda told: (f"{head}{told[0]}{tail}", (told[1][0] + len(head), told[1][1] + len(head)))


def _json(told: Written) -> Written:
    text, (start, end) = told
    outer = json.dumps({"n": 1, "v": text, "z": [True, "v"]})
    before = len(json.dumps({"n": 1, "v": text[:start]})) - 2
    inside = len(json.dumps(text[start:end])) - 2
    return outer, (before, before + inside)


def _base64(*, url: bool = False, head: str = "") -> Callable[[Written], Written]:
    def write(told: Written) -> Written:
        text, (start, end) = told
        encode = base64.urlsafe_b64encode if url else base64.b64encode
        encoded = head + encode(text.encode()).decode().rstrip("=" if url else "")
        return encoded, (len(head) + start * 8 // 6, len(head) + -(-end * 8 // 6))

    return write


def _reversed_base64(told: Written) -> Written:
    encoded, (start, end) = _base64()(told)
    return encoded[::-1], (len(encoded) - end, len(encoded) - start)


def _hex(told: Written) -> Written:
    text, (start, end) = told
    return text.encode().hex(), (2 * start, 2 * end)


def _hex_apart(told: Written) -> Written:
    text, (start, end) = told
    return text.encode().hex(" "), (3 * start, 3 * end - 1)


def _percent(told: Written) -> Written:
    text, (start, end) = told
    at = len(quote(text[:start], safe=""))
    encoded = f"https://c.example/p?x=1&motive={quote(text, safe='')}&y=2"
    at += encoded.index("motive=") + 7
    return encoded, (at, at + len(quote(text[start:end], safe="")))


_STEPS: dict[str, Callable[[Written], Written]] = {
    "json": _json,
    "base64": _base64(),
    "base64url": _base64(url=True),
    "data": _base64(head="data:application/json;base64,"),
    "reversed": _reversed_base64,
    "hex": _hex,
    "hex apart": _hex_apart,
    "url": _percent,
}


@settings(max_examples=250, deadline=None)
@given(needle=st.sampled_from(_VALUES), chain=st.lists(st.sampled_from(sorted(_STEPS)), max_size=3))
def test_a_span_covers_the_value_and_nothing_else(needle: str, chain: list[str]) -> None:
    told: Written = (needle, (0, len(needle)))
    for step in ["json", *chain]:
        told = _STEPS[step](told)
    body, (start, end) = _json(told)
    content = flow_content(request_body=stored(body), request_mime="application/json")
    found = [
        span_of(content, document, leaf)
        for document, leaf in decode_flow(content).leaves()
        if leaf[2] == needle and document.location is Location.BODY
    ]
    for span in found:
        # None where a layer cannot be mapped; a leaf in the middle of longer encodings keeps their outer range.
        assert span is None or (span[0] <= start and end <= span[1])
    innermost = [span for span in found if span is not None]
    if innermost:
        assert (start, end) in innermost


def test_fields_of_a_multipart_body_and_messages_are_mapped() -> None:
    data = b'--B\r\nContent-Disposition: form-data; name="j"; filename="a"\r\nContent-Type: application/json\r\n\r\n'
    data += b'{"m":"Annonce"}\r\n--B--\r\n'
    content = flow_content(request_body=stored(data), request_mime="multipart/form-data; boundary=B")
    spans = [span_of(content, d, leaf) for d, leaf in decode_flow(content).leaves() if leaf[2] == "Annonce"]
    assert [data[span[0] : span[1]] for span in spans if span] == [b"Annonce"]


def test_a_map_that_does_not_give_the_value_is_none() -> None:
    orders = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    text = base64.b64encode(json.dumps({"motive": "Annonce de suite", "b": "c d"}).encode()).decode().rstrip("=")
    content = flow_content(request_body=stored(json.dumps({"v": text.translate(str.maketrans(usual, orders))})))
    inner = [(d, leaf) for d, leaf in decode_flow(content).leaves() if leaf[2] == "Annonce de suite"]
    assert inner
    assert all(span_of(content, d, leaf) is None for d, leaf in inner)
