"""IDS-01: the same random value went to a third party in several requests."""

from collections.abc import Iterator, Mapping, Sequence

from inspector.findings.choosing import listed, with_totals
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung
from inspector.model.flow import CaptureId, Side
from inspector.model.identifier import Identifier, IdentifierKind, Use
from inspector.model.leaf import Confidence

_FEWEST = 2


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Values that are the same for every visitor, tickets and load balancers are no identifiers."""
    known = survey(case)
    by_site = _by_site(known)
    scale = Scale(rung=Rung.L1, least_identity=1, circumstances=False)
    observations = _observations(known, by_site)
    shape = Shape(scale=scale, facts=lambda _, seen: _told(by_site[seen.recipient], seen))
    found = findings_of(known, "IDS-01", observations=observations, shape=shape)
    return [_whole(finding, by_site[finding.recipient]) for finding in found]


def _by_site(case: Survey) -> dict[str, list[Identifier]]:
    found: dict[str, list[Identifier]] = {}
    for one in case.identified.identifiers:
        is_own = one.same_group or one.first_party or not case.is_third_party(one.site)
        if one.kind is IdentifierKind.BROWSER and not is_own and one.flows >= _FEWEST:
            found.setdefault(one.site, []).append(one)
    return {site: _surest(some) for site, some in found.items()}


def _surest(some: list[Identifier]) -> list[Identifier]:
    """What is only guessed adds nothing beside what is known."""
    return [one for one in some if one.confidence is not Confidence.TENTATIVE] or some


def _observations(case: Survey, by_site: Mapping[str, Sequence[Identifier]]) -> Iterator[Observation]:
    for site, some in by_site.items():
        for one in some:
            for use in one.uses:
                if case.was_on_wire(use.place):
                    yield _observation(case, site, one, use)


def _observation(case: Survey, site: str, one: Identifier, use: Use) -> Observation:
    facts = case.facts(use.place.flow)
    item = EvidenceItem(
        place=use.place,
        class_=None,
        value=one.value,
        at_us=facts.started_us,
        host=facts.host,
        role="evidence" if use.side is Side.REQUEST else "origin",
    )
    return Observation(recipient=site, class_=None, item=item, confidence=one.confidence)


def _told(some: Sequence[Identifier], seen: Observation) -> Facts:
    """How often the value that the text names was sent."""
    one = next(one for one in some if one.value == seen.item.value)
    return {"flows": one.flows, "pages": one.pages}


def _whole(finding: Finding, some: Sequence[Identifier]) -> Finding:
    """The requests of every capture, shared out by what the identifiers say of them all together."""
    others = dict.fromkeys(site for one in some for site in one.also_at)
    facts: Facts = {
        "identifiers": len(some),
        "names": listed(use.name for one in some for use in one.uses),
        "others": listed(others),
        "elsewhere": "some" if others else "",
        "set": "seen" if any("set-by-response" in one.reasons for one in some) else "",
    }
    return with_totals(finding, _totals(finding, some), facts=facts)


def _totals(finding: Finding, some: Sequence[Identifier]) -> dict[CaptureId, int]:
    """How many requests of each capture carried one: known as such for a single capture; over several, what was looked
    at one by one."""
    captures = {capture for one in some for capture in one.captures}
    if len(captures) == 1:
        return {next(iter(captures)): max(one.flows for one in some)}
    return {capture: max(finding.occurrences.get(capture, 0), 1) for capture in sorted(captures)}
