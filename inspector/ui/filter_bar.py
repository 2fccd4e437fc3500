"""The filter line: typed terms, completion of keys and values, `312 of 1 204`."""

from PySide6.QtCore import QSize, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from inspector.messages import Translator
from inspector.model.flow import Delivery
from inspector.model.leaf import CLASSES
from inspector.model.marking import PHASE_KINDS
from inspector.model.party import Role
from inspector.store.filters import KEYS, Term, read_filter, write_filter
from inspector.ui.theme import Theme

_WAIT_MS = 180
_FIXED = {
    "class": CLASSES,
    "role": tuple(role.value for role in Role),
    "has": ("sensitive", "finding", "sighting", "request-body", "response-body", "error", "messages"),
    "party": ("first", "third"),
    "about": ("account-holder", "other-person", "practitioner", "catalogue", "unknown"),
    "finding": ("critical", "high", "medium", "low", "info"),
    "delivery": tuple(delivery.value for delivery in Delivery),
    "phase": (*sorted(PHASE_KINDS), "none"),
    "is": ("background", "unread", "refused", "sent"),
    "status": ("2xx", "3xx", "4xx", "5xx"),
    "method": ("GET", "POST", "PUT", "DELETE", "OPTIONS"),
    "type": ("json", "html", "javascript", "css", "image", "font", "form"),
}
_MOST = 200


def complete(text: str, values: dict[str, tuple[str, ...]]) -> list[str]:
    """Whole filter lines that continue the last word of `text`: keys first, then values of its key."""
    before, _, last = text.rpartition(" ")
    head = f"{before} " if before else ""
    minus, word = ("-", last[1:]) if last.startswith("-") else ("", last)
    key, colon, typed = word.partition(":")
    if not colon:
        return [f"{head}{minus}{name}:" for name in KEYS if word and name.startswith(word) and name != word]
    done, _, started = typed.rpartition(",")
    prefix = f"{head}{minus}{key}:{done + ',' if done else ''}"
    offered = values.get(key) or _FIXED.get(key, ())
    return [prefix + value for value in offered if started.lower() in value.lower() and value != started][:_MOST]


class _Line(QLineEdit):
    """A line whose completions continue its last word."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, tuple[str, ...]] = {}
        self._offers = QStringListModel(self)
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompleter(completer)
        self.textEdited.connect(lambda text: self._offers.setStringList(complete(text, self.values)))


class FilterBar(QWidget):
    """Edits the terms of the shared query; shows how many flows match."""

    terms_changed = Signal(object)  # tuple[Term, ...]
    range_cleared = Signal()
    left = Signal()  # Escape or Enter: back to the page

    def __init__(self, t: Translator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t, self._theme = t, theme
        self.line, self._count, self._range = _Line(), QLabel(), QToolButton()
        self.line.setPlaceholderText(t("window.filter_hint"))
        self.line.setAccessibleName(t("window.find"))
        self.line.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.line.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._range.setToolTip(t("window.filter_range"))
        self._range.setAccessibleName(t("window.filter_range"))
        self._range.setIconSize(QSize(16, 16))
        self._range.hide()
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.line, 1)
        layout.addWidget(self._range)
        layout.addWidget(self._count)
        self.line.textEdited.connect(lambda _: self._wait.start())
        self.line.textChanged.connect(lambda text: None if text else self._tell())
        self.line.returnPressed.connect(self._accept)
        self._wait.timeout.connect(self._tell)
        self._range.clicked.connect(self.range_cleared)
        theme.changed.connect(self._dress)
        self._dress()

    def show_terms(self, terms: tuple[Term, ...], *, has_range: bool) -> None:
        """The terms as they are now, unless the person is typing them."""
        if read_filter(self.line.text()) != terms:
            self.line.setText(write_filter(terms))
        self._range.setVisible(has_range)

    def show_count(self, shown: int, total: int) -> None:
        t = self._t
        if shown == total:
            self._count.setText(t("window.shown_all", n=total))
        else:
            self._count.setText(t("window.shown_of", shown=shown, n=total))

    @property
    def count_text(self) -> str:
        return self._count.text()

    def offer(self, values: dict[str, tuple[str, ...]]) -> None:
        """Values of the open case for completion, by key."""
        self.line.values = values

    def _accept(self) -> None:
        self._tell()
        self.left.emit()

    def _tell(self) -> None:
        self._wait.stop()
        self.terms_changed.emit(read_filter(self.line.text()))

    def _dress(self) -> None:
        self._glass.setIcon(self._theme.icon("list-filter", "quiet"))
        self._range.setIcon(self._theme.icon("undo-2"))
        self._count.setFont(self._theme.font(13))
        self._count.setStyleSheet(f"color: {self._theme.color('quiet').name()};")
        self._count.setMinimumWidth(96)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
