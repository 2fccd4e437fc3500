"""Small scripts that an answer or a request is made of: `window.state = {"a": 1};`, `var mail = "a@b.example";`,
`queue.push({"a": 1});`. What stands between stays text. Libraries hold programs, not values: of a large script only the
beginning is read so."""

import re
from itertools import islice

from inspector.decode.json_scan import unescaped
from inspector.decode.pairs import numbered
from inspector.decode.part import Pairs, Part, Text, Tree
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
    """JSON and texts that statements assign to names or hand to a function, up to `_MOST`, and what is left as text;
    None where there are none. A text counts in a small script only."""
    if not any(word in payload.mime for word in _MIMES) or payload.head[:1] in (b"{", b"[", b"<", b""):
        return None
    is_large = len(payload.data) > _LARGE
    data = payload.data[:_BEGINNING] if is_large else payload.data
    if b'"' not in data and b"'" not in data:
        return None
    text = data.decode("utf-8", "replace") if is_large else payload.text
    parts: list[Part] = []
    texts: list[tuple[str, str]] = []
    rest, position = "", 0
    for match in islice(_STATEMENT.finditer(text), _MOST):
        if match.end() < position:
            continue
        name, end = _name_of(match[1]), 0
        if text[match.end()] in "{[":
            part, end = _tree(text, match.end(), name, len(parts))
            parts += part
        elif len(payload.data) <= _BEGINNING:
            written, end = _written(text, match.end())
            texts += [(name, written)] if written else []
        if end:
            rest, position = rest + text[position : match.end()], end
    if not position:
        return None
    named = [Part(Pairs(numbered(texts)), (LAYER,))] if texts else []
    program = rest + payload.text[position:]
    return (*named, *parts, Part(Text(program), ()))


def _name_of(place: str) -> str:
    found = _NAME.search(place)
    return found[0] if found else place


def _tree(text: str, position: int, name: str, before: int) -> tuple[list[Part], int]:
    """The object or array that begins there, and where it ends; 0 where it is none."""
    value, end = value_at(text, position)
    if end < 0 or not value or not isinstance(value, dict | list) or _END.match(text, end) is None:
        return [], 0
    if isinstance(value, list) and not any(isinstance(item, str | dict | list) for item in value):
        return [], 0
    return [Part(Tree(value), (LAYER, "json"), f"@{name}" if not before else f"@{name}@{before + 1}")], end


def _written(text: str, position: int) -> tuple[str, int]:
    """The text of a literal that ends the statement and where it ends; "" and 0 where it is short or part of an
    expression."""
    match = _STRING.match(text, position)
    if match is None or _END.match(text, match.end()) is None:
        return "", 0
    value = unescaped(match[1] if match[1] is not None else match[2])
    return (value, match.end()) if len(value) >= _LEAST_TEXT else ("", 0)
