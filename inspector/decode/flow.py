"""A whole flow to leaves: URL, query, headers, cookies, bodies, messages."""

import json
from functools import lru_cache
from typing import NamedTuple

from inspector.decode.body import content_type_of
from inspector.decode.charset import is_texty
from inspector.decode.coding import coding_names
from inspector.decode.document import Decoded, NoteKind
from inspector.decode.documents.text_lines import named_line
from inspector.decode.encodings.binary_string import bytes_of_binary_string
from inspector.decode.joined import LAYER as JOINED
from inspector.decode.joined import joined_cookies, joined_labels
from inspector.decode.limits import DEFAULT_LIMITS, Limits
from inspector.decode.openings import Openings
from inspector.decode.pairs import numbered, query_pairs
from inspector.decode.part import Blob, Pairs, Part
from inspector.decode.unfold import Budget, Frame, Unfolding
from inspector.decode.url_parts import path_segments, plain_and_decoded, split_url
from inspector.model.flow import (
    BodyForm,
    FlowContent,
    Headers,
    Location,
    Side,
    StoredBody,
    header_value,
)

type _Outer = tuple[Pairs, tuple[str, ...], Location]

_COOKIES = frozenset(("cookie", "set-cookie"))


def decode_flow(content: FlowContent, *, limits: Limits = DEFAULT_LIMITS) -> Decoded:
    """Both sides of a flow: request first, then response. Never raises for any bytes; bounds leave notes."""
    return _decode(content, tuple(Side), limits)


def decode_side(content: FlowContent, side: Side, *, limits: Limits = DEFAULT_LIMITS) -> Decoded:
    """One side only."""
    return _decode(content, (side,), limits)


def _decode(content: FlowContent, sides: tuple[Side, ...], limits: Limits) -> Decoded:
    decoded, budget = Decoded(), Budget.of(limits)
    openings = Openings(limits, is_late=budget.is_late)
    outer = [_outer_parts(content, side) for side in sides]
    openings.look({value for parts in outer for pairs, _, _ in parts for _, value in pairs.items}, bare=True)
    for side, parts in zip(sides, outer, strict=True):
        _decode_side(content, Unfolding(side, budget, decoded, openings), parts)
    return decoded


def _outer_parts(content: FlowContent, side: Side) -> list[_Outer]:
    """What stands around the body."""
    is_request = side is Side.REQUEST
    headers = content.request_headers if is_request else content.response_headers
    parts = _url_parts(content.facts.url) if is_request else []
    parts += _named_parts(Location.HEADER, header_pairs(headers))
    cookies = cookie_pairs(headers, side)
    parts += _named_parts(Location.COOKIE, cookies)
    parts += _named_parts(Location.COOKIE, joined_cookies(cookies), (JOINED,))
    return parts


def _decode_side(content: FlowContent, unfolding: Unfolding, outer: list[_Outer]) -> None:
    is_request = unfolding.side is Side.REQUEST
    for pairs, layers, location in outer:
        unfolding.add(Part(pairs, layers), Frame(location), looked=True)
    body = content.request_body if is_request else content.response_body
    if body is not None and body.data:
        headers = content.request_headers if is_request else content.response_headers
        mime = content.facts.request_mime if is_request else content.facts.response_mime
        _add_body(unfolding, body, headers=headers, mime=mime, content_coded=content.content_coded)
        _add_lines(unfolding, body)
    _add_messages(content, unfolding)


