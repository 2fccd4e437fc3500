"""E2E-01: a field about a person is readable in the messages of a site. Observation, never an accusation."""

from collections.abc import Iterable, Iterator, Sequence

from inspector.findings.claimed import encryption_claims, source_of
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_page_part, of_leaf
from inspector.findings.survey import Survey, survey
from inspector.model.claim import Claim
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import Confidence, SensitiveLeaf

_GROUPS = ("health", "identity", "contact", "financial", "special")
_MESSAGES = (Location.BODY, Location.WEBSOCKET, Location.SSE)
_VARIANTS = {
    "identity.name": "name",
    "health.appointment": "date",
    "identity.birthdate": "birthdate",
    "health.motive": "motive",
    "health.specialty": "specialty",
}


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    opaque = _opaque_counts(known)
    leaves = [leaf for leaf in known.leaves_on_wire(_is_readable) if not is_page_part(leaf.place)]
    others = _others(known, leaves)

    def facts(_case: Survey, observation: Observation) -> Facts:
        return {
            "opaque": opaque.get(observation.recipient, 0),
            "beside": "some" if opaque.get(observation.recipient) else "none",
            "side": observation.item.place.side.value,
            **_whom(others.get((observation.recipient, observation.class_), (0, 0))),
            **_claim_facts(_claim_on(known, observation)),
        }

    found: list[Finding] = []
    told = list(_observations(known, leaves))
    claimed = _claimed(known, told)
    for is_claimed, severity in ((True, Severity.MEDIUM), (False, Severity.INFO)):
        seen = (one for one in told if ((one.recipient, one.class_) in claimed) is is_claimed)
        shape = Shape(scale=Scale(rung=Rung.L2, fixed=severity), variant=_variant, facts=facts)
        found += findings_of(known, "E2E-01", observations=seen, shape=shape)
    return found


def _claimed(case: Survey, told: Iterable[Observation]) -> set[tuple[str, str | None]]:
    """The recipients and classes that a claim covers."""
    each = {(one.recipient, one.class_): one for one in told}
    return {key for key, one in each.items() if _claim_on(case, one) is not None}


def _variant(_case: Survey, seen: Observation) -> str:
    return _VARIANTS.get(seen.class_ or "", "")


def _claim_on(case: Survey, seen: Observation) -> Claim | None:
    """The public claim of end-to-end encryption that covers this class, where the investigator says so."""
    if not case.is_first_party(seen.recipient):
        return None
    return next((claim for claim in encryption_claims(case.claims) if claim.covers(seen.class_)), None)


def _observations(case: Survey, leaves: Sequence[SensitiveLeaf]) -> Iterator[Observation]:
    """Those of the account holder first: where both are alike, theirs is the one that is quoted."""
    for leaf in sorted(leaves, key=case.other_people.holds):
        yield of_leaf(case, leaf)


def _others(case: Survey, leaves: Iterable[SensitiveLeaf]) -> dict[tuple[str, str | None], tuple[int, int]]:
    """By recipient and class, how many of the places seem to concern other people, and how many there are."""
    places: dict[tuple[str, str | None], dict[tuple[object, ...], bool]] = {}
    for leaf in leaves:
        spot = (leaf.place.flow, leaf.place.side, leaf.place.location, leaf.place.path, leaf.place.layers)
        places.setdefault((leaf.site, leaf.class_), {})[spot] = case.other_people.holds(leaf)
    return {key: (sum(some.values()), len(some)) for key, some in places.items()}


def _whom(counted: tuple[int, int]) -> Facts:
    others, of = counted
    return {"others": others, "whom": "all" if others == of else "some"} if others else {}


def _is_readable(kind: Kind) -> bool:
    """A personal field in a message to or from the service, or in anybody's answer; what is sent to others has rules
    of its own, what is shipped to everybody says nothing about a person, and what is only guessed is not claimed."""
    reached = kind.first_party or kind.side is Side.RESPONSE
    in_message = kind.location in _MESSAGES
    named = kind.class_.partition(".")[0] in _GROUPS and kind.about.is_the_user
    return reached and in_message and named and kind.confidence is not Confidence.TENTATIVE


def _claim_facts(claim: Claim | None) -> Facts:
    if claim is None:
        return {"claimed": "no"}
    return {"claimed": "yes", "quote": claim.quote[:300], "quote_date": claim.date, "quote_url": source_of(claim)}


def _opaque_counts(case: Survey) -> dict[str, int]:
    counts: dict[str, int] = {}
    for leaf in case.leaves_on_wire(lambda kind: kind.class_ == "encrypted.opaque"):
        counts[leaf.site] = counts.get(leaf.site, 0) + 1
    return counts
