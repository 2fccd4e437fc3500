"""What a HAR says about itself: everything of `log` but the entries."""

from typing import Any

import msgspec

from inspector.formats.har.dialect import producer_name
from inspector.formats.har.instants import read_instant, read_span
from inspector.formats.har.notes import Notes
from inspector.formats.har.own import Own, known_kinds, read_own
from inspector.formats.har.rest import Members, Rest, parse_leniently
from inspector.formats.har.spans import Damage, value_end
from inspector.formats.har.text import Text
from inspector.model.flow import Marker, Page
from inspector.model.struct import Record

_TAIL_BYTES = 256 * 1024
_MOST_PAGES = 100_000
_LARGEST = 2**62


class Head(Record, frozen=True, kw_only=True):
    """`producer` is creator and version for people ("Firefox 151"); `extra` a JSON object of unknown fields."""

    version: str | None = None
    creator: str = ""
    creator_version: str = ""
    producer: str = ""
    browser: str = ""
    pages: tuple[Page, ...] = ()
    comment: str | None = None
    scenario: str | None = None
    markers: tuple[Marker, ...] = ()
    environment: dict[str, str] = {}
    sanitized: bool = False  # what En Clair's own export says of the captures in it
    own: Own = Own()
    extra: bytes | None = None


def read_head(members: Members) -> Head:
    """The head from the members of `log` (without `entries`); odd parts are kept in `extra`."""
    rest = Rest(members)
    creator, browser = rest.inner("creator") or Rest({}), rest.inner("browser") or Rest({})
    name, version = creator.text("name") or "", creator.text("version") or ""
    own = rest.inner("_enclair") or Rest({})
    head = Head(
        version=rest.text("version") or None,
        creator=name,
        creator_version=version,
        producer=producer_name(name, version),
        browser=producer_name(browser.text("name") or "", browser.text("version") or ""),
        pages=_pages(rest),
        comment=rest.text("comment") or None,
        scenario=own.text("scenario") or None,
        markers=_markers(own),
        environment=_environment(own),
        sanitized=_was_sanitized(own),
        own=read_own(own, rest),
    )
    own.members.pop("format", None)
    overlay: dict[str, Any] = {}
    for part, names in ((creator, ("creator",)), (browser, ("browser",)), (own, ("_enclair",)), (rest, ())):
        part.leave(overlay, *names)
    return msgspec.structs.replace(head, extra=msgspec.json.encode(overlay) if overlay else None)


def _pages(rest: Rest) -> tuple[Page, ...]:
    value = rest.members.get("pages")
    if not isinstance(value, list):
        return ()
    rest.members.pop("pages")
    return tuple(_page(Rest(item)) for item in value[:_MOST_PAGES] if isinstance(item, dict))


def _page(rest: Rest) -> Page:
    times = rest.inner("pageTimings") or Rest({})
    label, title = rest.text("id") or "", rest.text("title") or ""
    started = rest.members.get("startedDateTime")
    started_us = read_instant(started) if isinstance(started, (str, int, float)) else None
    if started_us is not None:
        rest.members.pop("startedDateTime")
    loaded_us, load_us = read_span(times.number("onContentLoad")), read_span(times.number("onLoad"))
    extra: dict[str, Any] = {}
    times.leave(extra, "pageTimings")
    rest.leave(extra)
    return Page(
        label=label,
        title=title,
        started_us=started_us,
        content_load_us=loaded_us,
        load_us=load_us,
        extra=msgspec.json.encode(extra) if extra else None,
    )


def _markers(own: Rest) -> tuple[Marker, ...]:
    value = own.members.get("markers")
    if not isinstance(value, list):
        return ()
    try:
        markers = msgspec.convert(value, list[Marker])
    except msgspec.ValidationError:
        return ()
    if any(abs(marker.at_us) >= _LARGEST for marker in markers):
        return ()
    own.members.pop("markers")
    return known_kinds(markers)


def _was_sanitized(own: Rest) -> bool:
    captures = own.members.get("captures")
    return isinstance(captures, list) and any(isinstance(c, dict) and c.get("sanitized") is True for c in captures)


def _environment(own: Rest) -> dict[str, str]:
    value = own.members.pop("environment", None)
    if not isinstance(value, dict):
        return {}
    return {str(name): str(fact) for name, fact in value.items()}


def creator_near_the_end(text: Text) -> str:
    """The creator's name where a writer puts it behind the entries; "" where it is not within the last 256 kB."""
    start = max(0, len(text.view) - _TAIL_BYTES)
    tail = bytes(text.view[start:])
    at = tail.rfind(b'"creator"')
    brace = tail.find(b"{", at) if at >= 0 else -1
    if brace < 0:
        return ""
    try:
        raw = tail[brace : value_end(memoryview(tail), brace)]
        value = parse_leniently(raw, Notes(None))
    except (Damage, ValueError, RecursionError):
        return ""
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""
