"""Encode, then find: random chains of the everyday layers."""

import base64
import gzip
import json
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import quote, quote_plus

from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.flow import decode_flow
from inspector.decode.span import span_of
from inspector.decode.text import decode_text
from inspector.model.flow import BodyForm, FlowContent, Location
from tests.decode.flows import flow_content, stored

_NEEDLES = (
    "Annonce de résultats",
    "camille.temoin+rdv7@courriel.example",
    "Éléonore Lefèvre",
    "1 84 12 76 451 089 46",
    "+33 6 39 98 12 34",
    "cancer du sein",
    "l'œuvre & le cœur = 100 % « sûr » ?",
)


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


_STEPS: dict[str, Callable[[str], str]] = {
    "json": lambda text: json.dumps({"details": {"v": text, "n": 1}}),
    "json-utf8": lambda text: json.dumps([{"a b": text}], ensure_ascii=False),
    "query": lambda text: f"https://clinic.example/p?motive={quote(text, safe='')}&x=1",
    "form": lambda text: f"a=1&motive={quote_plus(text)}&b=2",
    "percent": lambda text: quote(text, safe=""),
    "base64": _b64,
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "gzip": lambda text: base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode(),
    "hex": lambda text: text.encode().hex(),
    "jwt": lambda text: (
        ".".join(
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in ({"alg": "none"}, {"v": text})
        )
        + ".sig"
    ),
}


def _encoded(needle: str, chain: list[str]) -> str:
    for step in chain:
        needle = _STEPS[step](needle)
    return needle


def _is_found(needle: str, content: FlowContent) -> bool:
    return any(leaf[2] == needle for _, leaf in decode_flow(content).leaves())


chains = st.lists(st.sampled_from(sorted(_STEPS)), min_size=0, max_size=4).filter(
    # Percent-encoding that changes nothing, or a bare text in hexadecimal of hexadecimal, is no chain of its own.
    lambda chain: all(pair != ("hex", "hex") for pair in pairwise(chain))
)


@settings(max_examples=150, deadline=None)
@given(needle=st.sampled_from(_NEEDLES), chain=chains)
def test_a_value_is_found_through_any_chain_in_every_location(needle: str, chain: list[str]) -> None:
    text = _encoded(needle, chain)
    body = json.dumps({"payload": text})
    assert _is_found(needle, flow_content(url=f"https://t.example/c?d={quote(text, safe='')}"))
    assert _is_found(needle, flow_content(request_body=stored(body)))
    assert _is_found(needle, flow_content(response_body=stored(gzip.compress(body.encode()))))
    assert any(leaf[2] == needle for _, leaf in decode_text(text).leaves())


@settings(max_examples=150, deadline=None)
@given(needle=st.sampled_from(_NEEDLES), chain=chains)
def test_a_span_lies_inside_the_stored_bytes_and_moves_inwards(needle: str, chain: list[str]) -> None:
    content = flow_content(request_body=stored(json.dumps({"payload": _encoded(needle, chain)})))
    assert content.request_body is not None
    size = len(content.request_body.data)
    for document, leaf in decode_flow(content).leaves():
        span = span_of(content, document, leaf)
        if span is None or document.location is not Location.BODY:
            continue
        assert 0 <= span[0] <= span[1] <= size
        if document.parent is not None and document.origin is not None:
            outer = span_of(content, document.parent, document.origin)
            assert outer is not None
            assert outer[0] <= span[0] <= span[1] <= outer[1]


_MIMES = (
    "",
    "application/json",
    "text/html",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=a",
    "text/event-stream",
    "text/plain; charset=utf-16",
    "application/javascript",
    "application/x-ndjson",
    "image/png",
)
_FRAGMENTS = st.sampled_from(
    [
        b"{",
        b"}",
        b"[",
        b'"',
        b":",
        b",",
        b"\\u12",
        b"\\",
        b"a=b&",
        b"%41",
        b"data: ",
        b"\n",
        b"\r\n",
        b"--a",
        b"<script>",
        b"<p x='",
        b"\x1f\x8b\x08",
        b"(\xb5/\xfd",
        b"1e9",
        b"NaN",
        b"null",
        b"https://a.example/?b=",
        b"eyJhIjox",
        b"=",
        b"cb(",
        b")",
        b"Content-Disposition: form-data; name=x\r\n\r\n",
        b'{"type":"event","length":99}\n',
        b"\xed\xa0\x80",
    ]
)
wild = st.one_of(st.binary(max_size=200), st.lists(_FRAGMENTS, max_size=30).map(b"".join))


@settings(max_examples=300, deadline=None)
@given(
    data=wild,
    mime=st.sampled_from(_MIMES),
    form=st.sampled_from(BodyForm),
    coding=st.sampled_from(["", "gzip", "br", "deflate", "zstd"]),
)
def test_no_body_ever_raises(data: bytes, mime: str, form: BodyForm, coding: str) -> None:
    content = flow_content(
        request_body=stored(data, form),
        response_body=stored(data, form),
        request_mime=mime,
        response_mime=mime,
        response_headers=(("Content-Encoding", coding),),
        content_coded=bool(coding),
    )
    decoded = decode_flow(content)
    for document, leaf in decoded.leaves():
        document.path_of(leaf).encode()
        str(leaf[2]).encode()
        span_of(content, document, leaf)


_any_text = st.text(
    st.one_of(st.characters(exclude_categories=()), st.sampled_from('%/?#&=:;{}[]"<>+ 0aZ')), max_size=80
)


@settings(max_examples=200, deadline=None)
@given(url=_any_text, header=_any_text, cookie=_any_text)
def test_no_url_header_or_cookie_ever_raises(url: str, header: str, cookie: str) -> None:
    content = flow_content(
        url=url, request_headers=(("X", header), ("Cookie", cookie)), response_headers=(("Set-Cookie", cookie),)
    )
    for document, leaf in decode_flow(content).leaves():
        span_of(content, document, leaf)
    decode_text(url + header)
