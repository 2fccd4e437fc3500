"""Server-sent events (HTML Living Standard, 9.2): each event's data, path `#n`."""

import re

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Part, Text, Tree
from inspector.decode.payload import Payload

_BREAK = re.compile(r"\r\n|\n|\r")


def open_event_stream(payload: Payload) -> tuple[Part, ...] | None:
    """One part per event that carries data, JSON where it is JSON."""
    if payload.mime != "text/event-stream":
        return None
    parts = []
    for number, data in enumerate(event_data(payload.text), start=1):
        prefix = f"#{number}"
        try:
            value = parse_json(data)
        except NotJson:
            parts.append(Part(Text(data), ("sse",), prefix, number))
        else:
            parts.append(Part(Tree(value, data), ("sse", "json"), prefix, number))
    return tuple(parts)


def event_data(stream: str) -> list[str]:
    """The data of each event, its lines joined; an event that the end cuts off counts too."""
    events: list[str] = []
    lines: list[str] = []
    for line in [*_BREAK.split(stream), ""]:
        if not line:
            if lines:
                events.append("\n".join(lines))
            lines = []
            continue
        name, _, value = line.partition(":")
        if name == "data":
            lines.append(value.removeprefix(" "))
    return events
