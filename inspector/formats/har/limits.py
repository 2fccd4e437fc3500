"""The bounds within which a file from outside is read."""

from inspector.model.struct import Record

_MB = 1_000_000


class Limits(Record, frozen=True, kw_only=True):
    """Sizes in bytes. A compressed file may grow by `ratio` at most once it has passed `free_unwrapped_bytes`."""

    unwrapped_bytes: int = 4_000 * _MB
    free_unwrapped_bytes: int = 256 * _MB
    ratio: int = 200
    body_bytes: int = 256 * _MB
    head_bytes: int = 32 * _MB  # everything of the log but its entries
    rescue_bytes: int = 64 * _MB  # how far one damaged entry is searched for its end
