"""Where a leaf's value stands in the stored bytes of its location."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from inspector.decode.document import Document, Leaf, Notation
from inspector.decode.entry import entry_region
from inspector.decode.json_scan import unescaped
from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.named import field_region, named_region
from inspector.decode.place import find_leaf
from inspector.decode.region import (
    Region,
    Span,
    base64_decoded,
    hex_decoded,
    json_unescaped,
    percent_decoded_region,
    spelled_region,
    written_backwards,
)
from inspector.decode.spelled import CODES, LETTERS
from inspector.model.flow import FlowContent
from inspector.model.leaf import Place

_SCALAR = re.compile(rb'"((?:[^"\\]|\\.)*+)(?:"(\s*:)?|\\?\Z)|([-+.\w]+)', re.DOTALL)
_BRACKET = re.compile(rb"[\[{]")
_CODES: Mapping[str, Callable[[Region], Region | None]] = MappingProxyType(
    {
        "base64": base64_decoded,
        "base64url": base64_decoded,
        "base64-reversed": partial(base64_decoded, backwards=True),
        "hex": hex_decoded,
        "reversed": written_backwards,
    }
)

_SPELLED = ((CODES,), (LETTERS,))
_AS_THEY_STAND = ("json", "json-string", "jsonp", "ndjson", "sse", "sentry-envelope", CODES, LETTERS)


def span_of(content: FlowContent, document: Document, leaf: Leaf) -> Span | None:
    """The half-open byte range of the leaf's value: for `url` and `query` in the bytes of the URL text, for `header`
    and `cookie` in the value of that header, for `body` and `sse` in the stored body, for `websocket` in that message.

    Strings leave out their quotes. None where inner layers cannot be mapped (compression, HTML, tokens ...).
    """
    region = raw_region(content, document, leaf)
    return region.whole() if region is not None else None


def span_of_place(content: FlowContent, place: Place) -> Span | None:
    """As span_of, from side, location, path and layers alone (decodes that side anew)."""
    found = find_leaf(content, place)
    return span_of(content, *found) if found else None


def raw_region(content: FlowContent, document: Document, leaf: Leaf) -> Region | None:
    """The bytes of a leaf's value as they stand inside its document, before this document's own unescaping."""
    base = _base_region(content, document, leaf)
    if base is None:
        return None
    if document.notation is Notation.TEXT:
        return base if document.own_layers()[:1] != ("multipart",) else None
    if document.notation is Notation.JSON:
        return _scalar_region(base, document, leaf)
    return named_region(base, document, leaf)


def _base_region(content: FlowContent, document: Document, leaf: Leaf) -> Region | None:
    """The bytes that the document's leaves stand in; kept on inner documents: dear, and the same for all leaves."""
    if document.parent is None or document.origin is None:
        return _unwrapped(entry_region(content, document, leaf), document)
    if document.mapped is None:
        is_spelled = document.own_layers()[:1] in _SPELLED
        outer = (_spelled if is_spelled else _opened)(content, document.parent, document.origin)
        document.mapped = (_unwrapped(outer, document),)
    kept: tuple[Region | None] = document.mapped
    return kept[0]


def _opened(content: FlowContent, document: Document, leaf: Leaf) -> Region | None:
    """The value of a leaf; a map that does not give the very value that was opened is none."""
    raw = raw_region(content, document, leaf)
    region = value_region(raw, document) if raw is not None else None
    return region if region is not None and region.data == str(leaf[2]).encode("utf-8", "replace") else None


def _spelled(content: FlowContent, document: Document, leaf: Leaf) -> Region | None:
    """The text that the items of an array spell, each letter from its item."""
    region = _base_region(content, document, leaf) if document.notation is Notation.JSON else None
    inside = document.index_of_items(leaf)
    spans = scalar_spans(region.data) if region is not None else []
    if region is None or not inside or inside[-1] >= len(spans) or not _is_aligned(region.data, spans, document):
        return None
    return spelled_region(region, [(document.leaves[at][2], spans[at]) for at in inside])


