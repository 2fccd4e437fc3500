"""A picture with a button that reads the text in its pixels: lines, each with how sure the reader is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.decode.documents.picture_text import INSTALL, is_available
from inspector.model.flow import FlowId, Side
from inspector.model.picture import PictureLine
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.work_line import WorkLine, failed_word
from inspector.ui.panels.image_view import ImageView
from inspector.ui.panels.tables import PageTable
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.workspace.jobs import Failed, Job

if TYPE_CHECKING:
    from inspector.workspace.picture_reading import PictureRead

type StartReading = Callable[[FlowId, Side], Job]

_ROWS_SHOWN = 8


class PictureView(QWidget):
    """The picture of one side of a flow. The reading runs in a child process; it ends when another flow is shown."""

    def __init__(self, view: CaseView, theme: Theme, side: Side, *, start: StartReading | None = None) -> None:
        super().__init__()
        self._view, self._theme, self._side = view, theme, side
        self._start = start or self._start_child
        self._flow: FlowId | None = None
        t = view.t
        self.image = ImageView(t, theme)
        self.read, self.analyse = QPushButton(t("detail.ocr_read")), QPushButton(t("detail.ocr_analyse"))
        self.note = QLabel()
        self.work = WorkLine(t, theme)
        self.model = QStandardItemModel(0, 2)
        self.model.setHorizontalHeaderLabels([t("detail.ocr_text"), t("detail.ocr_confidence")])
        self.table = PageTable(self.model, theme, name=t("detail.ocr_read"))
        self._lay_out()
        self.read.clicked.connect(self.read_text)
        self.analyse.clicked.connect(view.rebuild_requested)
        self.work.finished.connect(self._show_read)
        self.work.failed.connect(self._tell_failed)
        theme.changed.connect(self._dress)
        self._dress()

    def show_picture(self, data: bytes, form: bytes, *, flow: FlowId, lines: tuple[PictureLine, ...]) -> bool:
        """False where the picture cannot be shown. `lines` are those read before."""
        self._end_reading()
        self._flow = flow
        is_shown = self.image.show_image(data, form)
        self.read.setVisible(is_shown)
        self._show_lines(lines)
        self._tell(self._lines_word(lines) if lines else "")
        self.analyse.hide()
        return is_shown

    def read_text(self) -> None:
        """Starts the reading, or says what it lacks."""
        flow = self._flow
        if flow is None:
            return
        if not is_available():
            self._tell(self._view.t("detail.ocr_missing", install=INSTALL))
            return
        self.read.setEnabled(False)
        self._tell("")
        self.work.run(lambda: self._start(flow, self._side))

    def _lay_out(self) -> None:
        self.note.setWordWrap(True)
        self.note.setProperty("tone", "quiet")
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 4)
        row.setSpacing(8)
        row.addWidget(self.read)
        row.addWidget(self.note, 1)
        row.addWidget(self.work, 1)
        row.addWidget(self.analyse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.image, 1)
        column.addLayout(row)
        column.addWidget(self.table)

    def _start_child(self, flow: FlowId, side: Side) -> Job:
        """In a child process; what it needs is loaded when it is first wanted."""
        from inspector.workspace.picture_reading import start_reading

        return start_reading(self._view.reader.case.path, flow, side)

    def _show_read(self, result: "PictureRead") -> None:
        self.read.setEnabled(True)
        self._show_lines(result.lines)
        kept = self._view.t("detail.ocr_kept" if result.is_kept else "detail.ocr_unkept")
        self._tell(f"{self._lines_word(result.lines)} {kept}" if result.lines else self._view.t("detail.ocr_none"))
        self.analyse.setVisible(bool(result.lines) and result.is_kept)

    def _tell_failed(self, reason: Failed) -> None:
        self.read.setEnabled(True)
        self._tell(failed_word(self._view.t, reason))

    def _lines_word(self, lines: tuple[PictureLine, ...]) -> str:
        return self._view.t("detail.ocr_lines", n=len(lines))

    def _show_lines(self, lines: tuple[PictureLine, ...]) -> None:
        self.model.setRowCount(0)
        for line in lines:
            sure = QStandardItem(self._view.t("detail.percent", n=round(line.confidence * 100)))
            sure.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.model.appendRow([QStandardItem(safe_text(line.text, limit=400)), sure])
        self.table.setVisible(bool(lines))
        self._dress()

    def _tell(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words) or not self.work.is_working)

    def _dress(self) -> None:
        self.note.setFont(self._theme.font(11))
        rows = min(self.model.rowCount(), _ROWS_SHOWN)
        self.table.setFixedHeight(self._theme.row_height * (rows + 1) + 8)

    def _end_reading(self) -> None:
        self.work.end()
        self.read.setEnabled(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody waits for what is no longer on the screen."""
        if self.work.is_working:
            self._end_reading()
        super().hideEvent(event)
