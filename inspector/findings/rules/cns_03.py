"""CNS-03: a consent signal said no, and an advertising or measuring recipient was sent an identifier all the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from inspector.detect.signals.consents import state_of_signal
from inspector.findings.choosing import TRACKERS, confidence_of, listed, with_totals
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.identifier_places import ids_at, sent_id
from inspector.findings.observation import Observation
from inspector.findings.particulars import plain
from inspector.findings.survey import Survey, survey
from inspector.model.consent import ChoiceKind, ConsentSignal, Known, Period
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import CaptureId, FlowId, Location
from inspector.model.party import Role
from inspector.model.signal import Signal, SignalKind

_STORAGE = {
    Role.ADVERTISING: ("ad_storage", "purpose-1"),
    Role.SOCIAL: ("ad_storage", "purpose-1"),
    Role.ANALYTICS: ("analytics_storage", "purpose-1"),
    Role.SESSION_REPLAY: ("analytics_storage", "purpose-1"),
}
_READ = ("google-consent-mode", "tcf")
_MOST_LOOKED = 500  # requests with a signal, of one recipient in one capture
_LONGEST_NAME = 60
_CARRIED = ("no_cookies", "consent_carried", "cookies_carried")


@dataclass(slots=True)
class _Said:
    """For one recipient: the signals that said no."""

    signals: list[ConsentSignal] = field(default_factory=list)


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Pings without an identifier do not count. Without a marker or a signal that changed it stays tentative."""
    known = survey(case)
    said: dict[str, _Said] = {}
    observations = [*_beside(known, said), *_after_refusal(known, said)]
    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.HIGH, identity=False), facts=_facts)
    found = findings_of(known, "CNS-03", observations=observations, shape=shape)
    return [_whole(finding, said[finding.recipient]) for finding in found]


# signals in the requests themselves


def _beside(case: Survey, said: dict[str, _Said]) -> Iterator[Observation]:
    looked: dict[tuple[str, CaptureId], set[FlowId]] = {}
    ids: dict[str, frozenset[str]] = {}
    for signal in (*case.consent_signals, *map(_in_body, case.signals_of(SignalKind.CONSENT))):
        flows = looked.setdefault((signal.site, signal.place.capture), set())
        if len(flows) < _MOST_LOOKED and signal.place.flow not in flows and _denies(case, signal):
            flows.add(signal.place.flow)
            if signal.site not in ids:
                ids[signal.site] = ids_at(case, signal.site)
            item = sent_id(case, signal.place.flow, ids[signal.site])
            if item is not None and case.was_on_wire(item.place):
                said.setdefault(signal.site, _Said()).signals.append(signal)
                yield _observation(case, signal.site, item)


def _in_body(told: Signal) -> ConsentSignal:
    """A signal of a body as those of addresses are; what it said word for word stands in the body alone."""
    return ConsentSignal(
        place=told.place,
        name=told.place.path.rpartition(".")[2] or told.name,
        host=told.host,
        site=told.site,
        first_party=told.first_party,
        at_us=told.at_us,
        state=state_of_signal(told),
    )


def _denies(case: Survey, signal: ConsentSignal) -> bool:
    """Whether the storage that the recipient would need is refused, in a capture that began without a choice."""
    if signal.place.location is Location.COOKIE or signal.first_party or signal.state.product not in _READ:
        return False
    needed = _STORAGE.get(case.role(signal.site), ())
    if case.course(signal.place.capture).obstacle in _CARRIED or not case.is_third_party(signal.site):
        return False
    return any(purpose in signal.state.refused for purpose in needed)


# signals of the service, in force when a request was sent


def _after_refusal(case: Survey, said: dict[str, _Said]) -> Iterator[Observation]:
    """A refusal that a cookie of the service tells, and identifiers met after it."""
    told = {capture: signal for capture in case.choices if (signal := _refusal(case, capture)) is not None}
    for one in case.identified.identifiers:
        if one.first_party or not case.is_third_party(one.site) or case.role(one.site) not in TRACKERS:
            continue
        for refusal in one.refusals:
            signal = told.get(refusal.capture)
            ids = ids_at(case, one.site)
            item = sent_id(case, refusal.flow, ids) if signal is not None and one.value in ids else None
            if signal is None or item is None or not case.was_on_wire(item.place):
                continue
            if case.standing(refusal.capture, item.at_us).period is Period.REFUSED:
                found = said.setdefault(one.site, _Said())
                if signal not in found.signals:
                    found.signals.append(signal)
                yield _observation(case, one.site, item)


def _refusal(case: Survey, capture: CaptureId) -> ConsentSignal | None:
    line = case.course(capture)
    if line.obstacle is not None:
        return None
    names = {(one.name, one.flow) for one in line.made if one.kind is ChoiceKind.REFUSED and one.flow is not None}
    return next(
        (signal for signal in case.consent_signals if (signal.name, signal.place.flow) in names and signal.first_party),
        None,
    )


def _observation(case: Survey, site: str, item: EvidenceItem) -> Observation:
    known = case.standing(item.place.capture, item.at_us).known
    return Observation(recipient=site, class_=None, item=item, confidence=confidence_of(known))


def _whole(finding: Finding, said: _Said) -> Finding:
    in_flow = (signal for signal in said.signals if signal.place.flow == finding.facts.get("flow"))
    first = next(in_flow, said.signals[0])
    beside = [
        EvidenceItem(
            place=signal.place,
            class_=None,
            value=signal.value,
            at_us=signal.at_us,
            host=signal.host,
            role="contrast",
        )
        for signal in said.signals[:3]
    ]
    facts: Facts = {
        "signal": plain(first.name, _LONGEST_NAME),
        "product": first.state.product,
        "told": "service" if first.first_party else "request",
        "refused": listed(first.state.refused),
        "signal_flow": first.place.flow,
    }
    return with_totals(finding, finding.occurrences, beside=beside, facts=facts)


def _facts(case: Survey, observation: Observation) -> Facts:
    item = observation.item
    known = case.standing(item.place.capture, item.at_us).known
    return {"period": known.value if known is not Known.UNKNOWN else "unknown"}