def header_pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Header values by lower-case name, numbered; cookies and HTTP/2 pseudo-headers have their own locations."""
    return tuple([(path, headers[place][1]) for path, place in _places(tuple([name for name, _ in headers])).told])


class _Places(NamedTuple):
    """Where the values stand among the headers: those that are told under their paths, and those of cookies."""

    told: tuple[tuple[str, int], ...]
    cookies: dict[str, tuple[int, ...]]


@lru_cache(maxsize=512)
def _places(names: tuple[str, ...]) -> _Places:
    """The same names come in flow after flow."""
    lowered = [(name.lower(), place) for place, name in enumerate(names)]
    told = numbered([(name, place) for name, place in lowered if name not in _COOKIES and name[:1] != ":"])
    return _Places(told, {wanted: tuple([place for name, place in lowered if name == wanted]) for wanted in _COOKIES})


def cookie_pairs(headers: Headers, side: Side) -> tuple[tuple[str, str], ...]:
    """The cookies of Cookie (request) or Set-Cookie (response, attributes left out) headers, numbered (RFC 6265)."""
    wanted = "cookie" if side is Side.REQUEST else "set-cookie"
    places = _places(tuple([name for name, _ in headers])).cookies[wanted]
    if not places:
        return ()
    pieces: list[str] = []
    for value in [headers[place][1] for place in places]:
        # Firefox and others write several Set-Cookie headers as one value with line breaks.
        pieces += value.split(";") if side is Side.REQUEST else [line.partition(";")[0] for line in value.split("\n")]
    split = [piece.strip().partition("=") for piece in pieces if "=" in piece]
    return numbered([(name.strip(), value.strip().strip('"')) for name, _, value in split])


def _named_parts(location: Location, pairs: tuple[tuple[str, str], ...], layers: tuple[str, ...] = ()) -> list[_Outer]:
    return [(Pairs(pairs), layers, location)] if pairs else []


def _url_parts(url: str) -> list[_Outer]:
    split = split_url(url)
    host = split.authority.rpartition("@")[2]
    items = [("scheme", split.scheme), ("host", host)]
    items += [(f"path[{n}]", segment) for n, segment in enumerate(path_segments(split.path)) if segment]
    items.append(("fragment", split.fragment))
    parts: list[_Outer] = [
        (pairs, layers, Location.URL) for pairs, layers in plain_and_decoded([item for item in items if item[1]])
    ]
    if labels := joined_labels(host):
        parts.append((Pairs((("host", labels),)), (JOINED,), Location.URL))
    return [*parts, (Pairs(query_pairs(split.query)), ("url",), Location.QUERY)] if split.query else parts


def _add_body(
    unfolding: Unfolding, body: StoredBody, *, headers: Headers, mime: str | None, content_coded: bool
) -> None:
    content_type = content_type_of(mime, headers)
    frame = Frame(Location.BODY)
    is_cut = body.truncated or not body.complete
    if is_cut and not body.complete:
        unfolding.note(NoteKind.CUT, Location.BODY, "size")
    if body.form is BodyForm.PARAMS:
        _add_params(unfolding, body.data, content_type)
        return
    if body.form is BodyForm.TEXT:
        data = bytes_again(body.data)
        if data is None:
            unfolding.open_payload(body.data, _as_utf8(content_type), frame, is_cut=is_cut)
        else:
            unfolding.add(Part(Blob(data, content_type, is_cut), ()), frame)
        return
    data = body.data
    layers: tuple[str, ...] = ()
    if content_coded:
        undone = uncoded(unfolding, data, coding_names(header_value(headers, "content-encoding")))
        if undone is None:
            return
        data, layers = undone
    unfolding.add(Part(Blob(data, content_type, is_cut), layers), frame)


def bytes_again(data: bytes) -> bytes | None:
    """The bytes that a file gave as characters, one each: where these are no text, but all of them bytes."""
    if data.startswith((b"{", b"[", b"<")) or data.isascii() or is_texty(data):
        return None
    return bytes_of_binary_string(data.decode("utf-8", "replace"))


def uncoded(unfolding: Unfolding, data: bytes, codings: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]] | None:
    """Content-encodings undone, outermost first; None and a note where one cannot be."""
    layers: tuple[str, ...] = ()
    for coding in codings:
        expanded = unfolding.expanded(data, coding, Location.BODY)
        if expanded is None:
            return None
        data, _ = expanded
        layers += (coding,)
    return data, layers


def _as_utf8(content_type: str) -> str:
    return content_type.partition(";")[0] + "; charset=utf-8" if "multipart" not in content_type else content_type


def _add_params(unfolding: Unfolding, data: bytes, content_type: str) -> None:
    """HAR `params`: the exporter parsed the form already."""
    try:
        params = json.loads(data)
    except (ValueError, RecursionError):
        params = None
    pairs: list[tuple[str, str]] = []
    for item in params if isinstance(params, list) else []:
        if isinstance(item, dict) and isinstance(name := item.get("name"), str):
            if isinstance(value := item.get("value"), str):
                pairs.append((name, value))
            if isinstance(filename := item.get("fileName"), str):
                pairs.append((f"{name}@filename", filename))
    layer = "multipart" if "multipart" in content_type else "form"
    if pairs:
        unfolding.add(Part(Pairs(numbered(pairs)), (layer,)), Frame(Location.BODY))


def _add_lines(unfolding: Unfolding, body: StoredBody) -> None:
    """What was read in the pixels of a picture, in the order of reading."""
    for n, line in enumerate(body.lines, start=1):
        unfolding.add(Part(Pairs((named_line(line.text),)), ("ocr",), f"line[{n}]"), Frame(Location.BODY))


def _add_messages(content: FlowContent, unfolding: Unfolding) -> None:
    for number, message in enumerate(content.messages, start=1):
        if message.from_client is (unfolding.side is Side.REQUEST) and message.data:
            frame = Frame(Location.WEBSOCKET, prefix=f"#{number}", message=number)
            unfolding.add(Part(Blob(message.data), ()), frame)
