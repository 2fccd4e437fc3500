"""Answers of name look-ups that an input brought along."""

from collections.abc import Iterable

from inspector.model.flow import CaptureId
from inspector.model.recording import NameAnswer
from inspector.store.case import Case
from inspector.store.notes import insert_names


def add_names(case: Case, capture: CaptureId, answers: Iterable[NameAnswer]) -> None:
    """Adds them to a capture."""
    with case.write() as connection:
        insert_names(connection, capture, answers)
