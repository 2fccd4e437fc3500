"""Server-sent events (HTML Living Standard, 9.2): each event's data, path `#n`; its name and id, `#n > event`."""

import re
from typing import NamedTuple

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Pairs, Part, Text, Tree
from inspector.decode.payload import Payload

_BREAK = re.compile(r"\r\n|\n|\r")
_ONLY_EVENTS = re.compile(r"(?:(?:(?:data|event|id|retry):[^\r\n]*+|:[^\r\n]*+)?+(?>\r\n|\n|\r))++\Z")
_MOST_EVENTS = 100_000
_STARTS = (b"data:", b"event:", b"id:", b"retry:")


class Event(NamedTuple):
    """One event that carries data, its lines joined."""

    data: str
    name: str
    identifier: str


def open_event_stream(payload: Payload) -> tuple[Part, ...] | None:
    """One part per event that carries data, JSON where it is JSON, and one for its name and id."""
    if payload.mime != "text/event-stream" and not _is_unnamed_stream(payload):
        return None
    parts: list[Part] = []
    for number, event in enumerate(_events(payload.text), start=1):
        prefix = f"#{number}"
        try:
            value = parse_json(event.data)
        except NotJson:
            parts.append(Part(Text(event.data), ("sse",), prefix, number))
        else:
            parts.append(Part(Tree(value, event.data), ("sse", "json"), prefix, number))
        named = (("event", event.name), ("id", event.identifier))
        if pairs := tuple(pair for pair in named if pair[1]):
            parts.append(Part(Pairs(pairs), ("sse",), prefix, number))
    return tuple(parts)


def _is_unnamed_stream(payload: Payload) -> bool:
    """Text in which every line is a field of an event, several of them, ended by a blank line."""
    if payload.mime != "text/plain" or not payload.head.startswith(_STARTS) or len(payload.data) > 4_000_000:
        return False
    if b"data:" not in payload.data or not payload.data.endswith((b"\n\n", b"\r\n\r\n")):
        return False
    return payload.is_texty and _ONLY_EVENTS.match(payload.text) is not None


def _events(stream: str) -> list[Event]:
    """The events; one that the end cuts off counts too."""
    events: list[Event] = []
    lines: list[str] = []
    fields: dict[str, str] = {}
    for line in [*_BREAK.split(stream.removeprefix("\ufeff")), ""]:
        if len(events) == _MOST_EVENTS:
            break
        if not line:
            if lines:
                events.append(Event("\n".join(lines), fields.get("event", ""), fields.get("id", "")))
            lines, fields = [], {}
            continue
        name, _, value = line.partition(":")
        if name == "data":
            lines.append(value.removeprefix(" "))
        elif name:
            fields[name] = value.removeprefix(" ")
    return events
