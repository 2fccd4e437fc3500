"""What the investigator's mutes left out of the analysis: counted by mute, and still masked in what is exported."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from inspector.detect.mutes import Mutes
from inspector.model.leaf import SensitiveLeaf
from inspector.model.struct import Record
from inspector.report.redaction import KnownValue
from inspector.store.queries import CaseReader

OUTCOME = "muted"
_MOST_VALUES = 20_000
_LONGEST = 4_000


class LeftOut(Record, frozen=True, kw_only=True):
    """Leaves by the id of the mute; class and value of those about people, once each."""

    counts: dict[str, int] = {}
    values: tuple[tuple[str, str], ...] = ()


class LeavingOut:
    """Notes what is left out as the analysis goes."""

    def __init__(self, mutes: Mutes) -> None:
        self._mutes = mutes
        self._counts: Counter[str] = Counter()
        self._values: dict[tuple[str, str], None] = {}

    def note(self, leaves: Iterable[SensitiveLeaf]) -> None:
        for leaf in leaves:
            self._counts[self._mutes.why(leaf) or ""] += 1
            is_private = leaf.about.is_the_user or leaf.class_.startswith("credential.")
            if is_private and len(self._values) < _MOST_VALUES:
                self._values[leaf.class_, leaf.value[:_LONGEST]] = None

    @property
    def so_far(self) -> LeftOut:
        return LeftOut(counts=dict(self._counts), values=tuple(self._values))


def read_left_out(reader: CaseReader) -> LeftOut:
    """What the analysis as it stands left out."""
    kept = reader.outcome(OUTCOME)
    return msgspec.json.decode(kept, type=LeftOut) if kept else LeftOut()


def muted_values(reader: CaseReader) -> list[KnownValue]:
    """A value that is muted is no finding; it is not for publication either."""
    return [KnownValue(text=text, class_=class_) for class_, text in read_left_out(reader).values]
