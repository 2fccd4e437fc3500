"""All markers of a case in one table: moved, renamed, added and deleted by mouse or keyboard, and taken back."""

from collections import deque

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.model.flow import CaptureFacts, Marker
from inspector.model.marking import MarkerEdit
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.markers_model import KIND, TIME, KindDelegate, MarkersModel
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.panels.edits import EditQueue
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.tables import PageTable
from inspector.ui.reserved import reserve
from inspector.ui.theme import Theme
from inspector.ui.work import Desk
from inspector.workspace.marking import Markers, apply_edit, read_markers

_WIDTHS = (160, 124, 180, 200)
_STEP_US = 1_000_000
_UNDONE = 100  # edits that can be taken back


class MarkerTable(PageTable):
    """The table; its keys ask for what the buttons do."""

    add_asked = Signal()
    delete_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_editing = self.state() is QAbstractItemView.State.EditingState
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not is_editing and self.currentIndex().isValid():
                self.edit(self.currentIndex())
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if not is_editing:
                self.delete_asked.emit()
            case Qt.Key.Key_Insert if not is_editing:
                self.add_asked.emit()
            case _:
                super().keyPressEvent(event)


class MarkersDialog(QDialog):
    """Edits are written at once, one after the other; what is shown is what is in the case."""

    changed = Signal()  # an edit is in the case: phases have moved
    shown = Signal()  # the list was read

    def __init__(self, view: CaseView, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(view.t("marking.markers"))
        self.edits = EditQueue(view, self)
        self._desk = Desk(self)
        self._done: deque[MarkerEdit] = deque(maxlen=_UNDONE)
        self._written: deque[tuple[MarkerEdit, bool, bool]] = deque()  # edit, takes one back, was there to be made
        self._go_to: Marker | None = None
        self._opens_editor = False
        self.model = MarkersModel(view.t, theme)
        self.table = MarkerTable(self.model, theme, name=view.t("marking.markers"))
        self.empty = EmptyState(theme, title=view.t("marking.markers_empty_title"),
                                text=view.t("marking.markers_empty"))  # fmt: skip
        self.told = QLabel()
        self._stack = QStackedWidget()
        self._buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self._connect()
        self.reload()

    def _lay_out(self) -> None:
        t, px = self._view.t, self._theme.px
        about = QLabel(t("marking.markers_about"))
        about.setWordWrap(True)
        keys = QLabel(t("marking.markers_keys"))
        keys.setFont(self._theme.font(11))
        for label in (about, keys, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("tone", "quiet")
        self.told.setWordWrap(True)
        reserve(self.told, lines=1)
        self.told.hide()
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.SelectedClicked)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._dress_table()
        self._theme.changed.connect(self._dress_table)
        self.table.setItemDelegateForColumn(KIND, KindDelegate(t, self.table))
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, px(width))
        self.table.horizontalHeader().setStretchLastSection(True)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for name, icon in (("add", "plus"), ("delete", "trash-2"), ("undo", "undo-2"), ("close", "")):
            button = QPushButton(t(f"marking.markers_{name}"))
            button.setAutoDefault(False)
            if icon:
                button.setIcon(self._theme.icon_beside(icon))
                button.setIconSize(self._theme.icon_size())
            if name == "close":
                bar.addStretch(1)
            bar.addWidget(button)
            self._buttons[name] = button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        for widget in (about, self._stack, self.told, keys):
            layout.addWidget(widget, 1 if widget is self._stack else 0)
        layout.addLayout(bar)
        resize_within_screen(self, px(860), px(480))

    def _dress_table(self) -> None:
        """The cell that a key would open is outlined."""
        accent = self._theme.palette.accent
        self.table.setStyleSheet(
            f"QTableView::item {{ padding: 0 5px; }} QTableView::item:focus {{ border: 1px solid {accent}; }}"
        )

    def _connect(self) -> None:
        self._buttons["add"].clicked.connect(self.add)
        self._buttons["delete"].clicked.connect(self.delete)
        self._buttons["undo"].clicked.connect(self.undo)
        self._buttons["close"].clicked.connect(self.close)
        self.table.add_asked.connect(self.add)
        self.table.delete_asked.connect(self.delete)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._allow())
        self.model.edit_asked.connect(self._write)
        self.model.refused.connect(self.tell)
        self.edits.kept.connect(self._kept)
        self._view.flows_changed.connect(self.reload)
        self._view.working_changed.connect(self._allow)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.activated.connect(self.undo)

    # reading

    def reload(self) -> None:
        path = self._view.reader.case.path
        if self.table.state() is not QAbstractItemView.State.EditingState:
            self._desk.submit(lambda: read_markers(path), done=self._show)

    def _show(self, markers: Markers) -> None:
        if self.table.state() is QAbstractItemView.State.EditingState:
            return  # what is being typed is not taken away
        if markers != self.model.markers:
            here = self.model.placed(self.table.currentIndex().row())
            column = self.table.currentIndex().column()
            self.model.show_markers(markers)
            wanted = self._go_to or (here.marker if here is not None else None)
            row = self.model.row_of(wanted) if wanted is not None else -1
            if row < 0 and markers.rows:
                row = 0
            if row >= 0:
                self.table.setCurrentIndex(self.model.index(row, max(column, TIME)))
                if self._opens_editor and self._go_to is not None:
                    self.table.edit(self.model.index(row, TIME))
            self._go_to, self._opens_editor = None, False
        self.table.setColumnHidden(0, len(markers.captures) < 2)
        self._stack.setCurrentIndex(0 if markers.rows else 1)
        self._allow()
        self.shown.emit()

    def _allow(self) -> None:
        has_row = self.model.placed(self.table.currentIndex().row()) is not None
        self._buttons["add"].setEnabled(self._capture() is not None)
        self._buttons["delete"].setEnabled(has_row)
        self._buttons["undo"].setEnabled(bool(self._done))

    def _capture(self) -> CaptureFacts | None:
        """Where a new marker goes: to the capture of the current one, else to the first."""
        placed = self.model.placed(self.table.currentIndex().row())
        markers = self.model.markers
        own = markers.capture(placed.capture) if placed is not None else None
        return own or next(iter(markers.captures), None)

    # writing

    def add(self) -> None:
        """A note a second after the current marker, or at the start of the capture; its time is asked at once."""
        capture = self._capture()
        if capture is None:
            self.tell(self._view.t("marking.markers_no_capture"))
            return
        placed = self.model.placed(self.table.currentIndex().row())
        at_us = placed.marker.at_us + _STEP_US if placed is not None else capture.started_us or 0
        self._opens_editor = True
        self._write(MarkerEdit(capture=capture.id, after=Marker(at_us=at_us, kind="note")))

    def delete(self) -> None:
        placed = self.model.placed(self.table.currentIndex().row())
        if placed is not None:
            if placed.has_state:
                self.tell(self._view.t("marking.markers_state_kept"))
            row = self.table.currentIndex().row()
            after = self.model.placed(row + 1) or self.model.placed(row - 1)
            self._write(MarkerEdit(capture=placed.capture, before=placed.marker),
                        then=after.marker if after is not None else None)  # fmt: skip

    def undo(self) -> None:
        """Takes the last edit of this dialog back; that is an edit of its own in the log."""
        if self._done:
            self._write(self._done.pop().undone, takes_back=True)

    def _write(self, edit: MarkerEdit, *, takes_back: bool = False, then: Marker | None = None) -> None:
        path = self._view.reader.case.path
        self.told.setVisible(self.told.isVisible() and edit.after is None)
        self._go_to = edit.after or then
        self.edits.add(lambda: self._written.append((edit, takes_back, apply_edit(path, edit))))

    def _kept(self) -> None:
        edit, takes_back, is_made = self._written.popleft()
        if not is_made:
            self.tell(self._view.t("marking.markers_gone"))
        elif not takes_back:
            self._done.append(edit)
        if edit.after is not None:
            self._check_place(edit)
        self.changed.emit()
        self._view.flows_changed.emit()  # reads this list again as well

    def _check_place(self, edit: MarkerEdit) -> None:
        capture, after = self.model.markers.capture(edit.capture), edit.after
        if capture is None or after is None or capture.started_us is None or capture.ended_us is None:
            return
        if not capture.started_us - _STEP_US <= after.at_us <= capture.ended_us + _STEP_US:
            self.tell(self._view.t("marking.markers_outside"))

    def tell(self, text: str) -> None:
        """One sentence below the table."""
        self.told.setText(text)
        self.told.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.edits.wait()
        self._desk.drop()
        super().closeEvent(event)
