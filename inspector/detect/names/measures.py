"""Results by their structure: beside a unit that bodies are measured in, the numbers of an object, of its rows and of its
curve are somebody's, whatever their names: `{"k": "THRO", "e": 811, "eh": "Tsd/µl"}`."""

import re
from collections.abc import Iterator, Set
from itertools import islice
from typing import Any, NamedTuple

from inspector.decode.document import Node
from inspector.detect.names.aliases import Alias, Given
from inspector.detect.names.units import (
    FLAGS,
    loose_units,
    reactions,
    results_in_words,
    telling_results,
    units_of_bodies,
)
from inspector.detect.surroundings import folded
from inspector.model.leaf import Scalar

_SURE, _LOOSE, _MARK = "lab_value", "lab_reading", "lab_abnormal"
_NUMBER = re.compile(r"[<>≤≥~=]{0,2} ?-?\d{1,8}(?:[.,]\d{1,6})?\Z")
_LARGEST = 100_000_000  # what is larger numbers something, or is a moment
_LONGEST = 40
_LONGEST_NAME = 120
_WIDEST, _MOST_ROWS = 40, 500
_DEEPEST = 3
_LABELS = frozenset(
    (
        *("name", "nom", "nome", "nombre", "naam", "nazwa", "label", "lib", "libelle", "bez", "bezeichnung", "kuerzel", "k"),
        *("kz", "test", "marker", "analyte", "analyt", "analyse", "parameter", "parametre", "parametro", "param", "code"),
        *("prueba", "esame", "examen", "exam", "untersuchung", "biomarker", "display", "slug", "title", "cod", "codigo"),
        *("codice", "observation", "component", "desc", "description", "descripcion", "descrizione", "key", "badanie", "n"),
        *("determinacion", "bepaling", "oznaczenie", "analisi", "analito", "lb", "lbl", "nm", "short_name", "test_name"),
    )
)
"""What says in a result what was measured."""
_ASIDE = frozenset(
    (
        *("min", "max", "low", "high", "lower", "upper", "lo", "hi", "bi", "bs", "inf", "sup", "from", "to", "von", "bis"),
        *("limit", "limite", "seuil", "threshold", "target", "goal", "u", "o", "un", "unit", "norm", "normal", "norme"),
        *("id", "order", "rank", "rang", "sort", "index", "idx", "pos", "position", "seq", "sequence", "page", "version"),
        *("count", "lot", "decimal", "decimale", "precision", "digit", "step", "ts", "timestamp", "date", "time", "year"),
        *("age", "coef", "delai", "line", "ligne", "zeile", "row", "level", "type", "lang", "color", "colour", "width"),
        *("height", "delay", "duration", "priority", "revision", "size", "scale", "ticks", "interval", "reihe", "display_order"),
        *("orden", "ordre", "ordine", "reihenfolge", "volgorde", "kolejnosc", "brightness", "volume", "contrast", "font"),
        *("ref", "refs", "reference", "referenz", "referencia", "riferimento", "range", "ref_range", "reference_range"),
        *("norma", "normwert", "bornes", "axis", "axe", "achse", "zones", "zone", "colors", "valeur_reference", "d", "t"),
        *("status", "state", "lower_limit", "upper_limit", "alarm", "alarm_low", "alarm_high", "sensor", "device", "firmware"),
    )
)
"""What is no result itself, in a result."""
_VALUES = frozenset(
    (
        *("value", "val", "v", "e", "y", "q", "r", "res", "result", "resultat", "ergebnis", "erg", "messwert", "wert", "mesure"),
        *("resultado", "valor", "risultato", "esito", "valore", "uitslag", "waarde", "wynik", "wartosc", "valeur", "mw", "outcome"),
        *("measurement", "reading", "obs", "observed", "numeric", "quantity", "num", "x", "resultado_num", "value_num", "concentration"),
    )
)
"""What a value goes by in a result, where nothing says what was measured."""
_ASIDE_WORDS = frozenset(("ref", "reference", "referenz", "norm", "min", "max", "limit", "range", "id", "order", "date", "time"))
_SOLD = frozenset(
    (
        *("price", "prix", "preis", "precio", "prezzo", "prijs", "cena", "cost", "currency", "devise", "waehrung", "moneda"),
        *("stock", "sku", "price_pence", "price_cents", "tarif", "tarifa", "amount_cents", "valuta", "vat", "tva", "mwst"),
    )
)
_OF_GERMS = frozenset(("mic", "cmi", "mhk", "sir", "ris", "antibiogram", "antibiogramme", "antibiogramma", "antibiograma"))
_SUSCEPTIBLE = frozenset(("S", "I", "R", "SDD", "s", "i", "r"))
_ABNORMAL = frozenset(
    ("abnormal", "anormal", "alterado", "auffaellig", "pathologisch", "patologico", "out_of_range", "is_abnormal", "hors_norme", "flag", "flags")
)


