"""The shipped data in the reader's language: names of our own tables are translated, those of others stay."""

from inspector.messages import Translator
from inspector.report.data import ReferenceData


def reference_texts(name: str, date: str, licence: str, *, t: Translator) -> tuple[str, str, str]:
    """Name, date and licence as they are told."""
    return _word(name, "name", t), t.date(date), _word(licence, "licence", t)


def reference_row(reference: ReferenceData, t: Translator) -> tuple[str, str, str]:
    return reference_texts(reference.name, reference.date, reference.licence, t=t)


def _word(text: str, kind: str, t: Translator) -> str:
    """What stands before a bracket is looked up: a version in one changes with every release."""
    for part in (text, text.partition(" (")[0]):
        key = f"report.reference.{kind}.{part.lower().replace(' ', '-')}"
        if part and t.has(key):
            return t(key) + text[len(part) :]
    return text
