"""The route to a value: every layer with its true before and after, and standard tools that lead the same way.

The ways to undo a layer are tried (`code_tools`, `frame_tools`) until the chain ends in the very value that decoding
gave: what is written down for a reader has been run here.
"""

import binascii
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]
import zstandard
from msgspec.structs import replace

from inspector.decode.body import content_type_of
from inspector.decode.coding import CodingFailed
from inspector.decode.document import Document, Leaf, Notation
from inspector.decode.encodings.binary_value import NotBinary
from inspector.decode.entry import entry_region
from inspector.decode.flow import bytes_again, cookie_pairs, decode_side
from inspector.decode.joined import LAYER as JOINED
from inspector.decode.place import leaf_at
from inspector.decode.replaying.code_tools import code_tools
from inspector.decode.replaying.digest_tools import digest_tools
from inspector.decode.replaying.frame_tools import outer_tools
from inspector.decode.replaying.leaf_tools import inner_tools
from inspector.decode.replaying.name_tools import raw_pairs
from inspector.decode.replaying.piece_tools import LAYER as PIECES
from inspector.decode.replaying.piece_tools import whole_tools
from inspector.decode.replaying.salting import is_salted, salts_in
from inspector.decode.replaying.stage import Stage
from inspector.decode.replaying.tool import Tools, texts_of
from inspector.model.flow import BodyForm, FlowContent, Location, Side
from inspector.model.leaf import Place

_FAILURES = (
    ValueError, TypeError, LookupError, AttributeError, EOFError, RecursionError, OverflowError, StopIteration,
    CodingFailed, NotBinary, binascii.Error, struct.error, zlib.error, brotli.error, zstandard.ZstdError,
)  # fmt: skip
_CODINGS = ("gzip", "deflate", "br", "zstd")


class Leg(NamedTuple):
    """One layer undone. `layer` is "" for a part taken out of an address, a digest is `hash`. `is_exact` is False
    where what stands between two layers cannot be told; `tools` is None where none leads the same way."""

    layer: str
    before: bytes | str
    after: bytes | str
    tools: Tools | None
    is_exact: bool = True


class Route(NamedTuple):
    """From `start` to `value`. `digest` are the tools from a known text to the value, where it is a hash of that."""

    start: bytes | str
    legs: tuple[Leg, ...]
    value: str
    known: str = ""
    digest: Tools = ()


def route_of(content: FlowContent, place: Place, *, texts: Iterable[str] = (), form: str = "plain") -> Route | None:
    """The route to a place, of a leaf or of a sighting, whose last layers may be disguises; None where the place is
    not in this flow. `form` is the sighting's; `texts` are ways to write the known value, one of which was hashed."""
    found = _find(content, place)
    if found is None:
        return None
    document, leaf, disguises = found
    chain = _chain(document, leaf)
    start = current = _start(content, *chain[0])
    legs: list[Leg] = []
    for each, way in chain:
        stage = _stage(content, each, way)
        if each is not document and way[2] in each.raw:
            stage.data = bytes.fromhex(stage.goal)
        if stage.layers or each.parent is not None:
            legs += _legs(current, stage)
        current = stage.wanted
    if disguises[:1] == (PIECES,):
        whole = whole_tools(document, leaf, texts=tuple(texts))
        legs.append(Leg(PIECES, current, _text(_run(whole, current)), whole))
        current, disguises = legs[-1].after, disguises[1:]
    legs += _disguised(current, disguises, texts=tuple(texts))
    value = _text(legs[-1].after) if legs else current if isinstance(current, str) else ""
    salts = salts_in(decode_side(content, place.side).documents) if is_salted(form) else []
    known, digest = digest_tools(value, form=form, texts=tuple(texts), salts=salts) if form != "plain" else ("", ())
    return Route(start, tuple(legs), value, known, digest)


def _find(content: FlowContent, place: Place) -> tuple[Document, Leaf, tuple[str, ...]] | None:
    """The leaf, and the disguises that a sighting has beyond its layers."""
    decoded = decode_side(content, place.side)
    for count in range(len(place.layers), -1, -1):
        found = leaf_at(decoded, replace(place, layers=place.layers[:count]))
        if found is not None:
            return *found, place.layers[count:]
    return None


def _chain(document: Document, leaf: Leaf) -> list[tuple[Document, Leaf]]:
    """The documents from the stored bytes inwards, each with the leaf that led on."""
    chain = [(document, leaf)]
    while (parent := document.parent) is not None and (origin := document.origin) is not None:
        document, leaf = parent, origin
        chain.append((document, leaf))
    return chain[::-1]


def _start(content: FlowContent, document: Document, leaf: Leaf) -> bytes | str:
    if document.location in (Location.BODY, Location.SSE):
        body = content.request_body if document.side is Side.REQUEST else content.response_body
        if body is None or body.form is not BodyForm.TEXT:
            return body.data if body is not None else b""
        return bytes_again(body.data) or body.data
    if document.location is Location.COOKIE and document.layers[:1] == (JOINED,):
        headers = content.request_headers if document.side is Side.REQUEST else content.response_headers
        return "; ".join([f"{name}={value}" for name, value in cookie_pairs(headers, document.side)])
    region = entry_region(content, document, leaf)
    if region is None:
        return written(leaf[2])
    return region.data if document.location is Location.WEBSOCKET else region.data.decode("utf-8", "replace")


