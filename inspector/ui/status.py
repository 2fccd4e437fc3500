"""The status line: case, figures, and what is under way with a way to stop it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from inspector.messages import Translator
from inspector.store.reading.conclusions import Counts
from inspector.ui.theme import Theme
from inspector.workspace.jobs import Progress


class StatusLine(QFrame):
    """Shows facts it is given."""

    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._facts, self._step, self._bar, self._cancel = QLabel(), QLabel(), QProgressBar(), QPushButton()
        for label in (self._facts, self._step):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._cancel.setProperty("kind", "link")
        self._cancel.clicked.connect(self.cancel_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 4, 16, 4)
        layout.setSpacing(8)
        layout.addWidget(self._facts, 1)
        for widget in (self._step, self._bar, self._cancel):
            layout.addWidget(widget)
        theme.changed.connect(self._dress)
        self._dress()
        self.end_work()

    @property
    def text(self) -> str:
        return self._facts.text()

    @property
    def work_text(self) -> str:
        return self._step.text() if self._step.isVisibleTo(self) else ""

    def show_case(self, t: Translator, *, name: str, is_unsaved: bool, counts: Counts) -> None:
        parts = (
            t("window.status_unsaved" if is_unsaved else "window.status_case", name=name),
            t("window.status_flows", n=counts.flows),
            t("window.status_recipients", n=counts.sites),
            t("window.status_sensitive", n=counts.places),
        )
        self._facts.setText(" · ".join(parts))

    def show_nothing(self, t: Translator) -> None:
        self._facts.setText(t("window.status_none"))

    def show_work(self, t: Translator, progress: Progress | None) -> None:
        """What a job says of itself; None: it has only begun."""
        self._cancel.setText(t("window.cancel"))
        step = t("window.progress_working")
        if progress is not None and t.has(f"progress.{progress.step}"):
            step = t(f"progress.{progress.step}", n=progress.count)
        share = None if progress is None else progress.share
        if share is not None:
            self._step.setText(t("window.progress_share", step=step, percent=int(share * 100)))
            self._bar.setRange(0, 1000)
            self._bar.setValue(int(share * 1000))
        else:
            self._step.setText(step)
            self._bar.setRange(0, 0)
        for widget in (self._step, self._bar, self._cancel):
            widget.show()

    def end_work(self) -> None:
        self._bar.setRange(0, 1)
        for widget in (self._step, self._bar, self._cancel):
            widget.hide()

    def _dress(self) -> None:
        line, ground, quiet = (self._theme.color(name).name() for name in ("line", "ground", "quiet"))
        self.setStyleSheet(
            f"StatusLine {{ background: {ground}; border: none; border-top: 1px solid {line}; }}"
            f" StatusLine > QLabel {{ color: {quiet}; }}"
        )
        for widget in (self._facts, self._step, self._cancel):
            widget.setFont(self._theme.font(11))
            widget.setAlignment(Qt.AlignmentFlag.AlignVCenter) if isinstance(widget, QLabel) else None
