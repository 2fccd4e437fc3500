"""Several services in one case: whose pages made the requests to a recipient, and by what it could link the visits."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from inspector.findings.carriers import carried_parts
from inspector.findings.survey import Survey
from inspector.findings.visits import is_document
from inspector.model.flow import CaptureId, FlowId, Side, header_value
from inspector.model.identifier import Identifier
from inspector.model.journey import Link, ServiceLink, ServiceSight
from inspector.model.request import Request

_MOST_ASKED = 2_000  # requests of a recipient whose Referer is asked for
_MOST_SEARCHED = 300  # requests of a service at a recipient in which an identifier is looked for
_MOST_SERVICES = 12


class Services:
    """The services of a case and the requests that their pages made."""

    def __init__(self, case: Survey) -> None:
        self._case = case
        self._names = _names(case)
        self._pages = _pages(case)

    @property
    def are_several(self) -> bool:
        return len(set(self._names.values())) > 1

    def sights(self, requests: Iterable[Request]) -> dict[str, list[Request]]:
        """The requests by service; those that no page is seen to have made are left out."""
        found: dict[str, list[Request]] = {}
        for number, request in enumerate(requests):
            service = self._service_of(request, may_ask=number < _MOST_ASKED)
            if service:
                found.setdefault(service, []).append(request)
        return dict(list(found.items())[:_MOST_SERVICES])

    def _service_of(self, request: Request, *, may_ask: bool) -> str:
        if request.page is not None and (request.capture, request.page) in self._pages:
            return self._pages[request.capture, request.page]
        referer = header_value(self._case.headers(request.flow, Side.REQUEST), "referer") if may_ask else None
        host = (referer or "").partition("://")[2].partition("/")[0].partition("?")[0].partition(":")[0].lower()
        return self._names.get(self._case.site_of(host), "")


def _names(case: Survey) -> dict[str, str]:
    """First-party site -> the service: the first of the sites that belong to one known company."""
    leading: dict[str, str] = {}
    found: dict[str, str] = {}
    for site in case.first_party.sites:
        known = case.recipients.get(site)
        owner = (known.party.group or known.party.operator) if known else None
        found[site] = leading.setdefault(owner, site) if owner else site
    return found


def _pages(case: Survey) -> dict[tuple[CaptureId, str], str]:
    """Page -> the service of its first document, where that is first party."""
    names, found = _names(case), {}
    for request in case.requests():
        if request.page is not None and is_document(request) and (request.capture, request.page) not in found:
            found[request.capture, request.page] = names.get(case.site_of(request.host), "")
    return {page: service for page, service in found.items() if service}


def sights_of(found: Mapping[str, Sequence[Request]]) -> tuple[ServiceSight, ...]:
    return tuple(
        ServiceSight(
            site=site,
            captures=tuple(dict.fromkeys(request.capture for request in requests)),
            requests=len(requests),
            first_us=min((request.at_us for request in requests if request.at_us is not None), default=None),
            last_us=max((request.at_us for request in requests if request.at_us is not None), default=None),
            flow=requests[0].flow,
        )
        for site, requests in found.items()
    )


def links_of(case: Survey, site: str, found: Mapping[str, Sequence[Request]]) -> Iterator[ServiceLink]:
    """One link for every two services that a recipient heard of."""
    identifiers = case.browser_ids.get(site, {})
    sides = {service: _Side(service, some, _firsts(case, some, identifiers)) for service, some in found.items()}
    for one, other in combinations(found, 2):
        yield _link(sides[one], sides[other], identifiers)


class _Side(NamedTuple):
    """One service at a recipient; `firsts`: by identifying value, the first of its requests that carried it."""

    site: str
    requests: Sequence[Request]
    firsts: Mapping[str, FlowId]


def _link(one: _Side, other: _Side, identifiers: Mapping[str, Identifier]) -> ServiceLink:
    shared = next((value for value in identifiers if value in one.firsts and value in other.firsts), None)
    if shared is not None:
        return ServiceLink(
            one=one.site,
            other=other.site,
            link=Link.IDENTIFIER,
            names=tuple(dict.fromkeys(use.name for use in identifiers[shared].uses)),
            value=shared,
            flows=(one.firsts[shared], other.firsts[shared]),
        )
    link = Link.ADDRESS if _share_a_capture(one.requests, other.requests) else Link.NOTHING
    return ServiceLink(one=one.site, other=other.site, link=link, flows=(one.requests[0].flow, other.requests[0].flow))


def _firsts(case: Survey, requests: Sequence[Request], wanted: Collection[str]) -> dict[str, FlowId]:
    found: dict[str, FlowId] = {}
    for request in requests[:_MOST_SEARCHED] if wanted else ():
        for part, _ in carried_parts(case, request.flow):
            if part in wanted:
                found.setdefault(part, request.flow)
    return found


def _share_a_capture(one: Sequence[Request], other: Sequence[Request]) -> bool:
    """Within one capture the connections came from one place; of two captures nothing says so."""
    return bool({request.capture for request in one} & {request.capture for request in other})
