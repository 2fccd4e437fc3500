"""MQTT over WebSocket (MQTT 3.1.1, 5.0): who connects, and what is published under which topic (layer `websocket`)."""

from inspector.decode.pairs import numbered
from inspector.decode.part import Blob, Pairs, Part
from inspector.decode.payload import Payload

_CONNECT, _PUBLISH = 1, 3
_PROTOCOLS = ("MQTT", "MQIsdp")
_MOST_PACKETS = 1000


class _NotMqtt(ValueError):
    """The bytes are something else."""


def open_mqtt(payload: Payload) -> tuple[Part, ...] | None:
    """The packets of one message, to its last byte; None where none of them connects or publishes."""
    data = payload.data
    if payload.mime or len(data) < 6 or data[0] >> 4 not in (_CONNECT, _PUBLISH):
        return None
    try:
        packets = _packets(data)
        prefixes = [f"#{n}" if len(packets) > 1 else "" for n in range(1, len(packets) + 1)]
        return tuple(
            part
            for (head, body), prefix in zip(packets, prefixes, strict=True)
            for part in _parts(head, _Reader(body), prefix)
        )
    except _NotMqtt:
        return None


def _packets(data: bytes) -> list[tuple[int, bytes]]:
    reader = _Reader(data)
    packets: list[tuple[int, bytes]] = []
    while not reader.is_done():
        if len(packets) == _MOST_PACKETS:
            raise _NotMqtt
        head = reader.take(1)[0]
        packets.append((head, reader.take(reader.number())))
    return packets


def _parts(head: int, reader: "_Reader", prefix: str) -> list[Part]:
    if head >> 4 == _PUBLISH:
        return _published(head, reader, prefix)
    if head >> 4 == _CONNECT and head & 15 == 0:
        return [Part(Pairs(numbered(_connection(reader))), ("websocket",), prefix)]
    return []


def _published(head: int, reader: "_Reader", prefix: str) -> list[Part]:
    topic, quality = reader.text(), head >> 1 & 3
    if quality == 3 or not topic or not topic.isprintable() or "#" in topic or "+" in topic:
        raise _NotMqtt
    if quality:
        reader.take(2)
    body = reader.rest().removeprefix(b"\0")  # version 5: no properties
    parts = [Part(Pairs((("topic", topic),)), ("websocket",), prefix)]
    return [*parts, Part(Blob(body), ("websocket",), prefix)] if body.strip() else parts


def _connection(reader: "_Reader") -> list[tuple[str, str]]:
    if reader.text() not in _PROTOCOLS:
        raise _NotMqtt
    version, flags = reader.take(2)
    reader.take(2)
    if version >= 5:
        reader.take(reader.number())
    pairs = [("client", reader.text())]
    if flags & 4:
        if version >= 5:
            reader.take(reader.number())
        pairs += [("will_topic", reader.text()), ("will", reader.text())]
    pairs += [("username", reader.text())] if flags & 128 else []
    return pairs + ([("password", reader.text())] if flags & 64 else [])


class _Reader:
    """Takes bytes from the front; raises _NotMqtt at the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        if size > len(self._data) - self._at:
            raise _NotMqtt
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self) -> int:
        """A length in up to four bytes of seven bits."""
        value = 0
        for shift in range(0, 28, 7):
            byte = self.take(1)[0]
            value |= (byte & 127) << shift
            if byte < 128:
                return value
        raise _NotMqtt

    def text(self) -> str:
        try:
            return self.take(int.from_bytes(self.take(2))).decode("utf-8")
        except UnicodeDecodeError:
            raise _NotMqtt from None

    def is_done(self) -> bool:
        return self._at >= len(self._data)

    def rest(self) -> bytes:
        return self._data[self._at :]
