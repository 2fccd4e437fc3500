"""What opening something gives: parts, each a tree, named values, a text or bytes to open further.

None of these is changed once made, but that a tree keeps its survey: openers share them through a cache.
"""

import msgspec

from inspector.decode.survey import Survey
from inspector.model.leaf import Scalar


class Surveyed(msgspec.Struct, eq=False):
    """The value with every name that comes twice, and its survey, within these bounds."""

    value: object
    survey: Survey
    bounds: tuple[int, int]


class Tree(msgspec.Struct):
    """JSON-like content: objects, arrays and scalars. `source` is the JSON text where it may name a key twice; `raw`
    are those texts that stand for bytes, in hexadecimal; `surveyed` is what `trees.surveyed` remembers."""

    value: object
    source: bytes | str | None = None
    raw: frozenset[str] = frozenset()
    surveyed: Surveyed | None = None


class Pairs(msgspec.Struct):
    """Named values in order; the names are paths already (`name#2`, `path[0]`)."""

    items: tuple[tuple[str, Scalar], ...]


class Text(msgspec.Struct):
    """One readable text."""

    text: str


class Blob(msgspec.Struct):
    """Bytes or characters that a body decoder may open further."""

    data: bytes
    mime: str = ""
    is_cut: bool = False


type Content = Tree | Pairs | Text | Blob


class Part(msgspec.Struct):
    """One piece of an opened thing. `layers` are those undone to reach it; `prefix` its path inside that thing."""

    content: Content
    layers: tuple[str, ...]
    prefix: str = ""
    message: int | None = None
    is_final: bool = False  # nothing in it is worth opening further
    cut: str = ""  # the bound that ended this part early, "" where it is whole
