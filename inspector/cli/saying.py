"""What the command line says beside its results: on standard error, in the person's language; and its exit status."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from inspector.messages import Translator
from inspector.model.errors import EnClairError
from inspector.workspace.jobs import Progress

if TYPE_CHECKING:
    from inspector.model.flow import CaptureFacts, Warning
    from inspector.workspace.scanning import Refused
    from inspector.workspace.summary import Summary

DONE, LEFT_OUT, WRONG, LACKING = 0, 1, 2, 3


def complain(error: EnClairError, t: Translator) -> None:
    """One line on standard error, in the person's language where the sentence is known."""
    key = f"errors.{error.code}"
    print(f"enclair: {t(key, **error.facts) if t.has(key) else error}", file=sys.stderr)


def say(line: str, *, status: int) -> int:
    print(f"enclair: {line}", file=sys.stderr)
    return status


def complain_of(refused: "Sequence[Refused]", t: Translator) -> None:
    """One line for each input that could not be taken."""
    for refusal in refused:
        complain(refusal.error, t)


class ProgressLine:
    """A progress line on a terminal, nothing elsewhere."""

    def __init__(self, t: Translator) -> None:
        self._t = t
        self._is_shown = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        if self._is_shown:
            share = "" if progress.share is None else f" {progress.share * 100:3.0f} %"
            print(f"\r\x1b[K{self._t(f'progress.{progress.step}')}{share}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._is_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def name_oddities(captures: "Sequence[CaptureFacts]", t: Translator) -> bool:
    """Every warning of these captures on standard error; whether something was left out."""
    for capture in captures:
        for warning in capture.warnings:
            where = "" if warning.entry is None else f" [{warning.entry}]"
            print(f"enclair: {capture.name}{where}: {_warning_text(warning, t)}", file=sys.stderr)
    return any(c.imported < c.entries or any(_loses_something(w) for w in c.warnings) for c in captures)


def _warning_text(warning: "Warning", t: Translator) -> str:
    """In the person's language; the English message says more, such as how many there were."""
    key = f"warnings.{warning.code}"
    return t(key) if t.language != "en" and t.has(key) else warning.message


def _loses_something(warning: "Warning") -> bool:
    from inspector.formats.har.tally import HARMLESS

    return warning.code not in HARMLESS


def name_oddities_of(path: Path, t: Translator) -> bool:
    from inspector.store.case import Case
    from inspector.store.queries import CaseReader
    from inspector.workspace.result import told_captures

    with Case.open(path, read_only=True) as case:
        return name_oddities(told_captures(CaseReader(case)), t)


def print_summary(summary: "Summary", stream: TextIO) -> None:
    """The overview's sentences, one a line, groups apart."""
    for group in ("answer", "service", "others", "findings", "searched", "limits"):
        statements = getattr(summary, group)
        for statement in statements:
            print(statement.text, file=stream)
    print(summary.first_party.text, file=stream)
