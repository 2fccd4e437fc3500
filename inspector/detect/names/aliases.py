"""Names that one object or array gives to the leaves in it: pairs, tables, references, codes beside their system."""

from typing import Any, NamedTuple

from inspector.decode.document import Leaf, Node
from inspector.detect.names.code_systems import name_of_reference, name_of_system, name_of_thing
from inspector.detect.names.keys import KeyIndex
from inspector.detect.names.units import units_of_bodies


class Alias(NamedTuple):
    """The name a leaf goes by, the object it belongs to under that name, and the leaf."""

    name: str
    owner: Node
    leaf: Leaf


type Given = dict[tuple[int, str | int], Alias]
"""By the identity of a container (`Node.value`) and the key in it."""

NAMING = ("name", "key", "field", "field_name", "fieldName", "field_id", "fieldId", "question_id", "questionId", "id")
ASKING = (
    "q",
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
    *(
        "category",
        "metric",
        "measure",
        "measurement",
        "parameter",
        "test",
        "analyt",
        "analyte",
        "symptom_type",
        "attribute",
    ),
)
VALUED = frozenset(
    (
        "a",
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
        *(
            "subcategory",
            "sub_category",
            "option",
            "optionLabel",
            "answerText",
            "answer_text",
            "valueBoolean",
            "valueDecimal",
        ),
        *("reponse", "réponse", "valeur", "antwort", "wert", "risposta", "valore", "respuesta", "valor"),
    )
)
_CODED = ("value", "code", "display")
_SHOWN = ("display", "text")
_SILENT = "schema"
"""A muted name: what names something else is no value itself."""
SYSTEM = (
    "system",
    "codeSystem",
    "code_system",
    "systeme",
    "coding_system",
    "codingSystem",
    "vocabulary",
    "kodesystem",
)
COLUMNS = (
    *("columns", "headers", "header", "cols", "fields", "columnNames", "column_names", "keys", "names", "head"),
    *("colonnes", "entetes", "spalten", "columnas", "colonne", "kolommen", "colunas", "kolumny"),
)
ROWS = (
    *("rows", "data", "values", "records", "body", "cells", "items", "results", "row", "lines"),
    *("lignes", "donnees", "valeurs", "zeilen", "werte", "filas", "datos", "righe", "rijen", "linhas", "wiersze"),
)
UNITS = (
    "unit",
    "units",
    "uom",
    "unite",
    "unité",
    "einheit",
    "unidad",
    "unita",
    "unità",
    "eenheid",
    "unidade",
    "jednostka",
)
_MEASURED = "lab_value"
_OF_MEASURES = ("health.measurement",)
PAIRED = frozenset((*NAMING, *ASKING, *SYSTEM))
_MOST_ROWS = 2_000
_ENOUGH_KNOWN = 2  # names of a header that say something: the others of it are names as well
_NARROWEST = 3
_LARGEST_PAIR = 16
_LONGEST_NAME = 160


