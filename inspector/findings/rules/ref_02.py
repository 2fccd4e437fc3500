"""REF-02: no Referer told a third party which page of the service was open. Speaks for the service."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from inspector.findings.choosing import listed, request_item
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import CaptureId, Delivery, Side, header_value
from inspector.model.leaf import Confidence
from inspector.model.request import Request

_LONGEST = 8_192


@dataclass(slots=True)
class _Pages:
    """One capture: the first page of the service with a path of its own, and the requests to others after it whose
    Referer named the origin alone."""

    opened_us: int | None = None
    cut: list[Request] = field(default_factory=list)
    asked: int = 0
    sites: dict[str, None] = field(default_factory=dict)
    is_blocked: bool = False


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Silent at the first Referer with a path; and where nothing shows that a page with a path had others contacted."""
    known = survey(case)
    pages = _pages(known)
    if not known.first_party.sites or not any(one.opened_us is not None for one in pages.values()):
        return []
    if not _looked_at(known, pages):
        return []
    shape = Shape(
        scale=Scale(rung=Rung.L1, fixed=Severity.INFO, identity=False, circumstances=False),
        facts=lambda _, seen: _facts(pages[seen.item.place.capture]),
    )
    return findings_of(known, "REF-02", observations=_observations(known, pages), shape=shape)


def _pages(case: Survey) -> dict[CaptureId, _Pages]:
    found: dict[CaptureId, _Pages] = {}
    for request in case.requests():
        known = found.get(request.capture)
        if known is None:
            known = found[request.capture] = _Pages()
        known.is_blocked |= request.delivery == Delivery.BLOCKED
        is_page = request.kind == "document" or (not request.kind and "html" in request.mime)
        if not (is_page and request.on_wire and request.at_us is not None) or request.path in ("", "/"):
            continue
        if case.whose(request.host).is_first_party:
            known.opened_us = min(request.at_us, known.opened_us or request.at_us)
    return found


def _looked_at(case: Survey, pages: dict[CaptureId, _Pages]) -> bool:
    """Whether every Referer that went to a third party was looked at and none had a path of the service."""
    for site, requests in case.to_others.items():
        heads = case.heads((request.flow for request in requests), Side.REQUEST)
        for request, head in zip(requests, heads, strict=True):
            value = header_value(head.headers, "referer") or ""
            told = _told(case, value) if value else ""
            if told == "path":
                return False
            known = pages[request.capture]
            in_visit = case.visits.holds(request.capture, page=request.page, at_us=request.at_us)
            if known.opened_us is None or not in_visit or (request.at_us or 0) < known.opened_us:
                continue
            known.asked += 1
            known.sites[site] = None
            if told == "origin":
                known.cut.append(request)
    return True


def _told(case: Survey, value: str) -> str:
    """`path`, `origin`, or "" for an address that is not the service's."""
    try:
        parts = urlsplit(value[:_LONGEST])
        host = (parts.hostname or "").lower()
    except ValueError:
        return "path"
    own = case.first_party.sites
    if not any(host == site or host.endswith(f".{site}") for site in own):
        return ""
    return "path" if parts.path not in ("", "/") or parts.query else "origin"


def _observations(case: Survey, pages: dict[CaptureId, _Pages]) -> Iterator[Observation]:
    for capture in case.captures:
        known = pages.get(capture.id)
        if known is None or not known.cut or known.is_blocked:
            continue
        is_declared = bool(capture.environment.get("profile"))
        confidence = Confidence.CERTAIN if is_declared else Confidence.FIRM
        for request in known.cut[:1]:
            yield Observation(
                recipient=case.first_party.sites[0], class_=None, item=request_item(request), confidence=confidence
            )


def _facts(known: _Pages) -> Facts:
    return {"asked": known.asked, "cut": len(known.cut), "sites": listed(known.sites), "parties": len(known.sites)}
