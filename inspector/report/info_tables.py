"""Findings for information that one rule makes: a table, with what the rule says of all of them once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby

from inspector.model.finding import Severity
from inspector.report.data import FindingBlock

type Page = dict[str, object]

_LEAST = 2  # findings of a rule that make a table
MOST_TABLED = 400
_SHARED = ("suggests", "does_not_show", "points", "checked")
"""Said once under the table where all rows agree, else in each row."""


def split_information(findings: Sequence[FindingBlock]) -> tuple[list[FindingBlock], list[list[FindingBlock]]]:
    """The findings that stand for themselves, and the tables, in order of their rules."""
    info = sorted((one for one in findings if one.finding.severity is Severity.INFO), key=lambda one: one.finding.rule)
    groups = [list(some) for _, some in groupby(info, key=lambda one: one.finding.rule)]
    tables = [some for some in groups if len(some) >= _LEAST]
    tabled = {one.finding.id for some in tables for one in some}
    return [one for one in findings if one.finding.id not in tabled], tables


def information_table(pages: Sequence[Page], *, words: Callable[..., str]) -> Page:
    """One table of the blocks of one rule, each as `blocks.py` writes it: nothing of them is left out."""
    first = pages[0]
    same = {key for key in _SHARED if len({str(page[key]) for page in pages}) == 1}
    return {
        "rule": first["rule"],
        "severity": first["severity"],
        "word": first["word"],
        "title": words("report.information.title", rule=str(first["rule"]), n=len(pages)),
        "head": [words(f"report.information.{key}") for key in ("recipient", "what", "count", "standing")],
        "rows": [_row(page, same, words=words) for page in pages],
        "worked": [page for page in pages if _is_worked_on(page)],
        **{key: first[key] if key in same else "" for key in _SHARED},
        **{key: _union(pages, key) for key in ("reproduction", "legal")},
        "traps": first["traps"],
        "traps_answered": first["traps_answered"] if not _any(pages, "has_answers") else "",
    }


def _row(page: Page, same: Iterable[str], *, words: Callable[..., str]) -> Page:
    own = [(words(f"report.finding.{key}"), page[key]) for key in _SHARED if key not in same and page[key]]
    return {
        "id": page["id"],
        "title": page["title"],
        "what": [text for text in (page["statement"], page["shows"]) if text],
        "own": [{"label": label, "text": text} for label, text in own],
        "facts": page["facts"],
        "evidence": page["evidence"],
        "more_evidence": page["more_evidence"],
        "standing": [text for text in (page["rung"], page["confidence"], page["status"]) if text],
        "draft": page["draft"],
    }


def _is_worked_on(page: Page) -> bool:
    """Whether a person wrote or ticked anything, or runs are told of."""
    return any(bool(page[key]) for key in ("has_answers", "runs", "reviewed", "note", "reply"))


def _any(pages: Sequence[Page], key: str) -> bool:
    return any(bool(page[key]) for page in pages)


def _union(pages: Sequence[Mapping[str, object]], key: str) -> list[object]:
    """What any of them says, each once."""
    found: list[object] = []
    for page in pages:
        texts = page[key]
        assert isinstance(texts, list)
        found += [text for text in texts if text not in found]
    return found
