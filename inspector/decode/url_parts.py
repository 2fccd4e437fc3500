"""URLs taken apart (RFC 3986): query parameters, path segments, fragment."""

import re
from typing import NamedTuple

from inspector.decode.pairs import percent_decoded, query_pairs
from inspector.decode.part import Pairs, Part

_WEB = re.compile(r"[hH][tT][tT][pP][sS]?://[^\s/?#\\\"'<>]++(?:/([^?#]*+))?(?:\?([^#]*+))?(?:#(.*))?\Z", re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
_STATIC = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg", ".ico", ".css", ".js", ".woff", ".woff2", ".mp4")


class Split(NamedTuple):
    """The raw pieces of a URL and where query and fragment start in it (-1 where there is none)."""

    scheme: str
    authority: str
    path: str
    query: str
    fragment: str
    path_at: int
    query_at: int
    fragment_at: int


def split_url(url: str) -> Split:
    """Any text, split as a URL: what is missing is empty. Never raises."""
    scheme, colon, _ = url.partition(":")
    start = len(scheme) + 1 if colon and _SCHEME.match(scheme) else 0
    scheme = scheme if start else ""
    fragment_at = url.find("#", start)
    body_end = len(url) if fragment_at < 0 else fragment_at
    query_at = url.find("?", start, body_end)
    path_end = body_end if query_at < 0 else query_at
    path_at = start
    if url.startswith("//", start):
        slash = url.find("/", start + 2, path_end)
        path_at = path_end if slash < 0 else slash
    return Split(
        scheme=scheme,
        authority=url[start + 2 : path_at] if path_at > start else "",
        path=url[path_at:path_end],
        query=url[query_at + 1 : body_end] if query_at >= 0 else "",
        fragment=url[fragment_at + 1 :] if fragment_at >= 0 else "",
        path_at=path_at,
        query_at=query_at + 1 if query_at >= 0 else -1,
        fragment_at=fragment_at + 1 if fragment_at >= 0 else -1,
    )


def path_segments(path: str) -> list[str]:
    """The raw segments between slashes; number n is `path[n]`."""
    return path.removeprefix("/").split("/")


def plain_and_decoded(items: list[tuple[str, str]]) -> list[tuple[Pairs, tuple[str, ...]]]:
    """Up to two parts, with their layers: values as they stand, and those that percent-decoding changes, with `url`."""
    if "%" not in "".join([raw for _, raw in items]):
        return [(Pairs(tuple(items)), ())] if items else []
    plain: list[tuple[str, str]] = []
    decoded: list[tuple[str, str]] = []
    for name, raw in items:
        value = percent_decoded(raw)
        (plain if value == raw else decoded).append((name, value))
    parts: list[tuple[Pairs, tuple[str, ...]]] = [(Pairs(tuple(plain)), ())] if plain else []
    return [*parts, (Pairs(tuple(decoded)), ("url",))] if decoded else parts


def inner_parts(url: str) -> tuple[Part, ...]:
    """A URL found inside a value: its query parameters, path segments and fragment.

    Without a query, the URL of an image, style sheet or script stays closed: catalogues are full of them.
    """
    match = _WEB.match(url)
    if match is None:
        return ()
    path, query, fragment = match.groups("")
    return () if not query and path.endswith(_STATIC) else _parts(path, query, fragment)


def relative_parts(url: str) -> tuple[Part, ...]:
    """As inner_parts, for a URL without a scheme; a host in it is left out."""
    split = split_url(url.removeprefix("#"))
    return _parts(split.path.removeprefix("/"), split.query, split.fragment)


def _parts(path: str, query: str, fragment: str) -> tuple[Part, ...]:
    parts = [Part(Pairs(query_pairs(query)), ("url",))] if query else []
    items = [(f"path[{n}]", segment) for n, segment in enumerate(path.split("/")) if segment]
    if fragment:
        items.append(("fragment", fragment))
    return (*parts, *(Part(*part) for part in plain_and_decoded(items)))
