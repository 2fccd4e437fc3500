"""Engine.IO long-polling bodies: packets by length (`len:packet`, version 3) or separated by 0x1E (version 4)."""

import re

from inspector.decode.part import Blob, Part
from inspector.decode.payload import Payload
from inspector.decode.protocols.socket_text import binary_packet, packet_parts

_LENGTH = re.compile(r"(\d{1,9}):")
_BINARY_LENGTH = re.compile(rb"[\x00\x01]([\x00-\x09]{1,9})\xff")
_PACKET = re.compile(rb"[0-6]|b[A-Za-z0-9+/]{2,}={0,2}\Z")
_SEPARATOR = b"\x1e"
_MOST_PACKETS = 10_000


def open_engineio(payload: Payload) -> tuple[Part, ...] | None:
    """The packets' contents; several packets are numbered `#n`. () where they are all signals without content."""
    if payload.mime not in ("", "text/plain", "application/octet-stream"):
        return None
    packets = _by_length(payload) or _by_binary_length(payload.data) or _separated(payload.data)
    if packets is None:
        return None
    prefixes = [f"#{n}" if len(packets) > 1 else "" for n in range(1, len(packets) + 1)]
    return tuple(part for packet, prefix in zip(packets, prefixes, strict=True) for part in _content(packet, prefix))


def _content(packet: bytes, prefix: str) -> tuple[Part, ...]:
    if packet[:1] == b"b":
        return binary_packet(packet, prefix)
    parts = packet_parts(packet, prefix)
    if parts or packet[:1] != b"4" or len(packet) < 3:
        return parts
    return (Part(Blob(packet[1:]), ("socketio",), prefix),)


def _by_length(payload: Payload) -> list[bytes] | None:
    """Version 3: lengths count characters; all of them must fit exactly."""
    if not payload.data[:1].isdigit() or b":" not in payload.data[:10] or not payload.is_texty:
        return None
    text, position = payload.text, 0
    packets: list[bytes] = []
    while position < len(text) and len(packets) < _MOST_PACKETS:
        match = _LENGTH.match(text, position)
        if match is None:
            return None
        end = match.end() + int(match[1])
        packet = text[match.end() : end].encode("utf-8", "replace")
        if end > len(text) or not _PACKET.match(packet):
            return None
        packets.append(b"b" + packet[2:] if packet[:1] == b"b" else packet)  # after its type digit
        position = end
    return packets if packets and position == len(text) else None


def _by_binary_length(data: bytes) -> list[bytes] | None:
    """Version 3 in binary: 0 (text) or 1, the length digit by digit, 0xFF, the packet."""
    packets: list[bytes] = []
    position = 0
    while position < len(data) and len(packets) < _MOST_PACKETS:
        match = _BINARY_LENGTH.match(data, position)
        if match is None:
            return None
        end = match.end() + int("".join(str(digit) for digit in match[1]))
        if end > len(data) or end == match.end():
            return None
        packet = data[match.end() : end]
        packets.append(packet if data[position] == 0 else b"4" + packet[1:])
        position = end
    return packets if packets and position == len(data) else None


def _separated(data: bytes) -> list[bytes] | None:
    """Version 4: at least two packets."""
    if _SEPARATOR not in data or data.endswith(_SEPARATOR):
        return None
    packets = data.split(_SEPARATOR, _MOST_PACKETS)
    return packets if all(_PACKET.match(packet) for packet in packets) else None
