"""Small numbers collide: an id of a few digits counts only where the field name, or the field beside it, fits."""

import re
from collections.abc import Iterator
from itertools import islice

from inspector.decode.document import Leaf, Node
from inspector.detect.names.fold import fold
from inspector.detect.names.keys import KeyIndex
from inspector.model.leaf import Needle

_SHORTEST_FREE_NUMBER = 6
_SHORTEST_FREE_TEXT = 5
_MOST_BESIDE = 64
_WORDS = re.compile(r"[^\W\d_]+(?:[ '’.\-][^\W\d_]+)*")  # a digest or a number is no other name
_TYPE_KEYS = ("item_type", "itemType", "type", "kind", "object_type", "entity")


def needs_fitting_key(needle: Needle) -> bool:
    """Whether a needle is too small to be recognised by its value alone."""
    text = needle.value.strip()
    if text.isdigit():
        return len(text) < _SHORTEST_FREE_NUMBER
    return len(text) < _SHORTEST_FREE_TEXT and needle.joined is not None


def does_key_fit(needle: Needle, leaf: Leaf, keys: KeyIndex) -> bool:
    """Whether a leaf's name, the objects it stands in, or the type written beside it is of the needle's class."""
    for name in (*_names(leaf), *_types_beside(leaf[0])):
        verdict = keys.verdict(name)
        if verdict is not None and verdict.class_ == needle.class_:
            return True
    return False


def is_another_named(needle: Needle, leaf: Leaf, keys: KeyIndex) -> bool:
    """Whether the fields beside a part of a name hold other names: "Martin" beside the first name of Éloïse
    Brégançon."""
    node, key, _ = leaf
    if needle.class_ != "identity.name" or not isinstance(node.value, dict):
        return False
    known = _words(needle.value)
    for name, value in islice(node.value.items(), _MOST_BESIDE):
        if (
            name != key
            and isinstance(value, str)
            and _WORDS.fullmatch(value.strip())
            and not known.issuperset(_words(value))
        ):
            verdict = keys.verdict(name)
            if verdict is not None and verdict.strong and verdict.class_ == needle.class_:
                return True
    return False


def _words(text: str) -> set[str]:
    return set(fold(text).replace("-", " ").split())


def _names(leaf: Leaf) -> Iterator[str]:
    node, key, _ = leaf
    yield str(key)
    current: Node | None = node
    for _ in range(2):
        if current is not None:
            yield str(current.key)
            current = current.parent


def _types_beside(node: Node) -> Iterator[str]:
    """What a field such as `item_type` says: "VisitMotive" reads like a field name."""
    if isinstance(node.value, dict):
        for name in _TYPE_KEYS:
            written = node.value.get(name)
            if isinstance(written, str) and len(written) < 60:
                yield written
