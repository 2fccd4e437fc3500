"""Saving a case elsewhere and exporting it: the work, and the sentence at its end."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.messages import Translator
from inspector.ui.use_cases import UseCases
from inspector.ui.words import failure_text
from inspector.ui.work import Desk, JobWatcher
from inspector.workspace.jobs import Failed


class CaseKeeping(QObject):
    """One save and one export at a time."""

    saved = Signal(object, object)  # the case's path, the copy's path
    told = Signal(str, str)  # kind, sentence
    progressed = Signal(object)  # Progress
    ended = Signal()

    def __init__(self, use_cases: UseCases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._use = use_cases
        self._desk = Desk(self)
        self._export: JobWatcher | None = None

    def save(self, source: Path, target: Path, t: Translator) -> None:
        """Copies a case in a worker."""

        def done(_: object) -> None:
            self.saved.emit(source, target)
            self.told.emit("info", t("window.saved", name=target.name))

        self._desk.submit(
            lambda: self._use.save_case(source, target),
            done=done,
            failed=lambda why: self.told.emit("error", _unsaved(t, target, why)),
        )

    def export(self, source: Path, target: Path, t: Translator) -> None:
        """Writes a HAR in a child process."""
        if self._use.export_har is None or self._export is not None:
            return
        self._export = JobWatcher(self._use.export_har(source, target), self)
        self._export.progressed.connect(self.progressed)
        self._export.finished.connect(lambda _: self._end(target, None, t))
        self._export.failed.connect(lambda reason: self._end(target, reason, t))

    def cancel(self) -> bool:
        """Stops the export; False where there is none."""
        if self._export is None:
            return False
        self._export.cancel()
        return True

    def stop(self) -> None:
        """Ends the export at once."""
        if self._export is not None:
            self._export.stop()

    def _end(self, target: Path, reason: Failed | None, t: Translator) -> None:
        self._export = None
        self.ended.emit()
        if reason is None:
            self.told.emit("info", t("window.saved", name=target.name))
        elif not reason.is_cancelled:
            self.told.emit("error", _unsaved(t, target, reason))


def _unsaved(t: Translator, target: Path, reason: Failed) -> str:
    return t("window.save_failed", name=target.name, reason=failure_text(t, reason))
