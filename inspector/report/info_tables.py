"""Findings for information that one rule makes: a table, with what the rule says of all of them once."""

from collections.abc import Callable, Sequence
from itertools import groupby

from inspector.model.finding import Severity
from inspector.report.data import FindingBlock

type Page = dict[str, object]

_LEAST = 2  # findings of a rule that make a table
MOST_TABLED = 400
_VARIANTS = ("suggests", "does_not_show")  # each wording once
_FIRST = ("shows", "points", "checked", "reproduction")  # of the first row, where the rows differ
_MOST_ALIKE = 2  # lines that may stand together before only those of the first row do


def split_information(findings: Sequence[FindingBlock]) -> tuple[list[FindingBlock], list[list[FindingBlock]]]:
    """The findings that stand for themselves, and the tables, in order of their rules."""
    info = sorted((one for one in findings if one.finding.severity is Severity.INFO), key=lambda one: one.finding.rule)
    groups = [list(some) for _, some in groupby(info, key=lambda one: one.finding.rule)]
    tables = [some for some in groups if len(some) >= _LEAST]
    tabled = {one.finding.id for some in tables for one in some}
    return [one for one in findings if one.finding.id not in tabled], tables


def information_table(pages: Sequence[Page], *, words: Callable[..., str]) -> Page:
    """One table of the blocks of one rule, each as `blocks.py` writes it. What a person wrote of one of them stands
    below; texts that differ by finding are those of the first, the others are in the attached data."""
    first = pages[0]
    worked = [page for page in pages if _is_worked_on(page)]
    return {
        "rule": first["rule"],
        "severity": first["severity"],
        "word": first["word"],
        "title": words("report.information.title", rule=str(first["rule"]), n=len(pages)),
        "head": [words(f"report.information.{key}") for key in ("recipient", "what", "count", "standing")],
        "rows": [_row(page, words=words) for page in pages],
        "said": [one for key in (*_FIRST[:1], *_VARIANTS, *_FIRST[1:], "legal") if (one := _said(pages, key, words))],
        "traps": first["traps"],
        "traps_answered": "" if any(page["has_answers"] for page in pages) else first["traps_answered"],
        "worked": worked,
        "whole": words("report.information.whole"),
    }


def _row(page: Page, *, words: Callable[..., str]) -> Page:
    draft = [words("report.status.draft")] if page["draft"] else []
    standing = [page["rung"], page["confidence"], page["status"], *draft]
    keys = ("id", "title", "facts", "evidence")
    return {**{key: page[key] for key in keys}, "standing": [text for text in standing if text]}


def _said(pages: Sequence[Page], key: str, words: Callable[..., str]) -> Page | None:
    """A label and its lines: every wording, or those of the first finding, and then the label says so."""
    wordings = _union(pages, key)
    if not wordings:
        return None
    label = words(f"report.finding.{key}")
    if key in _FIRST and len(wordings) > (_MOST_ALIKE if key == "reproduction" else 1):
        return {"label": words("report.information.first", label=label), "lines": _lines(pages[0], key)}
    return {"label": label, "lines": wordings}


def _lines(page: Page, key: str) -> list[object]:
    said = page[key]
    return said if isinstance(said, list) else [said] if said else []


def _union(pages: Sequence[Page], key: str) -> list[object]:
    """What any of them says, each once."""
    found: list[object] = []
    for page in pages:
        found += [line for line in _lines(page, key) if line not in found]
    return found


def _is_worked_on(page: Page) -> bool:
    """Whether a person wrote or ticked anything, or runs are told of."""
    return any(bool(page[key]) for key in ("has_answers", "runs", "reviewed", "note", "reply"))
