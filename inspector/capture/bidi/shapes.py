"""The events of WebDriver BiDi that a recording reads, as Firefox sends them.

https://w3c.github.io/webdriver-bidi/#module-network . Only what is used is declared.
"""

from typing import Any

import msgspec
import pybase64


class Bytes(msgspec.Struct):
    """`network.BytesValue`: characters, or base64 where they are not text."""

    type: str = "string"
    value: str = ""

    @property
    def is_text(self) -> bool:
        return self.type == "string"

    def as_bytes(self) -> bytes:
        """Raises ValueError for damaged base64."""
        if self.is_text:
            return self.value.encode("utf-8", "replace")
        return pybase64.b64decode(self.value, validate=True)

    def as_line(self) -> str:
        """A header value: bytes that are no text are shown as ISO 8859-1 (RFC 9110, 5.5)."""
        try:
            return self.value if self.is_text else self.as_bytes().decode("latin-1")
        except ValueError:
            return ""


class Header(msgspec.Struct):
    name: str
    value: Bytes


class Moments(msgspec.Struct, frozen=True, rename="camel"):
    """`network.FetchTimingInfo`: milliseconds since the Unix epoch, 0 for what did not happen."""

    request_time: float = 0
    dns_start: float = 0
    dns_end: float = 0
    connect_start: float = 0
    connect_end: float = 0
    tls_start: float = 0
    request_start: float = 0
    response_start: float = 0
    response_end: float = 0


class Request(msgspec.Struct, rename="camel"):
    id: str = msgspec.field(name="request")
    url: str = ""
    method: str = ""
    headers: list[Header] = []
    body_size: int | None = None
    destination: str | None = None
    initiator_type: str | None = None
    timings: Moments = Moments()


class Response(msgspec.Struct, rename="camel"):
    url: str = ""
    protocol: str = ""
    status: int = 0
    status_text: str = ""
    from_cache: bool = False
    headers: list[Header] = []
    mime_type: str = ""
    bytes_received: int = 0
    body_size: int | None = None


class Exchanged(msgspec.Struct, rename="camel"):
    """The parameters of every event of the module `network`."""

    request: Request
    context: str | None = None
    navigation: str | None = None
    redirect_count: int = 0
    timestamp: float = 0
    response: Response | None = None
    error_text: str | None = None


class Moved(msgspec.Struct):
    """The parameters of the events of the module `browsingContext` about navigations."""

    context: str
    navigation: str | None = None
    url: str = ""
    timestamp: float | None = 0


class Created(msgspec.Struct):
    context: str
    url: str = ""
    parent: str | None = None


def read_event[Shape: msgspec.Struct](params: dict[str, Any], shape: type[Shape]) -> Shape | None:
    """The parameters in their shape; None for any other."""
    try:
        return msgspec.convert(params, shape, strict=False)
    except (msgspec.ValidationError, RecursionError):
        return None


def to_micros(moment_ms: float | None) -> int | None:
    """Milliseconds since the epoch as microseconds; None for what did not happen."""
    return round(moment_ms * 1000) if moment_ms and 0 < moment_ms < 1e15 else None
