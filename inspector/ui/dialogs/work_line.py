"""One child process at work inside a dialog: a thin bar, what it does, a way to stop it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from inspector.messages import Translator
from inspector.ui.reserved import reserve
from inspector.ui.theme import Theme
from inspector.ui.words import failure_text
from inspector.ui.work import JobWatcher
from inspector.workspace.jobs import Failed, Job, Progress


class WorkLine(QWidget):
    """Runs one job at a time; a new one ends the old one without a word."""

    finished = Signal(object)  # the job's result
    failed = Signal(object)  # Failed
    progressed = Signal(object)  # Progress

    def __init__(self, t: Translator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t = t
        self._watcher: JobWatcher | None = None
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(t("dialogs.working"))
        self._word = QLabel()
        self._word.setTextFormat(Qt.TextFormat.PlainText)
        self._word.setProperty("tone", "quiet")
        self._word.setFont(theme.font(11))
        self._stop = QPushButton(t("dialogs.stop"))
        self._stop.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._word)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        reserve(self)
        self.hide()

    @property
    def is_working(self) -> bool:
        return self._watcher is not None

    def run(self, start: Callable[[], Job], *, word: str = "") -> None:
        """`word` stands until the work tells how far it is."""
        self.end()
        self._bar.setRange(0, 0)
        self._word.setText(word or self._t("dialogs.working"))
        self._watcher = JobWatcher(start(), self)
        self._watcher.progressed.connect(self._advance)
        self._watcher.finished.connect(self._done)
        self._watcher.failed.connect(self._fail)
        self.show()

    def cancel(self) -> None:
        if self._watcher is not None:
            self._watcher.cancel()

    def end(self) -> None:
        """Stops what runs; nothing more comes of it."""
        if self._watcher is not None:
            self._watcher.stop()
            self._forget()

    def _forget(self) -> None:
        if self._watcher is not None:
            self._watcher.deleteLater()
        self._watcher = None
        self.hide()

    def _advance(self, progress: Progress) -> None:
        key = f"progress.{progress.step}"
        self._word.setText(self._t(key, n=progress.count) if self._t.has(key) else self._t("dialogs.working"))
        if progress.share is not None:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(min(max(progress.share, 0.0), 1.0) * 1000))
        self.progressed.emit(progress)

    def say(self, word: str) -> None:
        """Words of the dialog's own for what is done."""
        self._word.setText(word)

    def _done(self, result: Any) -> None:
        self._forget()
        self.finished.emit(result)

    def _fail(self, reason: Failed) -> None:
        self._forget()
        self.failed.emit(reason)


def failed_word(t: Translator, reason: Failed) -> str:
    """What happened, for a person."""
    if reason.is_cancelled and not t.has(f"errors.{reason.code}"):
        return t("dialogs.cancelled")
    return failure_text(t, reason)
