"""gRPC, gRPC-Web and Connect streams: messages framed by a flag byte and a length (grpc.io, "gRPC over HTTP2").

Flag bit 0: compressed; bit 1: end of a Connect stream; bit 7: the trailers of gRPC-Web.
"""

import re
import zlib
from typing import NamedTuple

from inspector.decode.coding import coding_of_magic
from inspector.decode.encodings.base64_bytes import bytes_of_base64
from inspector.decode.encodings.protobuf import protobuf_tree
from inspector.decode.pairs import numbered
from inspector.decode.part import Blob, Pairs, Part
from inspector.decode.payload import Payload

_FLAGS = (0, 1, 2, 3, 0x80, 0x81)
_MIMES = ("application/grpc", "application/connect+")
_VAGUE = ("", "application/octet-stream")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_\s-]+={0,2}")
_MOST_FRAMES = 100_000
_MOST_BYTES = 16_000_000


class Frame(NamedTuple):
    flags: int
    data: bytes


def open_grpc(payload: Payload) -> tuple[Part, ...] | None:
    """The messages, numbered `#n` where there are several, and the trailers as named values."""
    says_so = payload.mime.startswith(_MIMES)
    if not says_so and (payload.mime not in _VAGUE or payload.data[:1] not in (b"\0", b"\1")):
        return None
    data = payload.data
    layers: tuple[str, ...] = ("grpc",)
    if "grpc-web-text" in payload.mime:
        data, layers = _unwrapped(data), ("base64", "grpc")
    return parts_of_frames(data, layers, is_announced=says_so, is_cut=payload.is_cut)


def parts_of_frames(
    data: bytes, layers: tuple[str, ...], *, is_announced: bool = False, is_cut: bool = False
) -> tuple[Part, ...] | None:
    """The messages of a stream of frames; not announced: only whole frames with speaking messages in them."""
    frames, rest = frames_of(data)
    if not frames or (rest and not (is_announced or is_cut)):
        return None
    is_many = sum(frame.flags < 0x80 for frame in frames) > 1
    parts: list[Part] = []
    for number, frame in enumerate(frames, start=1):
        part = _part(frame, layers, prefix=f"#{number}" if is_many else "", is_announced=is_announced)
        if part is None and not is_announced:
            return None
        parts += (part,) if part else ()
    if rest and parts:
        parts[-1].cut = "truncated"
    return tuple(parts)


def frames_of(data: bytes) -> tuple[list[Frame], bytes]:
    """The whole frames, and what is left over."""
    frames: list[Frame] = []
    at = 0
    while at + 5 <= len(data) and data[at] in _FLAGS and len(frames) < _MOST_FRAMES:
        end = at + 5 + int.from_bytes(data[at + 1 : at + 5], "big")
        if end > len(data):
            break
        frames.append(Frame(data[at], data[at + 5 : end]))
        at = end
    return frames, data[at:]


def _unwrapped(data: bytes) -> bytes:
    """The bytes of several base64 texts, each with its own padding, one after the other."""
    pieces = [bytes_of_base64(b"".join(piece.split()).decode("latin-1")) for piece in _BASE64.findall(data)]
    return b"".join(piece for piece in pieces if piece)


def _part(frame: Frame, layers: tuple[str, ...], *, prefix: str, is_announced: bool) -> Part | None:
    data = frame.data
    if frame.flags & 0x80:
        return _trailers(data, layers)
    if frame.flags & 1 and (coding := coding_of_magic(data)) is not None:
        inflated = _inflated(data)
        if coding == "zstd" or inflated is None:
            return Part(Blob(data), layers, prefix)
        data, layers = inflated, (*layers, coding)
    if data[:1] in (b"{", b"["):
        return Part(Blob(data, "application/json"), layers, prefix)
    tree = protobuf_tree(data, is_announced=is_announced)
    if tree is not None:
        return Part(tree, (*layers, "protobuf"), prefix)
    return Part(Blob(data), layers, prefix) if is_announced and data else None


def _trailers(data: bytes, layers: tuple[str, ...]) -> Part | None:
    lines = [line.partition(":") for line in data.decode("latin-1").split("\r\n") if ":" in line]
    pairs = numbered([(name.strip().lower(), value.strip()) for name, _, value in lines])
    return Part(Pairs(pairs), layers) if pairs else None


def _inflated(data: bytes) -> bytes | None:
    stream = zlib.decompressobj(47)
    try:
        output = stream.decompress(data, _MOST_BYTES)
    except zlib.error:
        return None
    return output if stream.eof else None
