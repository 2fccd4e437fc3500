"""The ways from a tree, in JSON or binary, to one value of it: by its keys, else by the place of its literal."""

import json
import struct
from collections.abc import Iterator, Sequence
from typing import Any

from inspector.decode.encodings.cbor_body import cbor_item
from inspector.decode.encodings.protobuf import fields_of as protobuf_fields
from inspector.decode.replaying.consent_tools import consent_tools
from inspector.decode.replaying.stage import Stage
from inspector.decode.replaying.tool import Tool, Tools, cut, decoded, member, texts_of
from inspector.decode.span import scalar_spans


def tree_tools(layer: str, stage: Stage, x: object) -> Iterator[Tools]:
    """From what a layer is undone to, to the leaf of a tree."""
    keys, leaf = stage.keys, stage.leaf[2]
    if isinstance(x, bytes) and layer in ("protobuf", "grpc"):
        yield from _protobuf(x, keys, leaf)
    if isinstance(x, bytes) and layer in ("msgpack", "signalr"):
        for number in (stage.number, None):
            yield from _as_told(_msgpack(keys, number))
    if isinstance(x, bytes) and layer == "cbor":
        yield from _as_told(_cbor(keys))
    if layer in ("jwt", "jwe", "deflate") and keys[:1] in (["header"], ["claims"], ["payload"]):
        keys = keys[1:]
    for before, text in texts_of(x):
        if layer == "tcf":
            yield from ((*before, *tools) for tools in consent_tools(text, keys))
        for exact in (False, True):
            yield (*before, member(keys, leaf=leaf, exact=exact))
        yield (*before, member(keys, leaf=leaf), _dumped())
        if layer == "json-string" and keys:
            yield (*before, member([], leaf=""), member(keys, leaf=leaf))
        yield from ((*before, *tools) for tools in _scalar(text, stage))


def _as_told(value: Tool) -> Iterator[Tools]:
    """A value of a binary tree; where it is bytes, as text or in hexadecimal."""
    yield (value,)
    yield value, decoded("utf-8")
    yield value, _in_hexadecimal()
    yield value, _dumped()


def _dumped() -> Tool:
    """A whole array as text: what is spelled in it begins from there."""
    return Tool(json.dumps, "json.dumps(x)", ("json",))


def _in_hexadecimal() -> Tool:
    return Tool(lambda x: x.hex(), "x.hex()", (), "xxd -p | tr -d '\\n'")


def _scalar(text: str, stage: Stage) -> Iterator[Tools]:
    """The literal at its place: for names that come twice, prefixes, and what is damaged further on."""
    data = text.encode("utf-8", "replace")
    try:
        spans, index = scalar_spans(data), stage.document.index_of(stage.leaf)
    except KeyError:  # an array, told as if it were a leaf
        return
    if index >= len(spans):
        return
    start, end = (len(data[:at].decode("utf-8", "ignore")) for at in spans[index])
    if isinstance(stage.leaf[2], str) and text[start - 1 : start] == '"':
        start, end = start - 1, end + 1
    yield cut(text, start, end), member([], leaf=stage.leaf[2])
    yield (cut(text, start, end),)


def _msgpack(keys: Sequence[str | int], number: int | None) -> Tool:
    def run(x: bytes) -> Any:
        import msgpack  # type: ignore[import-untyped]

        unpacker = msgpack.Unpacker(strict_map_key=False, max_buffer_size=len(x))
        unpacker.feed(x)
        return _walk(list(unpacker)[(number or 1) - 1], keys)

    python = f"walk(list(msgpack.Unpacker(io.BytesIO(x), strict_map_key=False))[{(number or 1) - 1}], {list(keys)!a})"
    return Tool(run, python, ("io", "msgpack"), package="msgpack", define=_WALK)


def _cbor(keys: Sequence[str | int]) -> Tool:
    python = f"walk(cbor2.loads(x), {list(keys)!a})"
    return Tool(lambda x: _walk(cbor_item(x), keys), python, ("cbor2",), package="cbor2", define=_WALK)


def _walk(value: Any, keys: Sequence[str | int]) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = next(each for name, each in value.items() if _spelled(name) == key)
        else:
            value = value[key]
    return value


def _spelled(name: object) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)


_WALK = '''
def walk(value, keys):
    """Names that are numbers or bytes are compared as text."""
    for key in keys:
        if isinstance(value, dict):
            text = lambda name: name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
            value = next(each for name, each in value.items() if text(name) == key)
        else:
            value = value[key]
    return value
'''.strip()


def _protobuf(x: bytes, keys: Sequence[str | int], leaf: object) -> Iterator[Tools]:
    """The bytes of one field, by its numbers, and how to read them."""
    start, data = 0, x
    raw: int | bytes = x
    for number, place in zip(keys[::2], keys[1::2], strict=False):
        if isinstance(raw, int):
            return
        start, raw = _field(data, start, int(str(number)), int(str(place)))
        data = raw if isinstance(raw, bytes) else b""
    end = start + (len(raw) if isinstance(raw, bytes) else _varint_size(raw))
    piece_of = cut(x, start, end)
    if isinstance(raw, int):
        yield piece_of, _varint()
    elif isinstance(leaf, str):
        yield piece_of, decoded("utf-8")
        yield piece_of, _in_hexadecimal()
        yield (piece_of,)
    elif len(raw) in (4, 8):
        kind = "<d" if len(raw) == 8 else "<f"
        python = f'struct.unpack("{kind}", x)[0]' if kind == "<d" else 'float("%.7g" % struct.unpack("<f", x)[0])'
        yield piece_of, Tool(lambda x: _float(x, kind), python, ("struct",))
        yield piece_of, Tool(lambda x: int.from_bytes(x, "little"), 'int.from_bytes(x, "little")')


def _field(data: bytes, base: int, number: int, place: int) -> tuple[int, int | bytes]:
    """Where the n-th field of this number begins and what it holds; raises IndexError where there is none."""
    found = []
    at = 0
    for each, wire, value in protobuf_fields(data):
        size = _varint_size(each << 3 | wire)
        if isinstance(value, bytes):
            size += (_varint_size(len(value)) if wire == 2 else 0) + len(value)
            start = at + size - len(value)
        else:
            start = at + size
            size += _varint_size(value)
        if each == number:
            found.append((base + start, value))
        at += size
    return found[place]


def _varint_size(number: int) -> int:
    return max(1, -(-number.bit_length() // 7))


def _varint() -> Tool:
    python = "sum((byte & 127) << 7 * n for n, byte in enumerate(x))"
    return Tool(lambda x: sum((byte & 127) << 7 * n for n, byte in enumerate(x)), python)


def _float(x: bytes, kind: str) -> float:
    value: float = struct.unpack(kind, x)[0]
    return value if kind == "<d" else float(f"{value:.7g}")
