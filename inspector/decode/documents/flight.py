"""The rows that React server components write into a page, `self.__next_f.push([1,"5:{…}\\n"])`, joined and split.

A row is `id:JSON` up to a line break, or `id:Tlength,text` with the length in bytes, hexadecimal; rows may run on from
one script into the next. Rows with another letter (modules, hints) hold no data.
"""

import re
from collections.abc import Sequence

from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.part import Part, Text, Tree

_PUSH = re.compile(
    r"\s*(?:self\.__next_f|\(self\.__next_f=self\.__next_f\|\|\[\]\))\.push\((\[.*\])\);?\s*\Z", re.DOTALL
)
_ROW = re.compile(rb"\s*[0-9a-f]{0,8}:(?:T([0-9a-f]{1,7}),|([\[{\"]))?")
_MOST_ROWS = 5000
_LAYERS = ("html-script", "json-string")


def is_flight(script: str) -> bool:
    """Whether a script does nothing but push rows."""
    return "__next_f" in script[:100] and _PUSH.match(script) is not None


def flight_parts(scripts: Sequence[str]) -> list[Part]:
    """What the rows of these scripts hold: `script@__next_f > #n`, numbered in the order of the page."""
    data = "".join(_pushed(script) for script in scripts).encode("utf-8", "replace")
    parts: list[Part] = []
    position = number = 0
    while number < _MOST_ROWS and (match := _ROW.match(data, position)) is not None:
        number += 1
        if match[1] is not None:
            position = match.end() + int(match[1], 16)
            text = data[match.end() : position].decode("utf-8", "replace")
            parts.append(Part(Text(text), _LAYERS, f"script@__next_f > #{number}"))
            continue
        end = data.find(b"\n", match.end())
        position = len(data) if end < 0 else end + 1
        if match[2] is not None and (value := _value(data[match.start(2) : position])) is not None:
            parts.append(Part(Tree(value), _LAYERS, f"script@__next_f > #{number}"))
    return parts


def _pushed(script: str) -> str:
    """The text that one script pushes."""
    match = _PUSH.match(script)
    value = _value(match[1].encode("utf-8", "replace")) if match else None
    if not isinstance(value, list) or len(value) != 2 or value[0] != 1:
        return ""
    return value[1] if isinstance(value[1], str) else ""


def _value(data: bytes) -> dict[str, object] | list[object] | None:
    try:
        value = parse_json(data.strip())
    except NotJson:
        return None
    return value if isinstance(value, dict | list) and value else None
