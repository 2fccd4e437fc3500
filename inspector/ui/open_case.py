"""The one case that is open: how it comes in, grows, is kept elsewhere and is let go. Shows nothing itself."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inspector.messages import Translator
from inspector.model.errors import CaseUnusable
from inspector.ui.asking import Asking, Keeping
from inspector.ui.case_opening import CaseOpening
from inspector.ui.case_view import PageName
from inspector.ui.keeping import CaseKeeping
from inspector.ui.recording_desk import RecordingDesk
from inspector.ui.session import CaseSession
from inspector.ui.telling import Telling
from inspector.ui.use_cases import UseCases
from inspector.workspace.jobs import Failed, Job, failure_of

if TYPE_CHECKING:
    from inspector.workspace.opening import Opening


class OpenCase(QObject):
    """At most one session. A recording ends before its case is left; an unsaved case is left only when asked."""

    came = Signal(object)  # the PageName to begin with: `session` can be shown
    went = Signal(object)  # a call that frees the case once nothing shows it any more; None: there was none
    working = Signal(object)  # Progress, or None where nothing is known yet
    rested = Signal()  # what was at work has ended, or did not begin
    ended = Signal(object)  # a job of the case: Failed or None
    counted = Signal()
    changed = Signal()  # whether something is at work

    def __init__(
        self,
        use_cases: UseCases,
        recording: RecordingDesk,
        telling: Telling,
        *,
        asking: Asking,
        words: Callable[[], Translator],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._use, self._recording, self._telling = use_cases, recording, telling
        self._asking, self._words, self._window = asking, words, window
        self.session: CaseSession | None = None
        self.is_rebuilding = False  # the job at work, or the one that ends, analyses the case again
        self._opening = CaseOpening(self)
        self._opening.opened.connect(self._take)
        self._opening.failed.connect(self._fail)
        self._keeping = CaseKeeping(use_cases, self)
        self._keeping.saved.connect(self._go_on_with)
        self._keeping.told.connect(telling.tell)
        self._keeping.progressed.connect(self.working)
        self._keeping.ended.connect(self.rested)

    # coming in

    def choose(self) -> None:
        self.open_files(self._asking.files_to_open(self._window, self._words()))

    def open_files(self, paths: Sequence[Path]) -> None:
        """Opens the first file; the others are added to its case once it has been read."""
        if paths:
            self._opening.hold(paths[1:])
            self.open_path(paths[0])

    def open_path(self, path: Path) -> None:
        """Opens a capture or a case; what goes wrong is told."""
        self._open(lambda: self._use.open_path(path), name=path.name)

    def open_sample(self) -> None:
        self._open(self._use.open_sample, name=self._words()("window.open_sample"))

    def open_new(self, page: PageName) -> None:
        """An empty case, on this page."""
        self._open(self._use.new_case, name=self._words()("window.record_new"), page=page)

    def _open(self, call: "Callable[[], Opening]", *, name: str, page: PageName | None = None) -> None:
        if self._recording.stop_then(lambda: self._open(call, name=name, page=page)):
            self._telling.tell_stopping()
            return
        if self.close():
            self.working.emit(None)
            self._opening.open(call, name=name, page=page)

    def _fail(self, name: str, reason: Failed) -> None:
        self.rested.emit()
        self._telling.tell_unopened(name, reason)

    def _take(self, opening: "Opening", page: PageName | None = None) -> None:
        self.rested.emit()
        self._telling.hide()
        try:
            session = CaseSession(
                opening.case_path,
                name=opening.name,
                is_unsaved=opening.is_unsaved,
                translator=self._words(),
                parent=self._window,  # not this: where the window is destroyed, panels go before their session
            )
        except CaseUnusable as error:
            if opening.job is not None:
                opening.job.kill()
            self._fail(opening.name, failure_of(error))
            return
        self.session = self._recording.session = session
        session.counted.connect(lambda _: self.counted.emit())
        session.progressed.connect(self.working)
        session.work_ended.connect(self._end)
        if opening.job is not None:
            session.watch(opening.job)
            self.working.emit(None)
        self.came.emit(page or (PageName.FLOWS if opening.job is not None else PageName.OVERVIEW))
        if opening.job is None:
            self.add_waiting()

    # growing

    @property
    def is_working(self) -> bool:
        return self.session is not None and self.session.is_working

    def choose_more(self) -> None:
        """Asks for captures and adds them."""
        if self.session is not None:
            self._add(self._asking.files_to_add(self._window, self._words()))

    def add_waiting(self) -> None:
        """Adds the files that waited for the case."""
        self._add(self._opening.take_waiting())

    def _add(self, paths: tuple[Path, ...]) -> None:
        session = self.session
        if session is not None and paths and not session.is_working:
            self._telling.tell("info", self._words()("window.several", n=len(paths)))
            self._watch(session, self._use.add_captures(session.path, paths))

    def rebuild(self) -> None:
        """Analyses the case again, unless something is at work that will."""
        session = self.session
        if session is not None and not session.is_working:
            self.is_rebuilding = True
            self._watch(session, self._use.analyse_again(session.path))

    def _watch(self, session: CaseSession, job: Job) -> None:
        session.watch(job)
        self.working.emit(None)
        self.changed.emit()

    def _end(self, reason: Failed | None) -> None:
        self.ended.emit(reason)
        self.is_rebuilding = False

    def cancel(self) -> None:
        if not self._keeping.cancel() and self.session is not None:
            self.session.cancel()

    # keeping

    def save_as(self) -> None:
        if (session := self.session) is not None and (target := self._place(session)) is not None:
            self._keeping.save(session.path, target, self._words())

    def export_har(self) -> None:
        if (session := self.session) is not None and (target := self._place(session, suffix=".har")) is not None:
            self._keeping.export(session.path, target, self._words())

    def _place(self, session: CaseSession, *, suffix: str = ".enclair") -> Path | None:
        name = Path(session.name).stem
        return self._asking.place_to_save(self._window, self._words(), name=name, suffix=suffix)

    def _go_on_with(self, _source: Path, target: Path) -> None:
        """After saving: the copy is the case now; what was unsaved is deleted."""
        if self.session is not None and self.session.is_unsaved:
            self.forget(delete=self.session.path)
        self._open(lambda: self._use.open_path(target), name=target.name)

    # letting go

    def close(self) -> bool:
        """Closes the case; asks where it is unsaved. False: the person stays, or a recording has to end first."""
        session = self.session
        if session is None:
            return True
        if self._recording.stop_then(self.close):
            self._telling.tell_stopping()
            return False
        delete: Path | None = None
        if session.is_unsaved:
            answer = self._asking.keep_or_delete(self._window, self._words(), name=session.name)
            if answer is Keeping.SAVE:
                self.save_as()
            if answer in (Keeping.STAY, Keeping.SAVE):
                return False
            delete = session.path if answer is Keeping.DELETE else None
        self.forget(delete=delete)
        return True

    def forget(self, *, delete: Path | None) -> None:
        """Leaves the case without a question; `delete` is deleted once it is closed."""
        session, self.session, self.is_rebuilding = self.session, None, False
        self._recording.forget_case()
        if session is None:
            self.went.emit(None)
        else:
            session.stop()
            self.went.emit(partial(self._free, session, delete))

    def _free(self, session: CaseSession, delete: Path | None) -> None:
        session.close()
        session.deleteLater()
        if delete is not None:
            self._use.discard_case(delete)

    def stop(self) -> None:
        """The window closes: an export ends at once."""
        self._keeping.stop()
