"""The places with a value about a person: what matrix, list of recipients, service table and first page all count."""

from collections.abc import Iterable, Iterator

from inspector.model.flow import FlowId, Location, Side
from inspector.model.leaf import About, Confidence, Place, SensitiveLeaf, Sighting
from inspector.model.struct import Record

_OWN = ("behaviour.", "device.")
_SESSION = "credential.session"


class PersonalPlace(Record, frozen=True, kw_only=True):
    """One place of one message with one class. `value` in full."""

    class_: str
    about: About
    site: str
    first_party: bool
    place: Place
    value: str


def personal_places(
    leaves: Iterable[SensitiveLeaf], sightings: Iterable[Sighting], *, off_wire: frozenset[FlowId]
) -> Iterator[PersonalPlace]:
    """As the view `personal_value` of a case: without what is tentative, what a service sets and reads of its own (its
    session, its pages) and what did not go over the network. A place counts once a class."""
    seen: set[tuple[FlowId, Side, Location, str, str]] = set()
    for one in (*_of_leaves(leaves), *_of_sightings(sightings)):
        place = one.place
        key = (place.flow, place.side, place.location, place.path, one.class_)
        is_own = one.first_party and (one.class_.startswith(_OWN) or one.class_ == _SESSION)
        if key in seen or is_own or place.flow in off_wire:
            continue
        seen.add(key)
        yield one


def _of_leaves(leaves: Iterable[SensitiveLeaf]) -> Iterator[PersonalPlace]:
    for leaf in leaves:
        if leaf.about.is_the_user and leaf.confidence is not Confidence.TENTATIVE:
            yield PersonalPlace(
                class_=leaf.class_, about=leaf.about, site=leaf.site, first_party=leaf.first_party, place=leaf.place,
                value=leaf.value,
            )  # fmt: skip


def _of_sightings(sightings: Iterable[Sighting]) -> Iterator[PersonalPlace]:
    for sighting in sightings:
        needle = sighting.needle
        if needle.about.is_the_user and needle.class_:
            yield PersonalPlace(
                class_=needle.class_, about=needle.about, site=sighting.site, first_party=sighting.first_party,
                place=sighting.place, value=needle.value,
            )  # fmt: skip
