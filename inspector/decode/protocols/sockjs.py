"""SockJS frames, which stand in for WebSocket messages: `a["...","..."]`, `m"..."`, `c[3000,"..."]`, `o`, `h`."""

import re

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Part, Tree
from inspector.decode.payload import Payload

_FRAME = re.compile(rb'(?:a\[\s*(?=")|c\[\s*\d{3,4}\s*,\s*"|m")')
_KINDS = ("", "text/plain", "application/javascript", "text/javascript", "application/json")


def open_sockjs(payload: Payload) -> tuple[Part, ...] | None:
    """The messages of one frame as an array of strings, which hide JSON or STOMP frames (layer `websocket`)."""
    if payload.mime not in _KINDS or not _FRAME.match(payload.data):
        return None
    source = payload.data[1:].rstrip(b"\n")
    try:
        return (Part(Tree(parse_json(source), source), ("websocket", "json")),)
    except NotJson:
        return None
