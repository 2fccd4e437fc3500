"""What a row of a list of journeys or steps shows: a few lines of text beside an icon."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon

from inspector.model.struct import Record

LINES_ROLE = Qt.ItemDataRole.UserRole + 1
"""The data of a row are a `RowLines`."""


class Line(Record, frozen=True, kw_only=True):
    """A line of a row; it wraps. `tone` is a colour of the theme."""

    text: str
    size: int = 13
    tone: str = "ink"
    is_bold: bool = False
    is_mono: bool = False
    icon: QIcon | None = None


class RowLines(Record, frozen=True, kw_only=True):
    """What a row shows: `aside` in a column of its own at the left, an icon, the lines, and `end` at the right of the
    first. `heading` stands above where a new part begins."""

    lines: tuple[Line, ...]
    icon: QIcon
    aside: str = ""
    end: str = ""
    heading: str = ""
