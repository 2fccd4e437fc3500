"""Which sites an investigation is about: inferred from navigation, told with its reason, changeable by the user."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from inspector.model.party import FirstParty, Party, Role
from inspector.model.struct import Record
from inspector.parties.book import PartyBook

_PASSED_THROUGH = frozenset(
    {
        Role.CDN,
        Role.STORAGE,
        Role.ERROR_MONITORING,
        Role.ANALYTICS,
        Role.SESSION_REPLAY,
        Role.ADVERTISING,
        Role.SOCIAL,
        Role.CONSENT,
        Role.IDENTITY,
        Role.PAYMENT,
        Role.MAPS,
        Role.MEDIA,
        Role.SEARCH,
        Role.SUPPORT,
        Role.SECURITY,
    }
)
"""Roles whose pages are stations on the way (login, payment, consent, search) or frames inside a page."""

_WEIGHT_OF_A_STATION = 0.25
_OWN_SHARE = 0.25  # a second page site stands on its own from this share of the main one's score
_OWN_REFERENCES = 3


class SiteActivity(Record, frozen=True, kw_only=True):
    """What one site did in a capture or a case, over the flows that went out on the wire."""

    site: str
    host: str = ""  # its busiest host; empty: the site itself
    documents: int = 0  # requests for a document (resource type `document`, or a navigation by Sec-Fetch-Dest)
    pages: int = 0  # pages of the capture whose first document is on this site
    referred_by: int = 0  # flows to any other site whose Referer names this one
    initiated: int = 0  # flows to any other site whose initiator stands on this one
    flows: int = 0
    bytes: int = 0  # sent and received
    first_us: int | None = None


def infer_first_party(visits: Sequence[SiteActivity], book: PartyBook) -> FirstParty:
    """The sites that a capture is about, `how` = `inferred`.

    Pages, document requests, referers and volume are weighed as shares of the whole; stations such as a login or a
    consent page count for a quarter. Other page sites that stand on their own, and sites of the same operator, join.
    Without pages, documents and referers (an app, an API) the site with most of the traffic is taken, and said so.
    """
    known = _without_empty_pages([visit for visit in visits if visit.site])
    if not known:
        return FirstParty(sites=(), how="inferred", why="none")
    parties = {visit.site: book.party_of(visit.host or visit.site) for visit in known}
    navigated = any(visit.documents or visit.pages or visit.referred_by or visit.initiated for visit in known)
    scores = _scores(known, parties, _navigation_shares if navigated else _volume_shares)
    main = _best(known, scores)
    own = _on_their_own(known, main=main, scores=scores, parties=parties) if navigated else []
    chosen = [main.site, *own]
    family = _same_operator(known, chosen, parties=parties, book=book)
    why = _reason(known, main=main, navigated=navigated, several=bool(own))
    return FirstParty(
        sites=(*chosen, *family),
        how="inferred",
        why=f"{why}-and-operator" if family else why,
        facts=_facts(known, main=main, own=own, family=family, parties=parties, book=book),
    )


def state_first_party(sites: Iterable[str], *, how: str, book: PartyBook) -> FirstParty:
    """The sites that a person named: `how` is `given` (command line) or `user` (window). Hosts become sites."""
    named = tuple(dict.fromkeys(site for host in sites if (site := book.sites.site_of(host))))
    return FirstParty(sites=named, how=how, why=how, facts={"sites": ", ".join(map(book.sites.display_of, named))})


def _without_empty_pages(visits: Sequence[SiteActivity]) -> list[SiteActivity]:
    """A page counts for a site only where a document or a reference of it bears it out: the first flow that a file
    lists for a page is not always its document."""
    if not any(visit.documents or visit.referred_by or visit.initiated for visit in visits):
        return list(visits)
    return [
        visit if visit.documents or visit.referred_by or visit.initiated else msgspec.structs.replace(visit, pages=0)
        for visit in visits
    ]


type _Shares = Callable[[SiteActivity, SiteActivity], float]


def _totals(visits: Sequence[SiteActivity]) -> SiteActivity:
    firsts = [visit.first_us for visit in visits if visit.first_us is not None]
    return SiteActivity(
        site="",
        documents=sum(visit.documents for visit in visits),
        pages=sum(visit.pages for visit in visits),
        referred_by=sum(visit.referred_by for visit in visits),
        initiated=sum(visit.initiated for visit in visits),
        flows=sum(visit.flows for visit in visits),
        bytes=sum(visit.bytes for visit in visits),
        first_us=min(firsts, default=None),
    )


def _navigation_shares(visit: SiteActivity, total: SiteActivity) -> float:
    return (
        0.35 * _share(visit.pages, total.pages)
        + 0.20 * _share(visit.documents, total.documents)
        + 0.25 * _share(visit.referred_by, total.referred_by)
        + 0.10 * _share(visit.initiated, total.initiated)
        + 0.10 * _volume_shares(visit, total)
    )


def _volume_shares(visit: SiteActivity, total: SiteActivity) -> float:
    came_first = visit.first_us is not None and visit.first_us == total.first_us
    return 0.5 * _share(visit.flows, total.flows) + 0.3 * _share(visit.bytes, total.bytes) + 0.2 * came_first


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _scores(visits: Sequence[SiteActivity], parties: dict[str, Party], shares: _Shares) -> dict[str, float]:
    total = _totals(visits)
    return {
        visit.site: shares(visit, total) * (_WEIGHT_OF_A_STATION if _is_station(parties[visit.site]) else 1.0)
        for visit in visits
    }


def _is_station(party: Party) -> bool:
    is_hosted_site = party.tenant is not None and party.role in (Role.CDN, Role.STORAGE)
    return party.role in _PASSED_THROUGH and not is_hosted_site


def _best(visits: Sequence[SiteActivity], scores: dict[str, float]) -> SiteActivity:
    """The highest score; the earlier site, then the name, where two are equal."""
    return min(visits, key=lambda visit: (-scores[visit.site], _when(visit), visit.site))


def _when(visit: SiteActivity) -> float:
    return float("inf") if visit.first_us is None else float(visit.first_us)


def _on_their_own(
    visits: Sequence[SiteActivity], *, main: SiteActivity, scores: dict[str, float], parties: dict[str, Party]
) -> list[str]:
    """Further sites that were visited for themselves: pages (or documents) and references of their own, no station."""
    found = [
        visit
        for visit in visits
        if visit.site != main.site
        and (visit.pages or (visit.documents and not main.pages))
        and visit.referred_by + visit.initiated >= _OWN_REFERENCES
        and scores[visit.site] >= _OWN_SHARE * scores[main.site]
        and not _is_station(parties[visit.site])
    ]
    return [visit.site for visit in sorted(found, key=lambda visit: -scores[visit.site])]


def _same_operator(
    visits: Sequence[SiteActivity], chosen: Sequence[str], *, parties: dict[str, Party], book: PartyBook
) -> list[str]:
    return [
        visit.site
        for visit in visits
        if visit.site not in chosen
        and any(book.is_same_operator(parties[visit.site], parties[site]) for site in chosen)
    ]


def _reason(visits: Sequence[SiteActivity], *, main: SiteActivity, navigated: bool, several: bool) -> str:
    if len(visits) == 1:
        return "only-site"
    if not navigated:
        return "volume"
    if several:
        return "several"
    if main.pages:
        return "pages"
    return "documents" if main.documents else "referers"


def _facts(
    visits: Sequence[SiteActivity],
    *,
    main: SiteActivity,
    own: Sequence[str],
    family: Sequence[str],
    parties: dict[str, Party],
    book: PartyBook,
) -> dict[str, str]:
    total, shown = _totals(visits), book.sites.display_of
    return {
        "site": shown(main.site),
        "sites": ", ".join(map(shown, (main.site, *own))),
        "others": ", ".join(map(shown, family)),
        "operator": parties[main.site].operator or main.site,
        "pages": f"{main.pages}/{total.pages}",
        "documents": f"{main.documents}/{total.documents}",
        "referers": f"{main.referred_by + main.initiated}/{total.referred_by + total.initiated}",
        "flows": f"{main.flows}/{total.flows}",
    }
