"""A value followed through a case: where it was looked for is told exactly."""

from pathlib import Path

from inspector.workspace.following import Sighted, find_value
from inspector.workspace.jobs import Progress


def test_answers_that_need_no_body_are_not_called_missing(sample_case: Path) -> None:
    trail = find_value(sample_case, "Annonce de résultats")
    assert trail.stops
    assert trail.bodies_missing == 0


def test_the_first_places_are_told_as_they_are_found(sample_case: Path) -> None:
    told: list[Progress] = []
    trail = find_value(sample_case, "rdv-sante", report=told.append)
    early = [stop for one in told if isinstance(one, Sighted) for stop in one.stops]
    first = next(one for one in told if isinstance(one, Sighted))
    assert first.count <= early[0].facts.id < trail.flows_searched
    assert set(early) <= set(trail.stops)
    assert len(early) == min(len(trail.stops), 40)
