"""What the timeline is drawn from, read from a case: the same for the strip, the page and paper."""

import numpy as np

from inspector.figures.timeline import ChoiceBand, Lane, Timeline, build_timeline, inferred_bands
from inspector.model.flow import Marker
from inspector.model.party import Recipient
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import TimelineBars
from inspector.store.signals import read_choices


def timeline_of(reader: CaseReader, *, markers: tuple[Marker, ...]) -> Timeline:
    """Every flow of a case in lanes per site."""
    bars, recipients = reader.timeline(), reader.recipients()
    return arrange(bars, recipients=recipients, markers=markers, choices=inferred_choices(reader))


def inferred_choices(reader: CaseReader) -> tuple[ChoiceBand, ...]:
    """The choices about consent that only signals tell."""
    ends_us = {capture.id: capture.ended_us for capture in reader.captures() if capture.ended_us is not None}
    return inferred_bands(read_choices(reader).values(), ends_us=ends_us)


def arrange(
    bars: TimelineBars,
    *,
    recipients: tuple[Recipient, ...] = (),
    markers: tuple[Marker, ...] = (),
    choices: tuple[ChoiceBand, ...] = (),
) -> Timeline:
    """One lane per site: hosts of one site share it; hosts nobody has placed yet stand for themselves."""
    by_host = {host: recipient for recipient in recipients for host in recipient.hosts}
    lanes: dict[str, Lane] = {}
    places: dict[str, int] = {}
    lane_of_host = np.zeros(max(len(bars.host_names), 1), dtype=np.int64)
    for index, host in enumerate(bars.host_names):
        site = by_host[host].site if host in by_host else host
        if site not in lanes:
            lanes[site] = _lane(site, by_host.get(host))
            places[site] = len(places)
        lane_of_host[index] = places[site]
    hosts = np.array(bars.hosts, dtype=np.int64)
    starts = np.array(bars.started_us, dtype=np.int64)
    flows = np.array(bars.flows, dtype=np.int64)
    return build_timeline(
        tuple(lanes.values()),
        flow=flows,
        lane=lane_of_host[hosts],
        start_us=starts,
        duration_us=np.array(bars.ended_us, dtype=np.int64) - starts,
        is_sensitive=np.isin(flows, np.fromiter(bars.sensitive, dtype=np.int64, count=len(bars.sensitive))),
        markers=markers,
        choices=choices,
    )


def _lane(site: str, recipient: Recipient | None) -> Lane:
    if recipient is None:
        return Lane(site=site, label=site or "–")
    return Lane(
        site=site,
        label=site,
        role=recipient.party.role,
        first_party=recipient.first_party,
        first_us=recipient.first_us,
    )
