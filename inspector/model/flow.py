"""A flow: one request with its response, or its failure, as it was recorded."""

from enum import StrEnum
from typing import NewType

import msgspec

from inspector.model.picture import PictureLine
from inspector.model.struct import Record

CaptureId = NewType("CaptureId", int)
FlowId = NewType("FlowId", int)  # 1-based number in the case, what `flow` means in `enclair-scan/1`

type Headers = tuple[tuple[str, str], ...]
"""Header names and values: order, duplicates and letter case as recorded."""


class Side(StrEnum):
    REQUEST = "request"
    RESPONSE = "response"


class Location(StrEnum):
    """Where in a message a leaf stands (`contracts.md`)."""

    URL = "url"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"
    WEBSOCKET = "websocket"
    SSE = "sse"


class Delivery(StrEnum):
    """How a flow came about; decides whether "this was sent" may be said (claim ladder, L1)."""

    NETWORK = "network"
    REVALIDATED = "revalidated"  # 304: the request was sent, the body came from the cache
    CACHE = "cache"
    SERVICE_WORKER = "service-worker"
    BLOCKED = "blocked"  # stopped by the browser before anything was sent
    INTERNAL_REDIRECT = "internal-redirect"  # HSTS: the http:// request never left
    LOCAL = "local"  # data:, blob:, about:, chrome-extension: ...
    FAILED = "failed"  # status 0 or an error: the request may or may not have been sent
    REFUSED = "refused"  # the client refused our certificate: it spoke to nobody, or only unread
    UNREAD = "unread"  # a connection that passed unread: host, times and bytes, no content

    @property
    def is_on_wire(self) -> bool:
        return self in (Delivery.NETWORK, Delivery.REVALIDATED)


class BodyForm(StrEnum):
    """What the stored bytes of a body are."""

    BYTES = "bytes"  # as on the wire or as the file gave them
    TEXT = "text"  # the file gave characters; stored as UTF-8, free of content-encoding
    PARAMS = "params"  # the file gave only parsed parameters; stored as HAR's JSON `params` array


class CaptureKind(StrEnum):
    HAR = "har"
    MITMPROXY_FLOWS = "mitmproxy-flows"
    CASE = "case"
    RECORDING = "recording"
    BROWSER_RECORDING = "browser-recording"


SCENARIOS = ("baseline", "no-choice", "refused", "accepted", "logged-in", "booking", "harmless-control")
"""The scenarios with a translated name; a capture may carry any other free text."""


class Body(Record, frozen=True, kw_only=True):
    """A body on its way into the store."""

    data: bytes
    form: BodyForm = BodyForm.BYTES
    truncated: bool = False


class Timings(Record, frozen=True, kw_only=True):
    """Phases in microseconds; None is "not measured", never zero. `tls` is part of `connect` (HAR 1.2)."""

    blocked: int | None = None
    dns: int | None = None
    connect: int | None = None
    tls: int | None = None
    send: int | None = None
    wait: int | None = None
    receive: int | None = None


class Connection(Record, frozen=True, kw_only=True):
    """What is known of the transport of a flow. `certificate` is a list of objects, leaf first, each with
    any of `subject issuer valid_from_us valid_to_us names sha256 pem`."""

    label: str | None = None
    server_address: str | None = None
    server_port: int | None = None
    tls_version: str | None = None
    cipher: str | None = None
    alpn: str | None = None
    sni: str | None = None
    certificate: bytes | None = None  # JSON
    client_address: str | None = None  # who asked our proxy
    client_tls_version: str | None = None
    client_cipher: str | None = None
    client_alpn: str | None = None


class Page(Record, frozen=True, kw_only=True):
    label: str
    title: str = ""
    started_us: int | None = None
    content_load_us: int | None = None  # microseconds after the start
    load_us: int | None = None
    extra: bytes | None = None  # JSON object: what the file said beyond these columns


class SocketMessage(Record, frozen=True, kw_only=True):
    """One WebSocket message; `opcode` 1 text, 2 binary."""

    at_us: int | None
    from_client: bool
    opcode: int
    data: bytes


class Marker(Record, frozen=True, kw_only=True):
    """The investigator's note at a moment. `kind` is one of MARKER_KINDS."""

    at_us: int
    kind: str
    label: str = ""
    note: str = ""


MARKER_KINDS = (
    "baseline",
    "consent-shown",
    "refused",
    "accepted",
    "search",
    "practitioner-seen",
    "motive-chosen",
    "logged-in",
    "booking",
    "logged-out",
    "note",
)


