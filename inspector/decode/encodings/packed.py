"""Bytes that came out of a text (base64, hexadecimal, data: ...) to parts: the one place that tells what they are.

In this order: what announces itself (compressed, JSON, a picture or PDF), text, binary messages that speak for
themselves, and at last the compressions that announce nothing. Chance must not pass any of these.
"""

from inspector.decode.coding import CodingFailed, coding_of_magic, expand, expand_exactly
from inspector.decode.encodings.beginnings import codings_of, may_speak
from inspector.decode.encodings.binary_value import readable_text
from inspector.decode.encodings.cbor_body import cbor_tree
from inspector.decode.encodings.grpc import parts_of_frames
from inspector.decode.encodings.lzstring import text_of_lz_bytes
from inspector.decode.encodings.msgpack_body import msgpack_trees, parts_of_trees
from inspector.decode.encodings.packed_streams import expand_rarely, rare_coding_of
from inspector.decode.encodings.protobuf import protobuf_tree
from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Blob, Part, Text, Tree
from inspector.decode.plausible import is_mostly_text, is_plausible_text, is_unpacked, is_western

_MEDIA = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"%PDF-", b"II*\0", b"MM\0*")
_KINDS = bytes(
    ord("a" if chr(b).isalpha() else "0" if chr(b).isdigit() else " ") if b < 128 else 32 for b in range(256)
)
_EXPANSION = 64  # of streams without a checksum: these parts are kept in a cache
_MOST = 16_000_000
_MOST_AT_ONCE = 65_536  # bytes out of a stream that announces itself
_MOST_LAYERS = 4
_LEAST_STREAM = 6  # bytes; no text worth finding is shorter once compressed


def parts_of_bytes(data: bytes, layers: tuple[str, ...], *, marked: bool) -> tuple[Part, ...] | None:
    """The parts that these bytes plausibly are. `marked`: the outer text announced itself (padding, `data:`)."""
    if may_speak(data) and (parts := _spoken(data, layers, marked=marked)):
        return parts
    return _message(data, layers) or stream_of_bytes(data, layers)


def parts_of_value(data: bytes) -> tuple[Part, ...]:
    """The parts hidden in bytes that a binary message gives as bytes; () where they are no more than that."""
    if (text := wide_text(data)) is not None:
        return (Part(Text(text), ("utf-16",)),)
    parts = parts_of_bytes(data, (), marked=False) or ()
    return tuple(part for part in parts if part.layers or isinstance(part.content, Blob))


def wide_text(data: bytes) -> str | None:
    """The plausible text in UTF-16, every other byte of which is zero."""
    charset = _wide(data.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff"))
    if charset not in ("utf-16-le", "utf-16-be"):
        return None
    try:
        text = data.decode(charset).lstrip("\ufeff")
    except UnicodeDecodeError:
        return None
    return text if is_plausible_text(text, marked=True) else None


def _spoken(data: bytes, layers: tuple[str, ...], *, marked: bool) -> tuple[Part, ...] | None:
    """What announces itself, or text."""
    if (coding := coding_of_magic(data)) is not None:
        return _inside(data, layers, coding) or (Part(Blob(data), layers),)
    if (coding := rare_coding_of(data)) is not None:
        return _inside(data, layers, coding)
    if data.startswith(_MEDIA):
        return (Part(Blob(data), layers),)
    if data[:1] in (b"{", b"["):
        try:
            value = parse_json(data)
        except NotJson:
            value = None
        if value and isinstance(value, dict | list):
            return (Part(Tree(value, data), (*layers, "json")),)
    if data[:1] == b"\n" and (tree := protobuf_tree(data, is_announced=False)):
        return (Part(tree, (*layers, "protobuf")),)
    text = text_of_bytes(data, marked=marked)
    if text is not None and not (len(data) > 2 and data[1] == len(data) - 2):
        return (Part(Text(text), layers),)
    return None if text is None else _message(data, layers) or (Part(Text(text), layers),)


def _inside(data: bytes, layers: tuple[str, ...], coding: str) -> tuple[Part, ...] | None:
    """What a small stream holds; the engine opens the others, within the budget of the flow."""
    if len(layers) > _MOST_LAYERS:
        return None
    most = min(_MOST_AT_ONCE, _EXPANSION * len(data))
    try:
        if coding in ("bz2", "xz"):
            plain, cut = expand_rarely(data, coding, most=most), ""
        else:
            plain, cut = expand(data, coding, most=most)
    except CodingFailed:
        return None
    return None if cut else parts_of_bytes(plain, (*layers, coding), marked=True)


def text_of_bytes(data: bytes, *, marked: bool) -> str | None:
    """The plausible text in UTF-8, UTF-16, UTF-32 or, as `btoa` writes it, Latin-1."""
    data = data.removeprefix(b"\xff\xfe\0\0").removeprefix(b"\0\0\xfe\xff")
    charset = _wide(data.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")) or "utf-8"
    try:
        text = data.decode(charset).lstrip("\ufeff")
    except UnicodeDecodeError:
        return _western(data)
    return text if is_plausible_text(text, marked=marked or charset != "utf-8") else None


def _wide(data: bytes) -> str | None:
    """UTF-16 of Western text: every other byte is zero; UTF-32: three of four."""
    if len(data) % 2 or len(data) < 8 or 0 not in data[:2]:
        return None
    if len(data) % 4 == 0 and data[2] == 0 and data.count(0) * 20 >= len(data) * 14:
        return "utf-32-le" if data[0] else "utf-32-be"
    half = len(data) // 2
    if data[1::2].count(0) * 10 >= half * 9:
        return "utf-16-le"
    return "utf-16-be" if data[::2].count(0) * 10 >= half * 9 else None


def _western(data: bytes) -> str | None:
    if len(data) < 10 or not is_mostly_text(data):
        return None
    text = data.decode("latin-1")
    return text if is_western(text) else None


def _message(data: bytes, layers: tuple[str, ...]) -> tuple[Part, ...] | None:
    if len(data) < 8 or not _has_word(data):
        return None
    if data[0] <= 1 and data[1] == 0:
        return parts_of_frames(data, (*layers, "grpc"))
    if tree := protobuf_tree(data, is_announced=False):
        return (Part(tree, (*layers, "protobuf")),)
    if trees := msgpack_trees(data, is_announced=False):
        return parts_of_trees(trees, (*layers, "msgpack"))
    item = cbor_tree(data, is_announced=False)
    return (Part(item, (*layers, "cbor")),) if item else None


def _has_word(data: bytes) -> bool:
    """No binary message speaks for itself without."""
    kinds = data.translate(_KINDS)
    return kinds.find(b"aaa") >= 0 or kinds.find(b"000") >= 0  # faster than `in`


def stream_of_bytes(data: bytes, layers: tuple[str, ...]) -> tuple[Part, ...] | None:
    """Raw deflate, Brotli, or LZ-string's bytes: whole, to the last byte, and of readable text."""
    if len(data) < _LEAST_STREAM:
        return None
    most = min(_MOST, _EXPANSION * len(data))
    for coding in codings_of(data, most=most):
        try:
            plain = expand_exactly(data, coding, most=most)
        except CodingFailed:
            continue
        text = readable_text(plain)
        if text is not None and is_unpacked(text):
            return parts_of_bytes(plain, (*layers, coding), marked=True)
    # In base64 it is LZ-string's own form, which lzstring.py knows.
    if data[0] < 0x40 and layers[-1:] not in (("base64",), ("base64url",)):
        text = text_of_lz_bytes(data, most=most)
        return (Part(Text(text), (*layers, "lzstring")),) if text else None
    return None
