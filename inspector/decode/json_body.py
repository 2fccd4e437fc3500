"""JSON bodies: whole, guarded, damaged."""

from inspector.decode.json_value import NotJson, parse_json, salvage_json, unguarded
from inspector.decode.part import Part, Tree
from inspector.decode.payload import Payload
from inspector.decode.protocols.json_lines import LINE_MIMES, several_values

_GUARDS = (b")]}", b"while", b"for", b"/*", b"&&&")


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
        return None if payload.mime in LINE_MIMES else _salvaged(text, payload, says_json=says_json)


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
    if several_values(text) is not None:
        return None
    try:
        value, why = salvage_json(text, nesting=payload.limits.nesting)
    except NotJson:
        return None
    if not (says_json or payload.is_cut or why == "depth" or payload.head[:2] in (b'{"', b"[{")):
        return None
    return (Part(Tree(value), ("json",), cut=why or "truncated"),)
