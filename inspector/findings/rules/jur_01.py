"""JUR-01: the company behind a recipient, or the server reached, is tied to a country outside the EEA by dated data."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from inspector.findings.evidence import CaseEvidence
from inspector.findings.grouping import Facts, Scale, Shape, findings_of
from inspector.findings.observation import Observation, leaves_sent_away
from inspector.findings.severity import data_points
from inspector.findings.survey import Survey, survey
from inspector.model.finding import EvidenceItem, Finding, Rung, Severity
from inspector.model.flow import Location, Side
from inspector.model.identifier import IdentifierKind
from inspector.model.leaf import Confidence, Place
from inspector.model.party import Recipient, Source, Standing, StandingKind
from inspector.parties.frameworks import standing_of

_OUTSIDE = (StandingKind.ADEQUATE, StandingKind.FRAMEWORK, StandingKind.NONE)
_ABOUT_A_PERSON, _EXPLICIT = 2, 4  # points of the gravest class that was sent


class _Tie(NamedTuple):
    """What ties a recipient to a country. `kind`: `seat`, `group` or `address`."""

    kind: str
    standing: Standing
    source: Source | None


def evaluate(case: CaseEvidence) -> list[Finding]:
    """The address of a server alone is information, and so is a seat outside the EEA where nothing but identifiers,
    pages and events is known to have been sent; low where data about a person or the page of a health matter were,
    medium only where explicit health data or the like went to a country without a decision that covers it by itself."""
    known = survey(case)
    telling = _told_of_health(known)
    ties = {site: tie for site, one in known.recipients.items() if (tie := _tie(known, one)) is not None}
    found: list[Finding] = []
    for severity in (Severity.MEDIUM, Severity.LOW, Severity.INFO):
        sites = [site for site, tie in ties.items() if _severity(known.recipients[site], tie, telling) is severity]
        shape = Shape(
            scale=Scale(rung=Rung.L3, fixed=severity),
            variant=lambda _case, seen: _variant(ties[seen.recipient]),
            facts=lambda case, seen: _facts(case, ties[seen.recipient], seen.recipient),
        )
        found += findings_of(known, "JUR-01", observations=_observations(known, ties, sites), shape=shape)
    return found


def _tie(case: Survey, recipient: Recipient) -> _Tie | None:
    """The first that holds of seat, group and address, of a third party that was sent something about the user."""
    if not case.is_third_party(recipient.site) or recipient.background or not _was_told(case, recipient):
        return None
    party, address = recipient.party, recipient.address
    for kind, country, source in (
        ("seat", party.seat_country, party.sources.get("seat_country") or party.sources.get("operator")),
        ("group", party.group_country, party.sources.get("group_country") or party.sources.get("operator")),
        ("address", address.country if address else None, address.sources.get("country") if address else None),
    ):
        standing = standing_of(country)
        if standing.kind in _OUTSIDE and (kind == "address" or (source is not None and source.verified)):
            return _Tie(kind, standing, source)
    return None


def _was_told(case: Survey, recipient: Recipient) -> bool:
    if recipient.classes_sent:
        return True
    return any(one.site == recipient.site and one.kind is IdentifierKind.BROWSER for one in case.identified.identifiers)


def _told_of_health(case: Survey) -> frozenset[str]:
    """The sites that were told of a page of the service whose address tells of health."""
    if not case.pages.told:
        return frozenset()
    pages = leaves_sent_away(case, lambda kind: kind.class_ == "behaviour.page")
    return frozenset(leaf.site for leaf in pages if case.pages.telling_page(leaf.value))


def _severity(recipient: Recipient, tie: _Tie, telling: Collection[str]) -> Severity:
    if tie.kind == "address":
        return Severity.INFO
    gravest = max((data_points(class_) for class_ in recipient.classes_sent), default=0)
    if gravest >= _EXPLICIT and tie.standing.kind is not StandingKind.ADEQUATE:
        return Severity.MEDIUM
    return Severity.LOW if gravest >= _ABOUT_A_PERSON or recipient.site in telling else Severity.INFO


def _observations(case: Survey, ties: dict[str, _Tie], sites: list[str]) -> Iterator[Observation]:
    for site in sites:
        confidence = Confidence.TENTATIVE if ties[site].kind == "address" else Confidence.FIRM
        for request in case.to_others.get(site, ()):
            place = Place(
                capture=request.capture,
                flow=request.flow,
                entry=request.entry,
                side=Side.REQUEST,
                location=Location.URL,
                path="host",
                layers=(),
            )
            item = EvidenceItem(place=place, class_=None, value=site, at_us=request.at_us, host=request.host)
            yield Observation(recipient=site, class_=None, item=item, confidence=confidence)


def _variant(tie: _Tie) -> str:
    return {"seat": "", "group": "group", "address": "address"}[tie.kind]


def _facts(case: Survey, tie: _Tie, site: str) -> Facts:
    recipient = case.recipients[site]
    address = recipient.address
    found: Facts = {
        "tie_country": tie.standing.country or "",
        "standing": tie.standing.note,
        "decided": "yes" if tie.standing.decision else "no",
        "decision": tie.standing.decision,
        "decision_date": tie.standing.date,
        "operator": recipient.party.operator or site,
        "group": recipient.party.group or "",
        "data_source": tie.source.name if tie.source else "",
        "data_date": tie.source.date if tie.source else "",
        "located": "known" if address and address.country else "unknown",
    }
    if address and address.country:
        found |= {"address_country": address.country, "asn": (address.asn or "")[:80], "address": address.address}
        if source := address.sources.get("country"):
            found |= {"address_source": source.name, "address_date": source.date}
    return found
