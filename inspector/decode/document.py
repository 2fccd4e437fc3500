"""What decoding gives: documents of leaves, each leaf with a path that can be written down on demand.

Leaves are plain tuples in a list and paths are made lazily, because a large capture has tens of millions of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec

from inspector.model.flow import Location, Side
from inspector.model.leaf import Scalar

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Notation(StrEnum):
    """How a document's own path is written (contracts.md, `path`)."""

    JSON = "json"  # $.a[0].b
    NAME = "name"  # query, form, multipart, header, cookie: the key is the path
    TEXT = "text"  # empty path


class Node(msgspec.Struct, eq=False, gc=False):
    """A container (object or array) on the way to a leaf. `value` holds the siblings; None where there are none.

    Compared and hashed by identity. Nodes point upwards only, so they need no garbage collector.
    """

    parent: "Node | None"
    key: str | int
    value: dict[str, object] | list[object] | None


type Leaf = tuple[Node, str | int, Scalar]
"""The container, the key in it, and the scalar."""


@dataclass(slots=True)
class Document:
    """The leaves of one decoded thing: a JSON body, a query, a cookie header, a decoded base64 value ..."""

    side: Side
    location: Location
    layers: tuple[str, ...]  # outermost first, contracts.md words
    notation: Notation
    leaves: list[Leaf]
    prefix: str = ""  # path of the enclosing leaf, where this document came out of one
    parent: "Document | None" = None  # the document it came out of
    origin: Leaf | None = None  # the leaf of `parent` it came out of
    message: int | None = None  # 1-based number of the WebSocket, SSE or NDJSON message
    mapped: Any = field(default=None, repr=False, compare=False)  # span.py keeps the bytes it worked out here
    _order: dict[int, int] | None = field(default=None, repr=False, compare=False)

    def index_of(self, leaf: Leaf) -> int:
        """The place of this very leaf (identity) in `leaves`; raises KeyError where it is of another document."""
        if self._order is None:
            self._order = {id(item): index for index, item in enumerate(self.leaves)}
        return self._order[id(leaf)]

    def own_layers(self) -> tuple[str, ...]:
        """The layers between the leaf that this document came out of and its own leaves."""
        return self.layers[len(self.parent.layers) :] if self.parent is not None else self.layers

    def path_of(self, leaf: Leaf) -> str:
        """The full path of a leaf of this document, outer parts first, joined with " > "."""
        own = self._own_path(leaf)
        return " > ".join(part for part in (self.prefix, own) if part)

    def _own_path(self, leaf: Leaf) -> str:
        node, key, _ = leaf
        if self.notation is Notation.TEXT:
            return ""
        if self.notation is Notation.NAME:
            return str(key)
        parts = [json_step(key)]
        current: Node | None = node
        while current is not None and current.parent is not None:
            parts.append(json_step(current.key))
            current = current.parent
        return "$" + "".join(reversed(parts))


def json_step(key: str | int) -> str:
    """One step of a normalised JSONPath (RFC 9535), dotted where the name is an ASCII identifier; "" stands for the
    root scalar of a document that is a single value."""
    return f"[{key}]" if isinstance(key, int) else _name_step(key)


@lru_cache(maxsize=4096)
def _name_step(key: str) -> str:
    if key == "":
        return ""
    if _IDENTIFIER.match(key):
        return f".{key}"
    escaped = key.replace("\\", "\\\\").replace("'", "\\'")
    escaped = "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped)
    return f"['{escaped}']"


class NoteKind(StrEnum):
    UNDECODED = "undecoded"
    CUT = "cut"


@dataclass(slots=True, frozen=True)
class Note:
    """Something decoding could not open, or stopped at a bound: coverage."""

    kind: NoteKind
    side: Side
    location: Location
    why: str  # `content-encoding br`, `depth`, `leaves`, `size`, `time` ...


@dataclass(slots=True)
class Decoded:
    """A whole flow, decoded."""

    documents: list[Document] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def leaves(self) -> Iterator[tuple[Document, Leaf]]:
        for document in self.documents:
            for leaf in document.leaves:
                yield document, leaf

    def leaf_count(self) -> int:
        return sum(len(document.leaves) for document in self.documents)
