"""The mutes of a case: listed, taken back, exported as rules, imported from another case."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector.model.mute import Mute, MuteBy
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.panels.capture_parts import Tick
from inspector.ui.panels.mute_words import write_what, write_where
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, failure_text, local_moment, safe_text
from inspector.ui.work import Desk
from inspector.workspace import muting
from inspector.workspace.jobs import Failed
from inspector.workspace.left_out import read_left_out

_COLUMNS = ("what", "where", "class", "leaves", "why", "when")
_WIDTHS = (250, 250, 140, 80, 140, 100)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class MutesDialog(QDialog):
    """Emits `changed` after every edit that is kept; whoever opened it has the analysis rebuilt."""

    changed = Signal()

    def __init__(self, view: CaseView, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        t = view.t
        self._view, self._theme = view, theme
        self._path: Path = view.reader.case.path
        self._desk = Desk(self)
        self._mutes: tuple[Mute, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("muting.list_title"))
        self.lead, self.told = QLabel(), QLabel()
        self.table = QTableWidget(0, len(_COLUMNS))
        self.undo, self.export, self.load = QPushButton(), QPushButton(t("muting.export")), QPushButton()
        self.with_values = Tick(theme, t("muting.with_values"))
        self._lay_out()
        self.undo.clicked.connect(self.take_back)
        self.export.clicked.connect(self._ask_target)
        self.load.setText(t("muting.import"))
        self.load.clicked.connect(self._ask_source)
        self.table.itemSelectionChanged.connect(self._show_actions)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self.take_back)
        view.analysis_changed.connect(self.reload)
        resize_within_screen(self, theme.px(980), theme.px(420))
        self.reload()

    def _lay_out(self) -> None:
        t = self._view.t
        for label in (self.lead, self.told):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.lead.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.told.setProperty("tone", "quiet")
        table = self.table
        table.setAccessibleName(t("muting.list_title"))
        table.setHorizontalHeaderLabels([t(f"muting.column_{name}") for name in _COLUMNS])
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setStyleSheet(f"QTableView::item {{ padding: 0 {self._theme.px(5)}px; }}")
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        if (counted := table.horizontalHeaderItem(_COLUMNS.index("leaves"))) is not None:
            counted.setTextAlignment(_RIGHT)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self._theme.row_height)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for number, width in enumerate(_WIDTHS):
            table.setColumnWidth(number, self._theme.px(width))
        close = QPushButton(t("dialogs.close"))
        close.clicked.connect(self.accept)
        bar, foot = QHBoxLayout(), QHBoxLayout()
        for row in (bar, foot):
            row.setSpacing(8)
        for button in (self.undo, self.load, self.export):
            button.setAutoDefault(False)
            bar.addWidget(button)
        bar.addWidget(self.with_values)
        bar.addStretch(1)
        foot.addWidget(self.told, 1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.lead)
        column.addWidget(table, 1)
        column.addStretch(0)
        column.addLayout(bar)
        column.addLayout(foot)

    # list

    def reload(self) -> None:
        """Reads the mutes and what they left out; the selection is kept by mute."""
        t, reader = self._view.t, self._view.reader
        chosen = {mute.id for mute in self.chosen}
        self._mutes, counts = muting.read_mutes(reader), read_left_out(reader).counts
        self.table.clearSelection()
        self.table.setRowCount(len(self._mutes))
        self.lead.setText(t("muting.list_lead" if self._mutes else "muting.list_empty"))
        for row, mute in enumerate(self._mutes):
            self._fill(row, mute, leaves=counts.get(mute.id))
            if mute.id in chosen:
                self.table.selectRow(row)
        for widget in (self.table, self.undo, self.export):
            widget.setVisible(bool(self._mutes))
        self.with_values.setVisible(any(mute.by is MuteBy.VALUE for mute in self._mutes))
        self._show_actions()

    def _fill(self, row: int, mute: Mute, *, leaves: int | None) -> None:
        t = self._view.t
        count = t("muting.pending") if leaves is None else t.number(leaves)
        texts = (
            write_what(t, mute),
            write_where(t, mute),
            class_word(t, mute.class_) if mute.class_ else "",
            count,
            safe_text(mute.why, limit=300),
            f"{local_moment(mute.at_us):%d/%m/%Y}" if t.language == "fr" else f"{local_moment(mute.at_us):%Y-%m-%d}",
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if _COLUMNS[column] == "leaves":
                item.setTextAlignment(_RIGHT)
            self.table.setItem(row, column, item)

    @property
    def chosen(self) -> tuple[Mute, ...]:
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return tuple(self._mutes[row] for row in rows if row < len(self._mutes))

    def _show_actions(self) -> None:
        count = len(self.chosen)
        self.undo.setEnabled(count > 0)
        self.undo.setText(self._view.t("muting.remove", n=max(count, 1)))

    # edits

    def take_back(self) -> None:
        """Undoes the chosen mutes."""
        path, chosen = self._path, self.chosen
        if chosen:
            self._run(lambda: [muting.unmute(path, mute) for mute in chosen], self._show_undone)

    def _show_undone(self, _result: object) -> None:
        self._change(self._view.t("muting.undone"))

    def _ask_target(self) -> None:
        t = self._view.t
        name = f"{self._path.stem}-{t('muting.file_name')}.toml"
        chosen, _ = QFileDialog.getSaveFileName(self, t("muting.export"), name, t("muting.file_filter"))
        if chosen:
            self.write(Path(chosen) if Path(chosen).suffix else Path(chosen).with_suffix(".toml"))

    def write(self, target: Path) -> None:
        """Exports the chosen mutes, or all where none is chosen."""
        mutes = self.chosen or self._mutes
        call = partial(muting.export_rules, self._path, target, mutes=mutes, with_values=self.with_values.isChecked())
        self._run(call, lambda written: self._show_written(target, written, len(mutes) - written))

    def _show_written(self, target: Path, written: int, left_out: int) -> None:
        t = self._view.t
        parts = [t("muting.exported", n=written, name=target.name)]
        if left_out:
            parts.append(t("muting.exported_without", n=left_out))
        self.told.setText(" ".join(parts))

    def _ask_source(self) -> None:
        t = self._view.t
        name, _ = QFileDialog.getOpenFileName(self, t("muting.import"), "", t("muting.file_filter"))
        if name:
            self.read(Path(name))

    def read(self, source: Path) -> None:
        """Imports the mutes of a rule file."""
        self._run(partial(muting.import_rules, self._path, source), self._show_read)

    def _show_read(self, added: tuple[Mute, ...]) -> None:
        t = self._view.t
        if added:
            self._change(t("muting.imported", n=len(added)))
        else:
            self.told.setText(t("muting.imported_none"))

    def _run(self, call: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._desk.submit(call, done=done, failed=self._fail)

    def _change(self, words: str) -> None:
        self.told.setText(words)
        self.reload()
        self.changed.emit()

    def _fail(self, reason: Failed) -> None:
        self.told.setText(failure_text(self._view.t, reason))
