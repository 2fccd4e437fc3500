"""A scalar as the short text that it may be, whatever somebody sent."""

from inspector.model.leaf import Scalar


def short_text(value: Scalar, *, longest: int) -> str:
    """A text, or a whole number written out, of at most so many characters; "" for anything else."""
    if isinstance(value, str):
        return value if len(value) <= longest else ""
    if isinstance(value, bool) or not isinstance(value, int) or value.bit_length() > 4 * longest:
        return ""
    written = str(value)
    return written if len(written) <= longest else ""
