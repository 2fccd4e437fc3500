"""The matrix as SVG: rows of recipients, columns of classes, a column group per capture."""

from collections.abc import Mapping

from inspector.figures.drawing import document, line, mark, shortened, text
from inspector.figures.matrix import Cell, Matrix
from inspector.figures.palette import GROUP_SHAPES, Theme, group_of
from inspector.figures.shapes import Shape
from inspector.findings.class_words import class_word
from inspector.messages import Translator
from inspector.model.flow import CaptureId

_SIZE = 11.5
_ROW = 20.0
_COLUMN = 30.0
_LABELS = 170.0
_HEAD = 130.0


def matrix_svg(
    matrix: Matrix,
    theme: Theme,
    *,
    words: Translator,
    row_labels: Mapping[str, str] | None = None,
    capture_labels: Mapping[CaptureId, str] | None = None,
) -> str:
    """The drawing: each cell shows its count with an arrow, up for sent and down for returned. Class words come
    from the catalogue `classes`."""
    columns = [(capture, class_) for capture in matrix.captures for class_ in matrix.classes]
    width = _LABELS + _COLUMN * max(len(columns), 1) + 60
    height = _HEAD + _ROW * (len(matrix.rows) + 1) + 12
    parts = [line(0, _HEAD, width, _HEAD, stroke=theme.quiet)]
    group = _COLUMN * len(matrix.classes)
    for index, capture in enumerate(matrix.captures):
        label = (capture_labels or {}).get(capture, str(capture))
        x = _LABELS + group * index
        parts.append(
            text(shortened(label, width=group - 6, size=_SIZE), x=x, y=14, size=_SIZE, fill=theme.ink, weight=600)
        )
    for index, (_, class_) in enumerate(columns):
        parts.append(_column_head(class_, theme, words, x=_LABELS + _COLUMN * (index + 0.5)))
    for row, site in enumerate(matrix.rows):
        y = _HEAD + _ROW * (row + 1) - 5
        label = shortened((row_labels or {}).get(site, site), width=_LABELS - 8, size=_SIZE)
        parts.append(text(label, x=0, y=y, size=_SIZE, fill=theme.ink))
        for index, (capture, class_) in enumerate(columns):
            x = _LABELS + _COLUMN * (index + 1) - 4
            parts.append(_number(matrix.cell(capture, site, class_), theme, x=x, y=y))
        parts.append(_number(matrix.row_totals[site], theme, x=width - 4, y=y, weight=600))
    bottom = _HEAD + _ROW * len(matrix.rows) + 2
    parts.append(line(0, bottom, width, bottom, stroke=theme.line))
    for index, key in enumerate(columns):
        x = _LABELS + _COLUMN * (index + 1) - 4
        parts.append(_number(matrix.column_totals.get(key, Cell()), theme, x=x, y=bottom + _ROW - 5, weight=600))
    return document("".join(parts), width=width, height=height, theme=theme, title=words("report.matrix.title"))


def _column_head(class_: str, theme: Theme, words: Translator, *, x: float) -> str:
    group = group_of(class_)
    shape = GROUP_SHAPES.get(group, Shape.CIRCLE)
    drawn = mark(shape, x=x, y=_HEAD - 10, radius=4.5, fill=theme.class_(class_), ground=theme.ground)
    word = shortened(class_word(class_, words), width=_HEAD - 34, size=_SIZE)
    return drawn + text(word, x=x + 4, y=_HEAD - 20, size=_SIZE, fill=theme.ink, turn=-60)


def _number(cell: Cell, theme: Theme, *, x: float, y: float, weight: int = 400) -> str:
    if not cell.total:
        return ""
    arrow = "↕" if cell.sent and cell.returned else ("↑" if cell.sent else "↓")
    return text(f"{arrow}{cell.total}", x=x, y=y, size=_SIZE, fill=theme.ink, anchor="end", weight=weight)
