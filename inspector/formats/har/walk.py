"""Walking over the entries of a log, around damage, to the bracket that closes them or to where sense ends."""

from collections.abc import Iterator

from inspector.formats.har.guess import Guess
from inspector.formats.har.limits import Limits
from inspector.formats.har.notes import Notes
from inspector.formats.har.rescue import first_key_of, lenient_end, next_entry_start
from inspector.formats.har.rest import parse_leniently
from inspector.formats.har.shape import Entry
from inspector.formats.har.spans import Cursor, Damage, value_end
from inspector.formats.har.text import Text
from inspector.model.flow import Warning as Oddity

type Step = tuple[Entry | None, bytes] | Oddity
"""An entry that is decoded already, or the bytes of one; or a warning."""


class EntryWalk:
    """`seen`: entries so far, whole or not. `cut_at`: the byte at which the file stops making sense, else None."""

    def __init__(self, text: Text, cursor: Cursor, limits: Limits) -> None:
        self._text = text
        self._cursor = cursor
        self._limits = limits
        self._guess = Guess()
        self._first_key: bytes | None = None
        self._rescue_budget = limits.rescue_bytes * 8
        self._scan_budget = 16 * len(text.view) + 16 * limits.rescue_bytes  # what missing quotes may cost in all
        self.seen = 0
        self.cut_at: int | None = None

    def steps(self) -> Iterator[Step]:
        text, cursor = self._text, self._cursor
        view, size = text.view, len(text.view)
        while True:
            start = cursor.at = text.after_separators(cursor.at)
            if start >= size:
                yield self._cut(start)
                return
            if view[start] == 0x5D:  # ]
                cursor.at = start + 1
                return
            if (guessed := self._guess.entry_at(view, start)) is not None:
                cursor.at = guessed[1]
                yield guessed[0], b""
                continue
            try:
                end = value_end(view, start)
            except Damage as damage:
                rescued = self._rescue(start, damage)
                if isinstance(rescued, Oddity):
                    yield rescued
                    return
                end, warning = rescued
                if warning is not None:
                    yield warning
                    self.seen += 1
                    cursor.at = end
                    continue
            if self._first_key is None:
                self._first_key = first_key_of(view, start)
            cursor.at = end
            self._guess.learn(view, end)
            yield None, bytes(view[start:end])

    def _rescue(self, start: int, damage: Damage) -> tuple[int, Oddity | None] | Oddity:
        """The end of an almost-JSON entry; else the start of the next sound one with a warning; else the cut."""
        if not damage.is_cut or damage.byte > start:
            limit = min(len(self._text.view), start + min(self._limits.rescue_bytes, self._rescue_budget))
            end = lenient_end(self._text.view, start, limit=limit)
            self._rescue_budget -= max(0, (end or limit) - start - 100_000)
            if end is not None and _is_readable(self._text, start, end):
                return end, None
        self._pay_for(damage, start)
        after = self._next_sound(max(start + 1, damage.byte)) if self._scan_budget > 0 else None
        if after is None:
            return self._cut(start if damage.is_cut else damage.byte)
        message = f"The file is damaged at byte {damage.byte:,}; reading went on at byte {after:,}."
        return after, Oddity(entry=self.seen, code="damaged", message=message)

    def _next_sound(self, after: int) -> int | None:
        """The start of the next entry that is whole."""
        for _attempt in range(20):
            found = next_entry_start(self._text, after, first_key=self._first_key)
            if found is None:
                return None
            try:
                end = value_end(self._text.view, found)
            except Damage as damage:
                self._pay_for(damage, found)
                after = found + 1
                continue
            if b'"request"' in bytes(self._text.view[found:end]):
                return found
            after = found + 1
        return None

    def _pay_for(self, damage: Damage, start: int) -> None:
        """A missing quote is noticed only at the end of the file: that must not happen at each of many entries."""
        self._scan_budget -= (len(self._text.view) if damage.is_cut else damage.byte) - start

    def _cut(self, at: int) -> Oddity:
        self.cut_at = at
        message = f"The file ends or is damaged at byte {at:,}: {self.seen:,} entries before that were read."
        return Oddity(entry=None, code="cut", message=message)


def _is_readable(text: Text, start: int, end: int) -> bool:
    try:
        parse_leniently(bytes(text.view[start:end]), Notes(None))
    except ValueError:
        return False
    except RecursionError:
        return True  # it is said again, with the entry's number, when the entry is read
    return True
