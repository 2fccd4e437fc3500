"""What the rules about consent share: how sure a period is, what was under way at a choice, whole counts."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from inspector.findings.particulars import plain
from inspector.findings.survey import Survey
from inspector.model.consent import Choice, Known
from inspector.model.finding import EvidenceItem, Finding
from inspector.model.flow import CaptureId, Location, Side
from inspector.model.leaf import Confidence, Place
from inspector.model.party import Role
from inspector.model.request import Request

TRACKERS = frozenset((Role.ADVERTISING, Role.SOCIAL, Role.ANALYTICS, Role.SESSION_REPLAY))
MOST_TOLD = 60  # occurrences of one recipient in one capture that are looked at one by one; the others are counted

_CONFIDENCES = {Known.MARKED: Confidence.CERTAIN, Known.INFERRED: Confidence.FIRM}
_ORDER = list(Confidence)
_MOST_NAMES = 8
_LONGEST_NAME = 60


def confidence_of(known: Known, at_most: Confidence = Confidence.CERTAIN) -> Confidence:
    """Certain by a marker, firm by a signal that changed, tentative by the name of the scenario alone."""
    return max(_CONFIDENCES.get(known, Confidence.TENTATIVE), at_most, key=_ORDER.index)


def crossing(case: Survey, request: Request) -> Choice | None:
    """The choice that was made while a request was under way."""
    if request.at_us is None or request.ended_us is None:
        return None
    made = case.course(request.capture).made
    return next((one for one in made if request.at_us < one.at_us and request.ended_us > one.after_us), None)


def request_item(request: Request, *, role: str = "evidence") -> EvidenceItem:
    """That a host was asked, whatever for."""
    place = Place(
        capture=request.capture,
        flow=request.flow,
        entry=request.entry,
        side=Side.REQUEST,
        location=Location.URL,
        path="host",
        layers=(),
    )
    return EvidenceItem(place=place, class_=None, value=request.host, at_us=request.at_us, host=request.host, role=role)


def with_totals(
    finding: Finding,
    totals: Mapping[CaptureId, int],
    *,
    beside: Iterable[EvidenceItem] = (),
    facts: Mapping[str, str | int],
) -> Finding:
    """The finding with every occurrence counted, evidence that is no occurrence, and facts over all of them."""
    return replace(
        finding,
        occurrences=dict(totals),
        evidence=(*finding.evidence, *beside),
        facts={**finding.facts, "count": sum(totals.values()), **facts},
    )


def listed(names: Iterable[str]) -> str:
    """Names one after the other, each once; how many more there are beyond the first eight."""
    some = [name for name in dict.fromkeys(plain(name, _LONGEST_NAME) for name in names) if name]
    more = len(some) - _MOST_NAMES
    return ", ".join(some[:_MOST_NAMES]) + (f" (+{more})" if more > 0 else "")
