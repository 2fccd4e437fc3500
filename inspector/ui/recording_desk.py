"""One recording at a time, for the window: begun, followed, marked and ended here; pages only show it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inspector.capture.plan import Plan, Way
from inspector.model.flow import CaptureId, Marker
from inspector.ui.recorder_watch import Recorder, RecorderWatch
from inspector.ui.session import CaseSession
from inspector.ui.theme import Theme
from inspector.ui.work import Desk
from inspector.workspace.jobs import Failed, Job

if TYPE_CHECKING:
    from inspector.ui.panels.capture import CapturePage
    from inspector.ui.panels.capture_choices import Choices
    from inspector.ui.panels.capture_ways import InstalledBrowser
    from inspector.ui.recording_bar import RecordingBar


_KEPT = (
    "port", "lan_address", "quiet_browser", "scope", "allow_loopback", "body_cap_bytes", "resolve_names", "programs",
    "scenario", "environment", "language",
)  # fmt: skip
"""What a recording that follows another has in common with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingUse:
    """What recording asks of the workspace."""

    plan: Callable[..., Plan]
    start: Callable[[Plan], Recorder]
    follow: Callable[[Path, int], Job]
    mark: Callable[[Path, CaptureId, Marker], None]
    environment: "Callable[[str], dict[str, str]]"  # by id of a browser, "" for none
    browsers: "Callable[[], tuple[InstalledBrowser, ...]]"
    note: Callable[[Path, str, str], None]  # a line in the case's log
    keep_question: Callable[[Path, str], None]
    drop_empty: Callable[[Path, CaptureId], bool]


