"""Follow a value: every place where it occurs, in time order, in any layer, encoding or hash."""

from pathlib import Path

from inspector.decode.flow import decode_flow
from inspector.detect.needles.hunt import Hunter
from inspector.model.errors import Cancelled
from inspector.model.flow import FlowFacts
from inspector.model.leaf import About, Needle, Origin, Sighting
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.jobs import IsCancelled, Job, Progress, Report
from inspector.workspace.landscape import survey
from inspector.workspace.passes import is_body_missing


class TrailStop(Record, frozen=True, kw_only=True):
    """One place on the way of a value, with the flow it belongs to."""

    sighting: Sighting
    facts: FlowFacts
    operator: str | None


class Sighted(Progress, frozen=True, kw_only=True):
    """Progress of the search with the places found since it was last told, flow by flow: the first ones, not all."""

    stops: tuple[TrailStop, ...]


class Trail(Record, frozen=True, kw_only=True):
    """Where a value occurs, oldest first, and what was searched."""

    value: str
    stops: tuple[TrailStop, ...]
    flows_searched: int
    bodies_missing: int
    forms: tuple[str, ...]
    flows_cut: int = 0  # with more places than are listed

    @property
    def origin(self) -> TrailStop | None:
        """The first place it was seen."""
        return self.stops[0] if self.stops else None


_MOST_EARLY = 40  # places told before the end


def follow_value(case_path: Path, value: str) -> Job:
    """Starts the search in a child process; the result is a Trail."""
    return Job(find_value, case_path, value)


def find_value(
    case_path: Path, value: str, *, report: Report | None = None, is_cancelled: IsCancelled | None = None
) -> Trail:
    """Searches every flow of the case for one value; raises Cancelled where asked to stop. The first places found are
    reported (`Sighted`) as they are found."""
    needle = Needle(name="value", class_="", value=value, origin=Origin.CHOSEN, about=About.UNKNOWN)
    hunter = Hunter([needle], floors=False)
    stops: list[TrailStop] = []
    flows = missing = cut = told = 0
    with Case.open(case_path, read_only=True) as case:
        reader = CaseReader(case)
        landscape = survey(reader)
        operators = {row.host: row.operator for row in landscape.host_rows()}
        total = max(reader.last_flow(), 1)
        for content in reader.contents():
            if is_cancelled and is_cancelled():
                raise Cancelled
            if report and flows % 50 == 0:
                report(Progress(step="following", share=flows / total, count=flows))
            flows += 1
            missing += is_body_missing(content)
            context = landscape.context_of(content.facts)
            for sighting in hunter.hunt(decode_flow(content), context):
                operator = operators.get(content.facts.host)
                stops.append(TrailStop(sighting=sighting, facts=content.facts, operator=operator))
            cut += hunter.was_cut
            if report and told < min(len(stops), _MOST_EARLY):
                found = tuple(stops[told:_MOST_EARLY])
                report(Sighted(step="following", share=flows / total, count=flows, stops=found))
                told += len(found)
    stops.sort(key=_moment)
    return Trail(
        value=value,
        stops=tuple(stops),
        flows_searched=flows,
        bodies_missing=missing,
        flows_cut=cut,
        forms=hunter.searched.forms,
    )


def _moment(stop: TrailStop) -> tuple[int, int, str]:
    """Time of the stop: a response is seen when it has come in."""
    facts = stop.facts
    started = facts.started_us if facts.started_us is not None else 2**62
    answered = (facts.duration_us or 0) if stop.sighting.place.side == "response" else 0
    return started + answered, facts.id, stop.sighting.place.path
