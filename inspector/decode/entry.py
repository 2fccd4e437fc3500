"""The stored bytes a document starts from: of the URL, a header, the body, a message, or one line or item of these."""

import re
from functools import lru_cache

from inspector.decode.document import Document, Leaf
from inspector.decode.pairs import numbered
from inspector.decode.protocols.sentry import item_spans
from inspector.decode.region import Region, Span
from inspector.decode.url_parts import path_segments, split_url
from inspector.model.flow import BodyForm, FlowContent, Headers, Location, Side

_LINE = re.compile(rb"[^\r\n]+")
_DATA = re.compile(rb"data:? ?([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_EVENT_END = re.compile(rb"(?:\r\n|\n|\r){2,}")
_SEGMENT = re.compile(r"path\[(\d+)\]\Z")


def entry_region(content: FlowContent, document: Document, leaf: Leaf) -> Region | None:
    """What the document's own layers start from; for URL parts, headers and cookies the leaf's own range already."""
    location = document.location
    if location is Location.URL:
        return _url_part(content.facts.url, str(leaf[1]))
    if location is Location.QUERY:
        split = split_url(content.facts.url)
        before = len(content.facts.url[: split.query_at].encode("utf-8", "replace"))
        return Region(split.query.encode("utf-8", "replace"), before)
    if location is Location.HEADER:
        return _header(_headers(content, document.side), str(leaf[1]))
    if location is Location.COOKIE:
        return _cookie(_headers(content, document.side), str(leaf[1]), document.side)
    data = _stored(content, document)
    return _message(data, document) if data is not None else None


def _headers(content: FlowContent, side: Side) -> Headers:
    return content.request_headers if side is Side.REQUEST else content.response_headers


def _stored(content: FlowContent, document: Document) -> bytes | None:
    if document.location is Location.WEBSOCKET:
        number = document.message or int(document.prefix.partition(" ")[0][1:])
        return content.messages[number - 1].data
    body = content.request_body if document.side is Side.REQUEST else content.response_body
    if body is None or body.form is BodyForm.PARAMS:
        return None
    return body.data


def _message(data: bytes, document: Document) -> Region | None:
    first = document.layers[0] if document.layers else ""
    number = document.message or 0
    spans: list[Span]
    if first in ("ndjson", "ga-batch") or (
        first == "form" and document.message and document.location is not Location.WEBSOCKET
    ):
        spans = _lines(data)
    elif first == "sse":
        spans = _events(data)
    elif first == "sentry-envelope":
        spans = _items(data)
        number += 1
    else:
        return Region(data)
    if not 0 < number <= len(spans):
        return None
    start, end = spans[number - 1]
    return Region(data[start:end], start) if start >= 0 else None


@lru_cache(maxsize=8)
def _lines(data: bytes) -> list[Span]:
    return [match.span() for match in _LINE.finditer(data) if match[0].strip()]


@lru_cache(maxsize=8)
def _items(data: bytes) -> list[Span]:
    """The envelope's own header, then each item's payload."""
    header = data.find(b"\n")
    return [(0, header)] + [(start, end) for _, start, end in item_spans(data, header + 1)]


@lru_cache(maxsize=8)
def _events(data: bytes) -> list[Span]:
    """One range per event with data; (-1, -1) where its data is spread over several lines."""
    spans: list[Span] = []
    position = 0
    for end in [*(match.start() for match in _EVENT_END.finditer(data)), len(data)]:
        lines = [
            m.span(1)
            for m in _DATA.finditer(data, position, end)
            if m.start() == position or data[m.start() - 1] in b"\r\n"
        ]
        if lines:
            spans.append(lines[0] if len(lines) == 1 else (-1, -1))
        position = end
    return spans


def _url_part(url: str, name: str) -> Region | None:
    split = split_url(url)
    if name == "scheme":
        return _piece(url, 0, len(split.scheme))
    if name == "fragment":
        return _piece(url, split.fragment_at, len(url))
    if name == "host":
        start = url.find(split.authority) + len(split.authority) - len(split.authority.rpartition("@")[2])
        return _piece(url, start, start + len(split.authority.rpartition("@")[2]))
    match = _SEGMENT.match(name)
    return _segment(url, split.path, split.path_at, int(match[1])) if match else None


def _segment(url: str, path: str, start: int, number: int) -> Region | None:
    segments = path_segments(path)
    if number >= len(segments):
        return None
    start += path.startswith("/") + sum(len(segment) + 1 for segment in segments[:number])
    return _piece(url, start, start + len(segments[number]))


def _piece(text: str, start: int, end: int) -> Region:
    return Region(text[start:end].encode("utf-8", "replace"), len(text[:start].encode("utf-8", "replace")))


def _header(headers: Headers, wanted: str) -> Region | None:
    names = [(name.lower(), value) for name, value in headers if not name.startswith(":")]
    names = [(name, value) for name, value in names if name not in ("cookie", "set-cookie")]
    return next((Region(value.encode("utf-8", "replace")) for name, value in numbered(names) if name == wanted), None)


def _cookie(headers: Headers, wanted: str, side: Side) -> Region | None:
    """The value's range inside the value of its own header."""
    found: list[tuple[str, Region]] = []
    for name, value in headers:
        if name.lower() == ("cookie" if side is Side.REQUEST else "set-cookie"):
            found += _cookies_of(value, side)
    names = numbered([(name, str(index)) for index, (name, _) in enumerate(found)])
    return next((found[int(index)][1] for name, index in names if name == wanted), None)


def _cookies_of(value: str, side: Side) -> list[tuple[str, Region]]:
    found, position = [], 0
    separator = ";" if side is Side.REQUEST else "\n"
    for piece in value.split(separator):
        text = piece if side is Side.REQUEST else piece.partition(";")[0]
        if "=" in text:
            name, _, raw = text.partition("=")
            bare = raw.strip()
            start = position + len(name) + 1 + (raw.find(bare) if bare else 0)
            inner = bare.strip('"')
            start += bare.find(inner) if inner else 0
            found.append((name.strip(), _piece(value, start, start + len(inner))))
        position += len(piece) + 1
    return found