class RecordingDesk(QObject):
    """Holds the watch of the recording under way, whatever becomes of the pages that show it."""

    changed = Signal()  # a recording began or ended
    told = Signal(str, str)  # severity word, key of a sentence

    def __init__(self, use: RecordingUse, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._use = use
        self.watch: RecorderWatch | None = None
        self.session: CaseSession | None = None
        self._page: CapturePage | None = None
        self._bar: RecordingBar | None = None
        self._browsers: tuple[InstalledBrowser, ...] = ()
        self._environment: dict[str, str] = {}
        self._scenario: str | None = None
        self._then: list[Callable[[], object]] = []
        self._looking, self._asking, self._following = Desk(self), Desk(self), Desk(self)

    @property
    def is_recording(self) -> bool:
        return self.watch is not None and not self.watch.is_over

    # what shows it

    def show_in_bar(self, bar: "RecordingBar", *, show_page: Callable[[], None]) -> None:
        """A new top bar follows the recording."""
        self._bar = bar
        bar.record_requested.connect(lambda browser, way: self._begin_from_bar(browser, way, show_page))
        bar.page_requested.connect(show_page)
        bar.pause_requested.connect(self.pause)
        bar.resume_requested.connect(self.resume)
        bar.stop_requested.connect(self.stop)
        bar.marker_requested.connect(self.mark)
        bar.destroyed.connect(lambda: self._forget_bar(bar))
        bar.follow(self.watch)
        bar.show_browsers(self._browsers)
        if not self._browsers:
            self._looking.submit(self._use.browsers, done=self._take_browsers)

    def show_in_page(self, page: "CapturePage", theme: Theme) -> None:
        """A new capture page follows the recording, and begins one where it is asked to."""
        self._page = page
        page.start_requested.connect(self.begin)
        page.pause_requested.connect(self.pause)
        page.resume_requested.connect(self.resume)
        page.stop_requested.connect(self.stop)
        page.end_requested.connect(self.end_at_once)
        page.marker_requested.connect(self.mark)
        page.pass_requested.connect(self.pass_unread)
        page.pipe_requested.connect(lambda _host: self.record_again(way=Way.BROWSER))
        page.phone_mode_requested.connect(lambda mode: self.record_again(mode=mode))
        page.phone_address_requested.connect(lambda address: self.record_again(lan_address=address))
        page.sheet_requested.connect(lambda: self.ask_sheet(page, theme))
        page.checklist_changed.connect(self._note_checklist)
        page.destroyed.connect(lambda: self._forget_page(page))
        if self.watch is not None:
            page.follow(self.watch)

    def forget_case(self) -> None:
        """The case is closed: what was said of a recording in it goes too."""
        if self.watch is not None:
            self.watch.forget()
            self.watch.deleteLater()
        self.watch = self.session = None
        self._then = []
        self._environment, self._scenario = {}, None

    def _forget_bar(self, bar: "RecordingBar") -> None:
        if self._bar is bar:
            self._bar = None

    def _forget_page(self, page: "CapturePage") -> None:
        if self._page is page:
            self._page = None

    def _take_browsers(self, browsers: "tuple[InstalledBrowser, ...]") -> None:
        self._browsers = browsers
        if self._bar is not None:
            self._bar.show_browsers(browsers)

    # beginning and ending

    def begin(self, choices: "Choices") -> None:
        """Starts the recorder for the open case; nothing where one is at work."""
        session = self.session
        if session is None or self.is_recording:
            return
        plan = self._use.plan(
            session.path,
            **choices.arguments(),
            environment=self._environment,
            scenario=self._scenario,
            language=session.view.t.language,
        )
        self._start(session, plan)

    def _start(self, session: CaseSession, plan: Plan) -> None:
        if self.watch is not None:
            self.watch.deleteLater()
        client = next((one.name for one in self._browsers if one.id == plan.browser), "")
        self.watch = watch = RecorderWatch(self._use.start(plan), plan, client=client, parent=self)
        watch.ready.connect(lambda ready: self._follow(session, ready.capture))
        watch.ended.connect(lambda _ended: self._end(session))
        watch.browser_gone.connect(watch.stop)
        if self._page is not None:
            self._page.follow(watch)
        if self._bar is not None:
            self._bar.follow(watch)
        self.changed.emit()

    def _follow(self, session: CaseSession, capture: int) -> None:
        """The analysis runs beside the recorder, and once more at its end. Loading it takes a while: in a thread."""
        path = session.path

        def watch(job: Job) -> None:
            if session is self.session:
                session.watch(job)
            else:
                job.kill()

        self._following.submit(lambda: self._use.follow(path, capture), done=watch)

    def _end(self, session: CaseSession) -> None:
        session.view.flows_changed.emit()
        self.changed.emit()
        then, self._then = self._then, []
        for call in then:
            call()

    def _begin_from_bar(self, browser: str, way: Way, show_page: Callable[[], None]) -> None:
        """With the address and the options as they stand on the page."""
        show_page()
        if self._page is not None:
            self._page.start(browser=browser, way=way)

    def record_again(self, **changes: object) -> None:
        """Ends this recording and begins another, otherwise as it was."""
        import msgspec

        watch, session = self.watch, self.session
        if watch is None or session is None:
            return
        plan = watch.facts.plan
        known = {"way": plan.way.value, "mode": plan.mode.value, "browser": plan.browser, "url": plan.url}
        words = {name: getattr(value, "value", value) for name, value in changes.items()}
        rest = {name: msgspec.to_builtins(getattr(plan, name)) for name in _KEPT}
        rest["pass_unread"] = sorted(watch.facts.passing)

        def start() -> None:
            if session is self.session:
                self._start(session, self._use.plan(session.path, **(rest | known | words)))

        def drop_and_start() -> None:
            """A recording that was begun anew before anything came leaves no empty capture."""
            if watch.facts.ready is not None:
                path, capture = session.path, CaptureId(watch.facts.ready.capture)
                drop = Desk(self)
                drop.submit(
                    lambda: self._use.drop_empty(path, capture), done=lambda _: start(), failed=lambda _: start()
                )
            else:
                start()

        if self.is_recording:
            self._then.append(drop_and_start)
            self.stop()
        else:
            start()

    def stop(self) -> None:
        if self.watch is not None:
            self.watch.stop()

    def stop_then(self, call: Callable[[], object]) -> bool:
        """Ends the recording, then calls; False where nothing is recorded (and nothing is called)."""
        if not self.is_recording:
            return False
        self._then.append(call)
        self.stop()
        return True

    def end_at_once(self) -> None:
        if self.watch is not None:
            self.watch.end_at_once()

    def pause(self) -> None:
        if self.watch is not None:
            self.watch.pause()

    def resume(self) -> None:
        if self.watch is not None:
            self.watch.resume()

    def pass_unread(self, host: str, read: bool) -> None:
        if self.watch is not None:
            self.watch.pass_unread(host, read=read)

    # markers and notes

    def mark(self, kind: str, label: str, at_us: int) -> None:
        """Writes a marker into the case; the page's state is kept with it where a browser was started."""
        watch, session = self.watch, self.session
        if watch is None or session is None or watch.facts.ready is None:
            return
        path, capture = session.path, CaptureId(watch.facts.ready.capture)
        marker = Marker(at_us=at_us, kind=kind, label=label)

        def done(_result: object) -> None:
            watch.note_marker(marker)
            if watch.facts.plan.browser:
                watch.keep_state(at_us)
            if session is self.session:
                session.view.flows_changed.emit()

        self._write(lambda: self._use.mark(path, capture, marker), done=done)

    def _write(self, call: Callable[[], object], *, done: Callable[[object], None] = lambda _: None) -> None:
        """A short edit in a thread; each is told of, however quickly they follow each other."""
        desk = Desk(self)

        def tell(result: object) -> None:
            desk.deleteLater()
            done(result)

        def tell_failed(_reason: Failed) -> None:
            desk.deleteLater()
            self.told.emit("error", "window.marker_failed")

        desk.submit(call, done=tell, failed=tell_failed)

    def _note_checklist(self, checked: dict[str, bool]) -> None:
        session = self.session
        if session is not None:
            done = ", ".join(sorted(name for name, is_done in checked.items() if is_done))
            path = session.path
            self._write(lambda: self._use.note(path, "checklist", done))

    def ask_sheet(self, page: "CapturePage", theme: Theme) -> None:
        """The sheet before a recording: shown with what is known, nothing kept but what the person leaves in it."""
        preferred = self._browsers[0].id if self._browsers else ""
        self._asking.submit(
            lambda: self._use.environment(preferred), done=lambda known: self._show_sheet(page, theme, known)
        )

    def _show_sheet(self, page: "CapturePage", theme: Theme, known: dict[str, str]) -> None:
        from inspector.ui.dialogs.before_recording import BeforeRecordingDialog, Sheet, sheet_of

        session = self.session
        if session is None or page is not self._page:
            return
        question = session.view.reader.case.setting("question")
        sheet = sheet_of(question, self._environment or known, scenario=self._scenario or "")
        dialog = BeforeRecordingDialog(session.view.t, theme, sheet=sheet, parent=page)

        def keep(kept: Sheet) -> None:
            self._environment, self._scenario = kept.whole_environment(), kept.scenario or None
            path = session.path
            self._write(lambda: self._use.keep_question(path, kept.question), done=lambda _: self._show_question(page))

        dialog.kept.connect(keep)
        dialog.open()

    def _show_question(self, page: "CapturePage") -> None:
        if page is self._page:
            page.show_question()
