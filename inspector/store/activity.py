"""Figures per host: what first-party inference and the recipients' list are counted from."""

import re
from collections.abc import Callable, Iterable

import msgspec

from inspector.model.struct import Record
from inspector.store.queries import CaseReader

_HOST = re.compile(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/:?#]*)", re.IGNORECASE)


class HostActivity(Record, frozen=True, kw_only=True):
    """What a host did in a case. `documents` are navigations it answered; `referred` flows to any host whose Referer
    names this one; `pages` page records whose first document it served. Bytes are those of bodies."""

    host: str
    flows: int
    sent: int  # flows that were on the wire
    documents: int
    pages: int
    referred: int
    initiated: int
    bytes_sent: int
    bytes_received: int
    first_us: int | None
    last_us: int | None
    addresses: tuple[str, ...]
    paths: tuple[str, ...]  # a few different paths, for roles that depend on them
    background: int = 0  # flows of the browser itself


def host_activity(reader: CaseReader, *, site_of: Callable[[str], str]) -> tuple[HostActivity, ...]:
    """One row a host, ordered by name; references from one host to another of its own site do not count."""
    connection = reader.case.connection
    documents: dict[str, int] = dict(
        connection.execute(
            "SELECT host, count(*) FROM flow WHERE background = 0"
            " AND (resource_type = 'document' OR (resource_type IS NULL"
            " AND method = 'GET' AND status BETWEEN 200 AND 399 AND response_mime LIKE 'text/html%'"
            " AND initiator_url IS NULL)) AND host != '' GROUP BY host"
        )
    )
    pages: dict[str, int] = dict(
        connection.execute(
            "SELECT host, count(*) FROM flow WHERE id IN (SELECT min(id) FROM flow WHERE page IS NOT NULL"
            " AND host != '' AND background = 0 AND delivery IN ('network', 'revalidated')"
            " AND (resource_type = 'document'"
            " OR resource_type IS NULL AND (status BETWEEN 200 AND 299 OR status IS NULL))"
            " GROUP BY capture_id, page) GROUP BY host"
        )
    )
    referred = _by_host(
        connection.execute(
            "SELECT pair.value ->> 1, host, count(*) FROM flow, json_each(flow.request_headers) AS pair"
            " WHERE lower(pair.value ->> 0) = 'referer' GROUP BY 1, 2"
        ),
        site_of=site_of,
    )
    initiated = _by_host(
        connection.execute(
            "SELECT initiator_url, host, count(*) FROM flow WHERE initiator_url IS NOT NULL GROUP BY 1, 2"
        ),
        site_of=site_of,
    )
    rows = connection.execute(
        "SELECT host, count(*), sum(delivery IN ('network', 'revalidated')), sum(request_size), sum(response_size),"
        " min(started_us), max(started_us), json_group_array(DISTINCT server_address), sum(background)"
        " FROM flow WHERE host != '' GROUP BY host ORDER BY host"
    ).fetchall()
    return tuple(
        HostActivity(
            host=host,
            flows=flows,
            sent=sent or 0,
            documents=documents.get(host, 0),
            pages=pages.get(host, 0),
            referred=referred.get(host, 0),
            initiated=initiated.get(host, 0),
            bytes_sent=up or 0,
            bytes_received=down or 0,
            first_us=first,
            last_us=last,
            addresses=_texts(addresses),
            background=background or 0,
            paths=tuple(
                row[0] for row in connection.execute("SELECT DISTINCT path FROM flow WHERE host = ? LIMIT 20", (host,))
            ),
        )
        for host, flows, sent, up, down, first, last, addresses, background in rows
    )


def _by_host(rows: Iterable[tuple[str | None, str, int]], *, site_of: Callable[[str], str]) -> dict[str, int]:
    """How many flows to other sites name an address of each host."""
    found: dict[str, int] = {}
    for url, target, count in rows:
        if match := _HOST.match(url or ""):
            host = match[1].strip("[]").lower()
            if site_of(host) != site_of(target):
                found[host] = found.get(host, 0) + count
    return found


def _texts(array: str) -> tuple[str, ...]:
    return tuple(sorted(text for text in msgspec.json.decode(array, type=list[str | None]) if text))
