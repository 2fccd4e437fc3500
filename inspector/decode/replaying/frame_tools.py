"""The ways from a frame, form, stream or page to the piece of it that the next layer starts from."""

import re
from collections.abc import Iterator
from typing import Any, cast

from inspector.decode.bodies import open_body
from inspector.decode.encodings.grpc import frames_of
from inspector.decode.limits import DEFAULT_LIMITS
from inspector.decode.pairs import numbered
from inspector.decode.part import Blob, Part, Text, Tree
from inspector.decode.payload import Payload
from inspector.decode.protocols.json_lines import value_at
from inspector.decode.protocols.multipart import boundary_of, fields_of
from inspector.decode.protocols.sentry import item_spans
from inspector.decode.replaying.stage import Stage
from inspector.decode.replaying.tool import Tool, Tools, cut, event, line, texts_of
from inspector.decode.strings import open_string

_NUMBERED = re.compile(r"#(\d+)")
_OPENING = re.compile(r"[=:(,>|]\s*(?=[{\[])|(?:\A|[\n;])\s*(?=[{\[])")
_QUOTED = re.compile(r"JSON\.parse\([^\"'`]{0,60}(\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+')", re.DOTALL)
_LENGTHS = re.compile(r"[\s\d]*")
_TRIES = 2000


def outer_tools(at: int, stage: Stage, x: object) -> Iterator[Tools]:
    """From a frame to what the next layer starts from."""
    layer, number = stage.layers[at], stage.number
    if layer in ("ndjson", "sse") and number is not None:
        for before, text in texts_of(x):
            yield (*before, line(number) if layer == "ndjson" else event(number))
            yield from ((*before, tool) for tool in _nth_value(text, number))
    if isinstance(x, bytes):
        yield from ((tool,) for tool in _in_bytes(layer, x, stage))
    for part in _parts(x, stage):
        if part.layers and part.layers[0] == layer:
            yield from _piece_of(x, part)
    if layer == "html-script":
        for before, text in texts_of(x):
            yield from ((*before, tool) for tool in _in_script(text, stage))
    if layer in ("json", "json-string"):
        yield ()


def _in_bytes(layer: str, x: bytes, stage: Stage) -> Iterator[Tool]:
    number = stage.number
    if layer == "grpc":
        at = 0
        frames = frames_of(x)[0]
        for place, frame in enumerate(frames, start=1):
            if place == (number or 1):
                yield cut(x, at + 5, at + 5 + len(frame.data))
            at += 5 + len(frame.data)
    elif layer == "multipart" and stage.names:
        yield from field_tools(x, stage.names[0])
    elif layer == "sentry-envelope":
        yield from _sentry(x, stage)
    elif layer == "websocket" and x[:1] in (b"a", b"c", b"m"):
        yield cut(x, 1, len(x))
    elif layer == "signalr":
        yield from (cut(x, at, len(x)) for at in range(1, 6))


def _sentry(x: bytes, stage: Stage) -> Iterator[Tool]:
    header = x.find(b"\n")
    name = stage.names[0] if stage.names else ""
    if name == "#0":
        yield cut(x, 0, header)
        return
    match = _NUMBERED.match(name)
    spans = item_spans(x, header + 1)
    if match is None or not 0 < int(match[1]) <= len(spans):
        return
    _, start, end = spans[int(match[1]) - 1]
    if name.endswith("@header"):
        yield cut(x, x.rfind(b"\n", 0, start - 1) + 1, start - 1)
        return
    yield cut(x, start, end)
    inner = x.find(b"\n", start, end)
    if inner >= 0:
        yield cut(x, inner + 1, end)


def field_tools(x: bytes, wanted: str) -> Iterator[Tool]:
    """The content of the field of this name in a multipart body."""
    boundary = boundary_of(Payload(x, "", limits=DEFAULT_LIMITS))
    fields = fields_of(x, boundary) if boundary else []
    given = [field.parameter("name") or field.headers.get("content-id", "").strip("<> ") for field in fields]
    names = numbered([(name, "") for name in given])
    for place, ((name, _), field) in enumerate(zip(names, fields, strict=True), start=1):
        if wanted in (name, f"#{place}") and field.start >= 0:
            yield cut(x, field.start, field.end)


def _nth_value(text: str, number: int) -> Iterator[Tool]:
    """Of JSON values one after another, with or without their lengths between."""
    position = text.find("[") if text.startswith(")]}") else 0
    end = 0
    for _ in range(min(number, _TRIES)):
        match = _LENGTHS.match(text, position)
        position = match.end() if match else position
        start = position
        _, end = value_at(text, position)
        if end < 0:
            return
        position = end
    yield cut(text, start, end)


def _parts(x: object, stage: Stage) -> tuple[Part, ...]:
    """What the decoders make of it, of this very layer chain and place."""
    if isinstance(x, bytes):
        parts = open_body(Payload(x, stage.mime, limits=DEFAULT_LIMITS)) or ()
    else:
        parts = open_string(x) if isinstance(x, str) else ()
    told = " > ".join(stage.names)
    return tuple(part for part in parts if told.startswith(part.prefix))


def _piece_of(x: object, part: Part) -> Iterator[Tools]:
    content = part.content
    if len(part.layers) == 1 and isinstance(content, Blob):
        data: bytes | str | None = content.data
    elif len(part.layers) == 1 and isinstance(content, Text):
        data = content.text
    else:
        data = content.source if isinstance(content, Tree) and part.layers[1:] == ("json",) else None
    if not data:
        return
    whole = x if isinstance(x, bytes) else str(x).encode("utf-8", "replace")
    wanted = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
    for before, text in [((), x)] if isinstance(x, bytes) else list(texts_of(x)):
        source: bytes | str = text if isinstance(text, bytes) else str(text)
        sought: Any = wanted if isinstance(source, bytes) else wanted.decode("utf-8", "replace")
        at = cast(Any, source).find(sought) if whole else -1
        if at >= 0:
            yield (*before, cut(source, at, at + len(sought)))


def _in_script(text: str, stage: Stage) -> Iterator[Tool]:
    """The literal in a page that says what the document says, then the quoted arguments of JSON.parse."""
    for match in list(_OPENING.finditer(text))[:_TRIES]:
        value, end = value_at(text, match.end())
        if end >= 0 and value == stage.document.tree:
            yield cut(text, match.end(), end)
            return
    for match in list(_QUOTED.finditer(text))[:_TRIES]:
        yield cut(text, match.start(1) + 1, match.end(1) - 1)
        yield cut(text, *match.span(1))
