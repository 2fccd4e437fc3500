"""What a capture holds beyond its flows, pages and markers, on its way into a file and back into a case."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

import msgspec

from inspector.model.flow import CaptureId, CaptureKind, FlowId, SocketMessage
from inspector.model.recording import Handshake, NameAnswer, PageState
from inspector.store.case import Case
from inspector.store.names import add_names
from inspector.store.queries import CaseReader


def claimed_sizes(reader: CaseReader, flow: FlowId) -> tuple[int | None, int | None]:
    """What the source claimed of the bodies of request and response, in bytes; raises KeyError for no such flow."""
    row = reader.case.connection.execute(
        "SELECT request_claimed_size, response_claimed_size FROM flow WHERE id = ?", (flow,)
    ).fetchone()
    if row is None:
        raise KeyError(flow)
    return row[0], row[1]


def all_messages(reader: CaseReader, flow: FlowId) -> tuple[SocketMessage, ...]:
    """Every message of a flow, however many there are."""
    rows = reader.case.connection.execute(
        "SELECT at_us, from_client, opcode, data FROM message WHERE flow_id = ? ORDER BY n", (flow,)
    )
    return tuple(SocketMessage(at_us=row[0], from_client=bool(row[1]), opcode=row[2], data=row[3]) for row in rows)


def certificate_chains(reader: CaseReader) -> tuple[bytes, ...]:
    """Every different certificate chain of the case, as `Connection.certificate` holds it."""
    rows = reader.case.connection.execute(
        "SELECT DISTINCT certificate FROM connection WHERE certificate IS NOT NULL ORDER BY 1"
    )
    return tuple(row[0].encode() for row in rows)


def header_values(reader: CaseReader, name: str) -> Iterator[str]:
    """Every different value of a header (lower case) in the case."""
    rows = reader.case.connection.execute("SELECT DISTINCT value FROM flow_header WHERE lower(name) = ?", (name,))
    return (row[0] for row in rows)


def bring_back(
    case: Case,
    capture: CaptureId,
    *,
    kind: CaptureKind,
    handshakes: Sequence[Handshake] = (),
    names: Sequence[NameAnswer] = (),
    states: Iterable[PageState] = (),
) -> None:
    """Makes an imported capture what it was before its export. Raises CaseUnusable where that cannot be written."""
    add_names(case, capture, names)
    with case.write() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO handshake (capture_id, host, port, client, refusal, count, first_us, last_us,"
            " detail, likely_pinned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(capture, *msgspec.structs.astuple(handshake)) for handshake in handshakes],
        )
    for state in states:  # one at a time: a screenshot may be large
        with case.write() as connection:
            connection.execute(
                "INSERT INTO page_state (capture_id, marker_us, at_us, kind, url, sha256, data)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    capture,
                    state.marker_us,
                    state.at_us,
                    state.kind.value,
                    state.url,
                    sha256(state.data).hexdigest(),
                    state.data,
                ),
            )
    with case.write() as connection:
        connection.execute("UPDATE capture SET kind = ? WHERE id = ?", (kind.value, capture))
