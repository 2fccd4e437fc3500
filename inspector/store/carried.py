"""What a capture holds beyond its flows, pages and markers, on its way into a file and back into a case."""

from collections.abc import Iterable, Iterator, Sequence

from inspector.model.flow import CaptureId, CaptureKind, FlowId, SocketMessage
from inspector.model.recording import Handshake, NameAnswer, PageState
from inspector.store.case import Case
from inspector.store.notes import count_handshakes, insert_names, insert_states
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
    with case.write() as connection:
        insert_names(connection, capture, names)
        count_handshakes(connection, capture, handshakes)
    for state in states:  # one at a time: a screenshot may be large
        with case.write() as connection:
            insert_states(connection, capture, (state,))
    with case.write() as connection:
        connection.execute("UPDATE capture SET kind = ? WHERE id = ?", (kind.value, capture))
