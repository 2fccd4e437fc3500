"""The page a request was sent from, as far as the request says it: a referrer, an origin, the address in a hit."""

from collections.abc import Iterable
from itertools import islice
from urllib.parse import urlsplit

from inspector.decode.document import Document
from inspector.detect.sites import is_health_host
from inspector.detect.surroundings import Names
from inspector.model.flow import Location, Side

_PAGES = frozenset(("referer", "origin", "dl", "url", "dr", "urlref", "page", "page_url", "u", "loc", "tu", "href"))
_MOST_LEAVES = 256


def page_is_about_health(documents: Iterable[Document], names: Names) -> bool:
    """Whether a request says that it was sent from a site about health, by that site's name."""
    for document in documents:
        told = document.side is Side.REQUEST and document.location in (Location.HEADER, Location.QUERY)
        if told and document.origin is None and not _PAGES.isdisjoint(document.survey.names):
            for _, key, value in islice(document.leaves, _MOST_LEAVES):
                if key in _PAGES and isinstance(value, str) and _is_of_care(value, names):
                    return True
    return False


def _is_of_care(address: str, names: Names) -> bool:
    try:
        host = urlsplit(address[:2048]).hostname
    except ValueError:
        return False
    return host is not None and is_health_host(host, names)
