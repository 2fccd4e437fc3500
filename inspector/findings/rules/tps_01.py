"""3PS-01: scripts of others on pages behind the login: able to read the page, not seen to."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from inspector.detect.signals.scripts import script_mark
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.phases import is_logged_in
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import CaptureId, Location, Side, header_value
from inspector.model.leaf import Confidence, Place
from inspector.model.request import Request
from inspector.model.signal import SignalKind

_MOST = 300  # scripts of one site
_LOGGED_IN = "logged-in"
_CHECKED = "yes"


def evaluate(case: CaseEvidence) -> list[Finding]:
    """One finding a site. Scripts that the page checks (Subresource Integrity), and those of frames, are left out."""
    known = survey(case)
    checks = {
        int(signal.facts["mark"]): str(signal.facts.get("integrity", ""))
        for signal in known.signals_of(SignalKind.SCRIPT)
        if "mark" in signal.facts
    }
    told: dict[str, list[Observation]] = {}
    visits = any(_has_login(known, capture.id) for capture in known.captures)
    for site, requests in known.to_others.items() if visits else ():
        if found := list(_scripts(known, site, requests, checks)):
            told[site] = found

    def facts(_case: Survey, seen: Observation) -> Facts:
        some = told[seen.recipient]
        addresses = {one.item.value for one in some}
        listed = sum(one.confidence is Confidence.CERTAIN for one in some)
        return {"scripts": len(addresses), "listed": "yes" if listed else "no"}

    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.LOW), facts=facts)
    return findings_of(known, "3PS-01", observations=(one for some in told.values() for one in some), shape=shape)


def _has_login(case: Survey, capture: CaptureId) -> bool:
    is_marked = any(marker.kind == _LOGGED_IN for marker in case.markers.get(capture, ()))
    return is_marked or case.scenario(capture) == _LOGGED_IN


def _scripts(case: Survey, site: str, requests: Sequence[Request], checks: Mapping[int, str]) -> Iterator[Observation]:
    looked = 0
    for request in requests:
        if looked >= _MOST or not (_is_script(request) and _is_behind_login(case, request)):
            continue
        looked += 1
        listed = checks.get(script_mark(request.host, request.path))
        confidence = Confidence.CERTAIN if listed else _of_page(case, request)
        if listed != _CHECKED and confidence is not None:
            yield _observation(site, request, confidence)


def _is_script(request: Request) -> bool:
    return request.kind == "script" or (not request.kind and "javascript" in request.mime.lower())


def _is_behind_login(case: Survey, request: Request) -> bool:
    markers = case.markers.get(request.capture, ())
    return is_logged_in(markers, request.at_us) or case.scenario(request.capture) == _LOGGED_IN


def _of_page(case: Survey, request: Request) -> Confidence | None:
    """By its Referer: firm on a page of the service, none in a frame of somebody else, else unknown."""
    referer = header_value(case.headers(request.flow, Side.REQUEST), "referer")
    try:
        host = (urlsplit(referer or "").hostname or "").lower()
    except ValueError:
        return Confidence.TENTATIVE
    if not host:
        return Confidence.TENTATIVE
    is_own = case.is_first_party(case.site_of(host)) or case.is_same_group(case.site_of(host))
    return Confidence.FIRM if is_own else None


def _observation(site: str, request: Request, confidence: Confidence) -> Observation:
    place = Place(
        capture=request.capture,
        flow=request.flow,
        entry=request.entry,
        side=Side.REQUEST,
        location=Location.URL,
        path="host",
        layers=(),
    )
    item = EvidenceItem(
        place=place,
        class_=None,
        value=f"{request.scheme}://{request.host}{request.path}",
        at_us=request.at_us,
        host=request.host,
    )
    return Observation(recipient=site, class_=None, item=item, confidence=confidence)
