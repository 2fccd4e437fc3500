"""The capture page: how to record, the recording while it runs, and what came of it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from inspector.capture.plan import Mode, Way
from inspector.ui.case_view import CaseView
from inspector.ui.panels.capture_after import CaptureAfter
from inspector.ui.panels.capture_head import RecordingHead
from inspector.ui.panels.capture_live import CaptureLive
from inspector.ui.panels.capture_news import Live, read_live
from inspector.ui.panels.capture_ways import CaptureWays, InstalledBrowser
from inspector.ui.plots.refresh import Refresh, WhenShown
from inspector.ui.recorder_watch import RecorderWatch, now_us
from inspector.ui.theme import Theme
from inspector.ui.work import Desk

if TYPE_CHECKING:
    from inspector.ui.panels.capture_phone import PhoneSteps

PHONE_MODES = (Mode.WIREGUARD, Mode.LAN)

type FindBrowsers = Callable[[], Sequence[InstalledBrowser]]


def find_installed() -> Sequence[InstalledBrowser]:
    """The browsers of this computer; for a worker thread."""
    from inspector.workspace.recording import installed_browsers

    return installed_browsers()


class CapturePage(QWidget):
    """Three states, one at a time. It starts and stops nothing itself: it says what the person wants, and follows a
    `RecorderWatch` that it is given."""

    start_requested = Signal(object)  # Choices
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    end_requested = Signal()  # at once: the recorder does not answer
    marker_requested = Signal(str, str, object)  # kind, label, microseconds since the epoch
    pass_requested = Signal(str, bool)  # host, whether it is to be read again
    pipe_requested = Signal(str)  # stop, and record this host without interception
    phone_mode_requested = Signal(str)  # Mode.WIREGUARD or Mode.LAN: stop, and record the phone that way
    phone_address_requested = Signal(str)  # an address of this computer: stop, and listen there
    sheet_requested = Signal()
    checklist_changed = Signal(object)  # dict[str, bool]

    def __init__(
        self,
        view: CaseView,
        theme: Theme,
        *,
        find: FindBrowsers | None = None,
        moment: Callable[[], int] = now_us,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._watch: RecorderWatch | None = None
        self._live_now = Live()
        self.ways = CaptureWays(view, theme)
        self.live = CaptureLive(view, theme, moment=moment)
        self.after = CaptureAfter(view, theme)
        self.steps: PhoneSteps | None = None
        self._to_steps: QPushButton | None = None
        self._pages = QStackedWidget()
        self._areas: dict[str, QWidget] = {
            name: _scrolled(part) for name, part in (("before", self.ways), ("live", self.live), ("after", self.after))
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        for area in self._areas.values():
            self._pages.addWidget(area)
        self._refresh = Refresh(self, read=self._read, show=self._show_live)
        self._when_shown = WhenShown(self, self._refresh.request)
        for changed in (view.flows_changed, view.analysis_changed):
            changed.connect(self._when_shown.request)
        self._connect()
        self._desk = Desk(self)
        self._desk.submit(find or find_installed, done=self.ways.show_browsers, failed=self._show_no_browser)
        self.show_state("before")

    # what the window says

    def follow(self, watch: RecorderWatch | None) -> None:
        """Shows this recording from now on; None: before recording."""
        if self._watch is not None:
            self._watch.disconnect(self)
        self._watch = watch
        self._live_now = Live()
        self.live.show_live(self._live_now)
        self._drop_steps()
        if watch is None:
            self.show_state("before")
            return
        signals = (watch.ready, watch.checked, watch.refused, watch.suspected, watch.told, watch.browser_gone,
                   watch.ordered, watch.marked, watch.ended)  # fmt: skip
        for signal in signals:
            signal.connect(self._show_facts)
        watch.tallied.connect(self._show_tally)
        watch.ready.connect(self._when_shown.request)
        if watch.facts.plan.mode in PHONE_MODES and not watch.is_over:
            self._make_steps(watch.facts.plan.mode)
            self.show_state("steps")
        else:
            self.show_state("live")
        self._show_facts()
        self._when_shown.request()

    def start(self, *, browser: str = "", way: Way = Way.PROXY) -> None:
        """Asks for a recording with a browser, with the address and the options as they stand on the page."""
        self.ways.start(browser=browser, way=way)

    def show_question(self) -> None:
        """The sheet has been kept: its question is shown."""
        self.ways.reload()

    @property
    def state(self) -> str:
        """before, steps (of a phone), live or after."""
        return next(name for name, area in self._areas.items() if area is self._pages.currentWidget())

    def show_state(self, name: str) -> None:
        self._pages.setCurrentWidget(self._areas[name])
        self.landing: QWidget = {"before": self.ways.address, "after": self.after}.get(name, self._areas[name])

    # following

    def _show_facts(self, _said: object = None) -> None:
        if self._watch is None:
            return
        facts = self._watch.facts
        if self._watch.is_over:
            self._drop_steps()
            self.after.show_facts(facts, self._live_now)
            self.show_state("after")
            return
        self.live.show_facts(facts)
        if self.steps is not None:
            self.steps.show_facts(facts)

    def _show_tally(self, _tally: object = None) -> None:
        if self._watch is not None:
            self.live.show_tally(self._watch.facts)
            self.live.head.show_facts(self._watch.facts)
            if self.steps is not None:
                self.steps.show_facts(self._watch.facts)

    def _read(self) -> Live:
        watch, path = self._watch, self._view.reader.case.path
        if watch is None or watch.facts.ready is None:
            return Live()
        return read_live(path, capture=watch.facts.ready.capture, began_us=watch.facts.began_us)

    def _show_live(self, live: Live) -> None:
        self._live_now = live
        self.live.show_live(live)
        self.after.show_live(live)

    def _show_no_browser(self, _reason: object) -> None:
        self.ways.show_browsers(())

    # building

    def _drop_steps(self) -> None:
        for widget in (self._areas.pop("steps", None), self._to_steps):
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.steps = self._to_steps = None

    def _make_steps(self, mode: Mode) -> None:
        from inspector.ui.panels.capture_phone import PhoneSteps  # draws codes and pictures: only for phones

        self.steps = PhoneSteps(self._view.t, self._theme, mode=mode)
        self.steps.live_requested.connect(lambda: self.show_state("live"))
        self.steps.mode_chosen.connect(self.phone_mode_requested)
        self.steps.address_chosen.connect(self.phone_address_requested)
        self._follow_head(self.steps.head)
        self._areas["steps"] = self.steps
        self._pages.addWidget(self.steps)
        back = self._view.t("recording.phone.steps")
        self._to_steps = self.live.head.add_button(back, lambda: self.show_state("steps"))

    def _follow_head(self, head: RecordingHead) -> None:
        head.pause_requested.connect(self.pause_requested)
        head.resume_requested.connect(self.resume_requested)
        head.stop_requested.connect(self.stop_requested)
        head.end_requested.connect(self.end_requested)

    def _connect(self) -> None:
        ways, live = self.ways, self.live
        pairs: tuple[tuple[Any, Any], ...] = (
            (ways.start_requested, self.start_requested),
            (ways.sheet_requested, self.sheet_requested),
            (live.marker_requested, self.marker_requested),
            (live.pass_requested, self.pass_requested),
            (live.pipe_requested, self.pipe_requested),
            (live.checklist_changed, self.checklist_changed),
        )
        for source, target in pairs:
            source.connect(target)
        self._follow_head(live.head)
        self.after.again_requested.connect(lambda: self.follow(None))


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(widget)
    return area
