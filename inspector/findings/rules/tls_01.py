"""TLS-01: an intermediary in front of a host whose messages carry health data of the user, by headers or by name.

A header that one provider alone writes is a strong sign, and so is a name of the host that a look-up led to a delivery
network; a header that others write as well is a medium one and makes the finding tentative. The network of an address
and the issuer of a certificate are no more than hosting: they never make a finding.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_personal, of_leaf
from inspector.findings.particulars import plain
from inspector.findings.severity import data_points
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung
from inspector.model.flow import FlowId, Headers, Side
from inspector.model.leaf import Confidence
from inspector.model.party import SignKind, Source, Weight

_LEAST_DATA = 3
_LONGEST_NAME = 80


class _Sign(NamedTuple):
    """One sign that a message passes an intermediary. `told`: the header, or the alias of the host."""

    provider: str
    told: str
    weight: Weight
    source: Source
    is_name: bool = False


def evaluate(case: CaseEvidence) -> list[Finding]:
    known = survey(case)
    scale = Scale(rung=Rung.L2, recipient=1, identity=False, circumstances=False)
    shape = Shape(scale=scale, variant=_variant, facts=_facts)
    return findings_of(known, "TLS-01", observations=_observations(known), shape=shape)


def _observations(case: Survey) -> Iterator[Observation]:
    carried = case.leaves_on_wire(_is_carried)
    heads = {head.flow: head.headers for head in case.heads({leaf.place.flow for leaf in carried}, Side.RESPONSE)}
    behind: dict[FlowId, list[_Sign]] = {}
    strong: list[Observation] = []
    medium: list[Observation] = []
    for leaf in carried:
        flow = leaf.place.flow
        if flow not in behind:
            behind[flow] = _signs(case, host=leaf.host, site=leaf.site, headers=heads.get(flow, ()))
        if behind[flow]:
            (strong if behind[flow][0].weight is Weight.STRONG else medium).append(of_leaf(case, leaf))
    yield from strong
    told = {(seen.recipient, seen.class_) for seen in strong}
    for seen in medium:  # those behind a lesser sign are not counted with what a strong one tells
        if (seen.recipient, seen.class_) not in told:
            yield replace(seen, confidence=Confidence.TENTATIVE)


def _signs(case: Survey, *, host: str, site: str, headers: Headers) -> list[_Sign]:
    """Those of the gravest weight that there is, headers of the answer itself before the name of the host."""
    found = [_Sign(mark.provider, mark.header, mark.weight, mark.source) for mark in case.marks.matching(headers)]
    recipient = case.recipients.get(site)
    for one in recipient.intermediaries if recipient else ():
        found += [
            _Sign(one.provider, plain(sign.told, _LONGEST_NAME), sign.weight, sign.source, is_name=True)
            for sign in one.signs
            if sign.kind is SignKind.NAME and sign.name == host and sign.weight is not Weight.WEAK
        ]
    is_strong = any(sign.weight is Weight.STRONG for sign in found)
    heavy = [sign for sign in found if not is_strong or sign.weight is Weight.STRONG]
    return [sign for sign in heavy if sign.is_name is heavy[0].is_name]


def _is_carried(kind: Kind) -> bool:
    grave = is_personal(kind.class_) and data_points(kind.class_) >= _LEAST_DATA
    return kind.first_party and grave and kind.about.is_the_user and kind.confidence is not Confidence.TENTATIVE


def _variant(case: Survey, seen: Observation) -> str:
    first = _signs_of(case, seen)[0]
    return "name" if first.is_name else "" if first.weight is Weight.STRONG else "shared"


def _facts(case: Survey, seen: Observation) -> Facts:
    signs = _signs_of(case, seen)
    return {
        "provider": ", ".join(dict.fromkeys(sign.provider for sign in signs)),
        "headers": ", ".join(dict.fromkeys(sign.told for sign in signs)),
        "source": signs[0].source.name,
        "source_date": signs[0].source.date,
        "checked": "yes" if all(sign.source.verified for sign in signs) else "no",
    }


def _signs_of(case: Survey, seen: Observation) -> list[_Sign]:
    headers = case.headers(seen.item.place.flow, Side.RESPONSE)
    return _signs(case, host=seen.item.host, site=seen.recipient, headers=headers)
