"""Addresses of the first party's pages that carry health data, and addresses told to others."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote_plus, urlsplit

from inspector.findings.evidence import Head
from inspector.findings.kinds import Kind
from inspector.model.flow import FlowId, Location, Side
from inspector.model.leaf import About, Place, SensitiveLeaf, Sighting
from inspector.model.party import FirstParty

TELLING = ("health.motive", "health.specialty", "health.diagnosis", "health.treatment", "health.document")
_LONGEST_ADDRESS = 8192
_GENERAL = re.compile(
    r"/(?:aide|help(?:-?cent(?:er|re))?|faq|support|hilfe|ayuda|aiuto|pomoc|hulp|mentions-legales|cgu|legal|privacy|terms"
    r"|press[es]?|jobs?|careers?|carrieres?|recrutement|emplois?|karriere|lavora-con-noi|empleo|vacatures)(?:/|\Z)",
    re.IGNORECASE,
)


class _Leaves(Protocol):
    sightings: Sequence[Sighting]
    first_party: FirstParty

    def leaves_that(self, fits: Callable[[Kind], bool]) -> Sequence[SensitiveLeaf]: ...

    def leaves_on_wire(self, fits: Callable[[Kind], bool]) -> Sequence[SensitiveLeaf]: ...

    def heads(self, flows: Iterable[FlowId], side: Side) -> Iterator[Head]: ...

    def was_on_wire(self, place: Place) -> bool: ...


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


def is_general(page: str) -> bool:
    """Whether a page (host and path, or an address) is one of help, law, press or jobs: what it names, everybody may
    read there for another reason than their own health."""
    return _GENERAL.search(page[:_LONGEST_ADDRESS].partition("?")[0]) is not None


def is_address(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://"))


def page_of(text: str, *, sites: Sequence[str]) -> str | None:
    """Host and path of an absolute address of one of the sites; None for anything else and for a site's front page."""
    if not is_address(text):
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


def pages_of(case: _Leaves, flows: Iterable[FlowId]) -> dict[FlowId, str]:
    """The first party's pages that these flows asked for, where they did."""
    sites = case.first_party.sites
    found = ((head.flow, page_of(head.url, sites=sites)) for head in case.heads(flows, Side.REQUEST))
    return {flow: page for flow, page in found if page}


def page_book(case: _Leaves) -> PageBook:
    sites = case.first_party.sites
    telling: dict[str, set[str]] = {}
    asked = case.leaves_on_wire(_tells)
    pages = pages_of(case, {leaf.place.flow for leaf in asked})
    for leaf in asked:
        if page := pages.get(leaf.place.flow):
            telling.setdefault(page, set()).add("" if leaf.place.location is Location.URL else leaf.value)
    for page, part in _named_pages(case):
        telling.setdefault(page, set()).add(part)
    book = PageBook(sites, {page: frozenset(parts) for page, parts in telling.items()}, frozenset())
    return PageBook(sites, book.telling, frozenset(_told(case, book)))


def _tells(kind: Kind) -> bool:
    in_address = kind.side is Side.REQUEST and kind.location in (Location.URL, Location.QUERY)
    return in_address and kind.first_party and kind.class_ in TELLING


def _named_pages(case: _Leaves) -> Iterator[tuple[str, str]]:
    """First-party pages that a message names in full (a Referer, a tracker's `dl`) and whose address tells of health:
    an application of one document shows pages that it never asks for."""
    whole = {
        (leaf.place.flow, leaf.place.location, leaf.place.path): leaf.value
        for leaf in case.leaves_that(lambda kind: kind.class_ == "behaviour.page" and kind.side is Side.REQUEST)
    }
    for leaf in case.leaves_on_wire(_may_be_part):
        outer, joint, inner = leaf.place.path.rpartition(" > ")
        if joint:
            address = whole.get((leaf.place.flow, leaf.place.location, outer), "")
            if page := page_of(address, sites=case.first_party.sites):
                yield page, "" if inner.startswith("path[") else leaf.value


def _may_be_part(kind: Kind) -> bool:
    return kind.class_ in TELLING and kind.about is not About.CATALOGUE and kind.side is Side.REQUEST


def _told(case: _Leaves, book: PageBook) -> set[str]:
    """The telling pages that are named in what others were sent."""
    sent = case.leaves_on_wire(lambda kind: not kind.first_party and kind.side is Side.REQUEST)
    texts = {leaf.value for leaf in sent}
    texts |= {
        sighting.needle.value
        for sighting in case.sightings
        if not sighting.first_party
        and sighting.place.side is Side.REQUEST
        and sighting.form == "plain"
        and case.was_on_wire(sighting.place)
    }
    return {page for page in map(book.telling_page, texts) if page}
