"""What comparing captures asks of a case: traffic by capture and site around a click, in one pass over the flows."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from inspector.model.comparison import Click, SiteTraffic, Traffic
from inspector.model.flow import CaptureId, FlowId
from inspector.store.queries import CaseReader

_CLICKS = ("refused", "accepted")


def clicks(reader: CaseReader) -> dict[CaptureId, Click]:
    """The first refusal or acceptance that is marked in each capture, with the next one of the other kind."""
    found: dict[CaptureId, Click] = {}
    for capture, markers in reader.markers().items():
        marked = [marker for marker in markers if marker.kind in _CLICKS]
        if marked:
            first = marked[0]
            other = next((marker.at_us for marker in marked if marker.kind != first.kind), None)
            found[capture] = Click(capture=capture, kind=first.kind, at_us=first.at_us, until_us=other)
    return found


def site_traffic(reader: CaseReader, moments: Iterable[Click]) -> tuple[SiteTraffic, ...]:
    """One row a capture and site, for requests that went over the network and are not the browser's own. A host that
    the analysis has not seen yet stands for its site."""
    rows = reader.case.connection.execute(
        "WITH click AS (SELECT value ->> 0 AS capture, value ->> 1 AS at_us, value ->> 2 AS until_us"
        " FROM json_each(?)),"
        " done AS (SELECT flow.capture_id AS capture, flow.host AS host, count(*) AS flows,"
        " sum(request_size) AS sent, sum(response_size) AS received, min(flow.id) AS first,"
        " coalesce(sum(started_us < at_us), 0) AS before,"
        " coalesce(sum(started_us >= at_us AND started_us < until_us), 0) AS after,"
        " min(CASE WHEN started_us >= at_us AND started_us < until_us THEN started_us END) AS after_us"
        " FROM flow LEFT JOIN click ON click.capture = flow.capture_id"
        " WHERE background = 0 AND delivery IN ('network', 'revalidated') AND flow.host != ''"
        " GROUP BY flow.capture_id, flow.host)"
        " SELECT capture, coalesce(place.site, done.host), flows, sent, received, first, before, after, after_us,"
        " (SELECT min(id) FROM flow WHERE flow.started_us = done.after_us AND flow.host = done.host"
        " AND flow.capture_id = done.capture)"
        " FROM done LEFT JOIN flow_site AS place ON place.host = done.host ORDER BY capture, done.host",
        (msgspec.json.encode([(one.capture, one.at_us, _end(one)) for one in moments]).decode(),),
    )
    by_site: dict[tuple[int, str], list[tuple[Any, ...]]] = {}
    for capture, site, *counted in rows:
        by_site.setdefault((capture, site), []).append(tuple(counted))
    return tuple(_of_site(CaptureId(capture), site, hosts) for (capture, site), hosts in sorted(by_site.items()))


def _of_site(capture: CaptureId, site: str, hosts: Sequence[tuple[Any, ...]]) -> SiteTraffic:
    flows, sent, received, first, before, after, _, _ = zip(*hosts, strict=True)
    after_us, after_flow = min(((row[6], row[7]) for row in hosts if row[6] is not None), default=(None, None))
    return SiteTraffic(
        capture=capture,
        site=site,
        traffic=Traffic(flows=sum(flows), bytes_sent=sum(sent), bytes_received=sum(received)),
        first_flow=FlowId(min(first)),
        before=sum(before),
        after=sum(after),
        after_us=after_us,
        after_flow=after_flow,
    )


def _end(click: Click) -> int:
    return 2**62 if click.until_us is None else click.until_us
