"""Protocols over WebSocket: Socket.IO packets (`42["event",{}]`) and SignalR records, in JSON or MessagePack."""

import re

from inspector.decode.encodings.base64_text import bytes_of_base64
from inspector.decode.encodings.msgpack_body import msgpack_trees
from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Blob, Pairs, Part, Tree
from inspector.decode.payload import Payload

_PACKET = re.compile(rb"4?[0-6](?:\d{1,3}-)?(?:(/[^,\s\[{\"]{0,200}),)?\d{0,9}(?=[\[{])")
_NAMESPACE = re.compile(rb"40(/[^,\s\[{\"]{1,200}),?\Z")
_POLLED = re.compile(rb'0\{"sid"|4[0-6]')
_RECORD_END = b"\x1e"
_MOST_RECORDS = 10_000
_MOST_BYTES = 16_000_000


def open_socketio(payload: Payload) -> tuple[Part, ...] | None:
    """The JSON after a packet's type, namespace and acknowledgement number (Socket.IO protocol 5, Engine.IO 4)."""
    if payload.mime and not (payload.mime == "text/plain" and _POLLED.match(payload.data)):
        return None
    return packet_parts(payload.data) or None


def packet_parts(packet: bytes, prefix: str = "") -> tuple[Part, ...]:
    """What one packet says: its namespace where it names one, then its JSON; () where it says nothing readable."""
    match = _PACKET.match(packet)
    if match is None:
        named = _NAMESPACE.match(packet)
        return (_namespace(named[1], prefix),) if named else ()
    source = packet[match.end() :]
    try:
        tree = Part(Tree(parse_json(source), source), ("socketio", "json"), prefix)
    except NotJson:
        return ()
    return (tree, _namespace(match[1], prefix)) if match[1] not in (None, b"/") else (tree,)


def binary_packet(packet: bytes, prefix: str = "") -> tuple[Part, ...]:
    """An attachment of a packet in base64, `b<base64>`."""
    data = bytes_of_base64(packet[1:].decode("latin-1"))
    return (Part(Blob(data), ("socketio", "base64"), prefix),) if data else ()


def open_signalr(payload: Payload) -> tuple[Part, ...] | None:
    """The JSON records of a message (SignalR hub protocol); several are numbered `#n`."""
    if not payload.data.endswith(_RECORD_END) or payload.head[:1] != b"{":
        return None
    records = [record for record in payload.data.split(_RECORD_END, _MOST_RECORDS) if record]
    try:
        trees = [Tree(parse_json(record), record) for record in records]
    except NotJson:
        return None
    prefixes = [f"#{n}" if len(trees) > 1 else "" for n in range(1, len(trees) + 1)]
    return tuple(Part(tree, ("signalr", "json"), prefix) for tree, prefix in zip(trees, prefixes, strict=True))


def open_signalr_messages(payload: Payload) -> tuple[Part, ...] | None:
    """The messages of SignalR's MessagePack protocol: each an array that begins with its type, behind its length."""
    if payload.mime not in ("", "application/octet-stream") or not 3 <= len(payload.data) <= _MOST_BYTES:
        return None
    records = _behind_lengths(payload.data)
    if records is None or not all(0x91 <= record[0] <= 0x9F and 1 <= record[1] <= 9 for record in records):
        return None
    parts: list[Part] = []
    for number, record in enumerate(records, start=1):
        trees = msgpack_trees(record, is_announced=True)
        if trees is None or len(trees) != 1:
            return None
        parts.append(Part(trees[0], ("signalr", "msgpack"), f"#{number}" if len(records) > 1 else ""))
    return tuple(parts)


def _behind_lengths(data: bytes) -> list[bytes] | None:
    """The records behind their lengths (seven bits a byte, lowest first), to the last byte."""
    records: list[bytes] = []
    position = 0
    while position < len(data) and len(records) < _MOST_RECORDS:
        length = shift = 0
        while position < len(data) and shift < 35:
            byte = data[position]
            length |= (byte & 127) << shift
            position, shift = position + 1, shift + 7
            if byte < 128:
                break
        if not 2 <= length <= len(data) - position:
            return None
        records.append(data[position : position + length])
        position += length
    return records


def _namespace(name: bytes, prefix: str) -> Part:
    return Part(Pairs((("namespace", name.decode("utf-8", "replace")),)), ("socketio",), prefix)
