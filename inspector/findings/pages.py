"""Addresses of the first party's pages that carry health data, and addresses told to others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote_plus, urlsplit

from inspector.model.flow import FlowFacts, FlowId, Location, Side
from inspector.model.leaf import About, Place, SensitiveLeaf, Sighting
from inspector.model.party import FirstParty

TELLING = ("health.motive", "health.specialty", "health.diagnosis", "health.treatment", "health.document")
_LONGEST_ADDRESS = 8192


class _Leaves(Protocol):
    leaves: Sequence[SensitiveLeaf]
    sightings: Sequence[Sighting]
    first_party: FirstParty

    def facts(self, flow: FlowId) -> FlowFacts: ...

    def was_on_wire(self, place: Place) -> bool: ...

    def is_first_party(self, site: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class PageBook:
    """`telling`: page -> what in its address is health data ("" where the path itself is)."""

    sites: tuple[str, ...]
    telling: Mapping[str, frozenset[str]]
    told: frozenset[str]  # telling pages seen in a message to somebody else

    def telling_page(self, text: str) -> str | None:
        """The page that a text is the address of, where it is one of the first party's that tells of health."""
        page = page_of(text, sites=self.sites)
        if page is None or page not in self.telling:
            return None
        query = unquote_plus(urlsplit(text[:_LONGEST_ADDRESS]).query)
        return page if any(part in query for part in self.telling[page]) else None


def page_of(text: str, *, sites: Sequence[str]) -> str | None:
    """Host and path of an absolute address of one of the sites; None for anything else and for a site's front page."""
    if not text[:8].lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(text[:_LONGEST_ADDRESS])
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    if not (path or parts.query) or not any(host == site or host.endswith(f".{site}") for site in sites):
        return None
    return host + path


def page_book(case: _Leaves) -> PageBook:
    sites = case.first_party.sites
    telling: dict[str, set[str]] = {}
    for leaf in case.leaves:
        if _tells(leaf) and case.was_on_wire(leaf.place):
            page = page_of(case.facts(leaf.place.flow).url, sites=sites)
            if page:
                telling.setdefault(page, set()).add("" if leaf.place.location is Location.URL else leaf.value)
    for page, part in _named_pages(case):
        telling.setdefault(page, set()).add(part)
    book = PageBook(sites, {page: frozenset(parts) for page, parts in telling.items()}, frozenset())
    return PageBook(sites, book.telling, frozenset(_told(case, book)))


def _tells(leaf: SensitiveLeaf) -> bool:
    in_address = leaf.place.side is Side.REQUEST and leaf.place.location in (Location.URL, Location.QUERY)
    return in_address and leaf.first_party and leaf.class_ in TELLING


def _named_pages(case: _Leaves) -> Iterator[tuple[str, str]]:
    """First-party pages that a message names in full (a Referer, a tracker's `dl`) and whose address tells of health:
    an application of one document shows pages that it never asks for."""
    whole = {
        (leaf.place.flow, leaf.place.location, leaf.place.path): leaf.value
        for leaf in case.leaves
        if leaf.class_ == "behaviour.page" and leaf.place.side is Side.REQUEST
    }
    for leaf in case.leaves:
        outer, joint, inner = leaf.place.path.rpartition(" > ")
        is_telling = leaf.class_ in TELLING and leaf.about is not About.CATALOGUE
        if joint and is_telling and leaf.place.side is Side.REQUEST and case.was_on_wire(leaf.place):
            address = whole.get((leaf.place.flow, leaf.place.location, outer), "")
            if page := page_of(address, sites=case.first_party.sites):
                yield page, "" if inner.startswith("path[") else leaf.value


def _told(case: _Leaves, book: PageBook) -> set[str]:
    texts = [
        (leaf.place, leaf.value) for leaf in case.leaves if not leaf.first_party and leaf.place.side is Side.REQUEST
    ]
    texts += [
        (sighting.place, sighting.needle.value)
        for sighting in case.sightings
        if not sighting.first_party and sighting.place.side is Side.REQUEST and sighting.form == "plain"
    ]
    pages = {book.telling_page(value) for place, value in texts if case.was_on_wire(place)}
    return {page for page in pages if page}
