"""Reading a HAR entry by entry, in bounded memory, whatever state it is in."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from inspector.formats.har.dialect import Dialect, dialect_of
from inspector.formats.har.entry import flow_of
from inspector.formats.har.guess import ENTRY
from inspector.formats.har.head import creator_near_the_end, read_head
from inspector.formats.har.limits import Limits
from inspector.formats.har.notes import MESSAGES, Notes
from inspector.formats.har.odd_entry import read_odd_entry
from inspector.formats.har.opening import open_text
from inspector.formats.har.rest import Members, parse_leniently
from inspector.formats.har.restoring import own_members, restore
from inspector.formats.har.shape import UNREADABLE, Entry, Overlay
from inspector.formats.har.spans import Cursor, Damage
from inspector.formats.har.text import Text
from inspector.formats.har.walk import EntryWalk
from inspector.model.errors import InputUnreadable
from inspector.model.flow import FlowRecord
from inspector.model.flow import Warning as Oddity
from inspector.model.struct import Record

_NO_LIMITS = Limits()
_EMPTY = Entry()
_MOST_KEYS = 6
_CAPTURE = b'"_enclair":{"capture":'
_DIGITS = re.compile(rb"\d{1,9}(?=[,}])")


class Tail(Record, frozen=True, kw_only=True):
    """After iteration: entries seen (whole or not), and where the file stops making sense (None: nowhere)."""

    entries: int = 0
    cut_at: int | None = None


def open_har(path: Path, *, limits: Limits = _NO_LIMITS) -> "HarFile":
    """A HAR ready to be iterated; close it or use it as a context. Where `numbers` names several captures (a case that
    was exported), `only` chooses the one whose flows are wanted.

    Raises InputUnreadable with one line that says what the file seems to be.
    """
    opened = open_text(path, limits=limits)
    try:
        return HarFile(path.name, opened.text, opened.warnings, limits=limits)
    except BaseException:
        opened.text.close()
        raise


class HarFile:
    """A HAR. Iterate it once: flows and warnings in file order. `head` is complete after that; `at`/`size` tell
    how far the reading is, in bytes of the unpacked text."""

    def __init__(self, name: str, text: Text, warnings: tuple[Oddity, ...], *, limits: Limits) -> None:
        self._name = name
        self._text = text
        self._warnings = list(warnings)
        self._limits = limits
        self._cursor = Cursor(text, text.start)
        self._members: Members = {}
        self._walk = EntryWalk(text, self._cursor, limits)
        self.tail = Tail()
        self._others = 0  # entries of captures that are not wanted
        self.has_entries = self._seek_entries()
        self.head = read_head(dict(self._members))
        self._dialect: Dialect = dialect_of(self.head.creator or creator_near_the_end(text))
        self.numbers: tuple[int, ...] = tuple(capture.number for capture in self.head.own.captures)
        self.only: int | None = None
        self._coded = {one.number for one in self.head.own.captures if one.is_coded and self.head.own.is_whole}

    @property
    def size(self) -> int:
        return len(self._text.view)

    @property
    def at(self) -> int:
        return self._cursor.at

    def __enter__(self) -> "HarFile":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._text.close()

    @property
    def _first(self) -> int | None:
        return self.numbers[0] if self.numbers else None

    @property
    def _tells_of_the_file(self) -> bool:
        """Of several captures the first one is told what is odd about the file."""
        return self.only in (None, self._first)

    def _is_of_another(self, raw: bytes) -> bool:
        """Whether an entry as we write it names another capture than the wanted one; told before it is decoded, since a
        file is read once for each of its captures. Quotes inside texts are escaped, so that none can look like it."""
        if self.only is None:
            return False
        at = raw.rfind(_CAPTURE)
        found = _DIGITS.match(raw, at + len(_CAPTURE)) if at >= 0 else None
        return found is not None and int(found[0]) != self.only

    def __iter__(self) -> Iterator[FlowRecord | Oddity]:
        for item in self._items():
            if isinstance(item, FlowRecord) or item.entry is not None or self._tells_of_the_file:
                yield item

    def _items(self) -> Iterator[FlowRecord | Oddity]:
        yield from self._warnings
        if not self.has_entries:
            yield Oddity(entry=None, code="no-entries", message="This HAR has no list of entries.")
            return
        walk = self._walk
        for step in walk.steps():
            if isinstance(step, Oddity):
                yield step
                continue
            entry, raw = step
            yield from self._read(entry, raw, walk.seen)
            walk.seen += 1
            self._text.drop_before(self._cursor.at)
        self.tail = Tail(entries=walk.seen - self._others, cut_at=walk.cut_at)
        if self.tail.cut_at is None:
            yield from self._read_rest()
            self.head = read_head(dict(self._members))

    # -- finding the entries ------------------------------------------------------------------------------

    def _seek_entries(self) -> bool:
        """Reads the head; leaves the cursor behind the bracket that opens the entries. False where there is none."""
        cursor = self._cursor
        opening = cursor.peek()
        if opening != b"{":
            raise self._not_a_har("a JSON list" if opening == b"[" else "no JSON object")
        cursor.enter()
        keys: list[str] = []
        try:
            while (key := cursor.next_key()) is not None:
                value = cursor.peek()
                if key == "entries" and value == b"[":
                    self._warnings.append(Oddity(entry=None, code="no-log", message="The entries stand outside a log."))
                    cursor.enter()
                    return True
                if key == "log" and value == b"{":
                    cursor.enter()
                    return self._seek_in_log()
                keys.append(key)
                cursor.skip_value()
        except Damage as damage:
            raise self._damaged(damage) from None
        raise self._not_a_har(_shape_of(keys), keys=keys)

    def _seek_in_log(self) -> bool:
        while (key := self._cursor.next_key()) is not None:
            if key == "entries" and self._cursor.peek() == b"[":
                self._cursor.enter()
                return True
            self._keep_member(key)
        if not self._members.keys() & {"version", "creator", "pages", "browser", "entries"}:
            raise self._not_a_har("a JSON object with a log that is not a HAR's")
        return False

    def _keep_member(self, key: str) -> None:
        start, end = self._cursor.skip_value()
        if end - start > self._limits.head_bytes:
            message = f"A part of the log is too large and was left out ({(end - start) // 1_000_000:,} MB)."
            self._warnings.append(Oddity(entry=None, code="head-too-large", message=message))
            return
        try:
            self._members[key] = parse_leniently(bytes(self._text.view[start:end]), Notes(None))
        except (ValueError, RecursionError):
            self._warnings.append(Oddity(entry=None, code="head-damaged", message="A part of the log is unreadable."))

    def _not_a_har(self, shape: str, keys: list[str] | None = None) -> InputUnreadable:
        named = ", ".join(_printable(key) for key in (keys or [])[:_MOST_KEYS])
        return InputUnreadable(
            f"{self._name} is JSON but not a HAR ({shape}): export the session as HAR and try again.",
            code="not_a_har",
            name=self._name,
            keys=named,
        )

    def _damaged(self, damage: Damage) -> InputUnreadable:
        if damage.is_cut:
            return InputUnreadable(
                f"{self._name} is cut off at byte {len(self._text.view):,}, before its first entry: export it again.",
                code="har_cut",
                name=self._name,
                byte=len(self._text.view),
            )
        return InputUnreadable(
            f"{self._name} is not JSON at byte {damage.byte:,}: export it again.",
            code="not_json",
            name=self._name,
            byte=damage.byte,
        )

    def _read_rest(self) -> Iterator[Oddity]:
        """What comes behind the entries: pages and creator of some writers."""
        before = len(self._warnings)
        try:
            while (key := self._cursor.next_key()) is not None:
                if key == "entries" and self._cursor.peek() == b"[":
                    message = "The log has a second list of entries; it was left out."
                    self._warnings.append(Oddity(entry=None, code="second-entries", message=message))
                    self._cursor.skip_value()
                else:
                    self._keep_member(key)
        except Damage:
            message = f"The file ends or is damaged at byte {self._cursor.at:,}, behind its last entry."
            self._warnings.append(Oddity(entry=None, code="cut-tail", message=message))
        yield from self._warnings[before:]

    # -- reading one entry --------------------------------------------------------------------------------

    def _read(self, entry: Entry | None, raw: bytes, index: int) -> Iterator[FlowRecord | Oddity]:
        if self._is_of_another(raw):
            self._others += 1
            return
        notes = Notes(index)
        overlay: Overlay = {}
        try:
            entry = entry or ENTRY.decode(raw)
        except UNREADABLE:
            odd = _read_oddly(raw, notes)
            if odd is None:
                self._others += not self._tells_of_the_file
                yield from notes.found if self._tells_of_the_file else ()
                return
            entry, overlay = odd
        if entry.request is None:
            if entry == _EMPTY:
                yield Oddity(entry=index, code="empty-entry", message=MESSAGES["empty-entry"])
                return
            notes.add("no-request")
        kept: Any = overlay.pop("_enclair", None) if overlay else None
        own = {} if kept is None else own_members(bytes(kept))
        number = own.get("capture") if isinstance(own.get("capture"), int) else self._first
        if self.only not in (None, number):
            self._others += 1
            return
        try:
            flow = flow_of(entry, index=index, overlay=overlay, notes=notes, dialect=self._dialect, limits=self._limits)
        except (RecursionError, UnicodeEncodeError, OverflowError):
            notes.add("entry-unreadable")
            yield from notes.found
            return
        yield from notes.found
        chains = self.head.own.certificates
        yield restore(flow, own, is_coded=number in self._coded, certificates=chains) if own else flow


def _read_oddly(raw: bytes, notes: Notes) -> tuple[Entry, Overlay] | None:
    try:
        members = parse_leniently(raw, notes)
        if not isinstance(members, dict) or not members:
            notes.add("empty-entry" if members == {} else "entry-not-object")
            return None
        return read_odd_entry(members)
    except (ValueError, RecursionError, OverflowError):
        notes.add("entry-unreadable")
        return None


def _shape_of(keys: list[str]) -> str:
    if not keys:
        return "an empty JSON object"
    named = ", ".join(_printable(key) for key in keys[:_MOST_KEYS])
    return f"a JSON object with {named}{' ...' if len(keys) > _MOST_KEYS else ''}"


def _printable(key: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in key[:24])
