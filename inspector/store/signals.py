"""Signals and choices of a case: written by the analysis, read by rules, window, report and result."""

from collections.abc import Iterable, Mapping
from itertools import batched

import msgspec

from inspector.model.consent import ChoiceLine, ConsentSignal
from inspector.model.flow import CaptureId, FlowId
from inspector.model.signal import Signal
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter, clean_text, json_text

_BATCH = 500  # rows a transaction: well below 50 ms
_STATE = "consent-state"  # the kind of the rows that hold a ConsentSignal
_CHOICES = "choices"
_COLUMNS = "flow_id, kind, name, side, location, path, site, first_party, data"


def write_signals(writer: ResultWriter, found: Iterable[Signal | ConsentSignal]) -> None:
    """Adds them, in the order given, in short transactions."""
    for some in batched(found, _BATCH):
        writer.write_rows("signal", _COLUMNS, [_row(signal) for signal in some])


def _row(signal: Signal | ConsentSignal) -> tuple[object, ...]:
    kind = signal.kind.value if isinstance(signal, Signal) else _STATE
    place, name = signal.place, clean_text(signal.name)
    where = (place.side, place.location, clean_text(place.path))
    return (place.flow, kind, name, *where, signal.site, signal.first_party, json_text(signal))


def write_choices(writer: ResultWriter, lines: Mapping[CaptureId, ChoiceLine]) -> None:
    writer.write_outcomes({_CHOICES: list(lines.values())})


def read_choices(reader: CaseReader) -> dict[CaptureId, ChoiceLine]:
    """The choices of every capture; empty where the analysis has not run."""
    kept = reader.outcome(_CHOICES)
    lines = msgspec.json.decode(kept, type=list[ChoiceLine]) if kept else []
    return {line.capture: line for line in lines}


def read_signals(reader: CaseReader) -> tuple[Signal, ...]:
    """In flow order."""
    decoder = msgspec.json.Decoder(Signal)
    rows = reader.case.connection.execute("SELECT data FROM signal WHERE kind != ? ORDER BY flow_id, id", (_STATE,))
    return tuple(decoder.decode(data) for (data,) in rows)


def read_consent_signals(reader: CaseReader, *, flow: FlowId | None = None) -> tuple[ConsentSignal, ...]:
    """In flow order; those of one flow where it is given."""
    decoder = msgspec.json.Decoder(ConsentSignal)
    query = "SELECT data FROM signal WHERE kind = ? ORDER BY flow_id, id"
    if flow is None:
        rows = reader.case.connection.execute(query, (_STATE,))
    else:
        query = query.replace("ORDER", "AND flow_id = ? ORDER")
        rows = reader.case.connection.execute(query, (_STATE, flow))
    return tuple(decoder.decode(data) for (data,) in rows)
