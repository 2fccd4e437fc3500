"""Reading what a recording tells beyond its flows: refused handshakes, names looked up, states of pages, hosts that
were not read. All of it is empty in a case that holds no recording."""

import msgspec

from inspector.model.flow import CaptureId, Delivery
from inspector.model.recording import Handshake, NameAnswer, Refusal, StateKind
from inspector.model.struct import Record
from inspector.store.queries import CaseReader

STATE_LIMIT_BYTES = 64_000_000
"""At most this much of one kept part of a state is read."""

_CHAIN = msgspec.json.Decoder(tuple[tuple[str, str, str], ...])


class StateFacts(Record, frozen=True, kw_only=True):
    """A kept part of a page's state, without its data (`page_state_data`). `marker_us` is the moment of its marker."""

    id: int
    capture: CaptureId
    marker_us: int
    at_us: int
    kind: StateKind
    url: str
    sha256: str
    size_bytes: int


class UnreadHost(Record, frozen=True, kw_only=True):
    """A host whose connections passed unread (or refused to be read): name, times and bytes, no content."""

    host: str
    delivery: Delivery  # REFUSED or UNREAD
    connections: int
    first_us: int | None
    last_us: int | None
    bytes_sent: int
    bytes_received: int


def handshakes(
    reader: CaseReader, *, capture: CaptureId | None = None, host: str | None = None
) -> tuple[Handshake, ...]:
    """Encrypted connections that ended without a readable request, counted; the most frequent first."""
    rows = reader.case.connection.execute(
        "SELECT host, port, client, refusal, count, first_us, last_us, detail, likely_pinned FROM handshake"
        " WHERE (?1 IS NULL OR capture_id = ?1) AND (?2 IS NULL OR host = ?2) ORDER BY count DESC, host, client, id",
        (capture, host),
    )
    return tuple(
        Handshake(
            host=row[0],
            port=row[1],
            client=row[2],
            refusal=Refusal(row[3]) if row[3] in Refusal else Refusal.OTHER,
            count=row[4],
            first_us=row[5],
            last_us=row[6],
            detail=row[7],
            likely_pinned=bool(row[8]),
        )
        for row in rows
    )


def name_answers(
    reader: CaseReader, *, capture: CaptureId | None = None, host: str | None = None
) -> tuple[NameAnswer, ...]:
    """The chains of names, in the order they were asked for. A chain that cannot be read is empty, with an error."""
    rows = reader.case.connection.execute(
        "SELECT host, at_us, resolver, chain, error FROM name_answer"
        " WHERE (?1 IS NULL OR capture_id = ?1) AND (?2 IS NULL OR host = ?2) ORDER BY at_us, id",
        (capture, host),
    )
    return tuple(_answer(*row) for row in rows)


def _answer(host: str, at_us: int, resolver: str, chain: str, error: str) -> NameAnswer:
    try:
        steps = _CHAIN.decode(chain)
    except msgspec.DecodeError:
        steps, error = (), error or "unreadable"
    return NameAnswer(host=host, at_us=at_us, resolver=resolver, chain=steps, error=error)


def page_states(reader: CaseReader, capture: CaptureId | None = None) -> tuple[StateFacts, ...]:
    """What was kept of pages at markers, in time order."""
    rows = reader.case.connection.execute(
        "SELECT id, capture_id, marker_us, at_us, kind, url, sha256, length(data) FROM page_state"
        " WHERE ?1 IS NULL OR capture_id = ?1 ORDER BY marker_us, at_us, id",
        (capture,),
    )
    return tuple(
        StateFacts(
            id=row[0],
            capture=CaptureId(row[1]),
            marker_us=row[2],
            at_us=row[3],
            kind=StateKind(row[4]),
            url=row[5],
            sha256=row[6],
            size_bytes=row[7],
        )
        for row in rows
        if row[4] in StateKind
    )


def page_state_data(reader: CaseReader, state: int) -> bytes:
    """The bytes of a kept part, at most STATE_LIMIT_BYTES of them; raises KeyError where there is none."""
    row = reader.case.connection.execute(
        "SELECT substr(data, 1, ?) FROM page_state WHERE id = ?", (STATE_LIMIT_BYTES, state)
    ).fetchone()
    if row is None:
        raise KeyError(state)
    return bytes(row[0])


def unread_hosts(reader: CaseReader) -> tuple[UnreadHost, ...]:
    """Hosts with flows that were refused or passed unread, the busiest first. Bytes are what was counted on the way,
    since no content was kept."""
    rows = reader.case.connection.execute(
        "SELECT host, delivery, count(*), min(started_us), max(started_us + coalesce(duration_us, 0)),"
        " sum(coalesce(request_claimed_size, request_size)),"
        " sum(coalesce(response_wire_size, response_claimed_size, response_size))"
        " FROM flow WHERE delivery IN (?, ?) GROUP BY host, delivery ORDER BY 3 DESC, host, delivery",
        (Delivery.REFUSED.value, Delivery.UNREAD.value),
    )
    return tuple(
        UnreadHost(
            host=row[0],
            delivery=Delivery(row[1]),
            connections=row[2],
            first_us=row[3],
            last_us=row[4],
            bytes_sent=row[5] or 0,
            bytes_received=row[6] or 0,
        )
        for row in rows
    )
