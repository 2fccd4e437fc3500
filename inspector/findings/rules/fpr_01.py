"""FPR-01: one site was sent so many features of the device that together they may tell it from others."""

from collections.abc import Iterator, Sequence

from inspector.detect.signals.devices import STRONG
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.signalled import of_signal
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import CaptureId
from inspector.model.leaf import Confidence
from inspector.model.party import Role
from inspector.model.signal import Signal, SignalKind

_CLASS = "device.fingerprint"
_LEAST = 6
_FEW_MESSAGES = 5


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Six different features in one message, or in five that follow each other. Without a rare one, tentative."""
    known = survey(case)
    by_site: dict[str, set[str]] = {}
    told: list[Observation] = []
    for signals in _visits(known):
        for some in _rich(signals):
            families = _families(some)
            by_site.setdefault(some[0].site, set()).update(families)
            confidence = Confidence.FIRM if families & STRONG else Confidence.TENTATIVE
            told += [of_signal(one, class_=_CLASS, confidence=confidence) for one in some]

    def facts(_case: Survey, seen: Observation) -> Facts:
        families = by_site[seen.recipient]
        return {"features": len(families)} | {f"f_{family.replace('-', '_')}": "yes" for family in sorted(families)}

    shape = Shape(scale=Scale(rung=Rung.L2, fixed=Severity.MEDIUM), variant=_variant, facts=facts)
    return findings_of(known, "FPR-01", observations=told, shape=shape)


def _visits(case: Survey) -> Iterator[list[Signal]]:
    """The messages with features to each third party, by capture."""
    found: dict[tuple[CaptureId, str], list[Signal]] = {}
    for signal in case.signals_of(SignalKind.DEVICE):
        if signal.name == "features" and case.is_third_party(signal.site):
            found.setdefault((signal.place.capture, signal.site), []).append(signal)
    yield from found.values()


def _rich(signals: Sequence[Signal]) -> list[list[Signal]]:
    """The messages that hold enough alone; failing those, the first few in a row that do together."""
    alone = [[one] for one in signals if len(_families([one])) >= _LEAST]
    if alone:
        return alone
    for start in range(len(signals)):
        some = list(signals[start : start + _FEW_MESSAGES])
        if len(_families(some)) >= _LEAST:
            return [some]
    return []


def _families(signals: Sequence[Signal]) -> set[str]:
    return {family for signal in signals for family in str(signal.facts.get("families", "")).split()}


def _variant(case: Survey, seen: Observation) -> str:
    if seen.confidence is Confidence.TENTATIVE:
        return "common"
    return "security" if case.role(seen.recipient) is Role.SECURITY else ""
