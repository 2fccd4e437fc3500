"""What decoding gives: documents of leaves, each leaf with a path that can be written down on demand.

Leaves are plain tuples in a list and paths are made lazily, because a large capture has tens of millions of them.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from inspector.decode.nodes import Begun, Leaf, Named, Node, begin, containers, leaves_of, leaves_of_pairs
from inspector.decode.survey import Survey
from inspector.model.flow import Location, Side

__all__ = ["Decoded", "Document", "Leaf", "Node", "Notation", "Note", "NoteKind", "Unread", "json_step", "leaves_of"]

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Notation(StrEnum):
    """How a document's own path is written (contracts.md, `path`)."""

    JSON = "json"  # $.a[0].b
    NAME = "name"  # query, form, multipart, header, cookie: the key is the path
    TEXT = "text"  # empty path


class Document:
    """The leaves of one decoded thing: a JSON body, a query, a cookie header, a decoded base64 value ...

    `leaves` of a tree or of `pairs` are made when they are first asked for; `survey` tells names and values without.
    The `prefix` given is the path inside `origin`, where the document came out of a leaf.
    """

    __slots__ = (
        "_begun",
        "_leaves",
        "_order",
        "_pairs",
        "_prefix",
        "_survey",
        "_tail",
        "layers",
        "location",
        "mapped",
        "message",
        "notation",
        "origin",
        "parent",
        "raw",
        "side",
        "tree",
    )

    def __init__(
        self,
        *,
        side: Side,
        location: Location,
        layers: tuple[str, ...],
        notation: Notation,
        leaves: list[Leaf] | None = None,
        pairs: Named | None = None,
        tree: dict[str, object] | list[object] | None = None,
        survey: Survey | None = None,
        raw: frozenset[str] = frozenset(),
        prefix: str = "",
        parent: "Document | None" = None,
        origin: Leaf | None = None,
        message: int | None = None,
    ) -> None:
        self.side = side
        self.location = location
        self.layers = layers  # outermost first, contracts.md words
        self.notation = notation
        self.tree = tree  # a whole JSON value that nothing was cut from; else None
        self.raw = raw  # the texts that stand for bytes, in hexadecimal
        self._tail = prefix
        self._prefix: str | None = prefix if parent is None or origin is None else None
        self.parent = parent  # the document it came out of
        self.origin = origin  # the leaf of `parent` it came out of
        self.message = message  # 1-based number of the WebSocket, SSE or NDJSON message
        self.mapped: Any = None  # span.py keeps the bytes it worked out here
        self._leaves = leaves
        self._pairs = pairs
        self._begun: Begun = {}
        self._survey = survey
        self._order: dict[int, int] | None = None

    @property
    def prefix(self) -> str:
        """The path of what this document came out of, up to where its own paths begin."""
        if self._prefix is None:
            outer = self.parent.path_of(self.origin) if self.parent is not None and self.origin is not None else ""
            self._prefix = " > ".join(part for part in (outer, self._tail) if part)
        return self._prefix

    @property
    def leaves(self) -> list[Leaf]:
        if self._leaves is None:
            pairs = self._pairs
            self._leaves = leaves_of(self.tree, self._begun) if pairs is None else leaves_of_pairs(pairs)
        return self._leaves

    def leaves_among(self, texts: Set[str]) -> list[Leaf]:
        """The leaves whose value is one of these, in document order; of a tree, only they and their nodes are made."""
        if self._leaves is None and self._pairs is None:
            return begin(self.tree, texts, self._begun)
        return [leaf for leaf in self.leaves if leaf[2] in texts]

    def containers_among(self, wanted: Set[int]) -> list[tuple[Leaf, int]]:
        """The containers of these identities in document order, each told as if it were a leaf: its JSON text."""
        if self._leaves is not None:
            self._begun = {id(node.value): (node, {}) for leaf in self._leaves for node in _nodes_above(leaf)}
        return containers(self.tree, wanted, self._begun)

    @property
    def survey(self) -> Survey:
        """Names and distinct values."""
        if self._survey is None:
            if self._pairs is not None:
                self._survey = _survey_of_pairs(self._pairs)
            else:
                self._survey = _survey_of(self.leaves, named=self.notation is not Notation.JSON)
        return self._survey

    @property
    def count(self) -> int:
        """How many leaves there are."""
        if self._leaves is not None:
            return len(self._leaves)
        return len(self._pairs) if self._pairs is not None else self.survey.count

    def index_of(self, leaf: Leaf) -> int:
        """The place of this very leaf (identity) in `leaves`; raises KeyError where it is of another document."""
        if self._order is None:
            self._order = {id(item): index for index, item in enumerate(self.leaves)}
        return self._order[id(leaf)]

    def index_of_items(self, leaf: Leaf) -> list[int]:
        """The places in `leaves` of the items of an array that is told as if it were a leaf."""
        above = leaf[0].value
        held: Any = above[leaf[1]] if above is not None else self.tree  # type: ignore[index]
        return [index for index, item in enumerate(self.leaves) if item[0].value is held]

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


def _nodes_above(leaf: Leaf) -> Iterator[Node]:
    node: Node | None = leaf[0]
    while node is not None:
        yield node
        node = node.parent


def _survey_of_pairs(pairs: Named) -> Survey:
    """Of named values at hand, of which there is one at least."""
    names, values = zip(*pairs, strict=True)
    return Survey(set(names), set(values), len(pairs))


def _survey_of(leaves: list[Leaf], *, named: bool) -> Survey:
    """Of leaves at hand: names of theirs and of the containers above them, their distinct values."""
    if named:  # no containers
        found = {key for _, key, _ in leaves if key.__class__ is str}
        return Survey(found, {value for _, _, value in leaves}, len(leaves))
    names = {key for _, key, _ in leaves if isinstance(key, str)}
    nodes: set[Node | None] = {leaf[0] for leaf in leaves}
    while nodes:
        names.update(node.key for node in nodes if node is not None and isinstance(node.key, str))
        nodes = {node.parent for node in nodes if node is not None}
        nodes.discard(None)
    return Survey(names, {value for _, _, value in leaves}, len(leaves))


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


@dataclass(slots=True, frozen=True)
class Unread:
    """Bytes that no decoder knows: a body, a file in a form, a message. `prefix` is where they stand."""

    side: Side
    location: Location
    layers: tuple[str, ...]
    prefix: str
    message: int | None
    data: bytes = field(repr=False)
    mime: str


@dataclass(slots=True)
class Decoded:
    """A whole flow, decoded."""

    documents: list[Document] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def leaves(self) -> Iterator[tuple[Document, Leaf]]:
        for document in self.documents:
            for leaf in document.leaves:
                yield document, leaf

    def leaf_count(self) -> int:
        return sum(document.count for document in self.documents)
