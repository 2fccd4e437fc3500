"""Coded answers: what they are of, the title above them says.

`{"formTitle": "Tinnitus Handicap Inventory", "responses": {"q1": 4}}`
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from inspector.decode.document import Node
from inspector.detect.names.aliases import VALUED, Alias, Given
from inspector.detect.names.keys import KeyIndex
from inspector.detect.surroundings import folded

TITLES = frozenset(
    (
        *("title", "form_title", "form_name", "form", "questionnaire", "questionnaire_name", "questionnaire_title"),
        *("survey", "survey_name", "instrument", "instrument_name", "scale", "scale_name", "assessment", "screening"),
        *("assessment_name", "assessment_type", "quiz", "fragebogen", "cuestionario", "questionario", "vragenlijst"),
        *("titre", "titel", "titulo", "titolo", "echelle", "escala", "scala", "bogen", "kwestionariusz", "test_name"),
    )
)
ANSWERS = frozenset(
    (
        *("answer", "response", "reponse", "antwort", "antworten", "respuesta", "risposta", "risposte", "antwoord"),
        *("antwoorden", "resposta", "odpowiedz", "odpowiedzi", "item_response", "item_score", "raw_answer", "item"),
    )
)
_SUMS = frozenset(
    ("total_score", "score", "sum_score", "raw_score", "severity", "interpretation", "band", "score_total")
)
_KNOWN = re.compile(
    r"(?i)\b(?:PHQ|GAD|EPDS|AUDIT|MMSE|MoCA|WHO-?5|IPSS|IIEF|EQ-?5D|SF-?(?:12|36)|DAST|MDQ|PCL|ASRS|Y-?BOCS|BDI|HADS|ISI"
    r"|DLQI|WOMAC|IBS-SSS|MIDAS|HIT-6|PROMIS|CAT|ACT|Oswestry|Roland[- ]Morris|Beck|Epworth|Pittsburgh|Edinburgh)\b"
)
_INSTRUMENTS = re.compile(
    r"(?i)(?:phq|gad|epds|audit|mmse|moca|who|ipss|iief|eq5d|dast|mdq|pcl|asrs|ybocs|bdi|hads|isi|dlqi|womac|scoff|cage|madrs)"
    r"[_\-]?\d{0,2}[a-z]?\Z"
)
_ALIAS = "answer_about_health"
_DEEPEST = 4
_MOST = 400
_LONGEST_TITLE = 160


def may_be_questionnaire(names: "set[str] | frozenset[str]") -> bool:
    """Whether a document of these names may hold answers below a title."""
    if len(names) > _MOST:
        return False
    words = {folded(name) for name in names}
    if words.isdisjoint(ANSWERS):
        return False
    return not words.isdisjoint(TITLES) or any(_INSTRUMENTS.match(name) for name in names)


def answers_in(nodes: Iterator[Node], keys: KeyIndex) -> Given:
    """The answers below titles about health, as symptoms."""
    given: Given = {}
    for node in islice(nodes, _MOST):
        value: Any = node.value
        if value.__class__ is dict and (_is_instrument(node.key) or _is_titled(value, keys)):
            for name, inner in value.items():
                if folded(name) in ANSWERS and inner.__class__ in (dict, list):
                    _give(Node(node, name, inner), given, _DEEPEST)
                elif folded(name) in _SUMS and inner.__class__ not in (dict, list):
                    given[(id(value), name)] = Alias(_ALIAS, node, (node, name, inner))
    return given


def _is_instrument(key: object) -> bool:
    """Whether an object goes by the name of a questionnaire: `phq9: {antworten: [...]}`."""
    return key.__class__ is str and _INSTRUMENTS.match(str(key)) is not None


def _is_titled(value: dict[str, Any], keys: KeyIndex) -> bool:
    return any(
        folded(name) in TITLES and _is_about_health(written, keys) for name, written in islice(value.items(), 64)
    )


def _is_about_health(written: object, keys: KeyIndex) -> bool:
    if not isinstance(written, str) or not 2 < len(written) <= _LONGEST_TITLE:
        return False
    return _KNOWN.search(written) is not None or keys.is_of_health(written)


def _give(node: Node, given: Given, depth: int) -> None:
    """All values of an object of answers; of a list of questions, those that are answers."""
    value: Any = node.value
    steps = value.items() if value.__class__ is dict else enumerate(value)
    asks = value.__class__ is dict and node.key.__class__ is int
    for key, inner in islice(steps, _MOST):
        if inner.__class__ in (dict, list):
            if depth:
                _give(Node(node, key, inner), given, depth - 1)
        elif inner is not None and (not asks or key in VALUED or folded(str(key)) in ANSWERS):
            given[(id(value), key)] = Alias(_ALIAS, node, (node, key, inner))