def _unwrapped(outer: Region | None, document: Document) -> Region | None:
    """The JSON text inside base64; other documents as they are. None where a layer cannot be mapped."""
    if outer is None or document.notation is not Notation.JSON:
        return outer
    inner: Region | None = outer
    for layer in document.own_layers():
        if inner is None:
            return None
        if layer in _CODES:
            inner = _CODES[layer](inner)
        elif layer == "multipart":
            inner = field_region(inner, document.prefix.partition(" > ")[0])
        elif layer in ("websocket", "socketio"):
            start = _BRACKET.search(inner.data)
            inner = inner.slice(start.start(), len(inner.data)) if start else None
        elif layer not in _AS_THEY_STAND:
            return None
    return inner


def value_region(raw: Region, document: Document) -> Region | None:
    """The value's own bytes, in UTF-8: what an inner document was decoded from."""
    layers = document.own_layers()
    if document.notation is Notation.JSON:
        return json_unescaped(raw)
    if document.notation is Notation.NAME:
        return percent_decoded_region(raw, plus_is_space=_is_form(document)) if "url" in layers else raw
    for layer in layers:
        if layer == "url":
            raw = percent_decoded_region(raw, plus_is_space=False)
        elif layer in _CODES and (inner := _CODES[layer](raw)) is not None:
            raw = inner
        elif layer == "json-string":
            raw = json_unescaped(raw)
        elif layer not in ("sse", "ndjson", CODES, LETTERS):
            return None
    return raw


def _is_form(document: Document) -> bool:
    """Query and form values have `+` for a space; path segments and fragments do not."""
    return not any(str(leaf[1]).startswith("path[") for leaf in document.leaves[:1])


def _scalar_region(outer: Region, document: Document, leaf: Leaf) -> Region | None:
    spans = scalar_spans(outer.data)
    index = document.index_of(leaf)
    if index >= len(spans) or not _is_aligned(outer.data, spans, document):
        return None
    start, end = spans[index]
    return outer.slice(start, end) if _says(outer.data, start, end, leaf) else None


def _is_aligned(data: bytes, spans: list[Span], document: Document) -> bool:
    """Whether the scalars of the text are the leaves, one by one: some of them may have been taken out."""
    count = len(document.leaves)
    return len(spans) == count or (count < len(spans) and _says(data, *spans[count - 1], document.leaves[-1]))


def _says(data: bytes, start: int, end: int, leaf: Leaf) -> bool:
    """Whether the token there is this value: guards against documents that decoding had to cut or mend."""
    text = data[start:end].decode("utf-8", "replace")
    if isinstance(leaf[2], str) and (unescaped(text) == leaf[2] or text == leaf[2]):
        return True
    try:
        return parse_json(text) == leaf[2] or text == "NaN"
    except NotJson:
        return False


@lru_cache(maxsize=8)
def scalar_spans(data: bytes) -> list[Span]:
    """The ranges of all scalar values of a JSON text, in document order; names left out, strings without quotes."""
    start = _start(data)
    return [
        match.span(1) if match[3] is None else match.span(3)
        for match in _SCALAR.finditer(data, start)
        if match[2] is None
    ]


def _start(data: bytes) -> int:
    """Where the JSON begins: after an anti-hijacking prefix or a JSONP callback."""
    head = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] in (b"{", b"[", b'"', b"-") or head[:1].isdigit():
        return 0
    if head.startswith(b"/*") or head.startswith((b"while", b"for", b")]}", b"&&&")):
        match = re.search(rb"(?:\)\]\}'?,?|\);|;;\);|/\*-secure-|&&&START&&&)\s*(?=[{\[])", data[:400])
    else:
        match = re.search(rb"\(\s*(?=[{\[])", data[:400])
    return match.end() if match else 0