class Finder:
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
        thing = name_of_thing(reference) if reference.__class__ is str else None
        if thing is not None:
            self._give(node, "display", thing, node)
        if value.get("url").__class__ is str:
            self._look_in_extension(node, value)
        system = _system_in(value)
        if system is not None:
            for key in _CODED:
                self._give(node, key, system, node)
            return
        valued = [key for key in value if key in VALUED]
        if valued and any(value.get(key) in units_of_bodies() for key in UNITS if value.get(key).__class__ is str):
            return  # results are told by their structure
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
        for key in (*NAMING, *ASKING):
            written = value.get(key)
            if key in but or written.__class__ is not str or not 1 < len(written) <= _LONGEST_NAME:
                continue
            if self._is_name(written):
                return str(written), key
            asked = self._keys.asked(written) if key in ASKING else None
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
                if item.__class__ is dict and len(item) <= _LARGEST_PAIR:
                    self._give_inside(Node(held, index, item), item, name, owner)
                elif item.__class__ not in (dict, list):
                    self.given[(id(inner), index)] = Alias(name, owner, (held, index, item))
        elif inner is not None and inner.__class__ is not dict:
            self.given[(id(value), key)] = Alias(name, owner, (node, key, inner))

    def _give_inside(self, node: Node, item: dict[str, Any], name: str, owner: Node) -> None:
        """An answer written as an object: `[{"valueString": "Male"}]`."""
        for key, value in item.items():
            if key in VALUED and value is not None and value.__class__ not in (dict, list):
                self.given[(id(item), key)] = Alias(name, owner, (node, key, value))

    def _look_for_table(self, node: Node, value: dict[str, Any]) -> None:
        """`{"columns": [...], "rows": [[...]]}`; columns may be objects with a name."""
        for key in COLUMNS:
            header = _header(value.get(key))
            if header and self._count_known(header):
                for rows in ROWS:
                    inner = value.get(rows)
                    if rows != key and inner.__class__ is list and inner:
                        self._give_rows(Node(node, rows, inner), inner, header, start=0)
                return
        self._look_for_unnamed_table(node, value)

    def _look_in_extension(self, node: Node, value: dict[str, Any]) -> None:
        """FHIR: the end of an extension's address is the name of its value: `.../patient-religion`."""
        name = value["url"].rpartition("/")[2].removeprefix("us-core-").removeprefix("patient-")[:_LONGEST_NAME]
        if not self._is_name(name):
            return
        for key, inner in value.items():
            if key.startswith("value") and inner.__class__ is dict and len(inner) <= _LARGEST_PAIR:
                held = Node(node, key, inner)
                for shown in _SHOWN:
                    self._give(held, shown, name, held)
            elif key.startswith("value"):
                self._give(node, key, name, node)

    def _look_for_unnamed_table(self, node: Node, value: dict[str, Any]) -> None:
        """A list of texts and a list of rows as long, whatever both are called."""
        if len(value) > _LARGEST_PAIR:
            return
        lists = [(key, inner) for key, inner in value.items() if inner.__class__ is list and inner]
        tables = [(key, inner) for key, inner in lists if inner[0].__class__ is list and len(inner[0]) >= _NARROWEST]
        for _, inner in lists if tables else ():
            header = _header(inner[0] if len(inner) == 1 and inner[0].__class__ is list else inner)
            if self._count_known(header) >= _ENOUGH_KNOWN:
                for key, rows in tables:
                    if rows is not inner and len(rows[0]) == len(header):
                        self._give_rows(Node(node, key, rows), rows, header, start=0)

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
        measured = any(self._is_measure(name) for name in header)
        is_known = self._count_known(header) >= _ENOUGH_KNOWN
        for index, (name, cell) in enumerate(zip(header, row, strict=False)):
            told = _MEASURED if measured and name.lower() in VALUED else name
            if cell.__class__ not in (dict, list) and (is_known or self._is_name(told)):
                self.given[(id(row), index)] = Alias(told, owner, (node, index, cell))

    def _is_measure(self, name: str) -> bool:
        verdict = self._keys.verdict(name)
        return verdict is not None and verdict.class_.startswith(_OF_MEASURES)

    def _give_pairs(self, node: Node, rows: list[Any]) -> None:
        owner = Node(node.parent, node.key, {row[0]: row[1] for row in rows})
        for index, row in enumerate(rows):
            name, cell = row[0][:_LONGEST_NAME], row[1]
            if not self._is_name(name):
                continue
            pair = Node(node, index, row)
            if cell.__class__ is list:
                self._give_list(Node(pair, 1, cell), cell, Alias(name, owner, (pair, 1, None)))
            elif cell.__class__ is not dict:
                self.given[(id(row), 1)] = Alias(name, owner, (pair, 1, cell))

    def _give_list(self, node: Node, cells: list[Any], alias: Alias) -> None:
        for index, cell in enumerate(cells[:64]):
            if cell.__class__ not in (dict, list):
                self.given[(id(cells), index)] = alias._replace(leaf=(node, index, cell))


def _system_in(value: dict[str, Any]) -> str | None:
    system = next((value[key] for key in SYSTEM if value.get(key).__class__ is str), None)
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
