"""Parts of mitmproxy's flows in the words of our records: characters, headers, addresses, times."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from mitmproxy.http import Request

_LATEST_S = 1e12  # beyond any clock
_ENCODE = msgspec.json.Encoder().encode
_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/?#@\[\]\\]+))(?::\d*)?")
_QUOTED = re.compile(r"\s*(?:bytearray\()?\bb(?:'|\").*", re.DOTALL)
_PORTS = {b"http": 80, b"https": 443, b"ws": 80, b"wss": 443}
_VERSIONS = {b"HTTP/1.1": "HTTP/1.1", b"HTTP/2.0": "HTTP/2", b"HTTP/3": "HTTP/3", b"HTTP/1.0": "HTTP/1.0"}


def text_of(raw: bytes) -> str:
    """The characters of a part of a head: UTF-8 where it is that, else Latin-1, so that no byte is lost."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def headers_of(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The JSON text of a header list, as `encode_headers` writes it."""
    try:
        return _ENCODE([(name.decode(), value.decode()) for name, value in fields])
    except UnicodeDecodeError:
        return _ENCODE([(text_of(name), text_of(value)) for name, value in fields])


def told(fields: Iterable[tuple[bytes, bytes]], wanted: bytes) -> tuple[bytes | None, bytes | None]:
    """The first values of `Content-Type` and of one other header (lower case)."""
    mime = other = None
    size = len(wanted)
    for name, value in fields:
        if len(name) == 12 and mime is None and name.lower() == b"content-type":
            mime = value
        elif len(name) == size and other is None and name.lower() == wanted:
            other = value
    return mime, other


def url_of(request: "Request") -> str:
    """The address a request went to. The name a client gave to the proxy counts; where the proxy saw an address only
    (a tunnel), the one it gave to the server."""
    data = request.data
    host: str = data.host
    if host[-1:].isdigit() or ":" in host:
        host = _named(request) or host
    if ":" in host:
        host = f"[{host}]"
    scheme = data.scheme or (b"https" if data.port == 443 else b"http")
    port = "" if _PORTS.get(scheme) == data.port else f":{data.port}"
    path = b"" if data.path == b"*" or data.method == b"CONNECT" else data.path
    return f"{text_of(scheme)}://{host}{port}{text_of(path)}"


def _named(request: "Request") -> str:
    """The host that a request names itself; "" where that is no name or address."""
    found = _AUTHORITY.fullmatch(request.host_header or "")
    return (found[1] or found[2]) if found else ""


def version_of(raw: bytes) -> str:
    """The HTTP version as heads are shown."""
    return _VERSIONS.get(raw) or text_of(raw)


def word_of(raw: bytes | None) -> str | None:
    """The characters of a word, None where there is none."""
    return text_of(raw) if raw else None


def microseconds(at_s: float | None) -> int | None:
    """A time of mitmproxy's, in seconds since 1970, as ours; None where it is none."""
    return round(at_s * 1_000_000) if at_s is not None and 0 < at_s < _LATEST_S else None


def span_of(start_s: float | None, end_s: float | None) -> int | None:
    """Microseconds between two times, never negative."""
    if start_s is None or end_s is None or not (0 < start_s < _LATEST_S and 0 < end_s < _LATEST_S):
        return None
    return max(0, round((end_s - start_s) * 1_000_000))


def plain_error(text: str) -> str:
    """The library's sentence without addresses of its manual, and without what was received."""
    return _QUOTED.sub(" …", text.split(" If you plan", 1)[0])[:500]
