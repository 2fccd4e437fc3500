"""A trail as JSON and as lines of text."""

from datetime import UTC, datetime
from typing import Any

from inspector.messages import Translator
from inspector.model.flow import Side
from inspector.model.mask import mask
from inspector.workspace.following import Trail, TrailStop

FORMAT = "enclair-follow/1"


def describe_trail(trail: Trail) -> dict[str, Any]:
    """The trail in the words of `enclair-scan/1`: its `sightings`, in time order, and what was searched."""
    return {
        "format": FORMAT,
        "value": mask(trail.value),
        "sightings": [_stop(stop) for stop in trail.stops],
        "searched": {
            "flows": trail.flows_searched,
            "bodies_missing": trail.bodies_missing,
            "flows_cut": trail.flows_cut,
            "forms": list(trail.forms),
        },
    }


def _stop(stop: TrailStop) -> dict[str, Any]:
    place = stop.sighting.place
    return {
        "needle": stop.sighting.needle.name,
        "origin": stop.sighting.needle.origin,
        "form": stop.sighting.form,
        "capture": place.capture,
        "flow": place.flow,
        "entry": place.entry,
        "at": utc_text(stop.facts.started_us),
        "on_wire": stop.facts.delivery.is_on_wire,
        "side": place.side,
        "location": place.location,
        "path": place.path,
        "layers": list(place.layers),
        "recipient": stop.sighting.site,
        "operator": stop.operator,
        "first_party": stop.sighting.first_party,
    }


def trail_lines(trail: Trail, t: Translator) -> list[str]:
    """One line a stop, then what was searched."""
    lines = [
        t(
            "cli.trail_stop",
            time=utc_text(stop.facts.started_us) or "-",
            flow=str(stop.facts.id),
            direction=t(f"cli.{_direction(stop)}"),
            site=stop.sighting.site,
            location=stop.sighting.place.location,
            path=stop.sighting.place.path,
            layers=" > ".join(stop.sighting.place.layers),
            form=stop.sighting.form,
        )
        for stop in trail.stops
    ]
    if not lines:
        lines.append(t("cli.trail_none"))
    lines.append(t("cli.trail_searched", flows=trail.flows_searched, forms=", ".join(trail.forms)))
    if trail.bodies_missing:
        lines.append(t("cli.trail_missing", n=trail.bodies_missing))
    if trail.flows_cut:
        lines.append(t("cli.trail_cut", n=trail.flows_cut))
    return lines


def _direction(stop: TrailStop) -> str:
    """What may be said of a stop: a request that never left was sent to nobody."""
    is_request = stop.sighting.place.side is Side.REQUEST
    if stop.facts.delivery.is_on_wire:
        return "sent_to" if is_request else "returned_by"
    return "meant_for" if is_request else "local_copy"


def utc_text(at_us: int | None) -> str | None:
    """RFC 3339 with milliseconds and Z; None stays None."""
    if at_us is None:
        return None
    try:
        moment = datetime.fromtimestamp(at_us / 1_000_000, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
