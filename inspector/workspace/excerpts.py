"""Evidence as it can be quoted: the value with what stands around it, read again from the stored flow."""

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
    items = list(container.items()) if isinstance(container, dict) else list(enumerate(container))
    at = next((n for n, (name, _) in enumerate(items) if name == key), 0)
    named = isinstance(container, dict)
    before = ", ".join(_item(name, value, named=named) for name, value in items[max(at - _MOST_SIBLINGS, 0) : at])
    after = ", ".join(_item(name, value, named=named) for name, value in items[at + 1 : at + 1 + _MOST_SIBLINGS])
    mark = '"' if is_text else ""
    lead = f"{_json(str(key))}: {mark}" if named else mark
    opening, closing = "{}" if named else "[]"
    start = f"{opening}{before + ', ' if before else ''}"
    if len(start) > _AROUND:
        start = "… " + start[-_AROUND:]
    end = f"{mark}{', ' + after if after else ''}{closing}"
    return Quote(before=f"{start}{lead}", telling=text, after=end if len(end) <= _AROUND else end[:_AROUND] + " …")


def _item(name: str | int, value: object, *, named: bool) -> str:
    text = "{…}" if isinstance(value, dict) else "[…]" if isinstance(value, list) else _json(value)
    if len(text) > 60:
        text = text[:57] + '…"'
    return f"{_json(str(name))}: {text}" if named else text


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    return "null" if value is None else _json(value)
