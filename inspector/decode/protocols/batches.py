"""Batches of measurements and answers in one body: Google Analytics lines, chunks that tell their length first."""

import re

from msgspec.structs import replace

from inspector.decode.json_value import unguarded
from inspector.decode.pairs import query_pairs
from inspector.decode.part import Pairs, Part, Tree
from inspector.decode.payload import Payload
from inspector.decode.protocols.json_lines import value_at

_UNBROKEN = re.compile(r"\S+\Z")
_CHUNK = re.compile(r"\s*+(\d{1,9})\r?\n\s*+(?=[\[{])")
_FIRST_CHUNK = re.compile(rb"\s*+\d{1,9}\r?\n\s*+[\[{]")
_MOST_LINES = 10_000
_MOST_CHUNKS = 10_000


def open_ga_batch(payload: Payload) -> tuple[Part, ...] | None:
    """One event per line, each a query string (GA4 `/g/collect`, Universal Analytics `/batch`); path `#n > name`."""
    if payload.mime not in ("", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream"):
        return None
    if b"en=" not in payload.data and not payload.head.startswith(b"v=1&"):
        return None
    lines = payload.text.strip().split("\n", _MOST_LINES) if payload.is_texty else []
    lines = [stripped for line in lines if (stripped := line.strip())]
    if len(lines) < 2 or not all(_is_event(line) for line in lines):
        return None
    return tuple(_event(line, number) for number, line in enumerate(lines, start=1))


def open_json_chunks(payload: Payload) -> tuple[Part, ...] | None:
    """JSON values after their lengths, `17\n[[...]]`, as Google's and Firebase's channels send them; path `#n > $`."""
    is_guarded = payload.head.startswith(b")]}")
    if not is_guarded and not _FIRST_CHUNK.match(payload.data):
        return None
    text, position = unguarded(payload.text) if payload.is_texty else "", 0
    parts: list[Part] = []
    while len(parts) < _MOST_CHUNKS and (match := _CHUNK.match(text, position)):
        value, end = value_at(text, match.end())
        if end < 0:
            break
        if not (parts or is_guarded or _is_length(int(match[1]), text[match.end() : end])):
            return None
        position = end
        parts.append(Part(Tree(value), ("ndjson", "json"), f"#{len(parts) + 1}"))
    if parts and text[position:].strip():
        parts[-1] = replace(parts[-1], cut="truncated")
    return tuple(parts) or None


def _is_length(length: int, source: str) -> bool:
    """Lengths count bytes, characters or UTF-16 units, with or without the line breaks around."""
    return len(source) - 2 <= length <= len(source.encode("utf-8", "replace")) + 3


def _is_event(line: str) -> bool:
    if _UNBROKEN.match(line) is None:
        return False
    is_ga4 = line.startswith("en=") or "&en=" in line
    return is_ga4 or (line.startswith("v=1&") and "&tid=" in line and "&t=" in line)


def _event(line: str, number: int) -> Part:
    return Part(Pairs(query_pairs(line)), ("ga-batch", "url"), f"#{number}", number)
