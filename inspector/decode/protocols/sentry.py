"""Sentry envelopes (develop.sentry.dev, Envelopes): header line, then item header and payload; path `#n` per item."""

import re

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Blob, Part, Tree
from inspector.decode.payload import Payload

_HEADER = re.compile(rb'\{[^\n]{0,20000}?"(?:dsn|event_id|sent_at|sdk|trace)"|\{\s*\}\r?\Z')
_ITEM = re.compile(rb'\{[^\n]{0,2000}?"type"\s*:\s*"[a-z_]{3,40}"')
_RECORDING = re.compile(rb'(\{[^\n]{0,200}"segment_id"[^\n]{0,200}\})\r?\n')
_COMMON = frozenset(("type", "length", "content_type", "item_count"))


def open_sentry(payload: Payload) -> tuple[Part, ...] | None:
    """The items of an envelope: their payload as JSON where it is JSON. The envelope's own header is `#0`; what an
    item's header says beyond its kind (a file's name) is `#n@header`."""
    first, _, rest = payload.data.partition(b"\n")
    header = _object(first) if _ITEM.match(rest.lstrip()) and _HEADER.match(first) else None
    items = _items(rest) if header is not None else []
    if header is None or not items:
        return None
    parts = [Part(Tree(header, first), ("sentry-envelope", "json"), "#0")] if header else []
    for number, (head, body) in enumerate(items, start=1):
        parts += _parts(head, body, number)
    return tuple(parts)


def item_spans(data: bytes, start: int) -> list[tuple[dict[str, object], int, int]]:
    """Each item's header and the half-open range of its payload, from `start` (the byte after the envelope header)."""
    found = []
    position = start
    while position < len(data):
        line_end = _line_end(data, position)
        head = _object(data[position:line_end])
        if head is None or "type" not in head:
            if data[position:line_end].strip():
                break
            position = line_end + 1
            continue
        length = head.get("length")
        body = min(line_end + 1, len(data))
        end = body + length if isinstance(length, int) and 0 <= length <= len(data) - body else _body_end(data, body)
        if end < len(data) and data[end : end + 1] != b"\n":
            end = _body_end(data, body)  # the length counts bytes of another charset: fall back to the line
        found.append((head, body, end))
        position = end + 1
    return found


def _body_end(data: bytes, start: int) -> int:
    """Where an item without length ends: its line, for a recording the line after its own header."""
    recording = _RECORDING.match(data, start)
    return _line_end(data, recording.end() if recording else start)


def _items(data: bytes) -> list[tuple[dict[str, object], bytes]]:
    return [(head, data[body:end]) for head, body, end in item_spans(data, 0)]


def _line_end(data: bytes, position: int) -> int:
    end = data.find(b"\n", position)
    return len(data) if end < 0 else end


def _object(line: bytes) -> dict[str, object] | None:
    try:
        value = parse_json(line)
    except NotJson:
        return None
    return value if isinstance(value, dict) else None


def _parts(head: dict[str, object], body: bytes, number: int) -> list[Part]:
    prefix = f"#{number}"
    said = {key: value for key, value in head.items() if key not in _COMMON}
    parts = [Part(Tree(said), ("sentry-envelope", "json"), f"{prefix}@header")] if said else []
    recording = _RECORDING.match(body) if head["type"] == "replay_recording" else None
    if recording is not None:
        body = body[recording.end() :]
    if not body.strip():
        return parts
    try:
        return [*parts, Part(Tree(parse_json(body), body), ("sentry-envelope", "json"), prefix, number)]
    except NotJson:
        mime = head.get("content_type")
        return [*parts, Part(Blob(body, mime if isinstance(mime, str) else ""), ("sentry-envelope",), prefix, number)]
