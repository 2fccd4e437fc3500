"""The route to a place of a case, with what the analysis knows of the value that stands there."""

from pathlib import Path

from inspector.decode.replaying.route import Route, route_of
from inspector.detect.needles.variants import spell
from inspector.model.leaf import Place, Sighting
from inspector.store.case import Case
from inspector.store.queries import CaseReader


def read_route(path: Path, place: Place) -> Route | None:
    """The route to a leaf or sighting, with a connection of its own; None where the place is not in the flow."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        content = reader.content(place.flow)
        sighting = _sighting_at(reader, place)
    if sighting is None:
        return route_of(content, place)
    return route_of(content, sighting.place, texts=known_texts(sighting), form=sighting.form)


def known_texts(sighting: Sighting) -> tuple[str, ...]:
    """The ways to write the value that was found: one of them stands there, or was hashed."""
    return sighting.needle.value, *(variant.text for variant in spell(sighting.needle))


def _sighting_at(reader: CaseReader, place: Place) -> Sighting | None:
    """What was found of a known value there, in a disguise or as a digest; None where it stands plainly."""
    found = [sighting for sighting in reader.sightings(flow=place.flow) if _is_at(sighting.place, place)]
    hidden = [sighting for sighting in found if sighting.place.layers != place.layers or sighting.form != "plain"]
    exact = [sighting for sighting in hidden if sighting.place.layers == place.layers]
    return next(iter(exact or hidden), None)


def _is_at(found: Place, place: Place) -> bool:
    """Whether a sighting is at this leaf: its layers may go on with disguises."""
    where = (found.side, found.location, found.path)
    return where == (place.side, place.location, place.path) and found.layers[: len(place.layers)] == place.layers
