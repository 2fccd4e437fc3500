"""The state of a page at a marker: read within bounds, and compared with the state at another marker."""

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from inspector.model.flow import CaptureId, Marker
from inspector.model.recording import StateCookie, StateKind
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.recorded import StateFacts, page_state_data, page_states

_MOST_JSON_BYTES = 16_000_000
_MOST_ITEMS = 5_000
_MOST_TEXT = 400_000
_MOST_LETTERS = 4_000
_AREAS = (StateKind.LOCAL_STORAGE, StateKind.SESSION_STORAGE)


class StateMoment(Record, frozen=True, kw_only=True):
    """A marker at which something was kept; `marker` is None where it has been deleted since."""

    capture: CaptureId
    capture_name: str
    marker_us: int
    at_us: int
    url: str
    marker: Marker | None = None


class Stored(Record, frozen=True, kw_only=True):
    """One key of a local or session storage."""

    area: StateKind
    origin: str
    key: str
    value: str


class KeptState(Record, frozen=True, kw_only=True):
    """Everything kept at one marker. A part that was not kept is None; one that cannot be read is in `broken`."""

    moment: StateMoment
    screenshot: bytes | None = None
    text: str | None = None
    cookies: tuple[StateCookie, ...] | None = None
    stored: tuple[Stored, ...] | None = None
    databases: tuple[tuple[str, str], ...] | None = None  # origin, name
    broken: frozenset[StateKind] = frozenset()


class Change(StrEnum):
    """What became of a cookie, key or database since the other marker."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


def read_moments(case_path: Path) -> tuple[StateMoment, ...]:
    """The markers with a kept state, in time order; with a connection of its own."""
    with Case.open(case_path, read_only=True) as case:
        reader = CaseReader(case)
        names = {capture.id: capture.name for capture in reader.captures()}
        markers = {(capture, m.at_us): m for capture, group in reader.markers().items() for m in reversed(group)}
        found: dict[tuple[CaptureId, int], StateMoment] = {}
        for state in page_states(reader):
            key = (state.capture, state.marker_us)
            found.setdefault(
                key,
                StateMoment(
                    capture=state.capture, capture_name=names.get(state.capture, ""), marker_us=state.marker_us,
                    at_us=state.at_us, url=state.url, marker=markers.get(key),
                ),
            )  # fmt: skip
    return tuple(found.values())


def read_state(case_path: Path, moment: StateMoment) -> KeptState:
    """The state kept at a marker; damaged parts are left out and named. With a connection of its own."""
    with Case.open(case_path, read_only=True) as case:
        reader = CaseReader(case)
        kept = [s for s in page_states(reader, moment.capture) if s.marker_us == moment.marker_us]
        return _Reading(reader, kept).state(moment)


class _Reading:
    def __init__(self, reader: CaseReader, kept: Sequence[StateFacts]) -> None:
        self._reader = reader
        self._kept = {state.kind: state for state in kept}  # of one kind the last one
        self._broken: set[StateKind] = set()

    def state(self, moment: StateMoment) -> KeptState:
        text = self._bytes(StateKind.TEXT)
        areas = [self._stored(area) for area in _AREAS]
        stored = tuple(item for area in areas for item in area or ())
        return KeptState(
            moment=moment,
            screenshot=self._bytes(StateKind.SCREENSHOT),
            text=None if text is None else text[:_MOST_TEXT].decode("utf-8", "replace"),
            cookies=self._cookies(),
            stored=None if all(area is None for area in areas) else stored,
            databases=self._databases(),
            broken=frozenset(self._broken),
        )

    def _bytes(self, kind: StateKind) -> bytes | None:
        state = self._kept.get(kind)
        return None if state is None else page_state_data(self._reader, state.id)

    def _json(self, kind: StateKind, expected: type) -> Any:
        """The JSON of a part; None where it was not kept, or is broken, which is noted."""
        state = self._kept.get(kind)
        if state is None:
            return None
        found = None
        if state.size_bytes <= _MOST_JSON_BYTES:
            try:
                found = json.loads(page_state_data(self._reader, state.id))
            except (ValueError, RecursionError):
                found = None
        if not isinstance(found, expected):
            self._broken.add(kind)
            return None
        return found

    def _cookies(self) -> tuple[StateCookie, ...] | None:
        found = self._json(StateKind.COOKIES, list)
        if found is None:
            return None
        cookies = []
        for item in found[:_MOST_ITEMS]:
            try:
                cookies.append(msgspec.convert(item, StateCookie))
            except msgspec.ValidationError:
                self._broken.add(StateKind.COOKIES)
        return tuple(sorted(cookies, key=lambda c: (c.domain.lstrip("."), c.name, c.path)))

    def _stored(self, area: StateKind) -> tuple[Stored, ...] | None:
        found = self._json(area, dict)
        if found is None:
            return None
        items = []
        for origin, keys in found.items():
            if not isinstance(keys, Mapping):
                self._broken.add(area)
                continue
            items += [
                Stored(area=area, origin=origin, key=key[:_MOST_LETTERS], value=str(value)[:_MOST_LETTERS])
                for key, value in keys.items()
            ]
        return tuple(sorted(items[:_MOST_ITEMS], key=lambda s: (s.origin, s.key)))

    def _databases(self) -> tuple[tuple[str, str], ...] | None:
        found = self._json(StateKind.INDEXED_DB, dict)
        if found is None:
            return None
        pairs = [(origin, str(name)[:_MOST_LETTERS]) for origin, names in found.items()
                 if isinstance(names, list) for name in names]  # fmt: skip
        return tuple(sorted(pairs[:_MOST_ITEMS]))


def compare[Item, Key](
    now: Sequence[Item], before: Sequence[Item] | None, *, key: Callable[[Item], Key]
) -> tuple[tuple[Change, Item], ...]:
    """Every item of now with what became of it since before, then those that have gone. Without a before all are the
    same."""
    if before is None:
        return tuple((Change.SAME, item) for item in now)
    old = {key(item): item for item in before}
    seen = {key(item) for item in now}
    found = [(_change(item, old.get(key(item))), item) for item in now]
    return (*found, *((Change.GONE, item) for known, item in old.items() if known not in seen))


def _change(now: object, before: object | None) -> Change:
    if before is None:
        return Change.NEW
    return Change.SAME if now == before else Change.CHANGED


def cookie_key(cookie: StateCookie) -> tuple[str, ...]:
    """What makes a cookie the same one (RFC 6265, 5.3), with its partition."""
    return (cookie.name, cookie.domain, cookie.path, cookie.partition)


def stored_key(item: Stored) -> tuple[str, ...]:
    return (item.area.value, item.origin, item.key)
