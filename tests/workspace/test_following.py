"""A value followed through a case: where it was looked for is told exactly."""

from pathlib import Path

from inspector.workspace.following import find_value


def test_answers_that_need_no_body_are_not_called_missing(sample_case: Path) -> None:
    trail = find_value(sample_case, "Annonce de résultats")
    assert trail.stops
    assert trail.bodies_missing == 0
