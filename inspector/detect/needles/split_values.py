"""Values in pieces: an address over two parameters that follow one another, a reason word by word in an array.

A piece alone says little; the pieces count where they stand one after the other in one object, query or array and make
the whole value, to the last letter. Only what is sent is looked at. Names have rules of their own (`full_names.py`),
and so have dates (`parted_dates.py`).
"""

import base64
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from inspector.decode.document import Document, Leaf
from inspector.decode.replaying.piece_tools import LAYER
from inspector.decode.replaying.short_texts import short_text
from inspector.detect.needles.floors import NOT_TELLING, is_counted
from inspector.detect.needles.ways import Way
from inspector.model.flow import Side
from inspector.model.leaf import Needle, Origin, Scalar

_SHORTEST = 10
_LONGEST = 120
_SHORTEST_PIECE = 2
_MOST_PIECES = 12
_MOST_PLANTED = 300
_FEWEST_SIGNS = 4  # different ones: of fewer, any counter or mask is made
_FEWEST_WORDS = 4  # of a place or an insurer: a postcode beside a town is anybody's
_OWN_RULES = ("identity.name", "identity.relative", "identity.birthdate", "health.appointment")


class SplitValues:
    """Looks for the planted values among some needles, in pieces; `choosy` ones count under names of theirs only."""

    def __init__(self, needles: Sequence[Needle], *, choosy: Sequence[bool]) -> None:
        planted = [
            number
            for number, needle in enumerate(needles)
            if needle.origin is not Origin.LEARNED and needle.joined is None and not choosy[number]
        ]
        self._wholes: dict[str, list[tuple[int, str, Way]]] = {}  # by the text without its blanks
        self._firsts: set[Scalar] = set()
        self._begun: set[str] = set()  # what pieces without their blanks may be together
        for number in planted if len(planted) <= _MOST_PLANTED else ():
            for whole, way in _wholes_of(needles[number]):
                self._learn(number, whole, way)

    def find(self, document: Document) -> Iterator[tuple[Leaf, int, Way]]:
        """The leaves that are pieces of a value, each with the number of the needle and how it is written; one that
        is a piece of the same value twice, twice."""
        if document.side is not Side.REQUEST or self._firsts.isdisjoint(document.survey.values):
            return
        leaves = document.leaves
        for at, leaf in enumerate(leaves):
            if leaf[2].__class__ is str and leaf[2] in self._firsts:
                for count, (number, whole, way) in self._beginning(leaves, at):
                    if _is_whole(whole, leaves[at : at + count]) and not _is_chance(leaves, at, count):
                        yield from ((piece, number, way) for piece in leaves[at : at + count])

    def _learn(self, number: int, whole: str, way: Way) -> None:
        bare = whole.replace(" ", "")
        self._wholes.setdefault(bare, []).append((number, whole, way))
        self._begun.update([bare[:size] for size in range(1, len(bare) + 1)])
        self._firsts.update([whole[:size] for size in range(_SHORTEST_PIECE, len(whole))])

    def _beginning(self, leaves: Sequence[Leaf], at: int) -> Iterator[tuple[int, tuple[int, str, Way]]]:
        """The values that the leaves from here on make, but for blanks, each with how many leaves that takes. However
        many values begin alike, a leaf costs a few looks."""
        node, together = leaves[at][0], ""
        for count in range(1, min(_MOST_PIECES, len(leaves) - at) + 1):
            leaf = leaves[at + count - 1]
            piece = short_text(leaf[2], longest=_LONGEST) if leaf[0] is node else ""
            together += piece.replace(" ", "")
            if not piece or together not in self._begun:
                return
            if count > 1:
                yield from ((count, whole) for whole in self._wholes.get(together, ()))


def _wholes_of(needle: Needle) -> Iterator[tuple[str, Way]]:
    """What is put together of pieces: the value as it is, in small letters, a number without gaps; in base64."""
    text = needle.value.strip()
    if needle.class_.startswith(_OWN_RULES) or not _SHORTEST <= len(text) <= _LONGEST or _says_little(needle, text):
        return
    ways = {text: Way("plain", LAYER)}
    ways.setdefault(text.lower(), Way("casefold", LAYER))
    if needle.class_ == "contact.phone":
        ways.setdefault(re.sub(r"[^\d+]", "", text), Way("normalised", LAYER))
    yield from ways.items()
    encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")
    for whole in dict.fromkeys((encoded, encoded.rstrip("="))):
        yield whole, Way("plain", f"{LAYER}>base64")


def _says_little(needle: Needle, text: str) -> bool:
    """Whether the pieces stand beside one another in what others send: a postcode and a town, the steps of a scale."""
    if needle.class_ in NOT_TELLING and len(text.split()) < _FEWEST_WORDS:
        return True
    signs = "".join(filter(str.isalnum, text))
    return len(set(signs)) < _FEWEST_SIGNS or is_counted(signs)


def _is_chance(leaves: Sequence[Leaf], at: int, count: int) -> bool:
    """Whether the pieces are even steps of a scale, or two words that are neighbours in a longer list."""
    node, pieces = leaves[at][0], [str(leaf[2]) for leaf in leaves[at : at + count]]
    if count > 2 and all(map(str.isdecimal, pieces)):
        return len({int(after) - int(before) for before, after in pairwise(pieces)}) == 1
    if count > 2 or not isinstance(leaves[at][1], int) or not all(map(str.isalpha, pieces)):
        return False
    beside = [*leaves[max(0, at - 1) : at], *leaves[at + count : at + count + 1]]
    return any(leaf[0] is node for leaf in beside)


def _is_whole(whole: str, leaves: Sequence[Leaf]) -> bool:
    """Whether these leaves are the whole. A blank of it may be missing between two of them."""
    rest = whole
    for leaf in leaves:
        piece = short_text(leaf[2], longest=_LONGEST)
        rest = rest if rest.startswith(piece) else rest.lstrip(" ")
        if not rest.startswith(piece):
            return False
        rest = rest[len(piece) :]
    return not rest.strip()
