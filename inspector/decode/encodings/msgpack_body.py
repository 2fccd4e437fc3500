"""MessagePack (msgpack.org): one object, or several one after the other, numbered `#n`."""

from inspector.decode.encodings.binary_value import NotBinary, Telling
from inspector.decode.json_value import keep_repeated
from inspector.decode.part import Part, Tree
from inspector.decode.payload import Payload

_MIMES = ("msgpack", "messagepack")
_VAGUE = ("", "application/octet-stream", "application/binary", "binary/octet-stream")
_FIRST = frozenset((*range(0x81, 0x90), *range(0x91, 0xA0), 0xDC, 0xDD, 0xDE, 0xDF))
_MOST_ITEMS = 100_000  # of one container: the library allots as many as the header claims, at every level


def open_msgpack(payload: Payload) -> tuple[Part, ...] | None:
    """A body that says it is MessagePack, or that can be nothing else."""
    says_so = any(word in payload.mime for word in _MIMES)
    if not says_so and payload.mime not in _VAGUE:
        return None
    trees = msgpack_trees(payload.data, is_announced=says_so)
    return None if trees is None else parts_of_trees(trees, ("msgpack",))


def parts_of_trees(trees: list[Tree], layers: tuple[str, ...]) -> tuple[Part, ...]:
    """One part, or one for each at `#n`."""
    if len(trees) == 1:
        return (Part(trees[0], layers),)
    return tuple(Part(tree, layers, f"#{number}") for number, tree in enumerate(trees, start=1))


def msgpack_trees(data: bytes, *, is_announced: bool) -> list[Tree] | None:
    """The objects that the bytes are, to the last one. Not announced: maps and arrays with words in them."""
    if not data or (not is_announced and data[0] not in _FIRST):
        return None
    telling = Telling()
    try:
        trees = [telling.made(telling.tree(value)) for value in _objects(data)]
    except (NotBinary, RecursionError):
        return None
    if is_announced:
        return trees
    are_containers = all(isinstance(tree.value, dict | list) for tree in trees)
    return trees if are_containers and telling.is_evident(len(data)) else None


def _objects(data: bytes) -> list[object]:
    import msgpack  # type: ignore[import-untyped]

    most = min(len(data), _MOST_ITEMS)
    unpacker = msgpack.Unpacker(
        raw=False,
        strict_map_key=False,
        object_pairs_hook=_named,
        ext_hook=lambda _, content: content,
        max_buffer_size=len(data),
        max_array_len=most,
        max_map_len=most,
    )
    unpacker.feed(data)
    objects: list[object] = []
    try:
        while unpacker.tell() < len(data) and len(objects) < _MOST_ITEMS:
            objects.append(_plain(unpacker.unpack()))
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise NotBinary from error
    if unpacker.tell() < len(data):
        raise NotBinary
    return objects


def _named(pairs: list[tuple[object, object]]) -> dict[str, object]:
    """Numbers as names are written out: a map of hostile integers would hash in quadratic time."""
    return keep_repeated([(_name(key), _plain(value)) for key, value in pairs])


def _name(key: object) -> str:
    if isinstance(key, bytes):
        return key.decode("utf-8", "replace")
    if key is None or isinstance(key, str | int | float):
        return str(key)
    raise NotBinary


def _plain(value: object) -> object:
    """A timestamp (extension -1) as its seconds since 1970."""
    seconds = getattr(value, "to_unix", None)
    return value if seconds is None else seconds()
