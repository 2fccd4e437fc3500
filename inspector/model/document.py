"""Documents that a person attached: policies, lists of subprocessors, rulings, archived pages."""

from enum import StrEnum

from inspector.model.struct import Record


class DocumentKind(StrEnum):
    POLICY = "policy"
    SUBPROCESSORS = "subprocessors"
    RULING = "ruling"
    PAGE = "page"  # an archived copy of a public page
    SCREENSHOT = "screenshot"
    LETTER = "letter"
    OTHER = "other"


class Document(Record, frozen=True, kw_only=True):
    """What is known of a document; its bytes stay in the case. `sha256` in hex is what others cite it by."""

    id: int
    kind: str  # a DocumentKind, or the word of another version
    name: str
    sha256: str
    size_bytes: int
    date: str = ""  # of the document itself, ISO; empty: not known
    url: str = ""
    media_type: str = ""
    note: str = ""
    at_us: int = 0  # when it was attached; 0: not known
