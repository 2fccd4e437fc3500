"""One open case: its connection, its shared state, and the job that may still be filling it."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from inspector.messages import Translator
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.reading.conclusions import Counts
from inspector.ui.case_view import CaseView
from inspector.ui.work import Desk, JobWatcher
from inspector.workspace.jobs import Failed, Job, Progress

_LOOK_MS = 200


def read_counts(path: Path) -> Counts:
    """The figures of a case, with a connection of its own."""
    with Case.open(path, read_only=True) as case:
        return CaseReader(case).counts()


class CaseSession(QObject):
    """Keeps a case open and tells its view what another process has committed, at most five times a second."""

    counted = Signal(object)  # Counts
    progressed = Signal(object)  # Progress
    work_ended = Signal(object)  # Failed, or None where it ended well

    def __init__(
        self, path: Path, *, name: str, is_unsaved: bool, translator: Translator, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.is_unsaved = is_unsaved
        self.progress: Progress | None = None
        self.counts: Counts | None = None
        self._case = Case.open(path, read_only=True)
        self.view = CaseView(CaseReader(self._case), translator)
        self._watcher: JobWatcher | None = None
        self._seen = (0, 0)
        self._desk = Desk(self)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._listen()
        self.count()

    @property
    def path(self) -> Path:
        return self._case.path

    @property
    def is_working(self) -> bool:
        return self._watcher is not None

    def translate(self, translator: Translator) -> None:
        """A fresh view in another language, with the same selection and query; panels are built anew on it."""
        old, self.view = self.view, CaseView(self.view.reader, translator)
        self.view.selection, self.view.query = old.selection, old.query
        self.view.is_working = old.is_working
        self._listen()

    def watch(self, job: Job) -> None:
        """Follows a job that writes into this case."""
        if self._watcher is not None:
            self._watcher.stop()
        self.progress = None
        self._watcher = JobWatcher(job, self)
        self._watcher.progressed.connect(self._advance)
        self._watcher.finished.connect(lambda _: self._end(None))
        self._watcher.failed.connect(self._end)
        self.view.set_working(is_working=True)
        self._timer.start()

    def cancel(self) -> None:
        if self._watcher is not None:
            self._watcher.cancel()

    def count(self) -> None:
        path = self.path
        self._desk.submit(lambda: read_counts(path), done=self._take_counts)

    def stop(self) -> None:
        """Ends the job at once and tells nobody anything any more."""
        self._timer.stop()
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
        self._desk.drop()

    def close(self) -> None:
        """Stops, and lets go of the file; no panel may look at the case after this."""
        self.stop()
        self._desk.wait()
        self._case.close()

    def _listen(self) -> None:
        self.view.flows_changed.connect(self.count)
        self.view.analysis_changed.connect(self.count)

    def _take_counts(self, counts: Counts) -> None:
        self.counts = counts
        self.counted.emit(counts)

    def _look(self) -> None:
        seen = (self.view.reader.data_version(), self.view.reader.last_flow())
        if seen[0] != self._seen[0] and seen[1] != self._seen[1]:
            self.view.flows_changed.emit()
        self._seen = seen

    def _advance(self, progress: Progress) -> None:
        if progress.step == "announced":
            return  # told by the capture page, out of the case
        self.progress = progress
        self.progressed.emit(progress)

    def _end(self, reason: Failed | None) -> None:
        self._timer.stop()
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        self.progress = None
        self.view.set_working(is_working=False)
        self.view.flows_changed.emit()
        self.view.analysis_changed.emit()
        self.work_ended.emit(reason)
