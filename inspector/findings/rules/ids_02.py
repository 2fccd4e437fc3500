"""IDS-02: a third party was sent the number of an account or patient that the first party uses."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_digest, leaves_sent_away, of_leaf, of_sighting, sent_away
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.leaf import Confidence, Origin, Place, SensitiveLeaf

_CLASS = "identity.account_id"
_SHORTEST = 6

type Spot = tuple[object, ...]


def evaluate(case: CaseEvidence) -> list[Finding]:
    """A short number coincides by chance: it counts where the field it stands in is that of an account."""
    known = survey(case)
    shape = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.HIGH), variant=_variant)
    return findings_of(known, "IDS-02", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    named = {_spot(leaf.place) for leaf in case.leaves_that(_is_elsewhere)}
    told: set[Spot] = set()
    for sighting in case.sightings:
        is_id = sighting.needle.class_ == _CLASS and sighting.needle.about.is_the_user
        if is_id and case.is_third_party(sighting.site) and sent_away(case, sighting):
            spot = _spot(sighting.place)
            if spot in named or len(sighting.needle.value) >= _SHORTEST:
                told.add(spot)
                yield of_sighting(sighting)
    own = _own_ids(case)
    for leaf in leaves_sent_away(case, _is_elsewhere):
        if leaf.value in own and case.is_third_party(leaf.site) and _spot(leaf.place) not in told:
            yield _joined(case, leaf, own[leaf.value])


def _is_elsewhere(kind: Kind) -> bool:
    return kind.class_ == _CLASS and not kind.first_party


def _own_ids(case: Survey) -> Mapping[str, SensitiveLeaf]:
    """The account holder's numbers as the first party gives or takes them, by value, where each was first seen."""
    found: dict[str, SensitiveLeaf] = {}
    for leaf in case.leaves_that(_is_own):
        found.setdefault(leaf.value, leaf)
    return found


def _is_own(kind: Kind) -> bool:
    return kind.class_ == _CLASS and kind.first_party and kind.about.is_the_user


def _joined(case: Survey, leaf: SensitiveLeaf, own: SensitiveLeaf) -> Observation:
    seen = of_leaf(case, leaf)
    is_sure = len(leaf.value) >= _SHORTEST and leaf.confidence is not Confidence.TENTATIVE
    return replace(
        seen,
        item=replace(seen.item, origin=own.place),
        origin=Origin.LEARNED,
        confidence=Confidence.CERTAIN if is_sure else Confidence.FIRM,
    )


def _spot(place: Place) -> Spot:
    return place.flow, place.side, place.location, place.path


def _variant(_case: Survey, observation: Observation) -> str:
    return "hashed" if is_digest(observation.item.form) else ""
