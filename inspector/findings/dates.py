"""Dates inside sentences, as a person writes them: `10 March 2026, 14:00:32 UTC`. Facts keep the machine's."""

import re

from inspector.messages import Translator

_NAME = re.compile(r"(?:\w+_)?(?:at|date|when|first|last)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:\Z|[ ,]+(?=\d\d:))")


def told_date(text: str, t: Translator) -> str:
    """An ISO date in the words of the language, with its time of day where it has one; what is none stays."""
    found = _ISO.match(text)
    key = f"report.month.{int(found[2])}" if found else ""
    if found is None or not t.has(key):
        return text
    number = int(found[3])
    day = "1er" if number == 1 and t.language == "fr" else str(number)
    time = text[found.end() :].replace(" ", "\u00a0")
    return f"{day}\u00a0{t(key)} {found[1]}" + (f", {time}" if time else "")


def told_fact(name: str, value: str, t: Translator) -> str:
    """A fact as a sentence tells it: what stands under the name of a date (`at`, `source_date` ...) as a date. All else
    stays, captured values above all."""
    return told_date(value, t) if _NAME.fullmatch(name) else value
