"""Whose data a field of the service's answers may be: the account holder's, or somebody else's in a list.

A field is attributed to the account holder by where it stands; an entry of a list in which a person is named who
shares no word with the name of the account is an entry about somebody else, as far as names tell.
"""

import re
from collections.abc import Iterator

from inspector.findings.kinds import Kind, LeafIndex
from inspector.model.flow import FlowId, Location, Side
from inspector.model.leaf import About, Place, SensitiveLeaf

_OWN_OBJECT = re.compile(
    r"\$(?:\.data)?\.(?:account|me|user|viewer|current_?user|compte|benutzer|konto|utente|usuario)\.", re.I
)
_RECORD = re.compile(r"(.*\[\d+\])\.")
_ENTRY = re.compile(r"\[\d+\]")
_SHORTEST_NAME = 3


class OtherPeople:
    """The entries of lists in the service's answers that name somebody else; `named` are the leaves that say so."""

    def __init__(self, leaves: LeafIndex) -> None:
        self.named: tuple[SensitiveLeaf, ...] = tuple(_named_otherwise(leaves))
        self._records = {(leaf.place.flow, _record_of(leaf.place)) for leaf in self.named}

    def holds(self, leaf: SensitiveLeaf) -> bool:
        """Whether a leaf seems to concern somebody else than the account holder."""
        if leaf.about is About.OTHER_PERSON:
            return True
        if not self._records or not is_answered(leaf):
            return False
        path = leaf.place.path
        return any((leaf.place.flow, path[: end.end()]) in self._records for end in _ENTRY.finditer(path))


def is_answered(leaf: Kind | SensitiveLeaf) -> bool:
    """Whether it stands in the body of an answer of the service."""
    place = leaf if isinstance(leaf, Kind) else leaf.place
    return place.side is Side.RESPONSE and place.location is Location.BODY and leaf.first_party


def _named_otherwise(leaves: LeafIndex) -> Iterator[SensitiveLeaf]:
    """Names in the entries of a list that share no word with the name of the account: a relative's often does."""
    answered = leaves.that(lambda kind: kind.class_ == "identity.name" and is_answered(kind))
    own = {word for leaf in answered if _OWN_OBJECT.match(leaf.place.path) for word in _words(leaf)}
    records: dict[tuple[FlowId, str], list[SensitiveLeaf]] = {}
    for leaf in answered if own else ():
        is_the_holders = leaf.about.is_the_user and leaf.about is not About.OTHER_PERSON
        if is_the_holders and (record := _record_of(leaf.place)):
            records.setdefault((leaf.place.flow, record), []).append(leaf)
    for some in records.values():
        if own.isdisjoint(word for leaf in some for word in _words(leaf)):
            yield from some


def _record_of(place: Place) -> str:
    """The entry of the innermost list that a path leads through, "" for none."""
    match = _RECORD.match(place.path)
    return match[1] if match else ""


def _words(leaf: SensitiveLeaf) -> Iterator[str]:
    return (word for word in re.split(r"[\W_]+", leaf.value.casefold()) if len(word) >= _SHORTEST_NAME)
