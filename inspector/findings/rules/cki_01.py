"""CKI-01: a cookie that identifies and lasts long, or a session cookie of the service without its protections."""

from inspector.detect.identifiers.parts import identifying_parts
from inspector.findings.choosing import listed, with_totals
from inspector.findings.cookie_purposes import Purpose, purpose_of
from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import Location, Side
from inspector.model.identifier import Cookie, CookieOrigin
from inspector.model.leaf import Confidence, Place

_MOST_DAYS = 397  # thirteen months, however long their months
_LASTING = (Purpose.TRACKER, Purpose.AUDIENCE, Purpose.UNKNOWN)


def evaluate(case: CaseEvidence) -> list[Finding]:
    """Only cookies that an answer was seen to set: of others the attributes are not known."""
    known = survey(case)
    told = [cookie for cookie in known.identified.cookies if _is_told(known, cookie)]
    scale = Scale(rung=Rung.L1, floor=Severity.LOW, least_identity=1, circumstances=False)
    observations = (_observation(known, cookie) for cookie in told)
    found = findings_of(known, "CKI-01", observations=observations, shape=Shape(scale=scale))
    return [_whole(known, finding, told) for finding in found]


def _is_told(case: Survey, cookie: Cookie) -> bool:
    if cookie.origin is not CookieOrigin.RESPONSE or cookie.set_flow is None:
        return False
    return case.facts(cookie.set_flow).delivery.is_on_wire and (_lasts(cookie) or _lacking(case, cookie) != ())


def _lasts(cookie: Cookie) -> bool:
    is_long = cookie.lifetime_days is not None and cookie.lifetime_days > _MOST_DAYS
    return is_long and purpose_of(cookie.name) in _LASTING and bool(identifying_parts(cookie.value))


def _lacking(case: Survey, cookie: Cookie) -> tuple[str, ...]:
    """The attributes that a session cookie of the service does without; prefixes stand in for none of them."""
    if not case.is_first_party(cookie.site) or purpose_of(cookie.name) is not Purpose.SESSION:
        return ()
    if not identifying_parts(cookie.value):
        return ()
    said = (("Secure", cookie.secure), ("HttpOnly", cookie.http_only), ("SameSite", cookie.same_site))
    return tuple(name for name, value in said if not value)


def _observation(case: Survey, cookie: Cookie) -> Observation:
    assert cookie.set_flow is not None
    facts = case.facts(cookie.set_flow)
    place = Place(
        capture=cookie.capture,
        flow=cookie.set_flow,
        entry=facts.entry,
        side=Side.RESPONSE,
        location=Location.COOKIE,
        path=cookie.name,
        layers=(),
    )
    item = EvidenceItem(place=place, class_=None, value=cookie.value, at_us=cookie.set_us, host=facts.host)
    return Observation(recipient=cookie.site, class_=None, item=item, confidence=Confidence.CERTAIN)


def _whole(case: Survey, finding: Finding, told: list[Cookie]) -> Finding:
    mine = [cookie for cookie in told if cookie.site == finding.recipient]
    lasting = sorted((c for c in mine if _lasts(c)), key=lambda c: -(c.lifetime_days or 0))
    weak = [f"{c.name} ({', '.join(lacking)})" for c in mine if (lacking := _lacking(case, c))]
    facts: Facts = {
        "lasting": "some" if lasting else "",
        "weak": "some" if weak else "",
        "names_lasting": listed(cookie.name for cookie in lasting),
        "names_weak": listed(weak),
        "days": round(lasting[0].lifetime_days or 0) if lasting else 0,
        "cookies": len({cookie.name for cookie in mine}),
    }
    return with_totals(finding, finding.occurrences, facts=facts)
