"""The three states of data at the service: on the way, in use, at rest; each with what a capture can tell of it."""

from inspector.findings.class_words import class_word
from inspector.report.data import ReportData, TransportNote
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

_MOST_CLASSES = 9
_OPAQUE = "encrypted."


def states_diagram(data: ReportData, setter: Typesetter) -> Page:
    """Three columns of title, state (a word that the drawing follows) and sentences."""
    words = setter.words
    return {
        "title": words("report.states.title"),
        "lead": words("report.states.lead"),
        "alt": words("report.states.alt"),
        "columns": [_transit(data.transport, setter), _in_use(data, setter), _at_rest(setter)],
    }


def _column(name: str, state: str, sentences: list[str], setter: Typesetter) -> Page:
    words = setter.words
    return {
        "name": words(f"report.states.{name}"),
        "state": state,
        "word": words(f"report.states.is_{state}"),
        "sentences": sentences,
    }


def _transit(transport: TransportNote, setter: Typesetter) -> Page:
    words = setter.words
    told = [words("report.states.version", version=setter.text(name), n=n) for name, n in transport.versions]
    if transport.relayed and transport.versions:
        told.append(words("report.states.relayed"))
    if transport.encrypted:
        told.append(words("report.states.by_scheme", n=transport.encrypted))
    if transport.clear:
        told.append(words("report.states.clear", n=transport.clear))
    protected = bool(transport.versions) or transport.encrypted > 0
    state = ("mixed_transit" if transport.clear else "tls") if protected else ("clear" if transport.clear else "unseen")
    return _column("transit", state, told, setter)


def _in_use(data: ReportData, setter: Typesetter) -> Page:
    words = setter.words
    readable = list(dict.fromkeys(r.class_ for r in data.service_reads if not r.class_.startswith(_OPAQUE)))
    opaque = sum(read.count for read in data.service_reads if read.class_.startswith(_OPAQUE))
    told = []
    if readable:
        names = [class_word(class_, words) for class_ in readable[:_MOST_CLASSES]]
        if len(readable) > _MOST_CLASSES:
            names.append(words("report.states.more_classes", n=len(readable) - _MOST_CLASSES))
        told.append(words("report.states.readable", classes=", ".join(names)))
    if opaque:
        told.append(words("report.states.opaque", n=opaque))
    state = ("mixed" if opaque else "readable") if readable else ("opaque" if opaque else "unseen")
    return _column("in_use", state, told, setter)


def _at_rest(setter: Typesetter) -> Page:
    return _column("at_rest", "unknown", [setter.words("report.states.rest_unknown")], setter)
