"""Several services in one case: which recipient heard of which, and by what it could tell that one browser came."""

from inspector.model.journey import Journey, Link, ServiceLink
from inspector.report.data import ReportData
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

_MOST_ROWS = 40
_MOST_SERVICES = 4
_MOST_NAMES = 3


def services_table(data: ReportData, setter: Typesetter) -> Page | None:
    """None where the pages of one service only were seen to ask anything of anybody."""
    words = setter.words
    services = list(dict.fromkeys(sight.site for journey in data.journeys for sight in journey.services))
    if len(services) < 2:
        return None
    heard = sorted((j for j in data.journeys if j.services), key=lambda j: (-len(j.services), _rank(j), j.site))
    shown = services[:_MOST_SERVICES]
    rest = len(heard) - _MOST_ROWS
    return {
        "title": words("report.services.title"),
        "lead": words("report.services.lead"),
        "head": [
            words("report.services.recipient"),
            *(setter.text(site, longest=16) for site in shown),
            words("report.services.link"),
        ],
        "services": len(shown),
        "rows": [_row(journey, shown, setter) for journey in heard[:_MOST_ROWS]],
        "more": words("report.journeys.more_recipients", n=rest) if rest > 0 else "",
        "caution": words("report.services.caution"),
    }


def _rank(journey: Journey) -> int:
    order = list(Link)
    return min((order.index(link.link) for link in journey.links), default=len(order))


def _row(journey: Journey, services: list[str], setter: Typesetter) -> list[str]:
    requests = {sight.site: sight.requests for sight in journey.services}
    return [
        setter.text(journey.site, longest=20),
        *(setter.words.number(requests[site]) if site in requests else "–" for site in services),
        _links(journey, setter),
    ]


def _links(journey: Journey, setter: Typesetter) -> str:
    if len(journey.services) < 2:
        return setter.words("report.services.one_only")
    several = len(journey.links) > 1
    return " ".join(_link(link, setter, names_services=several) for link in journey.links)


def _link(link: ServiceLink, setter: Typesetter, *, names_services: bool) -> str:
    """In the words of the claim ladder: what the recipient received, never what it did with it."""
    words = setter.words
    names = setter.text(", ".join(link.names[:_MOST_NAMES]), most=80, longest=16)
    told = words(f"report.services.{link.link}", names=names, value=setter.value(link.value) if link.value else "")
    if not names_services:
        return told
    return words("report.services.between", one=setter.text(link.one), other=setter.text(link.other), told=told)
