"""TRN-01: a request that really went out without TLS, an old TLS version, or an answer that does not ask for TLS."""

import re
from collections.abc import Iterator
from functools import partial
from ipaddress import ip_address

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Scale, Shape, findings_of
from inspector.findings.identities import is_sure
from inspector.findings.kinds import Kind
from inspector.findings.observation import Observation, is_personal, may_be_chance, of_leaf
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import CaptureId, FlowId, Location, Side, header_value
from inspector.model.leaf import Confidence, Place, SensitiveLeaf
from inspector.model.request import Request

_CLEAR = ("http", "ws")
_REDIRECTS = (301, 302, 303, 307, 308)
_OLD_TLS = re.compile(r"(?:ssl|tls[ v]*1(?:\.[01])?\Z)", re.IGNORECASE)
_SYSTEM_MIME = ("ocsp", "pkix-crl", "pkix-cert", "x-pkcs7")
_SYSTEM_HOST = re.compile(
    r"^(?:ocsp|crl|detectportal|captive|connectivitycheck|conncheck|connectivity-check|msftconnecttest|www\.msftconnecttest)"
    r"\b"
)


def evaluate(case: CaseEvidence) -> list[Finding]:
    """High where what travelled so was sensitive; a request without anything of the kind is low, one that was only
    redirected to TLS is information. A class that went without TLS is not told of old versions too."""
    known = survey(case)
    clear = list(_clear_requests(known))
    telling = list(_telling(known))
    grave = {(seen.recipient, seen.class_) for seen in telling}
    weak = [seen for seen in _weak(known) if (seen.recipient, seen.class_) not in grave]
    told = {seen.recipient for seen in (*telling, *weak)}
    plain = [seen for request in clear if (seen := _plain(known, request)).recipient not in told]
    parts: tuple[tuple[str, Severity, list[Observation]], ...] = (
        ("", Severity.HIGH, telling),
        ("old", Severity.MEDIUM, weak),
        ("plain", Severity.LOW, [seen for seen in plain if not _was_redirected(known, seen)]),
    )
    low = {seen.recipient for seen in parts[2][2]}
    redirected = [seen for seen in plain if seen.recipient not in low and _was_redirected(known, seen)]
    spoken = told | {seen.recipient for seen in plain}
    unasked = [seen for seen in _without_hsts(known) if seen.recipient not in spoken]
    found: list[Finding] = []
    for variant, severity, some in (*parts, ("redirected", Severity.INFO, redirected), ("hsts", Severity.LOW, unasked)):
        shape = Shape(scale=Scale(rung=Rung.L1, fixed=severity), variant=partial(_same, variant))
        found += findings_of(known, "TRN-01", observations=some, shape=shape)
    return found


def _same(variant: str, _case: Survey, _seen: Observation) -> str:
    return variant


def _clear_requests(case: Survey) -> Iterator[Request]:
    """Of others only what a page that came over TLS asked for: where the service itself does without, that says it."""
    clear = [request for request in case.requests() if request.scheme in _CLEAR and request.on_wire]
    protected = _protected(case) if clear else ()
    for request in clear:
        is_mixed = request.capture in protected or not case.first_party.sites
        if (is_mixed or case.whose(request.host).is_first_party) and not _is_the_systems(request):
            yield request


def _protected(case: Survey) -> set[CaptureId]:
    """The captures in which the service was asked something over TLS."""
    return {
        request.capture
        for request in case.requests()
        if request.on_wire and request.scheme == "https" and case.whose(request.host).is_first_party
    }


def _is_the_systems(request: Request) -> bool:
    """Revocation lists and portals' tests go without TLS by design; what never left the machine is no transport."""
    by_design = any(word in request.mime for word in _SYSTEM_MIME) or _SYSTEM_HOST.search(request.host)
    return bool(by_design) or _is_this_machine(request.host)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _telling(case: Survey) -> Iterator[Observation]:
    for leaf in case.leaves_on_wire(_is_grave):
        request = case.request(leaf.place.flow)
        if request.scheme in _CLEAR and not _is_this_machine(request.host) and not may_be_chance(case, leaf):
            yield of_leaf(case, leaf)


def _is_grave(kind: Kind) -> bool:
    """About a person, or a key; numbers that a company gives its own visitors are neither."""
    named = is_personal(kind.class_) and kind.class_ != "identity.account_id"
    named = named or (kind.class_ in ("credential.token", "credential.session") and kind.first_party)
    return named and kind.about.is_the_user and is_sure(kind)


def _weak(case: Survey) -> Iterator[Observation]:
    """Sensitive leaves on connections of a TLS version before 1.2, as the capture tells it."""
    old = {flow for flow, version in case.tls_versions().items() if _OLD_TLS.match(version)}
    for leaf in case.leaves_on_wire(_is_grave) if old else ():
        if leaf.place.flow in old:
            yield of_leaf(case, leaf)


def _plain(case: Survey, request: Request) -> Observation:
    place = Place(
        capture=request.capture,
        flow=request.flow,
        entry=request.entry,
        side=Side.REQUEST,
        location=Location.URL,
        path="scheme",
        layers=(),
    )
    item = EvidenceItem(place=place, class_=None, value=request.scheme, at_us=request.at_us, host=request.host)
    return Observation(recipient=case.site_of(request.host), class_=None, item=item, confidence=Confidence.CERTAIN)


def _was_redirected(case: Survey, seen: Observation) -> bool:
    if case.request(seen.item.place.flow).status not in _REDIRECTS:
        return False
    return (case.facts(seen.item.place.flow).redirect_url or "").lower().startswith("https:")


def _without_hsts(case: Survey) -> Iterator[Observation]:
    """Answers of the first party over TLS that carry grave data and do not ask for TLS (RFC 6797), of hosts of which
    no answer did."""
    first: dict[tuple[CaptureId, str], SensitiveLeaf] = {}
    asking: set[str] = set()
    answers = _grave_answers(case)
    for head in case.heads(answers, Side.RESPONSE):
        if head.headers:
            leaf = answers[head.flow]
            first.setdefault((leaf.place.capture, leaf.host), leaf)
            if header_value(head.headers, "strict-transport-security"):
                asking.add(leaf.host)
    for leaf in first.values():
        if leaf.host not in asking:
            yield replace(of_leaf(case, leaf), class_=None, confidence=Confidence.FIRM)


def _is_answered(kind: Kind) -> bool:
    return kind.first_party and kind.side is Side.RESPONSE and _is_grave(kind)


def _grave_answers(case: Survey) -> dict[FlowId, SensitiveLeaf]:
    """The first grave leaf of every answer of the first party over TLS."""
    first: dict[FlowId, SensitiveLeaf] = {}
    for leaf in case.leaves_that(_is_answered):
        first.setdefault(leaf.place.flow, leaf)
    return {
        flow: leaf
        for flow, leaf in first.items()
        if case.request(flow).scheme == "https" and case.was_on_wire(leaf.place)
    }
