"""The journeys of a case: one a recipient that could read something of a page or a person."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from inspector.findings.evidence import CaseEvidence
from inspector.findings.journeys.services import Services, links_of, sights_of
from inspector.findings.journeys.steps import steps_by_site
from inspector.findings.survey import Survey, survey
from inspector.model.identifier import IdentifierKind
from inspector.model.journey import Journey, Step
from inspector.model.request import Request

_MOST_NAMES = 12


def journeys_of(case: CaseEvidence) -> tuple[Journey, ...]:
    """Those with the most telling steps first. Where a case holds several services, also the recipients that heard of
    more than one of them without any step."""
    known = survey(case)
    services, steps = Services(known), steps_by_site(known)
    found: list[Journey] = []
    for site, requests in _requests(known).items():
        sights = services.sights(requests) if services.are_several else {}
        if site not in steps and len(sights) < 2:
            continue
        own, left_out = steps.get(site, ((), 0))
        found.append(
            Journey(
                site=site,
                same_group=known.is_same_group(site),
                requests=len(requests),
                first_us=min((r.at_us for r in requests if r.at_us is not None), default=None),
                last_us=max((r.at_us for r in requests if r.at_us is not None), default=None),
                steps=_with_services(own, sights),
                left_out=left_out,
                identifiers=_identifiers(known, site),
                services=sights_of(sights),
                links=tuple(links_of(known, site, sights)),
            )
        )
    return tuple(sorted(found, key=lambda journey: (-len(journey.steps), journey.site)))


def _with_services(steps: tuple[Step, ...], sights: Mapping[str, Sequence[Request]]) -> tuple[Step, ...]:
    """The steps with the service whose page made the request, where that is seen."""
    pages = {request.flow: service for service, requests in sights.items() for request in requests}
    return tuple(replace(step, service=pages[step.place.flow]) if step.place.flow in pages else step for step in steps)


def _requests(case: Survey) -> dict[str, list[Request]]:
    """The requests that went over the network to every site that is not the first party."""
    found: dict[str, list[Request]] = {}
    for request in case.requests():
        site = case.site_of(request.host)
        if request.on_wire and not case.is_first_party(site):
            found.setdefault(site, []).append(request)
    return found


def _identifiers(case: Survey, site: str) -> tuple[str, ...]:
    own = [one for one in case.identified.identifiers if one.site == site and one.kind is IdentifierKind.BROWSER]
    return tuple(dict.fromkeys(use.name for one in own for use in one.uses))[:_MOST_NAMES]
