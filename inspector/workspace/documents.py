"""Documents attached to a case: policies, lists of subprocessors, archived pages; kept whole, with hash and date."""

import mimetypes
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from inspector.model.document import Document, DocumentKind
from inspector.model.errors import ArgumentsWrong, InputUnreadable
from inspector.store import documents as kept_documents
from inspector.store.case import Case
from inspector.store.documents import read_documents
from inspector.store.queries import CaseReader
from inspector.workspace.targets import replacing

MOST_BYTES = 64_000_000
_LONGEST_NAME = 200
_LONGEST_URL = 2_000

__all__ = [
    "MOST_BYTES",
    "Document",
    "DocumentKind",
    "attach_document",
    "change_document",
    "export_document",
    "read_day",
    "read_documents",
    "read_url",
    "remove_document",
]


def attach_document(
    case_path: Path, source: Path, *, kind: DocumentKind, day: str = "", url: str = "", note: str = ""
) -> Document:
    """Keeps the bytes of a file with their SHA-256; bytes that the case has already are not kept twice. Raises
    InputUnreadable for a file that is missing, empty or too large, ArgumentsWrong for a wrong date or address."""
    document = Document(
        id=0,
        kind=kind,
        name=_name(source.name),
        sha256="",
        size_bytes=0,
        date=read_day(day),
        url=read_url(url),
        media_type=mimetypes.guess_type(source.name)[0] or "",
        note=clean(note),
    )
    data = _read(source)
    with Case.open(case_path) as case:
        return kept_documents.add_document(case, document, data=data)


def change_document(case_path: Path, document: Document) -> bool:
    """Corrects what is said of a document; False where it is gone. Raises ArgumentsWrong for a wrong date or
    address."""
    checked = replace(
        document,
        name=_name(document.name),
        date=read_day(document.date),
        url=read_url(document.url),
        note=clean(document.note),
    )
    with Case.open(case_path) as case:
        return kept_documents.change_document(case, checked)


def remove_document(case_path: Path, document: Document) -> bool:
    """Removes a document for good; False where a claim or an attribution rests on it."""
    with Case.open(case_path) as case:
        return kept_documents.remove_document(case, document)


def export_document(case_path: Path, document: Document, target: Path) -> None:
    """Writes the bytes as they were attached. Raises InputUnreadable where they cannot be written."""
    with Case.open(case_path, read_only=True) as case:
        data = kept_documents.document_data(CaseReader(case), document.id)
    with replacing(target) as temporary:
        temporary.write_bytes(data)


def find_document(documents: Sequence[Document], sha256: str) -> Document | None:
    return next((one for one in documents if sha256 and one.sha256 == sha256), None)


# what is entered


def read_day(text: str) -> str:
    """A date as ISO, from `2026-11-21` or `21/11/2026`; empty stays empty. Raises ArgumentsWrong for anything else."""
    text = text.strip()
    if not text:
        return ""
    day, _, rest = text.partition("/")
    month, _, year = rest.partition("/")
    try:
        found = date(int(year), int(month), int(day)) if rest else date.fromisoformat(text)
    except ValueError:
        raise ArgumentsWrong("A date is written as 2026-11-21.", code="date_wrong") from None
    return found.isoformat()


def read_url(text: str) -> str:
    """An http or https address as entered; empty stays empty. Raises ArgumentsWrong for anything else."""
    text = clean(text)
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= _LONGEST_URL
    except ValueError:
        is_address = False
    if text and (not is_address or any(character.isspace() for character in text)):
        raise ArgumentsWrong("An address begins with https:// or http://.", code="url_wrong")
    return text


def clean(text: str) -> str:
    """Text as a case can hold it, without the space around it."""
    return text.strip().encode("utf-8", "replace").decode("utf-8")


def _name(name: str) -> str:
    return clean("".join(character for character in name if character.isprintable()))[:_LONGEST_NAME] or "document"


def _read(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputUnreadable(
            f"{source.name} cannot be read ({error.strerror}).",
            code="document_unreadable",
            name=source.name,
            reason=error.strerror or "?",
        ) from error
    if not data:
        raise InputUnreadable(f"{source.name} is empty.", code="document_empty", name=source.name)
    if len(data) > MOST_BYTES:
        raise InputUnreadable(
            f"{source.name} is larger than {MOST_BYTES // 1_000_000} MB.",
            code="document_too_large",
            name=source.name,
            n=MOST_BYTES // 1_000_000,
        )
    return data
