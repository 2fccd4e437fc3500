"""WebSocket messages: the list, and the one that is read."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QSplitter, QStackedWidget, QTableView, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.flow import Location, Side, SocketMessage
from inspector.model.leaf import Place
from inspector.ui.case_view import CaseView
from inspector.ui.panels.body import tree_builder
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.panels.hex_view import HexView
from inspector.ui.panels.json_view import JsonView
from inspector.ui.panels.text_view import TextView
from inspector.ui.theme import Theme
from inspector.ui.words import clock, safe_text

_PREVIEW = 200
_CONCEALED = 4000  # bytes looked through: a secret that begins within the preview is seen whole

type AnyIndex = QModelIndex | QPersistentModelIndex


class MessagesModel(QAbstractTableModel):
    """Number, direction, time, size, beginning."""

    def __init__(self, t: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self._messages: tuple[SocketMessage, ...] = ()
        self._marked: frozenset[int] = frozenset()
        self._conceal: Callable[[str], str] = str

    def show_messages(self, messages: tuple[SocketMessage, ...], *, marked: frozenset[int]) -> None:
        """`marked` are the 1-based numbers of messages with sensitive leaves."""
        self.beginResetModel()
        self._messages, self._marked = messages, marked
        self.endResetModel()

    def set_conceal(self, conceal: Callable[[str], str]) -> None:
        """What hides secrets in the beginnings of messages; `str` hides nothing."""
        self._conceal = conceal
        if self._messages:
            self.dataChanged.emit(self.index(0, 4), self.index(len(self._messages) - 1, 4))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._messages)

    def columnCount(self, _parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._t(f"detail.message_{('number', 'way', 'time', 'size', 'text')[section]}")
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (0, 3):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        message, number = self._messages[index.row()], index.row() + 1
        match index.column():
            case 0:
                return f"● {number}" if number in self._marked else str(number)
            case 1:
                return self._t("detail.message_up" if message.from_client else "detail.message_down")
            case 2:
                return clock(message.at_us)
            case 3:
                return self._t.size(len(message.data))
            case _:
                beginning = message.data[:_CONCEALED].decode("utf-8", "replace")
                return safe_text(self._conceal(beginning), limit=_PREVIEW)


class MessagesView(QWidget):
    """Follows the row that is current."""

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self._story: FlowStory | None = None
        self._is_revealed = False
        self.model = MessagesModel(view.t, self)
        self.table = QTableView()
        self.tree, self.text, self.hex = JsonView(view, theme), TextView(view.t, theme), HexView(theme)
        self._stack = QStackedWidget()
        for widget in (self.tree, self.text, self.hex):
            self._stack.addWidget(widget)
        self._set_up_table()
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        split.addWidget(self.table)
        split.addWidget(self._stack)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self._theme.row_height)
        table.horizontalHeader().setStretchLastSection(True)
        table.setAccessibleName(self._view.t("detail.tab_messages"))
        for column, width in enumerate((52, 72, 104, 72)):
            table.setColumnWidth(column, self._theme.px(width))
        table.selectionModel().currentRowChanged.connect(lambda current, _: self._show(current.row() + 1))

    def show_story(self, story: FlowStory) -> None:
        self._story = story
        places = [leaf.place for leaf in story.leaves.values() if leaf.place.location is Location.WEBSOCKET]
        marked = frozenset(number for place in places if (number := message_number(place)))
        self._is_revealed = False
        self.model.set_conceal(story.secrets.conceal)
        self.model.show_messages(story.content.messages, marked=marked)
        if story.content.messages:
            self.table.selectRow(min(marked, default=1) - 1)

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or hides secrets, in the list and in the message that is read."""
        self._is_revealed = revealed
        if self._story is not None and self._story.content.messages:
            self.model.set_conceal(str if revealed else self._story.secrets.conceal)
            self.text.show_text("")
            self.hex.show_bytes(b"", marks=[])
            self._show(self.table.currentIndex().row() + 1)

    def go_to_place(self, place: Place) -> bool:
        number = message_number(place)
        if not number:
            return False
        self.table.selectRow(number - 1)
        return self.tree.go_to_place(place)

    def _show(self, number: int) -> None:
        story = self._story
        if story is None or not 1 <= number <= len(story.content.messages):
            return
        message = story.content.messages[number - 1]
        side = Side.REQUEST if message.from_client else Side.RESPONSE
        documents = [d for d in story.documents(side, Location.WEBSOCKET) if d.message == number]
        conceal = str if self._is_revealed else story.secrets.conceal
        if any(document.layers for document in documents):
            leaves = [x for x in story.marked(side, Location.WEBSOCKET) if message_number(x.place) == number]
            self.tree.show_rows(tree_builder(self._view, story).root(documents), story, leaves=leaves, conceal=conceal)
            self.tree.set_revealed(revealed=self._is_revealed)
            self._stack.setCurrentWidget(self.tree)
            return
        try:
            self.text.show_text(message.data.decode("utf-8"), conceal=conceal)
            self._stack.setCurrentWidget(self.text)
        except UnicodeDecodeError:
            data = message.data if self._is_revealed else story.secrets.conceal_bytes(message.data)
            self.hex.show_bytes(data, marks=[])
            self._stack.setCurrentWidget(self.hex)


def message_number(place: Place) -> int:
    """The 1-based number of the message a place is in; 0 where there is none."""
    head = place.path.partition(" > ")[0]
    return int(head[1:]) if head[:1] == "#" and head[1:].isdigit() and len(head) < 9 else 0
