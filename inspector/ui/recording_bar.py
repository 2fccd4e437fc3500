"""Recording from anywhere in the window: one button to begin and end, one to pause, one for markers, and their keys."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from inspector.capture.plan import Way
from inspector.messages import Translator
from inspector.model.flow import MARKER_KINDS
from inspector.ui.panels.capture_markers import FreeMarker, marker_keys, marker_title
from inspector.ui.panels.capture_ways import InstalledBrowser
from inspector.ui.recorder_watch import RecorderWatch, now_us
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

RECORD_KEY = "Ctrl+R"


def elapsed_word(length_us: int) -> str:
    """`04:12`, `1:02:07`."""
    minutes, seconds = divmod(length_us // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes:02d}:{seconds:02d}"


class FreePopup(QFrame):
    """A line below the marker button; its marker stands at the moment it was opened."""

    entered = Signal(str, object)  # label, microseconds

    def __init__(self, t: Translator, theme: Theme, *, moment: Callable[[], int], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.line = FreeMarker(t, moment=moment)
        self.line.setMinimumWidth(theme.px(280))
        self.line.entered.connect(self._enter)
        self.line.left.connect(self.hide)
        row = QVBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.addWidget(self.line)
        self.setFocusProxy(self.line)

    def open_below(self, button: QWidget) -> None:
        self.line.clear()
        self.line.begin()
        self.move(button.mapToGlobal(QPoint(0, button.height() + 2)))
        self.show()
        self.line.setFocus()

    def _enter(self, label: str, at_us: int) -> None:
        self.hide()
        self.entered.emit(label, at_us)


class RecordingBar(QWidget):
    """For the top bar. Says what the person wants; follows a `RecorderWatch`."""

    record_requested = Signal(str, object)  # id of a browser, Way
    page_requested = Signal()  # other ways and options: the capture page
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    marker_requested = Signal(str, str, object)  # kind, label, microseconds since the epoch

    def __init__(
        self, t: Translator, theme: Theme, *, moment: Callable[[], int] = now_us, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._t, self._theme, self._moment = t, theme, moment
        self._watch: RecorderWatch | None = None
        self._browsers: tuple[InstalledBrowser, ...] = ()
        self._preferred = ""
        self.record, self.pause, self.marker = QToolButton(), QToolButton(), QToolButton()
        self.elapsed = QLabel()
        self.free = FreePopup(t, theme, moment=moment, parent=self)
        self.free.entered.connect(lambda label, at_us: self.marker_requested.emit("note", label, at_us))
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._show_elapsed)
        self._choice = QMenu(self)
        self.actions_of = self._make_actions()
        self._lay_out()
        theme.changed.connect(self._dress)
        self._show()

    @property
    def is_recording(self) -> bool:
        return self._watch is not None and not self._watch.is_over

    def follow(self, watch: RecorderWatch | None) -> None:
        """Shows this recording until it is over; None: nothing is recorded."""
        if self._watch is not None:
            self._watch.disconnect(self)
        self._watch = watch
        if watch is not None:
            for signal in (watch.ready, watch.ordered, watch.tallied, watch.ended):
                signal.connect(self._show)
        self._show()

    def show_browsers(self, browsers: Sequence[InstalledBrowser], *, preferred: str = "") -> None:
        """What the menu offers; `preferred` is the id that a click records with, else the first."""
        self._browsers = tuple(browsers)
        ids = [browser.id for browser in self._browsers]
        self._preferred = preferred if preferred in ids else next(iter(ids), "")
        self._fill_choice()
        self._show()

    # acting

    def toggle(self) -> None:
        """Ends what is recorded; else records with the preferred browser, or asks how where there is none."""
        if self.is_recording:
            self.stop_requested.emit()
        elif self._preferred:
            self.record_requested.emit(self._preferred, Way.PROXY)
        else:
            self.page_requested.emit()

    def _choose(self, browser: str, way: Way) -> None:
        self._preferred = browser
        self.record_requested.emit(browser, way)
        self._show()

    def _toggle_pause(self) -> None:
        is_paused = self._watch is not None and self._watch.facts.is_paused
        (self.resume_requested if is_paused else self.pause_requested).emit()

    def _mark(self, kind: str) -> None:
        if kind == "note":
            self.free.open_below(self.marker)
        else:
            self.marker_requested.emit(kind, "", self._moment())

    # showing

    def _show(self, _said: object = None) -> None:
        t, facts = self._t, self._watch.facts if self._watch is not None else None
        is_on = self.is_recording
        is_marking = is_on and facts is not None and facts.ready is not None and not facts.is_stopping
        for widget in (self.pause, self.marker, self.elapsed):
            widget.setVisible(is_on)
        self.pause.setEnabled(is_marking)
        self.marker.setEnabled(is_marking)
        for action in self.actions_of.values():
            action.setEnabled(is_marking)
        popup = QToolButton.ToolButtonPopupMode
        self.record.setPopupMode(popup.DelayedPopup if is_on else popup.MenuButtonPopup)
        self.record.setMenu(None if is_on else self._choice)  # type: ignore[arg-type]
        self.record.setEnabled(not (is_on and facts is not None and facts.is_stopping))
        name = next((one.name for one in self._browsers if one.id == self._preferred), "")
        if is_on and facts is not None:
            word = "bar.stopping" if facts.is_stopping else "stop"
            self.record.setText(t(f"recording.{word}"))
            self.record.setToolTip(t("recording.bar.stop_tip"))
            self.pause.setText(t("recording.resume" if facts.is_paused else "recording.pause"))
            self.pause.setToolTip(t("recording.bar.resume_tip" if facts.is_paused else "recording.bar.pause_tip"))
        else:
            self.record.setText(t("recording.bar.record"))
            tip = "bar.record_tip" if name else "bar.record_page_tip"
            self.record.setToolTip(t(f"recording.{tip}", name=safe_text(name, limit=40)))
        if is_on:
            self._tick.start()
        else:
            self._tick.stop()
        self._show_elapsed()
        self._dress()

    def _show_elapsed(self) -> None:
        if self._watch is not None:
            facts = self._watch.facts
            starting = facts.ready is None
            word = self._t("recording.bar.starting") if starting else elapsed_word(self._watch.elapsed_us)
            self.elapsed.setText(word)

    def _fill_choice(self) -> None:
        t = self._t
        self._choice.clear()
        for word, way in (("bar.with", Way.PROXY), ("bar.without", Way.BROWSER)):
            for browser in self._browsers:
                name = safe_text(browser.name, limit=40).replace("&", "&&")
                action = self._choice.addAction(t(f"recording.{word}", name=name))
                action.triggered.connect(lambda _=False, id_=browser.id, way=way: self._choose(id_, way))
            if self._browsers:
                self._choice.addSeparator()
        self._choice.addAction(t("recording.bar.more")).triggered.connect(self.page_requested)

    # building

    def _make_actions(self) -> dict[str, QAction]:
        """One action a kind, with its keys: they work wherever the window has the keyboard."""
        menu = QMenu(self)
        found: dict[str, QAction] = {}
        for kind in MARKER_KINDS:
            if kind == "note":
                menu.addSeparator()
            text = self._t("recording.markers.note") if kind == "note" else marker_title(self._t, kind)
            action = menu.addAction(text)
            action.setShortcuts([QKeySequence(keys) for keys in marker_keys(kind)])
            action.setShortcutVisibleInContextMenu(True)
            action.triggered.connect(lambda _=False, kind=kind: self._mark(kind))
            self.addAction(action)
            found[kind] = action
        self.marker.setMenu(menu)
        self.marker.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        toggle = QAction(self)
        toggle.setShortcut(QKeySequence(RECORD_KEY))
        toggle.triggered.connect(self.toggle)
        self.addAction(toggle)
        return found

    def _lay_out(self) -> None:
        t = self._t
        self.record.clicked.connect(self.toggle)
        self.pause.clicked.connect(self._toggle_pause)
        self.marker.setText(t("recording.markers.menu"))
        self.marker.setToolTip(t("recording.markers.menu_tip"))
        self.elapsed.setAccessibleName(t("recording.head.elapsed"))
        self.elapsed.setToolTip(t("recording.head.elapsed"))
        self._fill_choice()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.record, self.pause, self.elapsed, self.marker):
            row.addWidget(widget)

    def _dress(self) -> None:
        theme, is_on = self._theme, self.is_recording
        is_paused = is_on and self._watch is not None and self._watch.facts.is_paused
        icons = (
            (self.record, "square" if is_on else "circle-dot", "ink" if is_on else "accent"),
            (self.pause, "play" if is_paused else "pause", "ink"),
            (self.marker, "flag", "ink"),
        )
        for button, icon, tone in icons:
            button.setIcon(theme.icon_beside(icon, tone))
            button.setIconSize(theme.icon_size())
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setMinimumHeight(theme.px(28))
        self.elapsed.setFont(theme.font())
        self.elapsed.setStyleSheet(f"color: {theme.color('quiet' if is_paused else 'ink').name()};")
        self.elapsed.setMinimumWidth(self.elapsed.fontMetrics().horizontalAdvance("00:00") + theme.px(8))