def _stage(content: FlowContent, document: Document, leaf: Leaf) -> Stage:
    prefix = document.prefix
    if document.parent is not None and document.origin is not None:
        prefix = prefix.removeprefix(document.parent.path_of(document.origin)).removeprefix(" > ")
    names = tuple(name for name in prefix.split(" > ") if name)
    if document.parent is None and document.location is Location.WEBSOCKET:
        names = names[1:]
    mime = ""
    if document.parent is None and document.location in (Location.BODY, Location.SSE):
        is_request = document.side is Side.REQUEST
        facts, headers = content.facts, content.request_headers if is_request else content.response_headers
        mime = content_type_of(facts.request_mime if is_request else facts.response_mime, headers)
    return Stage(
        document=document, leaf=leaf, layers=document.own_layers(), names=names, goal=written(leaf[2]), mime=mime
    )


def _legs(x: bytes | str, stage: Stage) -> list[Leg]:
    """The layers of one document, up to the leaf."""
    if not stage.layers:
        for tools in inner_tools("", stage, x):
            if _text(_run(tools, x)) == stage.goal:
                return [] if stage.goal == _text(x) else [Leg("", x, stage.goal, tools)]
        return [] if stage.goal == _text(x) else [Leg("", x, stage.goal, None)]
    return _solve(x, stage, 0, may_end_open=False) or _solve(x, stage, 0, may_end_open=True) or list(_untold(x, stage))


def _solve(x: bytes | str, stage: Stage, at: int, *, may_end_open: bool) -> list[Leg] | None:
    layer = stage.layers[at]
    if at == len(stage.layers) - 1:
        if may_end_open:
            return [Leg(layer, x, stage.wanted, None)]
        return _last(x, stage, layer)
    for tools in _ways(layer, stage, at, x):
        after = _run(tools, x)
        if isinstance(after, bytes | str) and (rest := _solve(after, stage, at + 1, may_end_open=may_end_open)):
            return [Leg(layer, x, after, tools), *rest]
    return None


def _ways(layer: str, stage: Stage, at: int, x: bytes | str) -> Iterator[Tools]:
    yield from code_tools(layer, x)
    if layer in ("form", "ga-batch"):
        for before, text in texts_of(x):
            yield from ((*before, *tools) for tools in raw_pairs(text, stage))
    elif layer not in _CODINGS:
        yield from outer_tools(at, stage, x)


def _last(x: bytes | str, stage: Stage, layer: str) -> list[Leg] | None:
    is_address = layer == "url" and stage.document.notation is Notation.NAME and not stage.is_field
    coded = code_tools(layer, x)
    for tools in ((), *coded) if is_address else (*coded, ()):
        opened = _run(tools, x)
        for more in inner_tools(layer, stage, opened):
            stage.left -= 1
            if stage.left < 0:
                return None
            after = _run(more, opened)
            if _is_wanted(after, stage):
                return [Leg(layer, x, stage.wanted, (*tools, *more))]
    return None


def _is_wanted(after: object, stage: Stage) -> bool:
    if stage.data is not None:
        return after == stage.data
    return not isinstance(after, bytes | dict | list | None) and written(after) == stage.goal


def _untold(x: bytes | str, stage: Stage) -> Iterator[Leg]:
    """Where what stands between the layers cannot be told."""
    last = len(stage.layers) - 1
    for at, layer in enumerate(stage.layers):
        yield Leg(layer, x if at == 0 else "", stage.goal if at == last else "", None, is_exact=False)


def _run(tools: Tools, x: object) -> object:
    """The value after these tools, None where one does not fit."""
    try:
        for tool in tools:
            x = tool.apply(x)
    except _FAILURES:
        return None
    return "null" if x is None else x


def _disguised(x: bytes | str, layers: Sequence[str], *, texts: tuple[str, ...]) -> Iterator[Leg]:
    """Disguises that only a known value gives away: of the whole leaf, or of a stretch of it."""
    for layer in layers:
        after, tools = next(_undisguised(x, layer, texts), ("", None))
        yield Leg(layer, x, after, tools, is_exact=tools is not None)
        x = after


def _undisguised(x: bytes | str, layer: str, texts: tuple[str, ...]) -> Iterator[tuple[bytes | str, Tools]]:
    options = []
    for tools in code_tools(layer, x):
        after = _run(tools, x)
        if isinstance(after, bytes | str):
            options.append((_readable(after), tools))
    wanted = [text.casefold() for text in texts if text]
    told = [option for option in options if any(text in _text(option[0]).casefold() for text in wanted)]
    yield from told or options[:1]


def _readable(x: bytes | str) -> bytes | str:
    try:
        return x.decode("utf-8") if isinstance(x, bytes) else x
    except UnicodeDecodeError:
        return x


def written(value: object) -> str:
    """A scalar as text."""
    if value is None:
        return "null"
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else written(value)
