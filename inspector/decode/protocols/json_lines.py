"""Several JSON values in one text: one per line, after record separators (RFC 7464), or one after another."""

import json

from inspector.decode.json_value import (
    NotJson,
    exact_integer,
    exact_number,
    keep_repeated,
    parse_json,
    without_surrogates,
)
from inspector.decode.part import Part, Text, Tree
from inspector.decode.payload import Payload

LINE_MIMES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
_MOST_LINES = 100_000
_PATIENCE = 50  # lines to wait for the second that is JSON
_FIRST = '{["-0123456789tfn'
_READER = json.JSONDecoder(
    parse_float=exact_number, parse_int=exact_integer, object_pairs_hook=keep_repeated, strict=False
)


def open_json_lines(payload: Payload) -> tuple[Part, ...] | None:
    """Path `#n` for the n-th value that is not blank."""
    if payload.data[:1] == b"\x1e" and payload.head[1:2] in (b"{", b"["):
        return lines_of_json(payload.text.replace("\x1e", "\n"), least=1)
    if not payload.is_texty:
        return None
    if payload.mime in LINE_MIMES:
        return lines_of_json(payload.text, least=1, strict=False)
    return several_values(payload.text) if payload.head[:1] in (b"{", b"[") else None


def open_lines_text(text: str) -> tuple[Part, ...] | None:
    """JSON objects or arrays inside a string, one on every line."""
    parts = lines_of_json(text)
    return parts if parts and all(part.layers == ("ndjson", "json") for part in parts) else None


def several_values(text: str) -> tuple[Part, ...] | None:
    """The parts of a text of at least two values, by line or without anything between; None where it is one value."""
    return lines_of_json(text) or _one_after_another(text)


def lines_of_json(text: str, *, least: int = 2, strict: bool = True) -> tuple[Part, ...] | None:
    """The parts of a text of JSON lines; a line that is not JSON is text, and cut off where it is the last.

    None where fewer than `least` lines are JSON or (`strict`) the first is not, or the second is too far away.
    """
    parts: list[Part] = []
    count = 0
    lines = [stripped for line in text.split("\n", _MOST_LINES) if (stripped := line.strip())]
    for number, line in enumerate(lines, start=1):
        part = _line(line, number)
        if part is None:
            if strict and count < least and number in (1, _PATIENCE):
                return None
            cut = "truncated" if number == len(lines) and line[0] in "{[" else ""
            part = Part(Text(line), ("ndjson",), f"#{number}", number, cut=cut)
        else:
            count += 1
        parts.append(part)
    return tuple(parts) if count >= least else None


def _line(line: str, number: int) -> Part | None:
    if line[0] not in _FIRST:
        return None
    try:
        return Part(Tree(parse_json(line), line), ("ndjson", "json"), f"#{number}", number)
    except NotJson:
        return None


def value_at(text: str, position: int) -> tuple[object, int]:
    """The JSON value that starts here and where it ends, -1 where there is none."""
    try:
        value, end = _READER.raw_decode(text, position)
    except (ValueError, RecursionError):
        return None, -1
    return without_surrogates(value), end


def _one_after_another(text: str) -> tuple[Part, ...] | None:
    """Objects or arrays without a separator, `{...}{...}`; what follows the first damage stays text."""
    parts: list[Part] = []
    position = _next(text, 0)
    while len(parts) < _MOST_LINES and text[position : position + 1] in ("{", "["):
        value, end = value_at(text, position)
        if end < 0:
            break
        parts.append(Part(Tree(value), ("ndjson", "json"), f"#{len(parts) + 1}"))
        position = _next(text, end)
    if len(parts) < 2:
        return None
    if rest := text[position:].strip():
        parts.append(Part(Text(rest), ("ndjson",), f"#{len(parts) + 1}", cut="truncated"))
    return tuple(parts)


def _next(text: str, position: int) -> int:
    """The position after white space."""
    while text[position : position + 1].isspace():
        position += 1
    return position
