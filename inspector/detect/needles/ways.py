"""How a found value was written: the words of `contracts.md` (`form`), and which of two ways is the plainer."""

from typing import NamedTuple

from inspector.detect.needles.disguises import undisguise
from inspector.detect.needles.variants import Variant

_SHORT = 48
ORDER = ("plain", "trimmed", "casefold", "upper", "normalised")


class Way(NamedTuple):
    """How a value was written: its form, and the disguise that was undone by knowing the value."""

    form: str
    layer: str | None = None


def lower(text: str) -> str:
    """Lower case of the same length: the one letter whose lower case is longer stays as it is."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def is_slight(text: str) -> bool:
    """Under three characters, or short and of under three different ones."""
    return len(text) < 3 or (len(text) < _SHORT and len(set(text[:8])) < 3 and len(set(text)) < 3)


def way_of(written: str, variant: Variant, value: str) -> Way | None:
    """How `written` stands for `value`; None where a disguise turns out to hide something else."""
    if variant.layer is None:
        return Way(_form_of(written, variant, value))
    if written == variant.text:
        return Way(variant.form, variant.layer)
    text = undisguise(written, variant.layer)
    if text is None or text.casefold() != value.strip().casefold():
        return None
    return Way(_form_of(text, variant, value), variant.layer)


def _form_of(written: str, variant: Variant, value: str) -> str:
    if written == value:
        return "plain"
    if written == value.strip():
        return "trimmed"
    if written.casefold() == value.strip().casefold():
        return "upper" if written == value.strip().upper() else "casefold"
    return variant.form if variant.form not in ("plain", "trimmed") else "normalised"


def rank(way: Way) -> tuple[bool, int, int]:
    """The plainer the smaller: undisguised before disguised, plain before digests."""
    if way.form in ORDER:
        return way.layer is not None, ORDER.index(way.form), 0
    return way.layer is not None, len(ORDER), len(way.form)
