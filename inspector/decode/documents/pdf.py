"""PDF (pypdf): the text of each page, form fields, document information and XMP.

Bounded in bytes, pages, characters and time; the clock is looked at between pages and between the operators of a page.
Not bounded by the clock: finding the objects of a file and cutting one page's content into operators; both are by size.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from inspector.decode.documents.text_lines import named_lines
from inspector.decode.documents.xmp import read_xmp
from inspector.decode.pairs import numbered
from inspector.decode.part import Pairs, Part
from inspector.decode.payload import Payload

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_MOST_BYTES = 20_000_000
_MOST_PAGES = 50
_MOST_CONTENT = 2_000_000  # bytes of operators on one page
_MOST_FIELDS = 2000
_MOST_SECONDS = 4.0
_LONGEST = 100_000


def open_pdf(payload: Payload) -> tuple[Part, ...] | None:
    """`page[1] > text` (or a line's label), `field[name]`, `info@Title` ... (layer `pdf`), then `xmp`. What a password
    closes is a note."""
    if not payload.head.startswith(b"%PDF-") and not (payload.mime == "application/pdf" and b"%PDF-" in payload.head):
        return None
    if len(payload.data) > _MOST_BYTES:
        return (_note("size"),)
    reading = _Reading(time.monotonic() + min(_MOST_SECONDS, payload.limits.seconds))
    with _in_silence():
        reading.read(payload.data)
    return (*reading.parts, *((_note(reading.cut),) if reading.cut else ()))


def _note(cut: str) -> Part:
    return Part(Pairs(()), ("pdf",), cut=cut)


@contextmanager
def _in_silence() -> Iterator[None]:
    """WORKAROUND: pypdf logs what is odd about a file, at times with words of it."""
    log = logging.getLogger("pypdf")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


class _OutOfTime(Exception):
    """Ends the reading of a page early."""


class _Reading:
    """One file: the parts found, and why it stopped early."""

    def __init__(self, deadline_s: float) -> None:
        self.parts: list[Part] = []
        self.cut = ""
        self._deadline_s = deadline_s

    def read(self, data: bytes) -> None:
        """Everything that can be read."""
        from pypdf import PdfReader

        with self._as_far_as_possible():
            reader = PdfReader(BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                self.cut = "encrypted"
                return
            with self._as_far_as_possible():
                self._read_about(reader)
            self._read_pages(reader)

    @contextmanager
    def _as_far_as_possible(self) -> Iterator[None]:
        """What breaks inside is noted, and what was read is kept."""
        try:
            yield
        except _OutOfTime:
            self.cut = "time"
        except Exception:  # noqa: BLE001 - a hostile file breaks pypdf in many ways
            self.cut = "damaged"

    def _read_pages(self, reader: "PdfReader") -> None:
        for number, page in enumerate(reader.pages, start=1):
            if number > _MOST_PAGES:
                self.cut = "pages"
                return
            with self._as_far_as_possible():
                if text := self._text_of(page).strip():
                    self.parts.append(Part(Pairs(named_lines(text[:_LONGEST])), ("pdf",), f"page[{number}]"))
            if self.cut == "time":
                return

    def _text_of(self, page: "PageObject") -> str:
        self._look_at_clock()
        content = page.get_contents()
        if content is None:
            return ""
        if len(content.get_data()) > _MOST_CONTENT:
            self.cut = "size"
            return ""
        return page.extract_text(visitor_operand_before=self._look_at_clock)

    def _look_at_clock(self, *_operator: object) -> None:
        if time.monotonic() > self._deadline_s:
            raise _OutOfTime

    def _read_about(self, reader: "PdfReader") -> None:
        named = [(f"info@{key.removeprefix('/')}", str(value)) for key, value in (reader.metadata or {}).items()]
        fields = list((reader.get_fields() or {}).items())[:_MOST_FIELDS]
        named += [(f"field[{name}]", str(field.value)) for name, field in fields if field.value is not None]
        values = [(name, text[:_LONGEST]) for name, text in named if text.strip()]
        if values:
            self.parts.append(Part(Pairs(numbered(values)), ("pdf",)))
        packet = reader.root_object.get("/Metadata")
        if packet is not None and (properties := read_xmp(packet.get_object().get_data())):
            self.parts.append(Part(Pairs(numbered(properties)), ("pdf", "xmp")))
