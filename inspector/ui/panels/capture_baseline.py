"""What is checked before the first click, and half a minute in which nobody touches anything."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.panels.capture_parts import Tick, Words, text_button
from inspector.ui.theme import Theme
from inspector.ui.words import clock

BASELINE_S = 30
CHECKS = ("profile", "extensions", "clock")
_TICK_MS = 250


class BaselineList(QWidget):
    """Three ticks and a countdown. The countdown sets the marker and follows from its moment alone."""

    marker_requested = Signal(str, str, object)  # "baseline", "", microseconds
    checklist_changed = Signal(object)  # dict[str, bool]

    def __init__(self, t: Translator, theme: Theme, *, moment: Callable[[], int]) -> None:
        super().__init__()
        self._t, self._moment = t, moment
        self._began_us: int | None = None
        self.boxes = {name: Tick(theme, t(f"recording.baseline.{name}")) for name in CHECKS}
        self.start = text_button(t("recording.baseline.start", n=BASELINE_S), self._start)
        self.start.setToolTip(t("recording.baseline.start_tip"))
        self.left = Words(theme, wraps=False)
        self.bar = QProgressBar()
        self.bar.setRange(0, BASELINE_S)
        self.bar.setTextVisible(False)
        self.done = Words(theme, tone="quiet")
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._state = QStackedLayout()
        self._lay_out(theme)
        for box in self.boxes.values():
            box.toggled.connect(lambda _: self.checklist_changed.emit(self.checklist()))

    def checklist(self) -> dict[str, bool]:
        return {name: box.isChecked() for name, box in self.boxes.items()}

    def show_facts(self, *, is_own_browser: bool, clock_offset: str) -> None:
        """What is known already is ticked: our own profile is fresh and has no extension."""
        notes = {"profile": "", "extensions": "", "clock": clock_offset}
        for name in ("profile", "extensions"):
            self.boxes[name].setChecked(is_own_browser)
            self.boxes[name].setEnabled(not is_own_browser)
        if is_own_browser:
            notes["profile"] = self._t("recording.baseline.profile_note")
        if clock_offset:
            notes["clock"] = self._t("recording.baseline.clock_note", offset=clock_offset)
        for name, box in self.boxes.items():
            word = self._t(f"recording.baseline.{name}")
            box.setText(f"{word} ({notes[name]})" if notes[name] else word)

    def show_baseline(self, began_us: int | None) -> None:
        """The moment of the marker, None where there is none yet."""
        self._began_us = began_us
        self.tick()

    def tick(self) -> None:
        """Shows how much is left."""
        began = self._began_us
        if began is None:
            self._timer.stop()
            self._state.setCurrentIndex(0)
            return
        left_s = BASELINE_S - (self._moment() - began) // 1_000_000
        if left_s > 0:
            self._state.setCurrentIndex(1)
            self.left.setText(self._t("recording.baseline.running", n=left_s))
            self.bar.setValue(BASELINE_S - left_s)
            self._timer.start()
            return
        self._timer.stop()
        until = clock(began + BASELINE_S * 1_000_000, millis=False)
        self.done.setText(self._t("recording.baseline.done", **{"from": clock(began, millis=False), "until": until}))
        self._state.setCurrentIndex(2)

    def _start(self) -> None:
        self._began_us = self._moment()
        self.marker_requested.emit("baseline", "", self._began_us)
        self.tick()

    def _lay_out(self, theme: Theme) -> None:
        waiting, running = QWidget(), QWidget()
        row = QHBoxLayout(waiting)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.start)
        row.addStretch(1)
        counting = QHBoxLayout(running)
        counting.setContentsMargins(0, 0, 0, 0)
        counting.setSpacing(12)
        counting.addWidget(self.left)
        counting.addWidget(self.bar, 1)
        for widget in (waiting, running, self.done):
            self._state.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Words(theme, self._t("recording.baseline.title"), bold=True))
        for box in self.boxes.values():
            column.addWidget(box)
        column.addSpacing(4)
        column.addLayout(self._state)
