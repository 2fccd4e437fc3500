"""Answers of name look-ups that an input brought along."""

from collections.abc import Iterable

import msgspec

from inspector.model.flow import CaptureId
from inspector.model.recording import NameAnswer
from inspector.store.case import Case


def add_names(case: Case, capture: CaptureId, answers: Iterable[NameAnswer]) -> None:
    """Adds them to a capture."""
    with case.write() as connection:
        connection.executemany(
            "INSERT INTO name_answer (capture_id, host, at_us, resolver, chain, error) VALUES (?, ?, ?, ?, ?, ?)",
            [(capture, a.host, a.at_us, a.resolver, msgspec.json.encode(a.chain).decode(), a.error) for a in answers],
        )
