"""CBOR (RFC 8949): one item, tags left out. None of the tags is interpreted: some make cycles, dates or patterns."""

import io

from inspector.decode.encodings.binary_value import NotBinary, Telling
from inspector.decode.part import Part, Tree
from inspector.decode.payload import Payload

_MIMES = ("application/cbor", "+cbor", "application/cose")
_VAGUE = ("", "application/octet-stream", "application/binary", "binary/octet-stream")
_FIRST = frozenset((*range(0x81, 0xA0), *range(0xA1, 0xC0)))
_SELF_DESCRIBED = b"\xd9\xd9\xf7"
_DEEPEST = 90
_ANY_KEYS_UP_TO = 65_536  # bytes: in more, keys other than text could be made to collide
_TAGS = (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799)


def open_cbor(payload: Payload) -> tuple[Part, ...] | None:
    """A body that says it is CBOR, or that can be nothing else."""
    says_so = any(word in payload.mime for word in _MIMES)
    if not says_so and payload.mime not in _VAGUE:
        return None
    tree = cbor_tree(payload.data, is_announced=says_so)
    return None if tree is None else (Part(tree, ("cbor",)),)


def cbor_tree(data: bytes, *, is_announced: bool) -> Tree | None:
    """The item that the bytes are, to the last one, or None. Not announced: a map or array with words in it."""
    is_announced = is_announced or data.startswith(_SELF_DESCRIBED)
    if not data or (not is_announced and data[0] not in _FIRST):
        return None
    telling = Telling()
    try:
        tree = telling.tree(cbor_item(data))
    except (NotBinary, RecursionError):
        return None
    return telling.made(tree) if tree is not None and (is_announced or telling.is_evident(len(data))) else None


def cbor_item(data: bytes) -> object:
    """The value as the library reads it; raises NotBinary where the bytes are not one whole item."""
    import cbor2

    decoder = cbor2.CBORDecoder(
        io.BytesIO(data),
        semantic_decoders=_PLAINLY,
        tag_hook=lambda tag, *_: getattr(tag, "value", None),
        max_depth=_DEEPEST,
        strict_hashable_types=len(data) > _ANY_KEYS_UP_TO,
    )
    try:
        item: object = decoder.decode()
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, MemoryError) as error:
        raise NotBinary from error
    try:
        decoder.read(1)
    except cbor2.CBORError:
        return item
    raise NotBinary


def _content(value: object, *_: object) -> object:
    return value


_PLAINLY = dict.fromkeys(_TAGS, _content)
