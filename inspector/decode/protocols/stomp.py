"""STOMP frames (STOMP 1.2): command and headers as named values, then the body."""

import re

from inspector.decode.pairs import numbered
from inspector.decode.part import Blob, Pairs, Part
from inspector.decode.payload import Payload

COMMANDS = (
    "CONNECT|STOMP|CONNECTED|SEND|SUBSCRIBE|UNSUBSCRIBE|ACK|NACK|BEGIN|COMMIT|ABORT|DISCONNECT|MESSAGE|RECEIPT|ERROR"
)
_HEAD = re.compile(rf"[\r\n]*({COMMANDS})\r?\n((?:[^\r\n:\0]+:[^\r\n\0]*\r?\n)*+)\r?\n".encode())
_ESCAPE = re.compile(r"\\([rnc\\])")
_ESCAPED = {"r": "\r", "n": "\n", "c": ":", "\\": "\\"}
_MOST_FRAMES = 1000


def open_stomp(payload: Payload) -> tuple[Part, ...] | None:
    """The frames of a message, each ended by NUL; several are numbered `#n`."""
    return frame_parts(payload.data)


def open_stomp_text(text: str) -> tuple[Part, ...] | None:
    """A frame inside a string, as SockJS carries them."""
    return frame_parts(text.encode("utf-8", "replace"))


def frame_parts(data: bytes) -> tuple[Part, ...] | None:
    """The parts of all frames; None where the bytes are not frames from end to end."""
    if _HEAD.match(data) is None or b"\0" not in data:
        return None
    frames: list[tuple[tuple[tuple[str, str], ...], bytes]] = []
    position = 0
    while match := _HEAD.match(data, position):
        pairs = _pairs(match[1], match[2])
        end = _body_end(data, match.end(), dict(pairs))
        if end < 0 or len(frames) >= _MOST_FRAMES:
            break
        frames.append((pairs, data[match.end() : end]))
        position = end + 1
    if not frames or data[position:].strip(b"\r\n"):
        return None
    return tuple(
        part
        for number, (pairs, body) in enumerate(frames, start=1)
        for part in _parts(pairs, body, f"#{number}" if len(frames) > 1 else "")
    )


def _pairs(command: bytes, headers: bytes) -> tuple[tuple[str, str], ...]:
    lines = [line.rstrip("\r").partition(":") for line in headers.decode("utf-8", "replace").split("\n")]
    pairs = [(_unescaped(name), _unescaped(value)) for name, _, value in lines if name]
    return numbered([("command", command.decode()), *pairs])


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], text)


def _body_end(data: bytes, start: int, headers: dict[str, str]) -> int:
    """Where the NUL stands that ends the body, -1 where there is none."""
    length = headers.get("content-length", "")
    end = start + int(length) if length.isascii() and length.isdigit() and len(length) < 10 else -1
    return end if 0 <= end < len(data) and data[end] == 0 else data.find(b"\0", start)


def _parts(pairs: tuple[tuple[str, str], ...], body: bytes, prefix: str) -> list[Part]:
    parts = [Part(Pairs(pairs), ("stomp",), prefix)]
    if body.strip():
        parts.append(Part(Blob(body, dict(pairs).get("content-type", "")), ("stomp",), prefix))
    return parts
