"""Reading what a recording tells beyond its flows: refused handshakes, names looked up, states of pages, hosts that
were not read. All of it is empty in a case that holds no recording."""

import msgspec

from inspector.model.finding import Supports
from inspector.model.flow import CaptureId, Connection, Delivery, FlowId
from inspector.model.recording import Handshake, NameAnswer, Refusal, StateKind
from inspector.model.share import share_of
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
        " FROM flow WHERE delivery NOT IN ('network', 'revalidated') AND delivery IN (?, ?)"
        " GROUP BY host, delivery ORDER BY 3 DESC, host, delivery",
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


class Tally(Record, frozen=True, kw_only=True):
    """Flows of a case by what may be said of them. `background`: of the browser itself, at `background_hosts`."""

    refused: int = 0
    unread: int = 0
    background: int = 0
    background_hosts: int = 0


def tally(reader: CaseReader) -> Tally:
    refused, unread, background, hosts = reader.case.connection.execute(
        "SELECT coalesce(sum(delivery = ?), 0), coalesce(sum(delivery = ?), 0), coalesce(sum(background), 0),"
        " count(DISTINCT CASE WHEN background = 1 THEN host END) FROM flow",
        (Delivery.REFUSED.value, Delivery.UNREAD.value),
    ).fetchone()
    return Tally(refused=refused, unread=unread, background=background, background_hosts=hosts)


def background_flows(reader: CaseReader) -> frozenset[FlowId]:
    """Flows of the browser itself: no page asked for them."""
    rows = reader.case.connection.execute("SELECT id FROM flow WHERE background = 1")
    return frozenset(FlowId(row[0]) for row in rows)


def transport_of(reader: CaseReader, flow: FlowId) -> Connection | None:
    """Address and TLS facts of the connection of a flow, without its certificates; None where nothing was recorded."""
    row = reader.case.connection.execute(
        "SELECT c.server_address, c.server_port, c.tls_version, c.cipher, c.alpn, c.sni, c.client_tls_version,"
        " c.client_cipher, c.client_alpn FROM flow JOIN connection AS c ON c.id = flow.connection_id WHERE flow.id = ?",
        (flow,),
    ).fetchone()
    if row is None:
        return None
    return Connection(
        server_address=row[0],
        server_port=row[1],
        tls_version=row[2],
        cipher=row[3],
        alpn=row[4],
        sni=row[5],
        client_tls_version=row[6],
        client_cipher=row[7],
        client_alpn=row[8],
    )


def counted_supports(reader: CaseReader, capture: CaptureId) -> Supports:
    """What a recording that ended by no word of its own can support, counted from its flows."""
    wire = "capture_id = ?1 AND background = 0 AND delivery IN ('network', 'revalidated')"
    answers, bodies, images, image_bodies = reader.case.connection.execute(
        "SELECT count(*), coalesce(sum(response_size > 0), 0), coalesce(sum(response_mime LIKE 'image/%'), 0),"
        " coalesce(sum(response_mime LIKE 'image/%' AND response_size > 0), 0) FROM flow"
        f" WHERE {wire} AND (status BETWEEN 200 AND 299 OR status >= 400) AND status NOT IN (204, 205)"
        " AND upper(method) != 'HEAD' AND (response_size > 0 OR coalesce(response_claimed_size, 1) != 0)",
        (capture,),
    ).fetchone()
    with_headers, with_transport = reader.case.connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM flow WHERE {wire} AND length(request_headers) + length(response_headers) > 4),"
        " EXISTS (SELECT 1 FROM connection WHERE capture_id = ?1 AND (tls_version IS NOT NULL"
        " OR certificate IS NOT NULL))",
        (capture,),
    ).fetchone()
    return Supports(
        answers=share_of(bodies, answers),
        cookies=bool(with_headers),
        images=not images or image_bodies * 2 >= images,
        consent=False,
        transport=bool(with_transport),
    )


def tls_versions(reader: CaseReader) -> dict[FlowId, str]:
    """Flow -> TLS version of its connection to the server, where one was recorded."""
    rows = reader.case.connection.execute(
        "SELECT flow.id, c.tls_version FROM flow JOIN connection AS c ON c.id = flow.connection_id"
        " WHERE c.tls_version IS NOT NULL AND c.tls_version != ''"
    )
    return {FlowId(flow): version for flow, version in rows}
