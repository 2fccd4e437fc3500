"""What only several leaves of a flow say together: a date of birth in three parts, another value in pieces, a digest
with its salt."""

from collections.abc import Iterator, Sequence

from inspector.decode.document import Decoded, Document, Leaf
from inspector.detect.needles.haystack import Found
from inspector.detect.needles.parted_dates import PartedDates
from inspector.detect.needles.salted import SaltedDigests
from inspector.detect.needles.split_values import SplitValues
from inspector.detect.needles.ways import Way
from inspector.model.leaf import Needle

type Seen = tuple[Document, Leaf, Found]


class Assembled:
    """Looks for some needles in all leaves of a flow together."""

    def __init__(self, needles: Sequence[Needle], *, choosy: Sequence[bool], salted: SaltedDigests) -> None:
        self._parted = PartedDates(needles)
        self._split = SplitValues(needles, choosy=choosy)
        self._salted = salted

    def find(self, decoded: Decoded, *, most: int) -> dict[tuple[int, int], Seen]:
        """Each needle once per leaf, by the leaf's `id` and the needle; at most so many."""
        found: dict[tuple[int, int], Seen] = {}
        for seen in self._all(decoded):
            found.setdefault((id(seen[1]), seen[2].needle), seen)
            if len(found) >= most:
                break
        return found

    def _all(self, decoded: Decoded) -> Iterator[Seen]:
        for document in decoded.documents:
            for leaf, number, form in self._parted.find(document):
                yield document, leaf, Found(number, Way(form), whole=True)
            for leaf, number, way in self._split.find(document):
                yield document, leaf, Found(number, way, whole=True)
        for document, leaf, number, form in self._salted.find(decoded):
            yield document, leaf, Found(number, Way(form), whole=True)
