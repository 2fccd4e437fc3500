"""What the markers of a capture say about a moment: its phase, the choice made by then, who was logged in."""

from collections.abc import Sequence

from inspector.model.flow import Marker

_CHOICES = ("refused", "accepted")


def phase_at(markers: Sequence[Marker], at_us: int | None) -> str | None:
    """The kind of the last marker before a moment, notes apart."""
    passed = [marker for marker in _before(markers, at_us) if marker.kind != "note"]
    return passed[-1].kind if passed else None


def is_before_choice_or_refused(markers: Sequence[Marker], at_us: int | None, *, scenario: str | None) -> bool:
    """True where consent had been refused, or where it was given or refused only later; False where nothing tells."""
    made = [marker.kind for marker in _before(markers, at_us) if marker.kind in _CHOICES]
    if made:
        return made[-1] == "refused"
    if any(marker.kind in _CHOICES for marker in markers):
        return at_us is not None
    return scenario in ("refused", "no-choice", "baseline")


def is_logged_in(markers: Sequence[Marker], at_us: int | None) -> bool:
    """True between the markers `logged-in` and `logged-out`."""
    kinds = [marker.kind for marker in _before(markers, at_us) if marker.kind in ("logged-in", "logged-out")]
    return bool(kinds) and kinds[-1] == "logged-in"


def has_booked(markers: Sequence[Marker], at_us: int | None) -> bool:
    """True after the marker `booking`."""
    return any(marker.kind == "booking" for marker in _before(markers, at_us))


def _before(markers: Sequence[Marker], at_us: int | None) -> list[Marker]:
    if at_us is None:
        return []
    return sorted((marker for marker in markers if marker.at_us <= at_us), key=lambda marker: marker.at_us)
