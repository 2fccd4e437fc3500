"""Values in pieces: an address over two parameters that follow one another, a reason word by word in an array.

A piece alone says little; the pieces count where they stand one after the other in one object, query or array and make
the whole value, to the last letter. Only what is sent is looked at. Names have rules of their own (`full_names.py`),
and so have dates (`parted_dates.py`).
"""

import base64
import re
from collections.abc import Iterator, Sequence

from inspector.decode.document import Document, Leaf
from inspector.detect.needles.ways import Way
from inspector.model.flow import Side
from inspector.model.leaf import Needle, Origin, Scalar

LAYER = "pieces"
_SHORTEST = 10
_LONGEST = 120
_SHORTEST_PIECE = 2
_MOST_PIECES = 12
_MOST_PLANTED = 300
_OWN_RULES = ("identity.name", "identity.relative", "identity.birthdate", "health.appointment")


class SplitValues:
    """Looks for the planted values among some needles, in pieces; `choosy` ones count under names of theirs only."""

    def __init__(self, needles: Sequence[Needle], *, choosy: Sequence[bool]) -> None:
        planted = [
            number
            for number, needle in enumerate(needles)
            if needle.origin is not Origin.LEARNED and needle.joined is None and not choosy[number]
        ]
        self._wholes: list[tuple[int, str, Way]] = []
        self._starts: dict[Scalar, list[int]] = {}
        for number in planted if len(planted) <= _MOST_PLANTED else ():
            for whole, way in _wholes_of(needles[number]):
                self._learn(number, whole, way)
        self._firsts: frozenset[Scalar] = frozenset(self._starts)

    def find(self, document: Document) -> Iterator[tuple[Leaf, int, Way]]:
        """The leaves that are pieces of a value, each with the number of the needle and how it is written."""
        if document.side is not Side.REQUEST or self._firsts.isdisjoint(document.survey.values):
            return
        leaves = document.leaves
        for at, leaf in enumerate(leaves):
            for place in self._starts.get(leaf[2], ()) if leaf[2].__class__ is str else ():
                number, whole, way = self._wholes[place]
                count = _pieces_of(whole, leaves[at : at + _MOST_PIECES])
                yield from ((piece, number, way) for piece in leaves[at : at + count])

    def _learn(self, number: int, whole: str, way: Way) -> None:
        self._wholes.append((number, whole, way))
        for size in range(_SHORTEST_PIECE, len(whole)):
            starts = self._starts.setdefault(whole[:size], [])
            starts.append(len(self._wholes) - 1)


def _wholes_of(needle: Needle) -> Iterator[tuple[str, Way]]:
    """What is put together of pieces: the value as it is, in small letters, a number without gaps; in base64."""
    text = needle.value.strip()
    if needle.class_.startswith(_OWN_RULES) or not _SHORTEST <= len(text) <= _LONGEST:
        return
    ways = {text: Way("plain", LAYER)}
    ways.setdefault(text.lower(), Way("casefold", LAYER))
    if needle.class_ == "contact.phone":
        ways.setdefault(re.sub(r"[^\d+]", "", text), Way("normalised", LAYER))
    yield from ways.items()
    encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    for whole in dict.fromkeys((encoded, encoded.rstrip("="))):
        yield whole, Way("plain", f"{LAYER}>base64")


def _pieces_of(whole: str, leaves: Sequence[Leaf]) -> int:
    """How many of these leaves are the whole, from the first one on, in one object or array; 0 where they are not. A
    blank of the whole may be missing between two of them."""
    node, rest = leaves[0][0], whole
    for count, leaf in enumerate(leaves, start=1):
        piece = str(leaf[2])
        if leaf[0] is not node or leaf[2].__class__ not in (str, int) or not piece:
            return 0
        rest = rest if rest.startswith(piece) else rest.lstrip(" ")
        if not rest.startswith(piece):
            return 0
        rest = rest[len(piece) :]
        if not rest.strip():
            return count if count > 1 else 0
    return 0
