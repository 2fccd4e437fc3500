"""From captured or written text to text that may be set: redacted, printable, breakable, with French spaces."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from inspector.findings.grouping import masked
from inspector.messages import Translator, french_spaces
from inspector.model.mask import mask
from inspector.report.glyphs import printable
from inspector.report.moments import date_text
from inspector.report.redaction import Level, Redactor
from inspector.report.verbatim import Run, breakable, excerpt, verbatim_lines

type Lines = list[list[Run]]

MOST_TEXT = 6_000
_MOST_READ = 60_000  # redacted before it is cut: no half of a value is left
_FINDING_LETTERS = 94
_ANNEX_LETTERS = 102
_PATH_LETTERS = 66


@dataclass(frozen=True)
class Typesetter:
    """The one door through which text enters the page."""

    words: Translator
    redactor: Redactor

    def text(self, text: str, *, most: int = MOST_TEXT, longest: int = 32) -> str:
        """Running text: redacted, at most `most` characters, breakable after `longest` letters without a gap."""
        text = excerpt(self.redactor.redact_prose(text[:_MOST_READ]), most)
        return breakable(french_spaces(text) if self.words.language == "fr" else text, longest=longest)

    def quote(self, text: str, *, most: int = MOST_TEXT, longest: int = 32) -> str:
        """Somebody else's words: redacted, otherwise letter by letter as they came."""
        return breakable(excerpt(self.redactor.redact_prose(text[:_MOST_READ]), most), longest=longest)

    def label(self, text: str, *, most: int = 400) -> str:
        """A label that the investigator wrote: any known value in it is masked, even where it is a common word."""
        return breakable(excerpt(self.redactor.redact(text[:_MOST_READ]), most))

    def day(self, day: str) -> str:
        """An ISO date in the words of the report; what is none as it stands, "" for none."""
        try:
            at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        except ValueError:
            return self.text(day, most=40)
        return date_text(int(at.timestamp()) * 1_000_000, self.words)

    def plain(self, text: str) -> str:
        """A short text for metadata and bookmarks, without places to break."""
        return printable(excerpt(self.redactor.redact_prose(text), 200)).replace("\n", " ")

    def texts(self, texts: Iterable[str]) -> list[str]:
        return [self.text(text) for text in texts]

    def value(self, value: str) -> str:
        """A captured value on its own: its mark, else its masked beginning; in full only without redaction."""
        redacted = self.redactor.redact(value[:_MOST_READ])
        if redacted == value and self.redactor.level is not Level.NONE:
            return breakable(mask(value))
        return breakable(excerpt(redacted, 200))

    def address(self, value: str) -> str:
        """A value that may be the address of a page: of one, the host stays; else as `value`."""
        if "://" not in value or self.redactor.level is Level.NONE:
            return self.value(value)
        return breakable(self.redactor.redact(masked(value)).removeprefix("https://"), longest=48)

    def excerpt(self, before: str, telling: str, after: str, *, is_told: bool = False) -> Lines:
        """Evidence with its telling characters bold, in lines of the evidence frame; under `strict` those alone.
        `is_told`: they stand beside it in full (the host of the address), and masking them would hide nothing."""
        if self.redactor.level is Level.STRICT:
            before, after = "", ""
        redact = self.redactor.redact
        runs = [
            (excerpt(redact(before[-_MOST_READ:]), 400, from_end=True), False),
            (redact(telling) if is_told else self._telling(telling), True),
            (excerpt(redact(after[:_MOST_READ]), 400), False),
        ]
        return verbatim_lines(runs, letters=_FINDING_LETTERS, most_lines=24)

    def _telling(self, telling: str) -> str:
        redacted = excerpt(self.redactor.redact(telling[:_MOST_READ]), 1_000)
        return mask(telling) if redacted == telling and telling and self.redactor.level is not Level.NONE else redacted

    def url(self, method: str, url: str) -> Lines:
        runs = [(f"{method} {excerpt(self.redactor.redact_url(url[:_MOST_READ]), 1_500)}".strip(), False)]
        return verbatim_lines(runs, letters=_FINDING_LETTERS, most_lines=8)

    def path(self, text: str) -> Lines:
        """A path beside the words that say where it is."""
        return verbatim_lines(
            [(excerpt(self.redactor.redact(text[:_MOST_READ]), 1_500), False)], letters=_PATH_LETTERS, most_lines=6
        )

    def head_line(self, name: str, value: str) -> Lines:
        """One line of a head, already redacted; the header's name bold."""
        runs = [(name, True), (f": {excerpt(value, 2_000)}" if value or name else "", False)]
        return verbatim_lines(runs, letters=_ANNEX_LETTERS, most_lines=12)

    def first_line(self, text: str) -> Lines:
        runs = [(excerpt(self.redactor.redact_url(text[:_MOST_READ]), 2_000), True)]
        return verbatim_lines(runs, letters=_ANNEX_LETTERS, most_lines=12)
