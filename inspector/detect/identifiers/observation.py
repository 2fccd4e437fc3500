"""What one flow adds to the search for identifiers: a few words of it, found once while it is decoded anyway."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from inspector.decode.document import Decoded, Document
from inspector.decode.flow import cookie_pairs
from inspector.decode.pairs import query_pairs
from inspector.decode.url_parts import split_url
from inspector.detect.context import FlowContext
from inspector.detect.identifiers.parts import LONGEST, SHORTEST, identifying_parts
from inspector.detect.identifiers.senses import sense_of
from inspector.detect.identifiers.set_cookie import SetCookie, set_cookies
from inspector.model.flow import CaptureId, FlowContent, FlowId, Location, Side, header_value

_MOST_LEAVES = 5_000  # looked at in what one flow sent
_MOST_TOKENS = 200
_MOST_SENT = 300  # cookies of one request
_LEAST_NUMBER, _MOST_NUMBER = 10**13, 10**30
_STATIC = frozenset({"script", "stylesheet", "font", "image", "media"})
_SHIPPED = ("javascript", "ecmascript", "text/html")


class Token(NamedTuple):
    """An identifying part of one leaf, and where it stands."""

    side: Side
    location: Location
    name: str
    path: str
    layers: tuple[str, ...]
    value: str


class Handoff(NamedTuple):
    """An identifying part of a parameter in the address that an answer led to."""

    host: str
    name: str
    value: str


class Observation(NamedTuple):
    """One flow that went over the network, for `IdentifierCollector.take`, in flow order."""

    capture: CaptureId
    flow: FlowId
    entry: int | None
    at_us: int | None
    phase: str | None
    host: str
    site: str
    first_party: bool
    page: str
    is_static: bool
    tokens: tuple[Token, ...]
    cookies_set: tuple[SetCookie, ...]
    cookies_sent: tuple[tuple[str, str], ...]
    handoffs: tuple[Handoff, ...]
    shipped: bytes | None  # SHA-256 of a script or page that was answered


def observe(content: FlowContent, decoded: Decoded, context: FlowContext) -> Observation | None:
    """None for a flow that never went over the network, or was the browser's own. Answers are not walked: of them only
    the cookies they set and where they led."""
    facts = content.facts
    if facts.background or not facts.delivery.is_on_wire:
        return None
    mime = (facts.response_mime or "").lower()
    is_shipped = content.response_body is not None and any(kind in mime for kind in _SHIPPED)
    return Observation(
        capture=facts.capture,
        flow=facts.id,
        entry=facts.entry,
        at_us=facts.started_us,
        phase=facts.phase,
        host=facts.host,
        site=context.site,
        first_party=context.first_party,
        page=facts.page or "",
        is_static=(facts.resource_type or "").lower() in _STATIC and facts.path.endswith((".js", ".css", ".woff2")),
        tokens=tuple(_tokens(decoded)),
        cookies_set=set_cookies(content.response_headers, at_us=facts.started_us),
        cookies_sent=cookie_pairs(content.request_headers, Side.REQUEST)[:_MOST_SENT],
        handoffs=tuple(_handoffs(content)),
        shipped=content.response_body.sha256 if is_shipped and content.response_body is not None else None,
    )


def _tokens(decoded: Decoded) -> Iterator[Token]:
    room, leaves = _MOST_TOKENS, _MOST_LEAVES
    opened = {id(document.origin) for document in decoded.documents if document.origin is not None}
    for document in decoded.documents:
        if not _is_told(document):
            continue
        is_header, is_cookie = document.location is Location.HEADER, document.location is Location.COOKIE
        for leaf in document.leaves[:leaves]:
            node, key, value = leaf
            if not is_cookie and type(key) is str and sense_of(key).is_passing:
                continue
            if type(value) is str:
                if is_header:
                    value = value.rpartition(" ")[2]  # behind the scheme of a credential
                if not SHORTEST <= len(value) <= LONGEST or " " in value:
                    continue
            elif type(value) is int and _LEAST_NUMBER <= value < _MOST_NUMBER:
                value = str(value)
            else:
                continue
            if id(leaf) in opened and not value.startswith("eyJ"):
                continue  # a container: what is in it is looked at
            if is_header and not _is_telling_header(document.prefix or str(key)):
                continue
            for part in identifying_parts(value):
                name = str(key) if str(key).strip("0123456789") else _outer_name(document, str(node.key))
                yield Token(document.side, document.location, name, document.path_of(leaf), document.layers, part)
                room -= 1
        leaves -= len(document.leaves)
        if room <= 0 or leaves <= 0:
            return


def _outer_name(document: Document, key: str) -> str:
    """The name around a leaf that has none of its own: an element of a list, a value alone."""
    if key.strip("0123456789"):
        return key
    outer = document.prefix.partition(" > ")[0] or str(document.location)
    return outer.rpartition(".")[2]


def _is_told(document: Document) -> bool:
    """What was sent, the address aside; of answers the cookies."""
    if document.side is Side.RESPONSE:
        return document.location is Location.COOKIE
    return document.location is not Location.URL


def _is_telling_header(name: str) -> bool:
    return name.startswith(("x-", "authorization"))


def _handoffs(content: FlowContent) -> Iterator[Handoff]:
    """What a redirect carries along (RFC 9110, 15.4)."""
    status = content.facts.status or 0
    if not 300 <= status < 400:
        return
    target = header_value(content.response_headers, "location") or content.facts.redirect_url
    if not target or "?" not in target:
        return
    try:
        split = split_url(urljoin(content.facts.url, target[:8192]))
    except ValueError:
        return
    host = split.authority.rpartition("@")[2].partition(":")[0].lower()
    for name, value in query_pairs(split.query)[:_MOST_TOKENS]:
        for part in () if sense_of(name).is_passing else identifying_parts(value):
            yield Handoff(host, name, part)
