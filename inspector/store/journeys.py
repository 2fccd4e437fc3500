"""Journeys and narratives of a case: written by the analysis, read by window, report and result."""

from collections.abc import Sequence

import msgspec

from inspector.model.journey import Journey, Narrative
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter

_JOURNEYS, _NARRATIVES = "journeys", "narratives"


def write_journeys(writer: ResultWriter, journeys: Sequence[Journey], narratives: Sequence[Narrative]) -> None:
    writer.write_outcomes({_JOURNEYS: journeys, _NARRATIVES: narratives})


def read_journeys(reader: CaseReader) -> tuple[Journey, ...]:
    """The most telling first; none where the analysis has not run."""
    kept = reader.outcome(_JOURNEYS)
    return msgspec.json.decode(kept, type=tuple[Journey, ...]) if kept else ()


def read_narratives(reader: CaseReader) -> tuple[Narrative, ...]:
    kept = reader.outcome(_NARRATIVES)
    return msgspec.json.decode(kept, type=tuple[Narrative, ...]) if kept else ()
