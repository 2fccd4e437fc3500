"""Text protocols over WebSocket: Socket.IO packets (`42["event",{}]`) and SignalR records (ended by 0x1E)."""

import re

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Part, Tree
from inspector.decode.payload import Payload

_SOCKETIO = re.compile(rb"\d{1,2}(?:/[\w/-]{0,60},)?\d{0,9}(?=[\[{])")
_RECORD_END = b"\x1e"


def open_socketio(payload: Payload) -> tuple[Part, ...] | None:
    """The JSON after the packet's type, namespace and acknowledgement number (Socket.IO protocol 5)."""
    match = _SOCKETIO.match(payload.data) if not payload.mime else None
    if match is None:
        return None
    source = payload.data[match.end() :]
    try:
        return (Part(Tree(parse_json(source), source), ("socketio", "json")),)
    except NotJson:
        return None


def open_signalr(payload: Payload) -> tuple[Part, ...] | None:
    """The JSON records of a message (SignalR hub protocol); several are numbered `#n`."""
    if not payload.data.endswith(_RECORD_END) or payload.head[:1] != b"{":
        return None
    records = [record for record in payload.data.split(_RECORD_END) if record]
    try:
        trees = [Tree(parse_json(record), record) for record in records]
    except NotJson:
        return None
    prefixes = [f"#{n}" if len(trees) > 1 else "" for n in range(1, len(trees) + 1)]
    return tuple(Part(tree, ("signalr", "json"), prefix) for tree, prefix in zip(trees, prefixes, strict=True))
