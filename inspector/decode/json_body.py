"""JSON bodies: whole, guarded, damaged; JSONP; one JSON value per line."""

from inspector.decode.json_value import NotJson, jsonp_argument, may_be_jsonp, parse_json, salvage_json, unguarded
from inspector.decode.part import Part, Text, Tree
from inspector.decode.payload import Payload

_GUARDS = (b")]}", b"while", b"for", b"/*", b"&&&")
_MOST_LINES = 100_000


def open_json_body(payload: Payload) -> tuple[Part, ...] | None:
    """A JSON text, with or without an anti-hijacking prefix; where it is damaged or cut off, what comes before."""
    says_json = "json" in payload.mime
    if not _starts_like_json(payload, says_json=says_json):
        return None
    source: bytes | str = payload.data if payload.is_utf8 else payload.text
    if payload.head.startswith(_GUARDS):
        source = unguarded(payload.text)
    try:
        return (Part(Tree(parse_json(source), source), ("json",)),)
    except NotJson:
        pass
    text = unguarded(payload.text)
    try:
        return (Part(Tree(parse_json(text), text), ("json",)),)
    except NotJson:
        return _salvaged(text, payload, says_json=says_json)


def open_jsonp(payload: Payload) -> tuple[Part, ...] | None:
    """`callback({...});`"""
    if payload.head[:1] in (b"{", b"[", b"<", b"") or b"(" not in payload.data[:400]:
        return None
    if not may_be_jsonp(payload.data[:600].decode("utf-8", "ignore")) or not payload.is_texty:
        return None
    if not payload.data.rstrip(b"; \r\n\t").endswith(b")"):
        return None
    text = jsonp_argument(payload.text)
    try:
        return (Part(Tree(parse_json(text), text), ("jsonp", "json")),) if text else None
    except NotJson:
        return None


def open_json_lines(payload: Payload) -> tuple[Part, ...] | None:
    """Several JSON values, one per line; path `#n` for the n-th line that is not blank."""
    if payload.head[:1] not in (b"{", b"[") or not payload.is_texty:
        return None
    return lines_of_json(payload.text)


def lines_of_json(text: str) -> tuple[Part, ...] | None:
    """The parts of a text of JSON lines, None where the first two lines are not JSON objects or arrays."""
    parts: list[Part] = []
    for line in text.split("\n", _MOST_LINES):
        if not (line := line.strip()):
            continue
        number = len(parts) + 1
        prefix = f"#{number}"
        try:
            parts.append(Part(Tree(parse_json(line), line), ("ndjson", "json"), prefix, number))
        except NotJson:
            if number <= 2:
                return None
            parts.append(Part(Text(line), ("ndjson",), prefix, number, cut="truncated"))
    return tuple(parts) if len(parts) > 1 else None


def _starts_like_json(payload: Payload, *, says_json: bool) -> bool:
    head = payload.head
    if head[:1] in (b"{", b"["):
        return True
    if head.startswith(_GUARDS):
        return payload.is_texty and unguarded(payload.text)[:1] in ("{", "[")
    return says_json or payload.data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _salvaged(text: str, payload: Payload, *, says_json: bool) -> tuple[Part, ...] | None:
    """Damaged JSON, unless it is rather a sequence of lines or was never JSON."""
    if not payload.is_texty or text.lstrip()[:1] not in ("{", "["):
        return None
    if lines_of_json(text) is not None:
        return None
    try:
        value, why = salvage_json(text, nesting=payload.limits.nesting)
    except NotJson:
        return None
    if not (says_json or payload.is_cut or why == "depth" or payload.head[:2] in (b'{"', b"[{")):
        return None
    return (Part(Tree(value), ("json",), cut=why or "truncated"),)
