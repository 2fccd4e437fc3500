"""What a redacted export must not show: values about people with the fields they stand in, labels of ids, secrets."""

from collections.abc import Iterable, Iterator

from inspector.model.leaf import SensitiveLeaf, Sighting
from inspector.report.forms import field_name
from inspector.report.redaction import KnownValue

_TOLD = ("encrypted.", "behaviour.page")


def known_values(leaves: Iterable[SensitiveLeaf], sightings: Iterable[Sighting]) -> list[KnownValue]:
    """Each value once a class and field: those about people, what their ids stand for, and all secrets."""
    found: dict[tuple[str, str, str], KnownValue] = {}
    for value in (*_of_leaves(leaves), *_of_sightings(sightings)):
        found.setdefault((value.text, value.class_, value.name), value)
    return list(found.values())


def _of_leaves(leaves: Iterable[SensitiveLeaf]) -> Iterator[KnownValue]:
    for leaf in leaves:
        if leaf.class_.startswith(_TOLD):
            continue
        if leaf.about.is_the_user or leaf.class_.startswith("credential."):
            yield KnownValue(text=leaf.value, class_=leaf.class_, name=field_name(leaf.place.path))
            if leaf.label:
                yield KnownValue(text=leaf.label, class_=leaf.class_)


def _of_sightings(sightings: Iterable[Sighting]) -> Iterator[KnownValue]:
    for sighting in sightings:
        needle = sighting.needle
        yield KnownValue(text=needle.value, class_=needle.class_, label=needle.name)
        if needle.joined:
            yield KnownValue(text=needle.joined, class_=needle.class_)
