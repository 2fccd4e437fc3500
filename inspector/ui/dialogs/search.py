"""Find text anywhere: addresses, headers, bodies, decoded leaves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.leaf import Place
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.dialogs.work_line import WorkLine, failed_word
from inspector.ui.panels.tables import PageTable
from inspector.ui.panels.wording import tip
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.workspace.jobs import Failed, Job
from inspector.workspace.searching import Hit, Hits, search_text

type Index = QModelIndex | QPersistentModelIndex
type Search = Callable[[Path, str], Job]

_NONE = QModelIndex()
_COLUMNS = ("flow", "side", "location", "path", "excerpt")
_WIDTHS = (64, 90, 110, 220, 480)


class HitsModel(QAbstractTableModel):
    """One row a hit."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self._theme = theme
        self.hits: tuple[Hit, ...] = ()

    def set_hits(self, hits: tuple[Hit, ...]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.hits)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        name = _COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(self.hits[index.row()], name)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self._text(self.hits[index.row()], name))
            case Qt.ItemDataRole.TextAlignmentRole if name == "flow":
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if name in ("path", "excerpt"):
                return self._theme.font(mono=True)
            case _:
                return None

    def _text(self, hit: Hit, name: str) -> str:
        match name:
            case "flow":
                return self._t.number(hit.flow)
            case "side":
                return self._t(f"window.side.{hit.side}")
            case "location":
                return self._t(f"window.location.{hit.location}")
            case "path":
                return safe_text(hit.path, limit=200)
            case _:
                return safe_text(hit.excerpt, limit=200)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._t(f"dialogs.hit_{_COLUMNS[section]}")
        return None


class SearchDialog(QDialog):
    """Enter searches; a row goes to its flow and leaf. Stays open beside the window."""

    def __init__(
        self,
        view: CaseView,
        theme: Theme,
        *,
        text: str = "",
        search: Search = search_text,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._search = search
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(view.t("dialogs.search_title"))
        self.entry = QLineEdit(text)
        self.entry.setPlaceholderText(view.t("dialogs.search_hint"))
        self.entry.setAccessibleName(view.t("dialogs.search_hint"))
        self.button = QPushButton(view.t("dialogs.search_go"))
        self.button.setProperty("kind", "primary")
        self.button.setDefault(True)
        self.button.clicked.connect(self.start)
        self.work = WorkLine(view.t, theme)
        self.work.finished.connect(self.show_hits)
        self.work.failed.connect(self._fail)
        self.told = QLabel(view.t("dialogs.search_about"))
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.told.setProperty("tone", "quiet")
        self.model = HitsModel(view.t, theme)
        self.table = PageTable(self.model, theme, name=view.t("dialogs.search_title"))
        self.table.activated.connect(self.open_hit)
        self.table.clicked.connect(self.open_hit)
        for number, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(number, theme.px(width))
        self.table.horizontalHeader().setStretchLastSection(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.entry, 1)
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.work)
        layout.addWidget(self.told)
        layout.addWidget(self.table, 1)
        resize_within_screen(self, theme.px(980), theme.px(560))
        if text:
            self.start()

    def start(self) -> None:
        text, path = self.entry.text().strip(), self._view.reader.case.path
        if text:
            self.model.set_hits(())
            self.told.setText("")
            self.work.run(lambda: self._search(path, text))

    def show_hits(self, found: Hits) -> None:
        t = self._view.t
        self.model.set_hits(found.hits)
        flows = len({hit.flow for hit in found.hits})
        if not found.hits:
            self.told.setText(t("dialogs.search_none", n=found.flows))
        elif found.is_cut:
            self.told.setText(t("dialogs.search_cut", n=len(found.hits)))
        else:
            self.told.setText(t("dialogs.search_found", n=len(found.hits), flows=flows))

    def open_hit(self, index: QModelIndex) -> None:
        hit = self.model.hits[index.row()]
        try:
            facts = self._view.reader.facts(hit.flow)
        except KeyError:
            return
        place = Place(
            capture=facts.capture,
            flow=hit.flow,
            entry=facts.entry,
            side=hit.side,
            location=hit.location,
            path=hit.path,
            layers=(),
        )
        self._view.open_flow(hit.flow, place=place)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.work.end()
        super().closeEvent(event)

    def reject(self) -> None:
        self.work.end()
        super().reject()

    def _fail(self, reason: Failed) -> None:
        self.told.setText(failed_word(self._view.t, reason))
