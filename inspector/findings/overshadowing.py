"""Sightings that are only part of a longer one at the same place say nothing of their own."""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from inspector.model.leaf import Sighting

_LONGEST_COMPARED = 1_000


def without_overshadowed(sightings: Sequence[Sighting]) -> list[Sighting]:
    """The sightings without those that are only part of a longer value at the same place: the first name inside the
    e-mail address, the specialty inside the motive."""
    letters: Callable[[str], str] = lru_cache(maxsize=4096)(_letters_of)
    at_place: dict[tuple[object, ...], dict[str, None]] = {}
    for sighting in sightings:
        at_place.setdefault(_spot(sighting), {})[letters(sighting.needle.value)] = None
    texts = {spot: "\0".join(values) for spot, values in at_place.items() if len(values) > 1}
    if not texts:
        return list(sightings)
    return [
        sighting
        for sighting in sightings
        if not _is_part(letters(sighting.needle.value), texts.get(_spot(sighting), ""))
    ]


def _letters_of(text: str) -> str:
    """Letters and digits only, without case or accents: what two spellings of one value have in common."""
    return "".join(c for c in unicodedata.normalize("NFKD", text[:_LONGEST_COMPARED]).casefold() if c.isalnum())


def _spot(sighting: Sighting) -> tuple[object, ...]:
    place = sighting.place
    return place.flow, place.side, place.location, place.path, place.layers


def _is_part(value: str, text: str) -> bool:
    """`text` holds every value of the place once: one that occurs twice stands in a longer one."""
    return bool(value) and text.count(value) > 1
