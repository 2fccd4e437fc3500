"""Words that the pages share beyond `ui/words.py`: places, phases, lists, lengths of time."""

import re
from collections.abc import Sequence
from html import escape

from inspector.figures.timeline import ChoiceBand
from inspector.findings.class_words import class_word
from inspector.messages import Translator
from inspector.model.finding import Status
from inspector.model.leaf import Place
from inspector.model.party import Recipient
from inspector.ui.words import clock as day_clock
from inspector.ui.words import local_moment, span

_MOST_CHOICES = 12
_NUMBERED = re.compile(r"#\d{1,9}")
_LAST_US = 253_402_300_799_000_000
"""The end of the year 9999: later times are not dates."""


def clock(at_us: int | None, *, millis: bool = False) -> str:
    """The time of day on the reader's clock; a dash where there is none."""
    return day_clock(at_us, millis=millis) if _is_date(at_us) else "–"


def duration(t: Translator, length_us: int | None) -> str:
    """`42 ms`, `1,25 s`, `2 min 05 s`; a dash where it was not measured."""
    if length_us is None:
        return "–"
    if length_us < 60_000_000:
        return span(t, length_us)
    minutes, seconds = divmod(length_us // 1_000_000, 60)
    return f"{t.number(minutes)}\u00a0min {seconds:02d}\u00a0s"


def offset_us(at_us: int) -> int:
    """How far the reader's clock is ahead of UTC at that moment, in microseconds."""
    ahead = local_moment(at_us).utcoffset() if _is_date(at_us) else None
    return int(ahead.total_seconds() * 1_000_000) if ahead is not None else 0


def _is_date(at_us: int | None) -> bool:
    return at_us is not None and 0 <= at_us <= _LAST_US


def class_inside(t: Translator, class_: str) -> str:
    """The name of a class within a line: the same as everywhere, in small letters."""
    return class_word(class_, t)


def status_word(t: Translator, status: Status) -> str:
    return t(f"window.status.{status}")


def phase_word(t: Translator, kind: str, label: str = "") -> str:
    """The investigator's own label, else the word for the marker's kind."""
    if label:
        return label
    key = f"window.marker.{kind}"
    return t(key) if t.has(key) else kind


def choice_word(t: Translator, kind: str) -> str:
    """A choice about consent that no marker tells, only a signal."""
    return t("timeline.choice", kind=t(f"consent.{kind}"))


def choices_text(t: Translator, choices: Sequence[ChoiceBand]) -> str:
    """The inferred choices for who cannot see their hatching; "" for none."""
    told = [
        t("timeline.choice_at", choice=t(f"consent.{one.kind}"), after=clock(one.after_us), by=clock(one.at_us))
        for one in choices[:_MOST_CHOICES]
    ]
    return t("timeline.choices_told", list="; ".join(told)) if told else ""


def operator_name(recipient: Recipient) -> str:
    """The operator where the shipped data names one, else the site."""
    return recipient.party.operator or recipient.site


def listed(t: Translator, words: list[str] | tuple[str, ...]) -> str:
    """`a, b et c`."""
    if len(words) < 2:
        return "".join(words)
    return t("summary.list_end", start=", ".join(words[:-1]), end=words[-1])


def place_word(t: Translator, place: Place) -> str:
    """`réponse, corps, $.data.name`."""
    parts = [t(f"window.side.{place.side}"), t(f"window.location.{place.location}"), place.path]
    return ", ".join(part for part in parts if part)


def prefix_word(t: Translator, prefix: str) -> str:
    """Where in a body a document was found: `#1 > $.url` is « element #1, $.url »."""
    parts = prefix.split(" > ")
    return ", ".join(t("layers.element", n=part[1:]) if _NUMBERED.fullmatch(part) else part for part in parts)


def tip(text: str) -> str:
    """A tooltip that is never read as markup."""
    return f"<qt>{escape(text)}</qt>" if text else ""
