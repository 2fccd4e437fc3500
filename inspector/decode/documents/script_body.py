"""Small scripts that an answer or a request is made of: `window.state = {"a": 1};`, `var mail = "a@b.example";`,
`queue.push({"a": 1});`. Libraries hold programs, not values: of a large script only the beginning is read."""

import re
from itertools import islice

from inspector.decode.json_scan import unescaped
from inspector.decode.pairs import numbered
from inspector.decode.part import Pairs, Part, Tree
from inspector.decode.payload import Payload
from inspector.decode.protocols.json_lines import value_at

LAYER = "html-script"
_MIMES = ("javascript", "ecmascript")
_LARGE = 65_536  # bytes
_BEGINNING = 16_384
_MOST = 200  # statements
_PLACE = r"[A-Za-z_$][\w$.]{0,79}+(?:\[[\"'][\w$.-]{1,60}[\"']\])?"
_STATEMENT = re.compile(
    r"(?:\A|[;\n\r{}]|\*/)\s*+(?:(?:var|let|const)\s++)?"
    rf"({_PLACE})\s*+(?:=\s*+(?:[\w$.]{{1,80}}+\s*+\|\|\s*+)?(?=[{{\[\"'])|\(\s*+(?=[{{\[]))"
)
_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)'")
_END = re.compile(r"\s*+(?:[;,)]|\Z|(?<=[\n\r]))")
_LEAST_TEXT = 3
_NAME = re.compile(r"[\w$]+(?=\W*\Z)")


def open_script(payload: Payload) -> tuple[Part, ...] | None:
    """JSON and texts that statements assign to names or hand to a function, up to `_MOST`; None where there are none.
    A text counts in a small script only."""
    if not any(word in payload.mime for word in _MIMES) or payload.head[:1] in (b"{", b"[", b"<", b""):
        return None
    is_large = len(payload.data) > _LARGE
    data = payload.data[:_BEGINNING] if is_large else payload.data
    if b'"' not in data and b"'" not in data:
        return None
    text = data.decode("utf-8", "replace") if is_large else payload.text
    parts: list[Part] = []
    texts: list[tuple[str, str]] = []
    for match in islice(_STATEMENT.finditer(text), _MOST):
        name = _name_of(match[1])
        if text[match.end()] in "{[":
            parts += _tree(text, match.end(), name, len(parts))
        elif len(payload.data) <= _BEGINNING and (written := _written(text, match.end())):
            texts.append((name, written))
    named = [Part(Pairs(numbered(texts)), (LAYER,))] if texts else []
    return (*named, *parts) or None


def _name_of(place: str) -> str:
    found = _NAME.search(place)
    return found[0] if found else place


def _tree(text: str, position: int, name: str, before: int) -> list[Part]:
    value, end = value_at(text, position)
    if end < 0 or not value or not isinstance(value, dict | list) or _END.match(text, end) is None:
        return []
    if isinstance(value, list) and not any(isinstance(item, str | dict | list) for item in value):
        return []
    return [Part(Tree(value), (LAYER, "json"), f"@{name}" if not before else f"@{name}@{before + 1}")]


def _written(text: str, position: int) -> str:
    """The text of a literal that ends the statement, "" where it is a short one or part of an expression."""
    match = _STRING.match(text, position)
    if match is None or _END.match(text, match.end()) is None:
        return ""
    value = unescaped(match[1] if match[1] is not None else match[2])
    return value if len(value) >= _LEAST_TEXT else ""