class Warning(Record, frozen=True, kw_only=True):
    """Something odd in an input that cost at most one entry. `entry` is 0-based, None for the file."""

    entry: int | None
    code: str
    message: str


class FlowRecord(Record, frozen=True, kw_only=True):
    """A flow as a format reader or the recorder hands it to the store.

    Header lists are the JSON text of an array of [name, value] pairs (`encode_headers`). `extra` is a JSON
    object with everything the source said that no other field holds (HAR `_fields`, cookies' comments ...).
    """

    entry: int | None
    started_us: int | None
    duration_us: int | None = None
    method: str
    url: str
    http_version: str = ""
    request_headers: bytes = b"[]"
    request_mime: str | None = None
    request_body: Body | None = None
    request_body_size: int | None = None  # what the source claims, even where the body is missing
    status: int | None = None
    reason: str = ""
    response_headers: bytes = b"[]"
    response_mime: str | None = None
    response_body: Body | None = None
    response_body_size: int | None = None
    response_wire_size: int | None = None
    redirect_url: str | None = None
    delivery: Delivery = Delivery.NETWORK
    error: str | None = None
    timings: Timings = Timings()
    connection: Connection | None = None
    page: str | None = None  # label of a Page
    initiator_kind: str | None = None
    initiator_url: str | None = None
    initiator: bytes | None = None  # JSON, as the source gave it
    resource_type: str | None = None
    messages: tuple[SocketMessage, ...] = ()
    background: bool = False  # the browser's or the system's own traffic, not the page's
    extra: bytes | None = None


_ENCODE = msgspec.json.Encoder()
_DECODE = msgspec.json.Decoder(tuple[tuple[str, str], ...])


def encode_headers(headers: Headers) -> bytes:
    return _ENCODE.encode(headers)


def decode_headers(text: bytes | str) -> Headers:
    """The pairs of a stored header list; raises msgspec.DecodeError for anything else."""
    return _DECODE.decode(text)


def header_value(headers: Headers, name: str) -> str | None:
    """The first value of a header, by name in any letter case."""
    wanted = name.lower()
    for key, value in headers:
        if key.lower() == wanted:
            return value
    return None


class FlowFacts(Record, frozen=True, kw_only=True):
    """The metadata of a stored flow: everything but headers and bodies. One row of the flow table."""

    id: FlowId
    capture: CaptureId
    entry: int | None
    started_us: int | None
    duration_us: int | None
    method: str
    url: str
    scheme: str
    host: str  # lower case, IDNA A-label, without port or brackets
    port: int | None
    path: str  # path only, as in the URL
    http_version: str
    status: int | None
    reason: str
    delivery: Delivery
    error: str | None
    request_mime: str | None
    response_mime: str | None
    request_size: int  # bytes of the stored body, 0 where none
    response_size: int
    response_wire_size: int | None
    has_request_body: bool
    has_response_body: bool
    server_address: str | None
    page: str | None
    initiator_kind: str | None
    initiator_url: str | None
    resource_type: str | None
    redirect_url: str | None
    timings: Timings
    background: bool = False
    phase: str | None = None  # kind of the marker that opened the phase; None where nobody set markers


class StoredBody(Record, frozen=True, kw_only=True):
    """A body read back. `size` is the stored length; `data` may be cut at the reader's bound (`complete` False)."""

    data: bytes
    form: BodyForm
    size: int
    sha256: bytes
    truncated: bool = False
    complete: bool = True
    lines: tuple[PictureLine, ...] = ()  # what was read in its pixels, where somebody asked


class FlowContent(Record, frozen=True, kw_only=True):
    """Everything of one stored flow: what `decode` reads and the detail panel shows."""

    facts: FlowFacts
    request_headers: Headers
    response_headers: Headers
    request_body: StoredBody | None
    response_body: StoredBody | None
    messages: tuple[SocketMessage, ...]
    connection: Connection | None
    extra: bytes | None
    initiator: bytes | None
    content_coded: bool  # bodies are as on the wire: content-encoding still has to be undone


class CaptureFacts(Record, frozen=True, kw_only=True):
    """One capture of a case, with what its input said about itself."""

    id: CaptureId
    name: str
    kind: CaptureKind
    scenario: str | None
    sha256: str  # hex of the input file
    size_bytes: int
    producer: str
    browser: str
    har_version: str | None
    entries: int
    imported: int
    sanitized: bool
    started_us: int | None
    ended_us: int | None
    environment: dict[str, str]
    warnings: tuple[Warning, ...] = ()
