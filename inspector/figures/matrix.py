"""The matrix: who received which class of data, by capture; the same cells in the window and on paper."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from inspector.figures.palette import group_rank
from inspector.model.flow import CaptureId
from inspector.model.leaf import CLASSES
from inspector.model.struct import Record


class Count(Record, frozen=True, kw_only=True):
    """`count` leaves about the user of one class, sent up to or returned by one site, in one capture."""

    site: str
    class_: str
    sent: bool
    capture: CaptureId
    count: int


class Cell(Record, frozen=True, kw_only=True):
    sent: int = 0
    returned: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.returned


class Matrix(Record, frozen=True, kw_only=True):
    """Rows are sites, columns classes, repeated once per capture. Every list is in its drawing order.

    `cells` is keyed by (capture, site, class) and holds only cells with a count; `row_totals` and
    `column_totals` ((capture, class)) add them up.
    """

    rows: tuple[str, ...]
    classes: tuple[str, ...]
    captures: tuple[CaptureId, ...]
    cells: dict[tuple[CaptureId, str, str], Cell]
    row_totals: dict[str, Cell]
    column_totals: dict[tuple[CaptureId, str], Cell]

    def cell(self, capture: CaptureId, site: str, class_: str) -> Cell:
        return self.cells.get((capture, site, class_), _EMPTY)

    @property
    def is_empty(self) -> bool:
        return not self.cells


_EMPTY = Cell()


def build_matrix(counts: Sequence[Count], *, order: Sequence[str] = (), captures: Sequence[CaptureId] = ()) -> Matrix:
    """The matrix of counts. `order` gives the sites' order (others follow, most data first); `captures` the
    captures that get a column group even where nothing was found (the others follow by number)."""
    cells: dict[tuple[CaptureId, str, str], Cell] = defaultdict(Cell)
    rows: dict[str, Cell] = defaultdict(Cell)
    columns: dict[tuple[CaptureId, str], Cell] = defaultdict(Cell)
    for count in counts:
        cells[count.capture, count.site, count.class_] = _add(cells[count.capture, count.site, count.class_], count)
        rows[count.site] = _add(rows[count.site], count)
        columns[count.capture, count.class_] = _add(columns[count.capture, count.class_], count)
    seen = {count.capture for count in counts}
    return Matrix(
        rows=tuple(sorted(rows, key=_row_order(rows, order))),
        classes=tuple(sorted({count.class_ for count in counts}, key=class_order)),
        captures=(*captures, *sorted(seen - set(captures))),
        cells=dict(cells),
        row_totals=dict(rows),
        column_totals=dict(columns),
    )


def class_order(class_: str) -> tuple[int, int, str]:
    """A sort key for classes: health first, then identity, contact ...; within a group as in the glossary."""
    return (group_rank(class_), CLASSES.index(class_) if class_ in CLASSES else len(CLASSES), class_)


def _add(cell: Cell, count: Count) -> Cell:
    if count.sent:
        return Cell(sent=cell.sent + count.count, returned=cell.returned)
    return Cell(sent=cell.sent, returned=cell.returned + count.count)


def _row_order(rows: Mapping[str, Cell], order: Sequence[str]) -> Callable[[str], tuple[int, int, str]]:
    place = {site: index for index, site in enumerate(order)}
    return lambda site: (place.get(site, len(place)), -rows[site].total, site)
