"""CCH-01: an answer with data about the user may be stored by caches, or came out of a shared one (RFC 9111)."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import partial

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, of_leaf
from inspector.findings.particulars import plain
from inspector.findings.phases import is_logged_in
from inspector.findings.severity import data_points
from inspector.findings.survey import Survey, survey
from inspector.model.finding import Finding, Rung, Severity
from inspector.model.flow import FlowId, Headers, Location, Side, header_value
from inspector.model.leaf import Confidence, SensitiveLeaf

_GROUPS = ("health", "identity", "contact", "financial", "special")
_SHARED_HIT = re.compile(r"\bhit\b", re.IGNORECASE)
_STORES = ("cf-cache-status", "x-cache", "x-cache-status", "cdn-cache", "x-vercel-cache", "x-proxy-cache")


class _Storing(StrEnum):
    NONE = ""
    ALLOWED = "allowed"
    SHARED = "shared"  # came out of a cache that others use
    SHARED_PERSONAL = "shared-personal"  # the same, of an answer to somebody who was recognised


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Medium where a cache may keep it; critical where a shared cache answered somebody who was recognised. A class
    that occurs in both ways at a site is judged by the graver."""
    known = survey(case)
    seen = [(leaf, how) for leaf, how in _leaves(known) if how]
    grave = {(leaf.site, leaf.class_) for leaf, how in seen if how is _Storing.SHARED_PERSONAL}
    found: list[Finding] = []
    for is_grave, severity in ((True, Severity.CRITICAL), (False, Severity.MEDIUM)):
        these = [(leaf, how) for leaf, how in seen if ((leaf.site, leaf.class_) in grave) is is_grave]
        these.sort(key=lambda pair: list(_Storing).index(pair[1]), reverse=True)
        ways = {leaf.place.flow: how for leaf, how in these}
        shape = Shape(scale=Scale(rung=Rung.L1, fixed=severity), variant=partial(_variant, ways), facts=_facts)
        observations = (of_leaf(known, leaf) for leaf, _ in these)
        found += findings_of(known, "CCH-01", observations=observations, shape=shape)
    return found


def _variant(ways: dict[FlowId, _Storing], _case: Survey, seen: Observation) -> str:
    how = ways[seen.item.place.flow]
    return "" if how is _Storing.ALLOWED else "shared"


def _facts(case: Survey, seen: Observation) -> Facts:
    value = header_value(case.headers(seen.item.place.flow, Side.RESPONSE), "cache-control")
    return {"cache": plain(value, 80) if value else "", "stated": "yes" if value else "no"}


def _leaves(case: Survey) -> Iterator[tuple[SensitiveLeaf, _Storing]]:
    """The gravest leaf of every such answer: an answer is kept or not as a whole."""
    gravest: dict[FlowId, SensitiveLeaf] = {}
    for leaf in case.leaves_that(_is_personal_answer):
        known = gravest.get(leaf.place.flow)
        if known is None or data_points(leaf.class_) > data_points(known.class_):
            gravest[leaf.place.flow] = leaf
    asked = {flow: leaf for flow, leaf in gravest.items() if _may_be_stored(case, leaf)}
    answers = case.heads(asked, Side.RESPONSE)
    requests = case.heads(asked, Side.REQUEST)
    ways = {
        answer.flow: _storing(case, asked[answer.flow], answer.headers, asked=request.headers)
        for answer, request in zip(answers, requests, strict=True)
    }
    return ((leaf, ways.get(flow, _Storing.NONE)) for flow, leaf in gravest.items())


def _is_personal_answer(kind: Kind) -> bool:
    in_body = kind.side is Side.RESPONSE and kind.location is Location.BODY
    named = kind.class_.partition(".")[0] in _GROUPS and kind.about.is_the_user
    return in_body and named and kind.first_party and kind.confidence is not Confidence.TENTATIVE


def _may_be_stored(case: Survey, leaf: SensitiveLeaf) -> bool:
    request = case.request(leaf.place.flow)
    return request.method == "GET" and request.status == 200 and case.was_on_wire(leaf.place)


def _storing(case: Survey, leaf: SensitiveLeaf, headers: Headers, *, asked: Headers) -> _Storing:
    if not headers:
        return _Storing.NONE
    orders = {part.strip().partition("=")[0].lower() for part in _all(headers, "cache-control").split(",")}
    if _came_from_shared_cache(headers):
        is_recognised = bool(header_value(asked, "cookie") or header_value(asked, "authorization"))
        markers = case.markers.get(leaf.place.capture, ())
        recognised = is_recognised or is_logged_in(markers, case.request(leaf.place.flow).at_us)
        return _Storing.SHARED_PERSONAL if recognised else _Storing.SHARED
    if orders & {"no-store", "private"}:
        return _Storing.NONE
    if header_value(asked, "authorization") and not orders & {"public", "s-maxage", "must-revalidate"}:
        return _Storing.NONE  # RFC 9111, 3.5: a shared cache must not keep it
    return _Storing.ALLOWED


def _came_from_shared_cache(headers: Headers) -> bool:
    if any(_SHARED_HIT.search(_all(headers, name)) for name in _STORES):
        return True
    age = header_value(headers, "age") or ""
    return age.strip().isdigit() and int(age.strip()[:9]) > 0


def _all(headers: Headers, name: str) -> str:
    return ", ".join(value for key, value in headers if key.lower() == name)
