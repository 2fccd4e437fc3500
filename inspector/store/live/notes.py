"""What a batch tells beside its flows, as rows."""

import sqlite3

import msgspec

from inspector.model.flow import CaptureId
from inspector.store.live.batch import Batch
from inspector.store.notes import (
    count_handshakes,
    insert_markers,
    insert_names,
    insert_states,
    insert_warnings,
    replace_pages,
)


def write_notes(connection: sqlite3.Connection, batch: Batch, *, capture: CaptureId) -> None:
    """Handshakes, names, markers, warnings, states of pages, pages, and what is known of the recording itself."""
    count_handshakes(connection, capture, batch.handshakes)
    insert_names(connection, capture, batch.names)
    insert_markers(connection, capture, batch.markers)
    insert_warnings(connection, capture, batch.warnings)
    insert_states(connection, capture, batch.states)
    replace_pages(connection, capture, batch.pages.values())
    if batch.environment is not None:
        text = msgspec.json.encode(batch.environment).decode()
        connection.execute("UPDATE capture SET environment = ? WHERE id = ?", (text, capture))
