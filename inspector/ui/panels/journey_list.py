"""The recipients of the page of journeys: a line that narrows them, the list, and what is said where none is left."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QItemSelection, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.journey import Journey
from inspector.model.party import Recipient
from inspector.ui.models.journeys import JourneyList
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.journey_rows import RowList
from inspector.ui.theme import Theme


class FilterLine(QLineEdit):
    """Arrow down and Enter go on to the list, Escape takes the words away."""

    def __init__(self, target: QWidget) -> None:
        super().__init__()
        self._target = target

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._target.setFocus()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class JourneyPane(QWidget):
    """Says which journey is shown, and apart from that which one somebody chose."""

    shown = Signal(object)  # Journey
    chosen = Signal(object)  # Journey
    entered = Signal()  # Enter: on to the story

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self._site = ""
        self.model = JourneyList(t, theme)
        self.list = RowList(self.model, theme, name=t("journeys.list_name"))
        self.filter = FilterLine(self.list)
        self.filter.setPlaceholderText(t("journeys.filter"))
        self.filter.setAccessibleName(t("journeys.filter"))
        self.filter.setClearButtonEnabled(True)
        self._none = EmptyState(theme)
        self._rows = QStackedWidget()
        self._rows.addWidget(self.list)
        self._rows.addWidget(self._none)
        line = QVBoxLayout()
        line.setContentsMargins(16, 8, 8, 0)
        line.addWidget(self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self._rows, 1)
        self.setFocusProxy(self.list)
        self.filter.textChanged.connect(self._look_for)
        self.list.selectionModel().selectionChanged.connect(self._choose_first)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(lambda _: self.entered.emit())

    def show_journeys(self, journeys: Sequence[Journey], recipients: Mapping[str, Recipient], *, site: str) -> None:
        """Shows the journey of `site`, else the one before, else the first."""
        self._quietly(lambda: self.model.show(journeys, recipients))
        self._settle(site or self._site)

    def go_to(self, site: str) -> bool:
        """Shows a journey where the list has it; False where it does not."""
        row = self.model.row_of(site)
        if row is None:
            return False
        if row != self.list.currentIndex().row() or site != self._site:
            self._set_row(row)
            self.list.scrollTo(self.model.index(row, 0))
        return True

    def _look_for(self, text: str) -> None:
        self._quietly(lambda: self.model.look_for(text))
        self._settle(self._site)

    def _settle(self, site: str) -> None:
        is_empty = not self.model.rowCount()
        self._rows.setCurrentIndex(1 if is_empty else 0)
        if is_empty:
            self._none.set_text(title="", text=self._t("journeys.no_match", words=self.filter.text()))
        else:
            self._set_row(self.model.row_of(site) or 0)

    def _set_row(self, row: int) -> None:
        self._quietly(lambda: self.list.setCurrentIndex(self.model.index(row, 0)))
        self.list.viewport().update()
        self._show(self.model.journey(row))

    def _show(self, journey: Journey) -> None:
        self._site = journey.site
        self.shown.emit(journey)

    def _quietly(self, change: Callable[[], None]) -> None:
        """Without anybody having chosen anything."""
        model = self.list.selectionModel()
        blocked = model.blockSignals(True)
        change()
        model.blockSignals(blocked)

    def _choose_first(self, chosen: QItemSelection) -> None:
        for index in chosen.indexes()[:1]:
            self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            journey = self.model.journey(index.row())
            self._show(journey)
            self.chosen.emit(journey)
