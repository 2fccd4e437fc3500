"""Names that stand in values: `{"name": "motif", "value": ...}`, `[["motif", ...]]`, tables with a header row, codes
beside their code system, references beside what they show.

Nearly all documents have none, which their names tell at once; only the others are walked.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from inspector.decode.document import Document, Leaf, Node
from inspector.detect.code_systems import name_of_reference, name_of_system
from inspector.detect.keys import KeyIndex


class Alias(NamedTuple):
    """The name a leaf goes by, the object it belongs to under that name, and the leaf."""

    name: str
    owner: Node
    leaf: Leaf


type Given = dict[tuple[int, str | int], Alias]
"""By the identity of a container (`Node.value`) and the key in it."""

_NAMING = ("name", "key", "field", "field_name", "fieldName", "field_id", "fieldId", "question_id", "questionId", "id")
_ASKING = (
    "label",
    "question",
    "frage",
    "pregunta",
    "domanda",
    "vraag",
    "title",
    "text",
    "prompt",
    "linkId",
    "type",
    "n",
    "k",
    "code",
    "header",
)
_VALUED = frozenset(
    (
        *("value", "values", "val", "answer", "answers", "response", "reply", "content", "input", "v", "field_value"),
        *(
            "fieldValue",
            "stringValue",
            "string_value",
            "valueString",
            "valueDate",
            "valueInteger",
            "selected",
            "choice",
        ),
        *("reponse", "réponse", "valeur", "antwort", "wert", "risposta", "valore", "respuesta", "valor"),
    )
)
_CODED = ("value", "code", "display")
_SILENT = "schema"
"""A muted name: what names something else is no value itself."""
_SYSTEM = (
    "system",
    "codeSystem",
    "code_system",
    "systeme",
    "coding_system",
    "codingSystem",
    "vocabulary",
    "kodesystem",
)
_COLUMNS = ("columns", "headers", "header", "cols", "fields", "columnNames", "column_names", "keys", "names", "head")
_ROWS = ("rows", "data", "values", "records", "body", "cells", "items", "results", "row", "lines")
_PAIRED = frozenset((*_NAMING, *_ASKING, *_SYSTEM))
_MOST_CONTAINERS = 20_000
_MOST_ROWS = 2_000
_LARGEST_PAIR = 16
_LONGEST_NAME = 160


def names_given(document: Document, keys: KeyIndex) -> Given:
    """The leaves of a document whose name stands elsewhere, where that name says something; {} for most documents."""
    if document.tree in ({}, []) or not _may_give(document):
        return {}
    finder = _Finder(keys)
    for node in islice(_nodes_of(document), _MOST_CONTAINERS):
        value: Any = node.value
        if value.__class__ is dict:
            finder.look_in_object(node, value)
        elif value.__class__ is list:
            finder.look_in_array(node, value)
    return finder.given


def named_in(given: Given) -> set[str]:
    """The names that leaves go by."""
    return {alias.name for alias in given.values()}


def with_aliases(picked: list[Leaf], given: Given) -> list[Leaf]:
    """The picked leaves and those that go by another name, once each."""
    known = {(id(node.value), key) for node, key, _ in picked}
    return picked + [alias.leaf for place, alias in given.items() if place not in known]


def _may_give(document: Document) -> bool:
    names = document.survey.names
    if "reference" in names or not names.isdisjoint(_SYSTEM):
        return True
    if not names.isdisjoint(_VALUED) and not names.isdisjoint(_PAIRED):
        return True
    if not names.isdisjoint(_COLUMNS) and not names.isdisjoint(_ROWS):
        return True
    return _holds_rows(document.tree, 2) if document.tree is not None else _stands_in_rows(document)


def _holds_rows(value: Any, depth: int) -> bool:
    """Whether an array of arrays stands near the root."""
    if value.__class__ is list:
        return bool(value) and value[0].__class__ is list
    if value.__class__ is dict and depth:
        return any(_holds_rows(inner, depth - 1) for inner in islice(value.values(), 48))
    return False


def _stands_in_rows(document: Document) -> bool:
    return any(key.__class__ is int and node.key.__class__ is int for node, key, _ in islice(document.leaves, 64))


def _nodes_of(document: Document) -> Iterator[Node]:
    if document.tree is not None and not document.has_leaves:
        yield from _nodes_below(Node(None, "", document.tree))
        return
    seen: set[Node] = set()
    for leaf in document.leaves:
        node: Node | None = leaf[0]
        while node is not None and node not in seen:
            seen.add(node)
            yield node
            node = node.parent


def _nodes_below(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        value: Any = node.value
        steps = value.items() if value.__class__ is dict else enumerate(value)
        waiting += [Node(node, key, inner) for key, inner in steps if inner and inner.__class__ in (dict, list)]


class _Finder:
    """Gathers the names of one document."""

    def __init__(self, keys: KeyIndex) -> None:
        self.given: Given = {}
        self._keys = keys
        self._owners: dict[int, Node] = {}

    def look_in_object(self, node: Node, value: dict[str, Any]) -> None:
        """A table, a reference, a code beside its system, or a name beside its value."""
        self._look_for_table(node, value)
        if len(value) > _LARGEST_PAIR:
            return
        reference = value.get("reference")
        pointed = name_of_reference(reference) if reference.__class__ is str else None
        if pointed is not None:
            self._give(node, "reference", f"{pointed}_id", node)
            self._give(node, "display", f"{pointed}_name", node)
        system = _system_in(value)
        if system is not None:
            for key in _CODED:
                self._give(node, key, system, node)
            return
        valued = [key for key in value if key in _VALUED]
        found = self._name_in(value, but=valued) if valued else None
        if found is not None:
            name, naming = found
            for key in valued:
                self._give(node, key, name, self._owner(node, name, value[key]))
            self._give(node, naming, _SILENT, node)

    def look_in_array(self, node: Node, value: list[Any]) -> None:
        """An array of arrays: pairs of a name and a value, or rows below a header row."""
        first = value[0] if value else None
        if first.__class__ is not list or not first:
            return
        rows = value[:_MOST_ROWS]
        header = _header(first)
        known = self._count_known(header)
        told = self._count_known(_firsts_of_pairs(rows))
        if told and told >= known:
            self._give_pairs(node, rows)
        elif len(rows) > 1 and known >= 2 and 3 * known >= len(header):
            self._give_rows(node, value, header, start=1)

    def _count_known(self, names: list[str]) -> int:
        return sum(self._is_name(name) for name in names[:512])

    def _is_name(self, text: str) -> bool:
        """Whether a text is a known field name, and not a sentence with one in it."""
        verdict = self._keys.verdict(text)
        return verdict is not None and (verdict.whole or " " not in text)

    def _name_in(self, value: dict[str, Any], *, but: list[str]) -> tuple[str, str] | None:
        """What an object says the name of its value is, and where it says so."""
        for key in (*_NAMING, *_ASKING):
            written = value.get(key)
            if key in but or written.__class__ is not str or not 1 < len(written) <= _LONGEST_NAME:
                continue
            if self._is_name(written):
                return str(written), key
            asked = self._keys.asked(written) if key in _ASKING else None
            if asked is not None:
                return asked, key
        return None

    def _owner(self, node: Node, name: str, value: object) -> Node:
        """The object that the pairs of an array make together."""
        above = node.parent
        if above is None or above.value.__class__ is not list:
            return Node(above, node.key, {name: value})
        owner = self._owners.get(id(above.value))
        if owner is None:
            owner = self._owners[id(above.value)] = Node(above.parent, above.key, {})
        if isinstance(owner.value, dict):
            owner.value[name] = value
        return owner

    def _give(self, node: Node, key: str, name: str, owner: Node) -> None:
        value: Any = node.value
        inner = value.get(key)
        if inner.__class__ is list:
            held = Node(node, key, inner)
            for index, item in enumerate(inner[:64]):
                if item.__class__ not in (dict, list):
                    self.given[(id(inner), index)] = Alias(name, owner, (held, index, item))
        elif inner is not None and inner.__class__ is not dict:
            self.given[(id(value), key)] = Alias(name, owner, (node, key, inner))

    def _look_for_table(self, node: Node, value: dict[str, Any]) -> None:
        """`{"columns": [...], "rows": [[...]]}`; columns may be objects with a name."""
        for key in _COLUMNS:
            header = _header(value.get(key))
            if header and self._count_known(header):
                for rows in _ROWS:
                    inner = value.get(rows)
                    if rows != key and inner.__class__ is list and inner:
                        self._give_rows(Node(node, rows, inner), inner, header, start=0)
                return

    def _give_rows(self, node: Node, rows: list[Any], header: list[str], *, start: int) -> None:
        if rows[0].__class__ is not list:
            if len(rows) == len(header):
                self._give_row(node, rows, header)
            return
        for index, row in enumerate(rows[start:_MOST_ROWS], start):
            if row.__class__ is list and len(row) <= len(header):
                self._give_row(Node(node, index, row), row, header)

    def _give_row(self, node: Node, row: list[Any], header: list[str]) -> None:
        owner = Node(node.parent, node.key, dict(zip(header, row, strict=False)))
        for index, (name, cell) in enumerate(zip(header, row, strict=False)):
            if cell.__class__ not in (dict, list) and self._is_name(name):
                self.given[(id(row), index)] = Alias(name, owner, (node, index, cell))

    def _give_pairs(self, node: Node, rows: list[Any]) -> None:
        owner = Node(node.parent, node.key, {row[0]: row[1] for row in rows})
        for index, row in enumerate(rows):
            name, cell = row[0][:_LONGEST_NAME], row[1]
            if cell.__class__ not in (dict, list) and self._is_name(name):
                self.given[(id(row), 1)] = Alias(name, owner, (Node(node, index, row), 1, cell))


def _system_in(value: dict[str, Any]) -> str | None:
    system = next((value[key] for key in _SYSTEM if value.get(key).__class__ is str), None)
    return name_of_system(system) if system is not None else None


def _firsts_of_pairs(rows: list[Any]) -> list[str]:
    """The first texts of an array of pairs, or nothing where not all are pairs."""
    if all(row.__class__ is list and len(row) == 2 and row[0].__class__ is str for row in rows):
        return [row[0][:_LONGEST_NAME] for row in rows]
    return []


def _header(written: Any) -> list[str]:
    if written.__class__ is not list or not 1 <= len(written) <= 512:
        return []
    names = [_column_name(item) for item in written]
    return names if all(names) else []


def _column_name(item: Any) -> str:
    if item.__class__ is dict:
        item = next((item[key] for key in ("name", "field", "key", "id", "title", "label", "text") if key in item), "")
    return item[:_LONGEST_NAME] if item.__class__ is str else ""
