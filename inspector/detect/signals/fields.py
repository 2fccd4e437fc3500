"""What is told of a field while somebody fills it in: how long its content is, or the content itself."""

import re
from collections.abc import Iterator

from inspector.decode.document import Decoded
from inspector.detect.context import FlowContext
from inspector.detect.signals.making import signal
from inspector.detect.signals.objects import Fields, SentObject, sent_documents, sent_objects, spellings
from inspector.model.flow import FlowContent
from inspector.model.signal import Signal, SignalKind

_LENGTHS = spellings(
    "data length", "value length", "input length", "text length", "field length", "typed length", "char count",
    "character count", "keystrokes", "keystroke count", "key count", "content chars", "nb caracteres",
    "longueur valeur", "longueur saisie", "nombre caracteres", "zeichenzahl", "eingabelange", "feldlange", "len",
    "value len", "input len",
)  # fmt: skip
_GESTURE_NAMES = spellings(
    "data event", "event", "event type", "event name", "event action", "action", "name", "type", "interaction",
    "dom event", "trigger", "evenement", "ereignis", "aktion",
) | {"ev", "en", "evt"}  # fmt: skip
_LOOSE_NAMES = spellings("type", "name", "action")
_FIELD_NAMES = spellings(
    "data id", "field", "field id", "field name", "input id", "input name", "element", "element id", "target",
    "form field", "selector", "champ", "id champ", "nom champ", "feld", "feldname", "control", "input",
)  # fmt: skip
_CONTENTS = spellings(
    "value", "field value", "input value", "text", "typed", "content", "data value", "new value", "valeur", "saisie",
    "wert", "eingabe", "key", "keys",
)  # fmt: skip
_GESTURE = re.compile(
    r"(?i)(?:\A|[_.: /-])(blur|focus|focusin|focusout|input|change|key_?down|key_?up|key_?press|keystroke|paste|typing"
    r"|typed|saisie|eingabe)(?:\Z|[_.: /-]|ed\Z|s\Z)"
)
_SURE = frozenset(("blur", "focusout", "keydown", "keyup", "keypress", "keystroke", "paste", "typing", "typed"))
_OTHERS = frozenset(("sentry-envelope", "rrweb"))
_WANTED = _LENGTHS | _CONTENTS


def fields(_content: FlowContent, decoded: Decoded, context: FlowContext) -> Iterator[Signal]:
    """`length` or `content`, at the number or the text; `event` in the facts is the gesture, from a closed list."""
    documents = sent_documents(decoded)
    if all(_is_plain(document.survey.names) for document in documents):
        return
    for found in sent_objects(documents, wanted=_WANTED, without=_OTHERS):
        gesture = _gesture(found.fields)
        told = _told(found, gesture)
        if told is not None:
            what, name = told
            yield signal(
                SignalKind.FIELD,
                what,
                context,
                location=found.document.location,
                path=found.path_of(name),
                layers=found.document.layers,
                facts={"event": gesture} if gesture else {},
            )


def _is_plain(names: set[str]) -> bool:
    return _WANTED.isdisjoint(names) or (_GESTURE_NAMES.isdisjoint(names) and _FIELD_NAMES.isdisjoint(names))


def _told(found: SentObject, gesture: str) -> tuple[str, str] | None:
    names = found.fields.keys()
    has_field = not _FIELD_NAMES.isdisjoint(names)
    for name in sorted(names & _CONTENTS):
        value = found.fields[name]
        if gesture and has_field and isinstance(value, str) and value.strip("*•. "):
            return "content", name
    if not gesture and not (has_field and _has_named_length(names)):
        return None
    length = next((name for name in sorted(names & _LENGTHS) if _is_length(found.fields[name])), None)
    return None if length is None else ("length", length)


def _has_named_length(names: object) -> bool:
    """Without a gesture only a name that can mean nothing else counts."""
    return bool(set(names) & (_LENGTHS - spellings("len", "text length", "data length")))  # type: ignore[call-overload]


def _is_length(value: object) -> bool:
    if isinstance(value, str):
        return value.isdecimal() and 0 < len(value) <= 5 and int(value) > 0
    return type(value) is int and 0 < value < 100_000


def _gesture(known: Fields) -> str:
    """What was done in the field; under names as common as `type` only what is said of nothing else."""
    for name in sorted(known.keys() & _GESTURE_NAMES):
        value = known[name]
        if isinstance(value, str) and len(value) <= 100 and (found := _GESTURE.search(value)):
            word = found[1].lower().replace("_", "")
            if name not in _LOOSE_NAMES or word in _SURE or word != value.lower():
                return word
    return ""
