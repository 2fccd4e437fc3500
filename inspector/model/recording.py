"""What a recording tells beyond its flows: refused handshakes, names looked up, the state of a page at a marker."""

from enum import StrEnum
from typing import NewType

from inspector.model.struct import Record

Ticket = NewType("Ticket", int)
"""A flow that was begun and not yet closed."""


class Refusal(StrEnum):
    """How an encrypted connection ended without a readable request."""

    CERTIFICATE_REFUSED = "certificate-refused"  # the client said that it does not trust our certificate
    DROPPED_AFTER = "dropped-after"  # handshake done, then closed within a second without a request
    CONNECTION_CLOSED = "connection-closed"  # closed during the handshake: ambiguous
    NO_SHARED_CIPHER = "no-shared-cipher"
    SERVER_REFUSED = "server-refused"  # the server's side failed: certificate, protocol
    TIMED_OUT = "timed-out"
    OTHER = "other"


class Handshake(Record, frozen=True, kw_only=True):
    """Failures of one client at one host, counted. `client` names an application or an address; `detail` is
    the library's sentence, never a value."""

    host: str
    port: int
    client: str
    refusal: Refusal
    count: int
    first_us: int
    last_us: int
    detail: str = ""
    likely_pinned: bool = False  # repeated here while other hosts of the same client are read


class NameAnswer(Record, frozen=True, kw_only=True):
    """The chain of names of a host at first contact. `chain`: (name, record type, value) in order, CNAMEs first;
    empty with an `error` where it could not be had."""

    host: str
    at_us: int
    resolver: str
    chain: tuple[tuple[str, str, str], ...] = ()
    error: str = ""


class StateKind(StrEnum):
    """What is kept of a page at a marker."""

    SCREENSHOT = "screenshot"  # PNG
    TEXT = "text"  # visible text, UTF-8
    COOKIES = "cookies"  # JSON array of StateCookie
    LOCAL_STORAGE = "local-storage"  # JSON object: origin -> {key: value}
    SESSION_STORAGE = "session-storage"  # same
    INDEXED_DB = "indexed-db"  # JSON object: origin -> [database names]


class StateCookie(Record, frozen=True, kw_only=True):
    """A cookie of the browser at a moment (RFC 6265bis attributes). `expires_us` None: ends with the session."""

    name: str
    value: str
    domain: str
    path: str = "/"
    expires_us: int | None = None
    http_only: bool = False
    secure: bool = False
    same_site: str = ""
    partition: str = ""


class PageState(Record, frozen=True, kw_only=True):
    """One kept part of a page's state. `marker_us` is the moment of the marker it belongs to, `at_us` when it was
    taken; `url` the page in front."""

    marker_us: int
    at_us: int
    kind: StateKind
    url: str
    data: bytes
