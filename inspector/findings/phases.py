"""What the markers of a capture say about a moment: its phase, whether somebody was logged in or had booked."""

from collections.abc import Sequence

from inspector.model.flow import Marker


def phase_at(markers: Sequence[Marker], at_us: int | None) -> str | None:
    """The kind of the last marker before a moment, notes apart."""
    passed = [marker for marker in _before(markers, at_us) if marker.kind != "note"]
    return passed[-1].kind if passed else None


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
