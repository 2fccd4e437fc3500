"""JSON written into a script element: whole, assigned to a name, or as a quoted argument of JSON.parse."""

import json
import re
from urllib.parse import unquote

from inspector.decode.encodings.base64_text import bytes_of_base64
from inspector.decode.json_scan import unescaped
from inspector.decode.json_value import (
    NotJson,
    exact_integer,
    exact_number,
    keep_repeated,
    parse_json,
    without_surrogates,
)
from inspector.decode.part import Part, Tree

_LITERAL = re.compile(r"([=:(,])\s*(?=[{\[][\s\"{\[\]}\d-])")
_NAME = re.compile(r"([\w$][\w$.-]{0,79})[\"'\]]{0,2}\s{0,8}\Z")
_QUOTED = re.compile(
    r"JSON\.parse\(\s*(?:(?:window\.)?(decodeURIComponent|unescape|atob)\(\s*)?"
    r"(\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|`(?:[^`\\$]|\\.)*+`)",
    re.DOTALL,
)
_WRAPPED = re.compile(r"\s*(?://\s*)?(?:<!--|<!\[CDATA\[)(.*?)(?://\s*)?(?:-->|\]\]>)\s*\Z", re.DOTALL)
_TRIES = 400
_READER = json.JSONDecoder(
    parse_float=exact_number, parse_int=exact_integer, object_pairs_hook=keep_repeated, strict=False
)


def script_parts(text: str, *, prefix: str, kind: str) -> list[Part]:
    """The JSON objects and arrays in a script; `kind` is its type attribute, `prefix` the path of the element."""
    stripped = text.strip()
    if stripped.startswith(("<!", "//")) and (wrapped := _WRAPPED.match(stripped)) is not None:
        stripped = wrapped[1].strip()
    if "json" in kind or stripped[:1] in ("{", "["):
        try:
            value = parse_json(stripped)
        except NotJson:
            value = None
        if isinstance(value, dict | list) and value:
            return [Part(Tree(value, stripped), ("html-script", "json"), prefix)]
    if kind and "javascript" not in kind and kind != "module":
        return []
    return [*_literals(text, prefix), *_quoted(text, prefix)]


def _literals(text: str, prefix: str) -> list[Part]:
    parts: list[Part] = []
    position = 0
    for _ in range(_TRIES):
        match = _LITERAL.search(text, position)
        if match is None:
            break
        try:
            value, position = _READER.raw_decode(text, match.end())
            value = without_surrogates(value)
        except (ValueError, RecursionError):
            position = match.end()
            continue
        if value:
            name = _name_before(text, match)
            parts.append(Part(Tree(value), ("html-script", "json"), _place(prefix, name, len(parts))))
    return parts


def _name_before(text: str, match: re.Match[str]) -> str:
    """The name that the literal is assigned to, "" where it is an argument."""
    if match[1] not in "=:":
        return ""
    name = _NAME.search(text[max(0, match.start() - 100) : match.start()])
    return name[1] if name else ""


def _place(prefix: str, name: str, before: int) -> str:
    named = f"{prefix}@{name}" if name else prefix
    return named if not before or name else f"{named}@{before + 1}"


def _quoted(text: str, prefix: str) -> list[Part]:
    parts: list[Part] = []
    for match in list(_QUOTED.finditer(text))[:_TRIES]:
        inner, layers = _argument(unescaped(match[2][1:-1]), match[1])
        try:
            value = parse_json(inner)
        except NotJson:
            continue
        if isinstance(value, dict | list) and value:
            parts.append(Part(Tree(value, inner), ("html-script", *layers), _place(prefix, "JSON.parse", 0)))
    return parts


def _argument(text: str, function: str | None) -> tuple[str, tuple[str, ...]]:
    """What JSON.parse is given, and the layers down to its value."""
    if function is None:
        return text, ("json-string",)
    if function != "atob":
        return unquote(text), ("url", "json")
    return (bytes_of_base64(text) or b"").decode("utf-8", "replace"), ("base64", "json")
