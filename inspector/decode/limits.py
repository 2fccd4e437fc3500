"""The bounds of decoding: what one flow may cost, whatever its bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds for one flow; reaching one leaves a Note of kind CUT and keeps what was good."""

    layers: int = 10  # openings inside openings, from the body, query or header inwards
    nesting: int = 64  # levels of objects and arrays in one document
    leaves: int = 400_000
    decoded_bytes: int = 64_000_000
    expansion: int = 1000  # decompressed size over compressed size
    seconds: float = 10.0


DEFAULT_LIMITS = Limits()
