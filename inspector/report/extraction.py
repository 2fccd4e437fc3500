"""What a reader, a search engine or a screen reader can get out of a finished PDF."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from pypdf import PdfReader
from pypdf.generic import Destination

from inspector.report.page_font import Fonts
from inspector.report.page_text import page_text

_BROKEN = re.compile(r"\s*\u21a9?\s*\n\s*")
_STAMP = re.compile(r"D:\d{14}\S*|\d{4}-\d\d-\d\dT[\d:.+Z-]+")  # the report's own date is no one's secret
_HYPHENATED = re.compile(r"[-\u2010\u00ad]\s*\n\s*")


class PdfText(NamedTuple):
    """One part of the file: `spaced` with line breaks as spaces, `joined` with broken lines and words put together."""

    part: str
    page: int | None
    spaced: str
    joined: str


def pdf_texts(pdf: bytes) -> Iterator[PdfText]:
    """Pages, metadata, outline and attachments (names and contents), in that order."""
    reader = PdfReader(BytesIO(pdf))
    fonts = Fonts()
    for number, page in enumerate(reader.pages, start=1):
        told = page_text(page, fonts)
        yield _both("page", number, page.extract_text() if told is None else told)
    facts = " ".join(str(value) for value in (reader.metadata or {}).values())
    packet = reader.xmp_metadata.stream.get_data().decode("utf-8", "replace") if reader.xmp_metadata else ""
    yield _both("metadata", None, _STAMP.sub("", f"{facts} {packet}"))
    yield _both("outline", None, "\n".join(_titles(reader.outline)))
    for attachment in reader.attachment_list:
        content = (attachment.content or b"").decode("utf-8", "replace")
        yield _both("attachment", None, f"{attachment.name} {content}")


def _both(part: str, page: int | None, text: str) -> PdfText:
    joined = _HYPHENATED.sub("", text)
    return PdfText(part, page, text.replace("\n", " "), _BROKEN.sub("", joined))


def _titles(outline: object) -> Iterator[str]:
    if isinstance(outline, Destination):
        yield str(outline.title or "")
    elif isinstance(outline, list):
        for entry in outline:
            yield from _titles(entry)
