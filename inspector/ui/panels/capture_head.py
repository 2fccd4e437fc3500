"""The head of a running recording: its state in a word and a shape, since when, with what; pause and stop."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from inspector.capture.plan import Mode, Plan, Way
from inspector.messages import Translator
from inspector.ui.panels.capture_parts import Picture, Words, Wrapping
from inspector.ui.recorder_watch import RecordingFacts
from inspector.ui.theme import Theme
from inspector.ui.words import clock, safe_text


def client_word(t: Translator, facts: RecordingFacts) -> str:
    """The browser or whatever else is recorded, and the way."""
    return " · ".join(part for part in (safe_text(facts.client, limit=60), way_word(t, facts.plan)) if part)


def way_word(t: Translator, plan: Plan) -> str:
    if plan.way is Way.BROWSER:
        return t("recording.head.pipe")
    if plan.mode in (Mode.WIREGUARD, Mode.LAN):
        return t("recording.head.phone")
    if plan.mode is Mode.LOCAL:
        return t("recording.head.local")
    return t("recording.head.proxy" if plan.browser else "recording.head.client")


def state_of(facts: RecordingFacts) -> tuple[str, str, str]:
    """The state of a recording as (word's key, icon, tone)."""
    if facts.is_stopping:
        return "stopping", "circle-stop", "quiet"
    if facts.ready is None:
        return "starting", "hourglass", "quiet"
    if facts.is_paused:
        return "paused", "circle-pause", "quiet"
    return "recording", "circle-dot", "accent"


class RecordingHead(QWidget):
    """Asks for pause, resume, stop."""

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    end_requested = Signal()

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t = t
        self._is_paused = self._is_stopping = False
        self.mark = Picture(theme, "circle-dot", tone="accent", size=20)
        self.title = Words(theme, size=20, bold=True, wraps=False)
        self.note = Words(theme, tone="quiet", wraps=False)
        self.pause, self.stop = QPushButton(), QPushButton()
        self.pause.clicked.connect(self._pause)
        self.stop.clicked.connect(self._stop)
        self.stop.setProperty("kind", "primary")
        said = Wrapping(gap=12)
        for widget in (self.mark, self.title, self.note):
            said.addWidget(widget)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        self._buttons.addWidget(self.pause)
        self._buttons.addWidget(self.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(said, 1)
        row.addLayout(self._buttons)

    def add_button(self, text: str, call: Callable[[], None]) -> QPushButton:
        """One more, before the others."""
        button = QPushButton(text)
        button.clicked.connect(call)
        self._buttons.insertWidget(0, button)
        return button

    def show_facts(self, facts: RecordingFacts) -> None:
        t = self._t
        word, icon, tone = state_of(facts)
        self._is_paused, self._is_stopping = facts.is_paused, facts.is_stopping
        title = t(f"recording.head.{word}", time=clock(facts.began_us, millis=False))
        self.mark.show_icon(icon, tone=tone)
        self.title.setText(title)
        note = t("recording.head.gap") if word == "paused" else client_word(t, facts)
        self.note.setText(note)
        self.setAccessibleName(f"{title} · {note}")
        self.pause.setText(t("recording.resume" if facts.is_paused else "recording.pause"))
        self.pause.setEnabled(facts.ready is not None and not facts.is_stopping)
        self.stop.setText(t("recording.end_at_once" if facts.is_stopping else "recording.stop"))

    def _pause(self) -> None:
        (self.resume_requested if self._is_paused else self.pause_requested).emit()

    def _stop(self) -> None:
        (self.end_requested if self._is_stopping else self.stop_requested).emit()
