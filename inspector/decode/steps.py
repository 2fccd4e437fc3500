"""How a value was reached: bytes, a step, bytes, a step, the value."""

from inspector.decode.base64_text import bytes_of_base64
from inspector.decode.charset import is_texty
from inspector.decode.coding import CodingFailed, expand
from inspector.decode.document import Document, Leaf
from inspector.decode.entry import entry_region
from inspector.decode.pairs import form_decoded, readable
from inspector.decode.place import find_leaf
from inspector.decode.span import raw_region
from inspector.model.flow import BodyForm, FlowContent, Location, Side
from inspector.model.leaf import Place
from inspector.model.struct import Record

_EXCERPT = 160
_MOST = 4_000_000
_CODINGS = ("gzip", "deflate", "br", "zstd")
_BASE64 = ("base64", "base64url", "base64-reversed")


class Step(Record, frozen=True, kw_only=True):
    """One layer undone. `before` and `after` are excerpts of at most 160 characters around what matters, "…" where cut;
    bytes that are no text are written as hexadecimal pairs."""

    layer: str
    before: str
    after: str


def steps_of(content: FlowContent, place: Place) -> tuple[Step, ...]:
    """The layers of a place, outermost first; () where the place is not in this flow or nothing had to be undone."""
    found = find_leaf(content, place)
    if found is None:
        return ()
    steps: list[Step] = []
    current: bytes | str | None = None
    for document, leaf in _chain(*found):
        start = _start(content, document, leaf) if current is None else current
        steps += _own_steps(content, document, leaf, start)
        current = _text(leaf)
    return tuple(steps)


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
        if body is not None:
            return body.data if body.form is BodyForm.BYTES else body.data.decode("utf-8", "replace")
    region = entry_region(content, document, leaf)
    return region.data if region is not None else _text(leaf)


def _own_steps(content: FlowContent, document: Document, leaf: Leaf, start: bytes | str) -> list[Step]:
    steps = []
    layers = document.own_layers()
    value = _text(leaf)
    current = start
    for number, layer in enumerate(layers, start=1):
        before = current
        current = value if number == len(layers) else _undone(content, document, leaf, layer=layer, data=current)
        shown = current if isinstance(current, str) else None
        steps.append(Step(layer=layer, before=_excerpt(before, around=shown), after=_excerpt(current, around=value)))
    return steps


def _undone(content: FlowContent, document: Document, leaf: Leaf, *, layer: str, data: bytes | str) -> bytes | str:
    """The intermediate result of one layer; the data as they are where only the whole chain can tell."""
    if layer in _CODINGS and isinstance(data, bytes):
        try:
            return expand(data, layer, most=_MOST).data
        except CodingFailed:
            return data
    if layer in _BASE64:
        text = data if isinstance(data, str) else data.decode("latin-1")
        body = text.removeprefix("Basic ").rpartition(",")[2]
        return bytes_of_base64(body[::-1] if layer == "base64-reversed" else body) or data
    if layer == "url":
        return form_decoded(data if isinstance(data, str) else readable(data))
    if layer in ("sse", "ndjson", "sentry-envelope") and document.parent is None:
        region = entry_region(content, document, leaf)
    else:
        region = raw_region(content, document, leaf) if layer == "form" else None
    return region.data if region is not None else data


def _text(leaf: Leaf) -> str:
    value = leaf[2]
    if value is None:
        return "null"
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _excerpt(data: bytes | str, *, around: str | None) -> str:
    if isinstance(data, bytes):
        if not is_texty(data) or not _is_utf8(data[:400]):
            return data[: _EXCERPT // 3].hex(" ") + ("…" if len(data) > _EXCERPT // 3 else "")
        data = data.decode("utf-8", "replace")
    if len(data) <= _EXCERPT:
        return data
    at = data.find(around) if around else -1
    start = max(0, min(at - 60, len(data) - _EXCERPT + 2)) if at > 60 else 0
    end = start + _EXCERPT - 2
    return ("…" if start else "") + data[start:end] + ("…" if end < len(data) else "")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3
    return True
