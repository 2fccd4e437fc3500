"""The investigator's edits from the window: each opens its own short-lived writable connection."""

from collections.abc import Iterable
from pathlib import Path

from inspector.model.flow import CaptureId, Marker
from inspector.model.leaf import Needle
from inspector.store import edits
from inspector.store.case import Case
from inspector.workspace.verdicts import decide

__all__ = [
    "add_marker",
    "add_needles",
    "change_marker",
    "decide",
    "delete_marker",
    "describe_case",
    "drop_empty_capture",
    "forget_needle",
    "name_scenario",
    "note",
    "override",
]


def add_marker(case_path: Path, capture: CaptureId, marker: Marker) -> None:
    with Case.open(case_path) as case:
        edits.add_marker(case, capture, marker)


def delete_marker(case_path: Path, capture: CaptureId, marker: Marker) -> bool:
    with Case.open(case_path) as case:
        return edits.delete_marker(case, capture, marker)


def change_marker(case_path: Path, capture: CaptureId, old: Marker, *, new: Marker) -> bool:
    """Moves or renames a marker: one edit, logged with before and after; False where the old one has gone."""
    with Case.open(case_path) as case:
        return edits.change_marker(case, capture, old, new=new)


def override(case_path: Path, *, kind: str, key: str, value: str | None) -> None:
    """Keeps the investigator's word on something inferred; `kind` is `first-party` (key: a site, value: "1" or "0")
    or `party` (key: a site, value: JSON). None takes it back."""
    with Case.open(case_path) as case:
        edits.override(case, kind=kind, key=key, value=value)


def add_needles(case_path: Path, needles: Iterable[Needle]) -> int:
    with Case.open(case_path) as case:
        return edits.add_needles(case, needles)


def forget_needle(case_path: Path, needle: Needle) -> None:
    with Case.open(case_path) as case:
        edits.forget_needle(case, needle)


def name_scenario(case_path: Path, capture: CaptureId, scenario: str | None) -> None:
    with Case.open(case_path) as case:
        edits.name_scenario(case, capture, scenario)


def drop_empty_capture(case_path: Path, capture: CaptureId) -> bool:
    """Forgets a capture that holds nothing; whether it did."""
    with Case.open(case_path) as case:
        return edits.drop_empty_capture(case, capture)


def note(case_path: Path, what: str, detail: str) -> None:
    """One line in the case's log."""
    with Case.open(case_path) as case:
        edits.write_log(case, what, detail)


def describe_case(case_path: Path, *, question: str | None = None, title: str | None = None) -> None:
    """Keeps the question and the title that the report prints."""
    with Case.open(case_path) as case:
        if question is not None:
            case.change_setting("question", question)
        if title is not None:
            case.change_setting("title", title)
