"""Sentry envelopes (develop.sentry.dev, Envelopes): header line, then item header and payload; path `#n` per item."""

import re

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Blob, Part, Tree
from inspector.decode.payload import Payload

_HEADER = re.compile(rb'\{[^\n]{0,20000}?"(?:dsn|event_id|sent_at|sdk|trace)"')


def open_sentry(payload: Payload) -> tuple[Part, ...] | None:
    """The items of an envelope: their payload as JSON where it is JSON. The envelope's own header is `#0`."""
    first, _, rest = payload.data.partition(b"\n")
    header = _object(first) if rest and _HEADER.match(first) else None
    items = _items(rest) if header is not None else []
    if header is None or not items:
        return None
    parts = [Part(Tree(header, first), ("sentry-envelope", "json"), "#0")]
    for number, (head, body) in enumerate(items, start=1):
        parts.append(_part(head, body, number))
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
        end = body + length if isinstance(length, int) and 0 <= length <= len(data) - body else _line_end(data, body)
        if end < len(data) and data[end : end + 1] != b"\n":
            end = _line_end(data, body)  # the length counts bytes of another charset: fall back to the line
        found.append((head, body, end))
        position = end + 1
    return found


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


def _part(head: dict[str, object], body: bytes, number: int) -> Part:
    prefix = f"#{number}"
    try:
        return Part(Tree(parse_json(body), body), ("sentry-envelope", "json"), prefix, number)
    except NotJson:
        mime = head.get("content_type")
        return Part(Blob(body, mime if isinstance(mime, str) else ""), ("sentry-envelope",), prefix, number)
