"""Scripts of other hosts that a page of the service asks for, and whether it checks them (Subresource Integrity)."""

import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from urllib.parse import urljoin, urlsplit

from inspector.decode.body import body_bytes
from inspector.decode.document import Decoded
from inspector.detect.context import FlowContext
from inspector.detect.signals.making import signal
from inspector.model.flow import FlowContent, Side
from inspector.model.signal import Signal, SignalKind

_TAG = re.compile(rb"<script\b([^<>]{1,2000})>", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_INTEGRITY = re.compile(r"""\bintegrity\s*=\s*["']?\s*sha(?:256|384|512)-""", re.IGNORECASE)
_MOST_BYTES = 4_000_000
_MOST = 100


def scripts(content: FlowContent, _decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """One signal a script: `mark` (`script_mark` of its address), `integrity` yes or no."""
    body = content.response_body
    if not context.first_party or body is None or "html" not in (content.facts.response_mime or "").lower():
        return
    data = body_bytes(body, headers=content.response_headers, content_coded=content.content_coded)[:_MOST_BYTES]
    if b"<script" not in data and b"<SCRIPT" not in data:
        return
    for number, (host, path, is_checked) in enumerate(_listed(data, content.facts.url)):
        if number >= _MOST:
            return
        if host != content.facts.host:
            yield signal(
                SignalKind.SCRIPT,
                "listed",
                context,
                side=Side.RESPONSE,
                facts={"mark": script_mark(host, path), "integrity": "yes" if is_checked else "no"},
            )


def script_mark(host: str, path: str) -> int:
    """A number that tells one script's address from others: 52 bits of a digest of its host and path."""
    return int.from_bytes(sha256(f"{host}{path}".encode("utf-8", "surrogatepass")).digest()[:8]) >> 12


def _listed(data: bytes, page: str) -> Iterator[tuple[str, str, bool]]:
    for tag in _TAG.finditer(data):
        text = tag[1].decode("utf-8", "replace")
        source = _SOURCE.search(text)
        if source is None:
            continue
        try:
            address = urlsplit(urljoin(page, unescape(source[1] or source[2] or source[3] or "").strip()))
            host = (address.hostname or "").lower()
        except ValueError:
            continue
        if host and address.scheme in ("http", "https"):
            yield host, address.path, _INTEGRITY.search(text) is not None
