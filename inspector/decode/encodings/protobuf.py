"""Protocol Buffers without their schema (protobuf.dev, "Encoding"): field numbers as names, every field a list.

Own reader: the maintained one accepts overlong varints and groups, which chance produces and encoders do not.
Text is told from a nested message by its characters; numbers of eight or four bytes are floats where that gives an
everyday number; bytes that are neither text, message nor packed numbers become hexadecimal.
"""

import struct
from collections.abc import Iterator

from inspector.decode.encodings.binary_value import NotBinary, Telling, readable_text
from inspector.decode.part import Part, Tree
from inspector.decode.payload import Payload

_MOST_FIELDS = 400_000
_HIGHEST = (1 << 29) - 1
_HIGHEST_BY_CHANCE = 4095
_DEEPEST = 32
_MIMES = ("protobuf", "x-google-protobuf", "vnd.google.protobuf")
_VAGUE = ("", "application/octet-stream", "application/binary", "binary/octet-stream")
# What a message may begin with where nothing announces it: fields 1 to 31 that are not groups.
_FIRST = frozenset(b for b in range(8, 128) if b & 7 in (0, 1, 2, 5)) | frozenset(range(0x80, 0x100))

type Field = tuple[int, int, int | bytes]


def open_protobuf(payload: Payload) -> tuple[Part, ...] | None:
    """A body that says it is protobuf, or that can be nothing else."""
    says_so = any(word in payload.mime for word in _MIMES)
    if not says_so and payload.mime not in _VAGUE:
        return None
    tree = protobuf_tree(payload.data, is_announced=says_so)
    return (Part(tree, ("protobuf",)),) if tree else None


def protobuf_tree(data: bytes, *, is_announced: bool) -> Tree | None:
    """Field number to the list of its values, None where the bytes are no message. Not announced: only with so much
    text in it that this is no accident."""
    if not data or (not is_announced and not _may_be_message(data)):
        return None
    telling = Telling()
    try:
        tree = _Reader(telling, is_announced=is_announced).message(data, 0)
    except NotBinary:
        return None
    return telling.made(tree) if is_announced or telling.is_evident(len(data)) else None


def _may_be_message(data: bytes) -> bool:
    """Texts stay texts, unless they are one field that fills them to the last byte or begin with a line break."""
    if data[0] not in _FIRST or not _are_fields(data):
        return False
    if data[0] == 0x0A or len(data) < 3 or readable_text(data[:64]) is None:
        return True
    return data[0] & 7 == 2 and data[1] == len(data) - 2 and not chr(data[1]).isalpha()


def _are_fields(data: bytes) -> bool:
    """Whether fields fill the bytes, told without reading them: nearly always not, where chance made the bytes."""
    at, size = 0, len(data)
    try:
        while at < size:
            tag = data[at]
            at += 1
            wire = tag & 7
            if tag > 0x7F:
                if data[at] > 0x7F and data[at + 1] > 1:  # beyond _HIGHEST_BY_CHANCE
                    return False
                at += 1 if data[at] < 0x80 else 2
            elif tag < 8:
                return False
            if wire == 2:
                length, at = (data[at], at + 1) if data[at] < 0x80 else _varint(data, at)
                at += length
            elif wire == 0:
                while data[at] > 0x7F:
                    at += 1
                at += 1
            elif wire in (1, 5):
                at += 8 if wire == 1 else 4
            else:
                return False
    except (IndexError, NotBinary):
        return False
    return at == size


def fields_of(data: bytes) -> Iterator[Field]:
    """Number, wire type and raw value of each field; raises NotBinary at the first byte that no encoder writes."""
    at, size = 0, len(data)
    while at < size:
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if not 1 <= number <= _HIGHEST or 19_000 <= number <= 19_999:
            raise NotBinary
        if wire == 0:
            value, at = _varint(data, at)
            yield number, wire, value
            continue
        if wire == 2:
            length, at = _varint(data, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise NotBinary
        if at + length > size:
            raise NotBinary
        yield number, wire, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at this place and the place after it; encoders write the shortest form, at most ten bytes."""
    value = shift = 0
    for position in range(at, min(at + 10, len(data))):
        byte = data[position]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            if (byte == 0 and shift) or value >> 64:
                raise NotBinary
            return value, position + 1
        shift += 7
    raise NotBinary


class _Reader:
    def __init__(self, telling: Telling, *, is_announced: bool) -> None:
        self._telling = telling
        self._highest = _HIGHEST if is_announced else _HIGHEST_BY_CHANCE
        self._gives_up = not is_announced
        self._left = _MOST_FIELDS

    def message(self, data: bytes, depth: int) -> dict[str, object]:
        fields = list(self._fields(data))
        tree: dict[str, list[object]] = {}
        for number, wire, value in fields:
            tree.setdefault(str(number), []).append(self._value(wire, value, depth))
        return dict(tree)

    def _fields(self, data: bytes) -> Iterator[Field]:
        for field in fields_of(data):
            self._left -= 1
            is_mute = self._gives_up and self._left < _MOST_FIELDS - 5000 and not self._telling.speaks
            if field[0] > self._highest or self._left < 0 or is_mute:
                raise NotBinary
            yield field

    def _value(self, wire: int, value: int | bytes, depth: int) -> object:
        if isinstance(value, int):
            return value
        if wire != 2:
            return _number(value)
        text = readable_text(value)
        if text is not None and (text.isprintable() or not value):
            return self._telling.text(text)
        if depth < _DEEPEST and value[0] in _FIRST:
            try:
                return self.message(value, depth + 1)
            except NotBinary:
                pass
        return self._telling.text(text) if text is not None else (_packed(value) or self._telling.bytes_value(value))


def _number(data: bytes) -> float | int:
    """Little-endian: a float where that is an everyday number (or nought), else an unsigned integer."""
    value: float = struct.unpack("<d" if len(data) == 8 else "<f", data)[0]
    if 1e-5 <= abs(value) <= 1e15 or value == 0:
        return value if len(data) == 8 else float(f"{value:.7g}")
    return int.from_bytes(data, "little")


def _packed(data: bytes) -> list[object] | None:
    """Packed varints: several, and not more than four bytes each on average (random bytes have two)."""
    if len(data) > 4096:
        return None
    numbers: list[object] = []
    at = 0
    try:
        while at < len(data):
            number, at = _varint(data, at)
            numbers.append(number)
    except NotBinary:
        return None
    return numbers if len(numbers) > 1 and len(data) != 16 and len(data) < 20 else None
