"""CNM-01: a host of the service leads to a tracker by its name, or takes messages in the shape of a tracker's."""

from collections.abc import Iterator
from functools import partial

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import Location, Side
from inspector.model.leaf import Confidence, Place
from inspector.model.party import Alias, Role
from inspector.model.request import Request
from inspector.model.signal import SignalKind

_TRACKERS = (Role.ADVERTISING, Role.ANALYTICS, Role.SESSION_REPLAY, Role.SOCIAL, Role.ERROR_MONITORING)


def evaluate(case: CaseEvidence) -> list[Finding]:
    """A name that a look-up told is firm; the shape of a message alone is tentative: the product may be run by the
    service itself."""
    known = survey(case)
    aliases = _aliases(known)
    named = list(_named(known, aliases))
    spoken = {seen.recipient for seen in named}
    shaped = [seen for seen in _shaped(known) if seen.recipient not in spoken]
    scale = Scale(rung=Rung.L1, fixed=Severity.MEDIUM)
    facts = partial(_alias_facts, aliases)
    return [
        *findings_of(known, "CNM-01", observations=named, shape=Shape(scale=scale, facts=facts)),
        *findings_of(
            known, "CNM-01", observations=shaped, shape=Shape(scale=scale, variant=_shape_variant, facts=_product)
        ),
    ]


def _shape_variant(_case: Survey, _seen: Observation) -> str:
    return "shape"


def _product(_case: Survey, seen: Observation) -> Facts:
    return {"product": seen.item.value}


def _aliases(case: Survey) -> dict[str, Alias]:
    """The hosts of the first party that a look-up led to a tracker, by host."""
    return {
        alias.host: alias
        for recipient in case.recipients.values()
        if recipient.first_party
        for alias in recipient.aliases
        if alias.role in _TRACKERS
    }


def _alias_facts(aliases: dict[str, Alias], _case: Survey, seen: Observation) -> Facts:
    alias = aliases[seen.item.host]
    return {
        "names": " → ".join(alias.names)[:160],
        "target": alias.site,
        "operator": alias.operator or alias.site,
        "source": alias.source.name if alias.source else "",
        "source_date": alias.source.date if alias.source else "",
        "resolver": alias.resolver[:60],
    }


def _named(case: Survey, aliases: dict[str, Alias]) -> Iterator[Observation]:
    if not aliases:
        return
    for request in case.requests():
        if request.on_wire and request.host in aliases:
            item = EvidenceItem(
                place=_host_place(request),
                class_=None,
                value=aliases[request.host].site,
                at_us=request.at_us,
                host=request.host,
            )
            site = case.site_of(request.host)
            yield Observation(recipient=site, class_=None, item=item, confidence=Confidence.FIRM)


def _host_place(request: Request) -> Place:
    return Place(
        capture=request.capture,
        flow=request.flow,
        entry=request.entry,
        side=Side.REQUEST,
        location=Location.URL,
        path="host",
        layers=(),
    )


def _shaped(case: Survey) -> Iterator[Observation]:
    for signal in case.signals_of(SignalKind.SHAPE):
        if signal.first_party:
            item = EvidenceItem(
                place=signal.place, class_=None, value=signal.name, at_us=signal.at_us, host=signal.host
            )
            yield Observation(recipient=signal.site, class_=None, item=item, confidence=Confidence.TENTATIVE)
