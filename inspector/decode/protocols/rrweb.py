"""Session recordings (rrweb event shapes) inside JSON: what a person could read or typed, not how it moved.

Texts, input values, addresses and describing attributes become leaves by element, `input[name=motive]@value`; typed
text finds its element through the ids of the snapshots before it. Positions, styles and canvases are left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from inspector.decode.coding import CodingFailed, coding_of_magic, expand
from inspector.decode.document import json_step
from inspector.decode.json_value import NotJson, parse_json
from inspector.decode.pairs import numbered
from inspector.decode.part import Pairs, Part, Tree

_MOST_CONTAINERS = 2000
_MOST_DEPTH = 6
_MOST_RECORDINGS = 50
_MOST_NODES = 500_000
_MOST_UNPACKED = 16_000_000
_SNAPSHOTS = (2, 10)  # rrweb, and the numbers of a vendor that builds on it
_INCREMENTS = (3, 11)
_META = 4
_OWN_KEYS = frozenset(("type", "data", "timestamp", "delay", "cv"))
_MUTATION, _INPUT = 0, 5
# fmt: off
_MOVES = frozenset((
    "source", "type", "positions", "id", "x", "y", "timeOffset", "width", "height", "pointerType", "pointerId",
    "adds", "removes", "rules", "index", "set", "remove", "property", "args", "commands", "displayWidth",
    "displayHeight", "family", "fontSource", "buffer", "descriptors", "ranges", "currentTime", "volume", "muted",
    "playbackRate", "loop", "styleId", "styleIds", "styles", "replace", "replaceSync", "isBlur", "key", "angle",
))
# fmt: on
_DESCRIBING = frozenset(("href", "src", "alt", "title", "value", "placeholder", "aria-label", "action", "content"))
_UNSEEN = frozenset(("style", "script", "noscript", "template"))
_ELEMENT, _TEXTS = 2, (3, 4)

type Step = str | int


def may_record(source: bytes | str) -> bool:
    """The cheap first test on the JSON text."""
    if isinstance(source, str):
        return '"timestamp"' in source and ('"childNodes"' in source or '"source"' in source or '"href"' in source)
    return b'"timestamp"' in source and (b'"childNodes"' in source or b'"source"' in source or b'"href"' in source)


def open_recordings(value: object) -> tuple[Part, ...] | None:
    """The JSON without its recordings, then what each event says, at `$.path.of.array[n]`; None where there is none."""
    found = list(_recordings(value))[:_MOST_RECORDINGS]
    if not found:
        return None
    parts: list[Part] = []
    for steps, events in found:
        value = _without(value, steps)
        where = "$" + "".join(json_step(step) for step in steps)
        recording = _Recording()
        for number, event in enumerate(events):
            parts += recording.parts(event, f"{where}[{number}]")
    return (Part(Tree(value), ()), *parts)


def _recordings(value: object) -> Iterator[tuple[tuple[Step, ...], list[dict[str, object]]]]:
    pending: list[tuple[tuple[Step, ...], object]] = [((), value)]
    for _ in range(_MOST_CONTAINERS):
        if not pending:
            return
        steps, current = pending.pop()
        if isinstance(current, list) and (events := _events(current)):
            yield steps, events
        elif len(steps) < _MOST_DEPTH:
            pending += [((*steps, key), child) for key, child in _items(current) if isinstance(child, dict | list)]


def _items(value: object) -> Iterable[tuple[Step, object]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _events(items: list[object]) -> list[dict[str, object]]:
    """The items where all of them are recorded events and one of them can be nothing else."""
    events = [item for item in items if isinstance(item, dict) and _is_event(item)]
    return events if len(events) == len(items) and any(_is_telling(event) for event in events) else []


def _is_event(item: dict[str, object]) -> bool:
    kind, stamp = item.get("type"), item.get("timestamp")
    if type(kind) is not int or not 0 <= kind <= 13 or not isinstance(stamp, int | float) or stamp < 1e9:
        return False
    return isinstance(item.get("data", {}), dict | str)


def _is_telling(event: dict[str, object]) -> bool:
    kind, data = event["type"], event.get("data")
    if not isinstance(data, dict):
        return False
    if kind in _SNAPSHOTS:
        node = data.get("node")
        return isinstance(node, dict) and isinstance(node.get("childNodes"), list)
    if kind in _INCREMENTS:
        return type(data.get("source")) is int and len(data) > 1
    return kind == _META and isinstance(data.get("href"), str) and "width" in data


def _without(value: object, steps: tuple[Step, ...]) -> object:
    """The value with an empty array at this place."""
    if not steps:
        return []
    copy: dict[Step, object] | list[object] = dict(value) if isinstance(value, dict) else list(value)  # type: ignore[call-overload]
    copy[steps[0]] = _without(copy[steps[0]], steps[1:])  # type: ignore[index]
    return copy


@dataclass(slots=True)
class _Recording:
    """The events of one array; `names` are the elements seen so far by their id."""

    names: dict[object, str] = field(default_factory=dict)
    nodes: int = 0
    unpacked: int = 0

    def parts(self, event: dict[str, object], where: str) -> list[Part]:
        kind, data = event["type"], self._unpacked(event.get("data"))
        rest: dict[str, object] = {key: value for key, value in event.items() if key not in _OWN_KEYS}
        values: list[tuple[str, str]] = []
        if not isinstance(data, dict):
            rest["data"] = data
        elif kind in _SNAPSHOTS:
            self._read_node(self._unpacked(data.get("node")), values, "")
        elif kind == _META and isinstance(data.get("href"), str):
            values.append(("href", str(data["href"])))
        elif data and not (kind in _INCREMENTS and self._read_increment(data, values)):
            rest["data"] = data
        cut = "size" if self.nodes >= _MOST_NODES else ""
        found = [Part(Pairs(numbered(values)), ("rrweb",), where, cut=cut)] if values else []
        return [*found, Part(Tree(rest), ("rrweb",), where)] if rest else found

    def _read_increment(self, data: dict[str, object], values: list[tuple[str, str]]) -> bool:
        """False where it is none of the known kinds, so that nothing in it gets lost."""
        source = data.get("source")
        if source == _INPUT:
            if isinstance(text := data.get("text"), str) and text.strip("*"):
                values.append((f"{self.names.get(data.get('id'), 'input')}@value", text))
            return True
        if source == _MUTATION:
            self._read_mutation(data, values)
            return True
        return type(source) is int and data.keys() <= _MOVES

    def _read_mutation(self, data: dict[str, object], values: list[tuple[str, str]]) -> None:
        for added in self._dicts(data.get("adds")):
            self._read_node(added.get("node"), values, self.names.get(added.get("parentId"), ""))
        for changed in self._dicts(data.get("texts")):
            _keep_text(changed.get("value"), values, self.names.get(changed.get("id"), ""))
        for changed in self._dicts(data.get("attributes")):
            name = self.names.get(changed.get("id"), "element")
            _keep_attributes(changed.get("attributes"), values, name)

    def _dicts(self, value: object) -> list[dict[str, object]]:
        value = self._unpacked(value)
        return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

    def _read_node(self, root: object, values: list[tuple[str, str]], parent: str) -> None:
        stack: list[tuple[object, str]] = [(root, parent)]
        while stack and self.nodes < _MOST_NODES:
            node, parent = stack.pop()
            self.nodes += 1
            if not isinstance(node, dict):
                continue
            name = parent
            if node.get("type") == _ELEMENT:
                name = _element(node)
                _keep_attributes(node.get("attributes"), values, name)
            elif node.get("type") in _TEXTS and parent not in _UNSEEN and not node.get("isStyle"):
                _keep_text(node.get("textContent"), values, parent)
            self.names[_id(node)] = name
            children = node.get("childNodes")
            if isinstance(children, list):
                stack += [(child, name) for child in reversed(children)]

    def _unpacked(self, value: object) -> object:
        """JSON that was compressed into the characters of a string."""
        if not isinstance(value, str) or not value.startswith("\x1f\x8b\x08"):
            return value
        try:
            data = value.encode("latin-1")
            coding = coding_of_magic(data) or ""
            data = expand(data, coding, most=min(1000 * len(data), _MOST_UNPACKED - self.unpacked)).data
            self.unpacked += len(data)
            return parse_json(data)
        except (CodingFailed, NotJson, UnicodeEncodeError):
            return value


def _id(node: dict[str, object]) -> object:
    identifier = node.get("id")
    return identifier if isinstance(identifier, int | str) else None


def _element(node: dict[str, object]) -> str:
    tag, attributes = node.get("tagName"), node.get("attributes")
    tag = tag.lower() if isinstance(tag, str) else "element"
    name = attributes.get("name") if isinstance(attributes, dict) else None
    return f"{tag}[name={name}]" if isinstance(name, str) and 0 < len(name) <= 80 else tag


def _keep_attributes(attributes: object, values: list[tuple[str, str]], name: str) -> None:
    for key, value in attributes.items() if isinstance(attributes, dict) else ():
        if key in _DESCRIBING and isinstance(value, str) and value.strip("* \n\t"):
            values.append((f"{name}@{key}", value))


def _keep_text(text: object, values: list[tuple[str, str]], parent: str) -> None:
    if isinstance(text, str) and (clean := text.strip()) and clean.strip("* "):
        values.append((parent or "text", clean))
