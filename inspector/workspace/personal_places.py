"""The places with a value about a person as the matrix counts them: the same for service table and first page."""

from collections import defaultdict
from collections.abc import Iterable

from inspector.model.flow import FlowId, Side
from inspector.model.leaf import About, Confidence, Place, SensitiveLeaf, Sighting
from inspector.model.struct import Record


class PersonalPlace(Record, frozen=True, kw_only=True):
    """One place of one message with one class. `value` in full."""

    class_: str
    about: About
    site: str
    place: Place
    value: str


_OWN = ("behaviour.", "device.")
"""What a service sets and reads of its own."""


def own_places(
    leaves: Iterable[SensitiveLeaf], sightings: Iterable[Sighting], *, off_wire: frozenset[FlowId]
) -> dict[tuple[str, About], list[PersonalPlace]]:
    """What the first party received or returned, by class and whom it concerns: without what the service sets of its
    own, and without what did not go over the network. A place counts once a class."""
    found: defaultdict[tuple[str, About], list[PersonalPlace]] = defaultdict(list)
    seen: set[tuple[FlowId, Side, str, str, str]] = set()
    for one in (*_of_leaves(leaves), *_of_sightings(sightings)):
        place = one.place
        key = (place.flow, place.side, place.location, place.path, one.class_)
        is_own = one.class_.startswith(_OWN) or one.class_ == "credential.session"
        if key in seen or is_own or place.flow in off_wire or not one.about.is_the_user:
            continue
        seen.add(key)
        found[one.class_, one.about].append(one)
    return dict(found)


def _of_leaves(leaves: Iterable[SensitiveLeaf]) -> Iterable[PersonalPlace]:
    for leaf in leaves:
        if leaf.first_party and leaf.confidence is not Confidence.TENTATIVE:
            yield PersonalPlace(
                class_=leaf.class_, about=leaf.about, site=leaf.site, place=leaf.place, value=leaf.value
            )


def _of_sightings(sightings: Iterable[Sighting]) -> Iterable[PersonalPlace]:
    for sighting in sightings:
        needle = sighting.needle
        if sighting.first_party and needle.class_:
            yield PersonalPlace(
                class_=needle.class_, about=needle.about, site=sighting.site, place=sighting.place, value=needle.value
            )
