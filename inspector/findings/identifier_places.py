"""Where in a request an identifier stands: its cookies and its address, looked at again for evidence."""

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from inspector.decode.flow import cookie_pairs
from inspector.decode.pairs import query_pairs
from inspector.detect.identifiers.parts import identifying_parts
from inspector.findings.survey import Survey
from inspector.model.finding import EvidenceItem
from inspector.model.flow import FlowId, Location, Side
from inspector.model.identifier import IdentifierKind
from inspector.model.leaf import Confidence, Place

_LONGEST_URL = 16_384
_SURE = (Confidence.CERTAIN, Confidence.FIRM)


def ids_at(case: Survey, site: str) -> frozenset[str]:
    """The values that are consistent with one browser and were sent to a site again and again; unsure ones left out."""
    return frozenset(
        one.value
        for one in case.identified.identifiers
        if one.site == site and one.kind is IdentifierKind.BROWSER and one.confidence in _SURE
    )


def sent_id(case: Survey, flow: FlowId, values: Collection[str], *, role: str = "evidence") -> EvidenceItem | None:
    """The first of the values that a request carries in its cookies or its address."""
    facts = case.facts(flow)
    for location, path, value in _pairs(case, flow):
        if any(part in values for part in identifying_parts(value)):
            place = Place(
                capture=facts.capture,
                flow=flow,
                entry=facts.entry,
                side=Side.REQUEST,
                location=location,
                path=path,
                layers=("url",) if location is Location.QUERY else (),
            )
            return EvidenceItem(
                place=place, class_=None, value=value, at_us=facts.started_us, host=facts.host, role=role
            )
    return None


def _pairs(case: Survey, flow: FlowId) -> Iterator[tuple[Location, str, str]]:
    for path, value in cookie_pairs(case.headers(flow, Side.REQUEST), Side.REQUEST):
        yield Location.COOKIE, path, value
    try:
        query = urlsplit(case.facts(flow).url[:_LONGEST_URL]).query
    except ValueError:
        return
    for path, value in query_pairs(query):
        yield Location.QUERY, path, value