class Signs(NamedTuple):
    """Which values of a document tell of results."""

    units: Set[str]
    loose: Set[str]
    words: Set[str]
    germs: bool

    @property
    def any(self) -> bool:
        return bool(self.units or self.loose or self.words or self.germs)


def signs_of_results(names: Set[str], values: Set[Scalar]) -> Signs:
    """The units and the results in words among the values of a document; nothing for most documents."""
    texts: Any = values
    return Signs(
        units_of_bodies() & texts,
        loose_units() & texts,
        telling_results() & texts,
        not _OF_GERMS.isdisjoint(names) and not _SUSCEPTIBLE.isdisjoint(texts),
    )


def results_in(nodes: Iterator[Node], signs: Signs) -> Given:
    """The results of a document by where they stand."""
    seeker = _Seeker(signs)
    for node in nodes:
        value: Any = node.value
        if value.__class__ is dict:
            seeker.look_in_object(node, value)
        elif value.__class__ is list and value:
            if value[0].__class__ is list:
                seeker.look_in_rows(node, value)
            elif value[0].__class__ is dict:
                seeker.look_in_lines(node, value)
    return seeker.given


class _Seeker:
    """Gathers the results of one document."""

    def __init__(self, signs: Signs) -> None:
        self.given: Given = {}
        self._units = signs.units
        self._all = signs.units | signs.loose
        self._words = signs.words
        self._germs = signs.germs

    def look_in_object(self, node: Node, value: dict[str, Any]) -> None:
        """A result: a unit with numbers beside it, in lists below it, or in those beside the object it stands in."""
        if len(value) > _WIDEST:
            return
        unit = self._unit_in(value)
        if unit is not None:
            self._give_line(node, value, self._name_of(unit))
        elif self._germs and not _OF_GERMS.isdisjoint(map(str.lower, value)):
            self._give_susceptibility(node, value)
        elif self._words and any(item.__class__ is str and item in self._words for item in value.values()):
            self._give_words(node, value)
        if unit is None:
            unit = next((found for item in value.values() if item.__class__ is dict and (found := self._unit_in(item))), None)
            if unit is not None and _SOLD.isdisjoint(value):
                self._give_curves(node, value, self._name_of(unit))

    def look_in_lines(self, node: Node, lines: list[Any]) -> None:
        """Among results with a unit, those without one: the same names hold their values."""
        keys: set[str] = set()
        for line in lines[:_WIDEST]:
            if line.__class__ is dict and len(line) <= _WIDEST and self._unit_in(line) is not None and not _is_sold(line):
                keys.update(key for key, item in line.items() if _is_result(key, item))
        if not keys:
            return
        for index, line in enumerate(lines[:_MOST_ROWS]):
            if line.__class__ is dict and len(line) <= _WIDEST and self._unit_in(line) is None:
                held = [key for key in keys & line.keys() if line[key].__class__ is str and len(line[key]) <= _LONGEST]
                below = Node(node, index, line)
                self._give_all(below, line, held, _SURE)
                self._give_all(below, line, _verdicts_in(line) if held else [], _MARK)

    def look_in_rows(self, node: Node, rows: list[Any]) -> None:
        """Rows with a column of units: the cell before the unit is the result."""
        for index, row in enumerate(rows[:_MOST_ROWS]):
            column = next((at for at, cell in enumerate(row[:_WIDEST]) if cell.__class__ is str and cell in self._units), 0)
            if column:
                self._give_column(node, rows, column)
                return
            if index == _WIDEST:
                return

    def _give_column(self, node: Node, rows: list[Any], unit: int) -> None:
        shown = next((row for row in rows if len(row) > unit and row[unit] in self._units), [])
        column = unit - 1
        if not _is_number(shown[column]):
            column = next((at for at, cell in enumerate(shown) if _is_number(cell)), -1)
        for index, row in enumerate(rows[:_MOST_ROWS]):
            if row.__class__ is list and 0 <= column < len(row) and _is_outcome(row[column]):
                held = Node(node, index, row)
                self.given[(id(row), column)] = Alias(_SURE, held, (held, column, row[column]))

    def _unit_in(self, value: dict[str, Any]) -> str | None:
        if len(value) > _WIDEST:
            return None
        for key, item in value.items():
            if item.__class__ is str and item in self._all and folded(key) not in _LABELS:
                return str(item)
        return None

    def _name_of(self, unit: str) -> str:
        return _SURE if unit in self._units else _LOOSE

    def _give_line(self, node: Node, value: dict[str, Any], name: str) -> None:
        if _is_sold(value):
            return
        results = [key for key, item in value.items() if _is_result(key, item)]
        labels = _labels_in(value)
        if results and (labels or any(folded(key) in _VALUES for key in results)):
            marks = [key for key, item in value.items() if item.__class__ is str and item in FLAGS and not _is_aside(key)]
            self._give_all(node, value, [*results, *marks, *labels], name)
            self._give_all(node, value, _verdicts_in(value), _MARK)
        self._give_curves(node, value, name)

    def _give_words(self, node: Node, value: dict[str, Any]) -> None:
        """A result in words beside what was sought: weak, since programs detect things too."""
        labels = _labels_in(value)
        if labels and not _is_sold(value):
            told = [key for key, item in value.items() if item.__class__ is str and item in self._words and key not in labels]
            marks = [key for key, item in value.items() if item.__class__ is str and item in FLAGS and not _is_aside(key)]
            is_sure = bool(self._units) or len(self._words & reactions()) > 1
            self._give_all(node, value, [*told, *marks, *labels], _SURE if is_sure else _LOOSE)

    def _give_susceptibility(self, node: Node, value: dict[str, Any]) -> None:
        """An antibiotic, and whether a germ resists it (EUCAST: S, I, R)."""
        if any(item.__class__ is str and item in _SUSCEPTIBLE for item in value.values()):
            self._give_all(node, value, [key for key, item in value.items() if item.__class__ is not dict], _SURE)

    def _give_all(self, node: Node, value: dict[str, Any], keys: list[str], name: str) -> None:
        for key in keys:
            if value[key].__class__ not in (dict, list):
                self.given.setdefault((id(value), key), Alias(name, node, (node, key, value[key])))

    def _give_curves(self, node: Node, value: dict[str, Any], name: str) -> None:
        for key, item in value.items():
            if item.__class__ is list and item and not _is_aside(key):
                self._give_curve(Node(node, key, item), item, name, _DEEPEST)

    def _give_curve(self, node: Node, items: list[Any], name: str, depth: int) -> None:
        """Numbers one after the other, rows of a moment and a number, objects of both."""
        for index, item in enumerate(items[:_MOST_ROWS]):
            if item.__class__ is list and depth and len(item) <= _WIDEST:
                numbers = [at for at, cell in enumerate(item) if _is_number(cell) and (at or len(item) == 1)]
                if len(numbers) == 1:
                    held, at = Node(node, index, item), numbers[0]
                    self.given[(id(item), at)] = Alias(name, held, (held, at, item[at]))
            elif item.__class__ is dict and depth and len(item) <= _WIDEST and self._unit_in(item) is None:
                self._give_all(Node(node, index, item), item, [key for key in item if _is_result(key, item[key])], name)
            elif item.__class__ in (int, float) and _is_number(item):
                self.given[(id(items), index)] = Alias(name, node, (node, index, item))


