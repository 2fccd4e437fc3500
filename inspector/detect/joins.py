"""Ids beside their labels: what turns a bare number at a third party back into a consultation motive."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from inspector.decode.document import Node
from inspector.detect.names.fold import lemma
from inspector.detect.names.keys import LABELLED, KeyIndex
from inspector.detect.surroundings import Names, folded
from inspector.model.leaf import Place, Scalar
from inspector.model.struct import Record


class Join(Record, frozen=True, kw_only=True):
    """An id, or a media id, with the label it stands for, as the first party paired them."""

    value: str
    label: str
    class_: str
    place: Place
    revealing: bool
    kind: Literal["id", "media"]


class Label(NamedTuple):
    """The label found beside an id."""

    text: str
    class_: str


_MEDIA = frozenset(
    (
        *("image", "photo", "picture", "avatar", "img", "cloudinary", "media"),
        *("thumbnail", "portrait", "bild", "foto", "visuel"),
    )
)
_DESCRIBED = re.compile(r"\s\d+(?:\.\d+)?[wx](?:,|\Z)")
_STEM = re.compile(r"([^/?#]{8,}?)(?:\.[A-Za-z0-9]{2,5})?(?:[?#].*)?\Z")
LONGEST_LABEL = 300


def is_media_key(key: str) -> bool:
    """A field name that holds an image's address or id."""
    words = lemma(key)
    return any(word in _MEDIA for word in words) or "".join(words) == "srcset"


def is_id_key(key: str, names: Names) -> bool:
    words = folded(key)
    return words in names.ids or words.endswith("_id")


def label_names(key: str, beside: tuple[str, ...], names: Names) -> tuple[str, ...]:
    """The names that may hold the label of an id: `name` beside `id`, or `speciality` beside `speciality_id`."""
    stem = folded(key).removesuffix("_id")
    own = (stem, f"{stem}_name", f"{stem}_label")
    is_bare = folded(key) in names.ids
    written = ((name, folded(name)) for name in beside if name != key)
    return tuple(name for name, word in written if word in own or (is_bare and word in names.labels))


def label_of_id(node: Node, candidates: tuple[str, ...], *, class_: str) -> Label | None:
    """The label of an id among some names of its object."""
    if not isinstance(node.value, dict) or not class_.startswith(LABELLED):
        return None
    for name in candidates:
        value = node.value.get(name)
        if isinstance(value, str) and 2 < len(value) <= LONGEST_LABEL:
            return Label(value, class_)
    return None


def label_of_media(node: Node, *, keys: KeyIndex, labelled: Callable[[Node], tuple[str, ...]]) -> Label | None:
    """The specialty or motive written in the object that an image belongs to. `labelled` gives the names of an object
    that hold such labels (`KeyIndex.labelled`)."""
    current: Node | None = node
    for _ in range(3):
        if current is None:
            return None
        if isinstance(current.value, dict):
            for name in labelled(current):
                label = _label_in(name, current.value[name], keys)
                if label is not None:
                    return label
        current = current.parent
    return None


def _label_in(name: str, value: object, keys: KeyIndex) -> Label | None:
    verdict = keys.verdict(name)
    if verdict is None:
        return None
    if isinstance(value, dict):
        value = next((value[inner] for inner in ("name", "label", "title") if inner in value), None)
    if isinstance(value, str) and 2 < len(value) <= LONGEST_LABEL:
        return Label(value, verdict.class_)
    return None


def media_id(value: Scalar) -> str | None:
    """The part of an image's address that comes back elsewhere: its last segment without the extension; of the
    candidates of a `srcset` (HTML, 4.8.4.2.1), the first one's."""
    if not isinstance(value, str) or len(value) > 2048:
        return None
    described = _DESCRIBED.search(value)
    value = value[: described.start()] if described is not None else value
    found = _STEM.search(value.rsplit("/", 1)[-1])
    return found[1] if found else None
