"""Which requests say who somebody is: 2 where they name a person or an account, 1 where by a pseudonym only."""

from collections.abc import Sequence
from functools import partial

from inspector.findings.kinds import Kind, LeafIndex
from inspector.model.flow import FlowId, Side
from inspector.model.leaf import Confidence, SensitiveLeaf, Sighting

NAMED, PSEUDONYMOUS = 2, 1
_DIRECT = ("identity.account_id", "identity.name", "identity.national_id", "contact.email", "contact.phone")
_PSEUDONYM = ("device.advertising_id", "device.identifier", "credential.session")


def is_sure(leaf: SensitiveLeaf | Kind) -> bool:
    """A name is often the name of an event or a product: it counts only where it is certain."""
    least = (Confidence.CERTAIN,) if leaf.class_ == "identity.name" else (Confidence.CERTAIN, Confidence.FIRM)
    return leaf.confidence in least


def identities_of(leaves: LeafIndex, sightings: Sequence[Sighting]) -> dict[FlowId, int]:
    """The points of every request that carries a leaf or a sighting of the kind."""
    found: dict[FlowId, int] = {}
    for points in (PSEUDONYMOUS, NAMED):
        for leaf in leaves.that(partial(_is_worth, points)):
            found[leaf.place.flow] = points
    for sighting in sightings:
        needle, flow = sighting.needle, sighting.place.flow
        if sighting.place.side is Side.REQUEST and needle.about.is_the_user:
            points = NAMED if needle.class_ in _DIRECT else int(needle.class_ in _PSEUDONYM)
            found[flow] = max(points, found.get(flow, 0))
    return found


def _is_worth(points: int, kind: Kind) -> bool:
    if kind.side is not Side.REQUEST:
        return False
    is_direct = kind.class_ in _DIRECT and kind.about.is_the_user and is_sure(kind)
    return is_direct if points == NAMED else kind.class_ in _PSEUDONYM
