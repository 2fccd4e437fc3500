"""Markers while recording: a button for each kind with its key, a line for free text, the phase they open."""

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.flow import MARKER_KINDS, Marker
from inspector.model.marking import PHASE_KINDS
from inspector.ui.panels.capture_parts import Words, Wrapping
from inspector.ui.panels.wording import phase_word
from inspector.ui.recorder_watch import now_us
from inspector.ui.theme import Theme
from inspector.ui.words import clock, safe_text

KINDS = tuple(kind for kind in MARKER_KINDS if kind != "note")
LONGEST = 200
_AZERTY = "&é\"'(-è_çà"
"""What the digit keys give without Shift on a French keyboard: there, Alt and the key alone must do as well."""


def marker_keys(kind: str) -> tuple[str, ...]:
    """Key sequences of a kind, the one to show first: Alt+1 … Alt+9, Alt+0; Ctrl+M for free text."""
    if kind == "note":
        return ("Ctrl+M",)
    number = KINDS.index(kind)
    keys = (f"Alt+{(number + 1) % 10}",)
    if QGuiApplication.inputMethod().locale().name() == "fr_FR":
        return (*keys, f"Alt+{_AZERTY[number].upper()}")
    return keys


def shown_key(kind: str) -> str:
    """The first key of a kind, written the way of this system."""
    return QKeySequence(marker_keys(kind)[0]).toString(QKeySequence.SequenceFormat.NativeText)


def marker_title(t: Translator, kind: str) -> str:
    word = t(f"window.marker.{kind}")
    return word[:1].upper() + word[1:]


class KeyedButton(QPushButton):
    """A button with its key in a quiet tone beside its word."""

    def __init__(self, theme: Theme, *, text: str, key: str) -> None:
        super().__init__()
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({key})")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(8)
        self._word = Words(theme, text, wraps=False)
        for label in (self._word, Words(theme, key, size=11, tone="quiet", wraps=False)):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(label)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._word.set_tone("ink" if self.isEnabled() else "quiet")

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class FreeMarker(QLineEdit):
    """A line for a marker in one's own words. The marker stands where the first letter was typed, not where Enter
    was pressed."""

    entered = Signal(str, object)  # label, microseconds
    left = Signal()

    def __init__(self, t: Translator, *, moment: Callable[[], int] = now_us) -> None:
        super().__init__()
        self._moment = moment
        self.begun_us: int | None = None
        self.setMaxLength(LONGEST)
        self.setPlaceholderText(t("recording.markers.free"))
        self.setAccessibleName(t("recording.markers.free_title"))
        self.textEdited.connect(self._begin)
        self.returnPressed.connect(self._enter)

    def begin(self) -> None:
        """Fixes the moment now, before anything is typed."""
        self.begun_us = self._moment()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.begun_us = None
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.text().strip():
            self.begun_us = None

    def _begin(self, text: str) -> None:
        if not text.strip():
            self.begun_us = None
        elif self.begun_us is None:
            self.begin()

    def _enter(self) -> None:
        label, at_us = self.text().strip(), self.begun_us
        if label:
            self.entered.emit(label, at_us if at_us is not None else self._moment())
            self.clear()
            self.begun_us = None


class MarkerRow(QWidget):
    """Emits what is to be marked; shows the phase that the last marker opened."""

    marker_requested = Signal(str, str, object)  # kind, label, microseconds

    def __init__(self, t: Translator, theme: Theme, *, moment: Callable[[], int] = now_us) -> None:
        super().__init__()
        self._t = t
        self.buttons: dict[str, KeyedButton] = {}
        self.free = FreeMarker(t, moment=moment)
        self.free.setFixedWidth(theme.px(232))
        self.free.entered.connect(lambda label, at_us: self.marker_requested.emit("note", label, at_us))
        self.phase = Words(theme, tone="quiet")
        row = Wrapping(gap=8)
        for kind in KINDS:
            button = KeyedButton(theme, text=marker_title(t, kind), key=shown_key(kind))
            button.clicked.connect(lambda _=False, kind=kind: self.marker_requested.emit(kind, "", moment()))
            self.buttons[kind] = button
            row.addWidget(button)
        row.addWidget(self.free)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Words(theme, t("recording.markers"), bold=True))
        column.addLayout(row)
        column.addWidget(self.phase)
        self.show_markers(())

    def show_markers(self, markers: tuple[Marker, ...]) -> None:
        """The last marker, and the phase that lasts."""
        self.phase.setText("  ·  ".join(self._said(sorted(markers, key=lambda marker: marker.at_us))))

    def _said(self, markers: list[Marker]) -> Iterator[str]:
        t = self._t
        if not markers:
            yield t("recording.markers.about")
            return
        opening = [marker for marker in markers if marker.kind in PHASE_KINDS]
        named = [("phase", opening[-1])] if opening else []
        if markers[-1] not in opening[-1:]:
            named.append(("last", markers[-1]))
        for name, marker in named:
            word = safe_text(phase_word(t, marker.kind, marker.label), limit=80)
            yield t(f"recording.markers.{name}", marker=word, time=clock(marker.at_us, millis=False))
