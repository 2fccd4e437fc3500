"""3PS-01: scripts of others on pages behind the login: able to read the page, not seen to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from inspector.detect.signals.scripts import script_mark
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.logins import Login
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import Location, Side, header_value
from inspector.model.leaf import Confidence, Place
from inspector.model.request import Request
from inspector.model.signal import SignalKind

_MOST = 300  # scripts of one site
_CHECKED = "yes"


class _Seen(NamedTuple):
    """A script, and whether the HTML of the service includes it itself."""

    observation: Observation
    is_listed: bool


def evaluate(case: CaseEvidence) -> list[Finding]:
    """One finding a site. Scripts that the page checks (Subresource Integrity), and those of frames, are left out."""
    known = survey(case)
    checks = {
        int(signal.facts["mark"]): str(signal.facts.get("integrity", ""))
        for signal in known.signals_of(SignalKind.SCRIPT)
        if "mark" in signal.facts
    }
    told: dict[str, list[_Seen]] = {}
    visits = any(known.logins.was_any(capture.id) for capture in known.captures)
    for site, requests in known.to_others.items() if visits else ():
        if found := list(_scripts(known, site, requests, checks)):
            told[site] = found

    def facts(_case: Survey, seen: Observation) -> Facts:
        is_inferred = _inferred_login(known, seen) is not None
        some = [one for one in told[seen.recipient] if _is_of_inferred(known, one) is is_inferred]
        addresses = {one.observation.item.value for one in some}
        listed = any(one.is_listed for one in some)
        return {"scripts": len(addresses), "listed": "yes" if listed else "no", **_login_facts(known, seen)}

    shape = Shape(scale=Scale(rung=Rung.L1, fixed=Severity.LOW), variant=_variant, facts=facts)
    observations = (one.observation for some in told.values() for one in some)
    return findings_of(known, "3PS-01", observations=observations, shape=shape)


def _is_of_inferred(case: Survey, one: _Seen) -> bool:
    return _inferred_login(case, one.observation) is not None


def _login_facts(case: Survey, seen: Observation) -> Facts:
    login = _inferred_login(case, seen)
    return {"login_flow": login.flow} if login else {}


def _variant(case: Survey, seen: Observation) -> str:
    return "inferred" if _inferred_login(case, seen) else ""


def _inferred_login(case: Survey, seen: Observation) -> Login | None:
    return case.logins.inferred_at(seen.item.place.capture, seen.item.at_us)


def _scripts(case: Survey, site: str, requests: Sequence[Request], checks: Mapping[int, str]) -> Iterator[_Seen]:
    looked = 0
    for request in requests:
        if looked >= _MOST or not (_is_script(request) and case.logins.holds(request.capture, request.at_us)):
            continue
        looked += 1
        listed = checks.get(script_mark(request.host, request.path))
        confidence = Confidence.CERTAIN if listed else _of_page(case, request)
        if listed != _CHECKED and confidence is not None:
            if case.logins.inferred_at(request.capture, request.at_us):
                confidence = Confidence.TENTATIVE
            yield _Seen(_observation(site, request, confidence), listed is not None)


def _is_script(request: Request) -> bool:
    return request.kind == "script" or (not request.kind and "javascript" in request.mime.lower())


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
