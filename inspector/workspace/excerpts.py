"""Evidence as it can be quoted: the value with what stands around it, read again from the stored flow."""

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from inspector.decode.document import Document, Leaf, Notation
from inspector.decode.place import find_leaf
from inspector.model.flow import FlowContent, FlowId
from inspector.model.leaf import Place
from inspector.model.struct import Record
from inspector.store.queries import CaseReader

_AROUND = 120
_MOST_SIBLINGS = 12
_LONGEST = 60
_CUT = '"…"'


class Quote(Record, frozen=True, kw_only=True):
    """`telling` is the value as it stands in its innermost layer; `before` and `after` at most 120 characters each."""

    before: str
    telling: str
    after: str


class Quoter:
    """Quotes places of one case; keeps the last few flows, since evidence comes in groups."""

    def __init__(self, reader: CaseReader) -> None:
        self._content = lru_cache(maxsize=8)(reader.content)

    def content(self, flow: FlowId) -> FlowContent:
        return self._content(flow)

    def quote(self, place: Place, value: str) -> Quote:
        """The place quoted; the value alone where it cannot be found again."""
        found = find_leaf(self._content(place.flow), place)
        return _quote(*found) if found else Quote(before="", telling=value, after="")


def _quote(document: Document, leaf: Leaf) -> Quote:
    node, key, value = leaf
    text = _written(value)
    if document.notation is Notation.NAME:
        return Quote(before=f"{key} = ", telling=text, after="")
    if document.notation is Notation.JSON and node.value is not None:
        return _in_container(node.value, key, text, is_text=isinstance(value, str))
    return Quote(before="", telling=text, after="")


def _in_container(container: "dict[str, object] | list[object]", key: str | int, text: str, *, is_text: bool) -> Quote:
    """The value among its neighbours, nested ones shortened."""
    items: list[tuple[str | int, object]]
    items = [*container.items()] if isinstance(container, dict) else [*enumerate(container)]
    at = next((n for n, (name, _) in enumerate(items) if name == key), 0)
    named = isinstance(container, dict)
    earlier = items[max(at - _MOST_SIBLINGS - 1, 0) : at]
    later = items[at + 1 : at + _MOST_SIBLINGS + 2]
    before = _nearest([_item(name, value, named=named) for name, value in reversed(earlier)])[::-1]
    after = _nearest([_item(name, value, named=named) for name, value in later])
    mark = '"' if is_text else ""
    lead = f"{_json(str(key))}: {mark}" if named else mark
    opening, closing = "{}" if named else "[]"
    start = "".join(f"{item}, " for item in before)
    end = "".join(f", {item}" for item in after)
    return Quote(before=f"{opening}{start}{lead}", telling=text, after=f"{mark}{end}{closing}")


def _nearest(items: Sequence[str]) -> list[str]:
    """The first of them whole, as far as there is room: half a value could not be masked. "…" for the others."""
    kept: list[str] = []
    for item in items[:_MOST_SIBLINGS]:
        if sum(map(len, kept)) + len(item) > _AROUND:
            break
        kept.append(item)
    return kept if len(kept) == len(items) else [*kept, "…"]


def _item(name: str | int, value: object, *, named: bool) -> str:
    """A neighbour with its name. One without is not told: a short value is known to be one only by its name."""
    if not named:
        return "…"
    text = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else _json(value)
    return f"{_json(str(name))}: {text if len(text) <= _LONGEST else _CUT}"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    return "null" if value is None else _json(value)
