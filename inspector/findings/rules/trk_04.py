"""TRK-04: a session recorder at work: the page, or what was done on it, is sent so that it can be played back."""

from collections import Counter
from collections.abc import Iterable, Sequence

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.phases import is_logged_in
from inspector.findings.signalled import of_signal
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.leaf import Confidence
from inspector.model.signal import Signal, SignalKind

_CLASS = "behaviour.event"


def evaluate(case: CaseEvidence) -> list[Finding]:
    """High behind a login, unless all texts were masked before they left; recorders of the service itself, medium."""
    known = survey(case)
    by_site: dict[str, list[Signal]] = {}
    for signal in known.signals_of(SignalKind.RECORDER):
        by_site.setdefault(signal.site, []).append(signal)

    def facts(_case: Survey, seen: Observation) -> Facts:
        return _content(known, by_site[seen.recipient])

    def variant(_case: Survey, seen: Observation) -> str:
        return _variant(known, by_site[seen.recipient])

    found: list[Finding] = []
    for site, signals in by_site.items():
        scale = _scale(known, site, signals)
        shape = Shape(scale=scale, variant=variant, facts=facts)
        found += findings_of(known, "TRK-04", observations=_observations(signals), shape=shape)
    return found


def _observations(signals: Iterable[Signal]) -> Iterable[Observation]:
    for signal in signals:
        confidence = Confidence.CERTAIN if signal.facts.get("readable") == "yes" else Confidence.FIRM
        yield of_signal(signal, class_=_CLASS, confidence=confidence, shown=signal.name)


def _scale(case: Survey, site: str, signals: Sequence[Signal]) -> Scale:
    if _is_masked(signals) or not any(_is_authenticated(case, signal) for signal in signals):
        return Scale(rung=Rung.L2)
    if case.is_third_party(site):
        return Scale(rung=Rung.L2, fixed=Severity.HIGH)
    return Scale(rung=Rung.L2, floor=Severity.MEDIUM)


def _is_authenticated(case: Survey, signal: Signal) -> bool:
    capture = signal.place.capture
    return is_logged_in(case.markers.get(capture, ()), signal.at_us) or case.scenario(capture) == "logged-in"


def _is_masked(signals: Sequence[Signal]) -> bool:
    """All of it could be read, and what was read held no text but asterisks."""
    return (
        all(signal.facts.get("readable") == "yes" for signal in signals)
        and _sum(signals, "texts") + _sum(signals, "inputs") == 0
        and _sum(signals, "masked") > 0
    )


def _content(case: Survey, signals: Sequence[Signal]) -> Facts:
    logged_in = sum(_is_authenticated(case, signal) for signal in signals)
    return {
        "recorder": Counter(signal.name for signal in signals).most_common(1)[0][0],
        "texts": _sum(signals, "texts"),
        "inputs": _sum(signals, "inputs"),
        "masked_texts": _sum(signals, "masked"),
        "batches": len(signals),
        "masking": "some" if _sum(signals, "masked") else "none",
        "behind_login": logged_in,
        "login": "yes" if logged_in else "no",
    }


def _sum(signals: Sequence[Signal], name: str) -> int:
    values = (signal.facts.get(name, 0) for signal in signals)
    return sum(value for value in values if isinstance(value, int))


def _variant(case: Survey, signals: Sequence[Signal]) -> str:
    what = "masked" if _is_masked(signals) else ""
    if not any(signal.facts.get("readable") == "yes" for signal in signals):
        what = "unread"
    who = "first_party" if case.is_first_party(signals[0].site) else ""
    return "_".join(part for part in (what, who) if part)