def _is_sold(value: dict[str, Any]) -> bool:
    """Whether an object is offered: a test with its price, a food."""
    return not _SOLD.isdisjoint(map(folded, islice(value, _WIDEST)))


def _is_aside(key: str) -> bool:
    name = folded(key)
    return name in _ASIDE or not _ASIDE_WORDS.isdisjoint(name.split("_"))


def _is_result(key: str, item: Any) -> bool:
    return not _is_aside(key) and folded(key) not in _LABELS and _is_outcome(item)


def _is_outcome(item: Any) -> bool:
    return _is_number(item) or (item.__class__ is str and item in results_in_words())


def _is_number(item: Any) -> bool:
    if item.__class__ is str:
        return len(item) <= _LONGEST and _NUMBER.match(item) is not None
    return item.__class__ in (int, float) and abs(item) < _LARGEST


def _verdicts_in(value: dict[str, Any]) -> list[str]:
    """What says yes or no of a result: `alterado`."""
    return [key for key, item in value.items() if item.__class__ is bool and folded(key) in _ABNORMAL]


def _labels_in(value: dict[str, Any]) -> list[str]:
    return [
        key
        for key, item in value.items()
        if item.__class__ is str and 1 < len(item) <= _LONGEST_NAME and folded(key) in _LABELS and item not in FLAGS
    ]
