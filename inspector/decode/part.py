"""What opening something gives: parts, each a tree, named values, a text or bytes to open further.

None of these is changed once made (openers share them through a cache); frozen dataclasses would cost a third more.
"""

from dataclasses import dataclass

from inspector.model.leaf import Scalar


@dataclass(slots=True)
class Tree:
    """JSON-like content: objects, arrays and scalars. `source` is the JSON text where it may name a key twice."""

    value: object
    source: bytes | str | None = None


@dataclass(slots=True)
class Pairs:
    """Named values in order; the names are paths already (`name#2`, `path[0]`)."""

    items: tuple[tuple[str, Scalar], ...]


@dataclass(slots=True)
class Text:
    """One readable text."""

    text: str


@dataclass(slots=True)
class Blob:
    """Bytes or characters that a body decoder may open further."""

    data: bytes
    mime: str = ""
    is_cut: bool = False


type Content = Tree | Pairs | Text | Blob


@dataclass(slots=True)
class Part:
    """One piece of an opened thing. `layers` are those undone to reach it; `prefix` its path inside that thing."""

    content: Content
    layers: tuple[str, ...]
    prefix: str = ""
    message: int | None = None
    is_final: bool = False  # nothing in it is worth opening further
    cut: str = ""  # the bound that ended this part early, "" where it is whole
