"""French and English for everything: catalogues in `resources/i18n/<lang>/<section>.toml`.

A catalogue is a flat TOML table: `"key" = "sentence with {placeholder}"`, or a sub-table with `one` and `other`
where the sentence depends on `{n}`. Keys are the same in both languages (a test compares them). French text is
written with plain spaces before ; : ! ? and inside « », and plain apostrophes; the right ones are put in when it is
read.
"""

import locale
import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache

from inspector.resources import resource_path

LANGUAGES = ("en", "fr")

_NARROW = "\u202f"  # espace fine insécable
_FRENCH = (
    (re.compile(r" ([;!?»])"), f"{_NARROW}\\1"),
    (re.compile(r" :(?=\s|$)"), "\u00a0:"),
    (re.compile(r"« "), f"«{_NARROW}"),
    (re.compile(r"(?<=[\d}]) (?=(?:ms|s|min|h|o|Ko|Mo|Go)\b|%)"), "\u00a0"),
    (re.compile(r"(?<=[^\W\d_])'(?=\w)"), "\u2019"),
)


def french_spaces(text: str) -> str:
    """The text with non-breaking spaces before ; : ! ? and units, and inside guillemets; typographic apostrophes."""
    for pattern, replacement in _FRENCH:
        text = pattern.sub(replacement, text)
    return text


_DATE_NAME = re.compile(r"(?:\w+_)?(?:at|date|when|first|last)")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?=\Z|[ ,]+\d\d:)")


def stated(name: str, value: str, language: str) -> str:
    """A fact of a sentence as it is told: in French, an ISO date under the name of a date (`at`, `source_date` ...) is
    `10/03/2026`, with its time of day where it has one. All else stays, captured values above all."""
    if language != "fr" or not _DATE_NAME.fullmatch(name):
        return value
    found = _ISO_DATE.match(value)
    return f"{found[3]}/{found[2]}/{found[1]}{value[found.end() :]}" if found else value


def system_language(environ: Mapping[str, str] | None = None) -> str:
    """`fr` or `en`, from the environment of the process, then the platform's locale."""
    env = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(name):
            return "fr" if value.lower().startswith("fr") else "en"
    code = locale.getlocale()[0] or ""
    return "fr" if code.lower().startswith(("fr", "french")) else "en"


@cache
def _catalogue(language: str) -> dict[str, str | dict[str, str]]:
    sentences: dict[str, str | dict[str, str]] = {}
    for file in sorted(resource_path("i18n", language).glob("*.toml")):
        for key, value in tomllib.loads(file.read_text(encoding="utf-8")).items():
            sentences[f"{file.stem}.{key}"] = value
    return sentences


class Translator:
    """Sentences of one language: `t("window.open")`, `t("counts.flows", n=3)`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "en"

    def __call__(self, key: str, /, **facts: object) -> str:
        """The sentence `section.key` with its placeholders filled; the key itself where it is missing.

        `n` chooses between `one` and `other` (French: 0 and 1 are singular) and is written with the language's
        thousands separator, as every other integer fact.
        """
        sentence = _catalogue(self.language).get(key, _catalogue("en").get(key, key))
        if isinstance(sentence, dict):
            n = facts.get("n", 0)
            small = isinstance(n, (int, float)) and (abs(n) < 2 if self.language == "fr" else n == 1)
            sentence = sentence["one" if small else "other"]
        if self.language == "fr":
            sentence = french_spaces(sentence)
        if facts:
            sentence = _fill(sentence, {name: self._written(name, value) for name, value in facts.items()})
        return sentence

    def has(self, key: str) -> bool:
        return key in _catalogue(self.language) or key in _catalogue("en")

    def _written(self, name: str, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value)
        return stated(name, str(value), self.language)

    def date(self, text: str) -> str:
        """An ISO date, with or without a time of day, as the language writes it; what is none stays."""
        return stated("date", text, self.language)

    def number(self, value: int | float, digits: int = 0) -> str:
        """A number for people: `1 204` or `1,204`, `0,5` or `0.5`."""
        text = f"{value:,.{digits}f}"
        if self.language == "fr":
            text = text.replace(",", _NARROW).replace(".", ",")
        return text

    def size(self, size_bytes: int) -> str:
        """A size for people in decimal units: `1,2 Mo`, `1.2 MB`."""
        units = ("o", "ko", "Mo", "Go", "To") if self.language == "fr" else ("B", "kB", "MB", "GB", "TB")
        value = float(size_bytes)
        for unit in units:
            if abs(value) < 999.5 or unit == units[-1]:
                return f"{self.number(value, 0 if unit == units[0] or value >= 99.5 else 1)}\u00a0{unit}"
            value /= 1000
        raise AssertionError("unreachable")


_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _fill(sentence: str, facts: Mapping[str, str]) -> str:
    """Placeholders replaced once, by plain text: braces inside a value are never read as placeholders."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), sentence)
