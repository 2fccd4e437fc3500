"""The report page: what the PDF will hold, in which language and how masked, and the export itself."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector.messages import LANGUAGES
from inspector.model.finding import Severity, Status
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.dialogs.work_line import WorkLine, failed_word
from inspector.ui.panels.edits import EditQueue
from inspector.ui.panels.prose import Block, Prose, Run, block, link, plain, quiet, strong
from inspector.ui.plots.marks import severity_mark
from inspector.ui.plots.refresh import WhenShown
from inspector.ui.theme import Theme
from inspector.workspace import editing
from inspector.workspace.jobs import Failed, Job
from inspector.workspace.reporting import start_report

type Start = Callable[..., Job]

REDACTIONS = ("default", "strict", "none")
_LONGEST = 400


class ReportPage(QWidget):
    """Says what will be printed before it is printed; warnings stand where they matter."""

    def __init__(
        self, view: CaseView, theme: Theme, *, start: Start = start_report, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self._start = start
        self._written: Path | None = None
        self.edits = EditQueue(view, self)
        t = view.t
        self.contents = Prose(theme, margin=32, fits=True)
        self.contents.setAccessibleName(t("report_page.title"))
        self.question = QLineEdit()
        self.heading = QLineEdit()
        self.language = QComboBox()
        self.redaction = QComboBox()
        self.warning = Prose(theme, margin=32, fits=True)
        self.button = QPushButton(t("report_page.export"))
        self.work = WorkLine(t, theme)
        self.result = Prose(theme, margin=32, fits=True)
        self.warning.setAccessibleName(t("report_page.warning_name"))
        self.result.setAccessibleName(t("report_page.result_name"))
        self._build()
        self.landing: QWidget = self.contents
        self.work.finished.connect(self._finish)
        self.work.failed.connect(self._fail)
        self._when_shown = WhenShown(self, self.reload)
        for changed in (view.analysis_changed, view.verdicts_changed, view.flows_changed):
            changed.connect(self._when_shown.request)
        self.redaction.currentIndexChanged.connect(self._warn)
        self.reload()

    # building

    def _build(self) -> None:
        t = self._view.t
        for language in LANGUAGES:
            self.language.addItem(t(f"report_page.language_{language}"), language)
        self.language.setCurrentIndex(self.language.findData(t.language))
        for redaction in REDACTIONS:
            self.redaction.addItem(t(f"report_page.redaction_{redaction}"), redaction)
        case = self._view.reader.case
        for field, setting in ((self.heading, "title"), (self.question, "question")):
            field.setMaxLength(_LONGEST)
            field.setText(case.setting(setting))
            field.setPlaceholderText(t(f"report_page.{setting}_hint"))
            field.setAccessibleName(t(f"report_page.{setting}"))
        self.heading.editingFinished.connect(lambda: self._keep("title", self.heading.text()))
        self.question.editingFinished.connect(lambda: self._keep("question", self.question.text()))
        self.button.setProperty("kind", "primary")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.ask_target)
        form = QFormLayout()
        form.setContentsMargins(32, 8, 32, 8)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows: tuple[tuple[str, QWidget], ...] = (
            ("title", self.heading),
            ("question", self.question),
            ("language", self.language),
            ("redaction", self.redaction),
        )
        for name, widget in rows:
            widget.setMaximumWidth(self._theme.px(520))
            form.addRow(t(f"report_page.{name}"), widget)
        self._form = form
        action = QHBoxLayout()
        action.setContentsMargins(32, 8, 32, 8)
        action.setSpacing(16)
        action.addWidget(self.button)
        action.addWidget(self.work, 1)
        action.addStretch(0)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 32, 0, 24)
        column.setSpacing(8)
        column.addWidget(self.contents)
        column.addLayout(form)
        column.addLayout(action)
        column.addWidget(self.warning)
        column.addWidget(self.result)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _keep(self, setting: str, text: str) -> None:
        path = self._view.reader.case.path
        if text.strip() == self._view.reader.case.setting(setting):
            return
        if setting == "title":
            self.edits.add(lambda: editing.describe_case(path, title=text.strip()))
        else:
            self.edits.add(lambda: editing.describe_case(path, question=text.strip()))

    # what will be printed

    def reload(self) -> None:
        """Counts again what the PDF will hold."""
        reader = self._view.reader
        findings, verdicts = reader.findings(), reader.verdicts()
        statuses = {one.id: verdicts[one.id].status if one.id in verdicts else Status.DRAFT for one in findings}
        self._counts = Counter(statuses.values())
        printed = [one for one in findings if statuses[one.id] is not Status.REJECTED]
        self.contents.write(list(self._contents(Counter(one.severity for one in printed), len(printed))))
        self._warn()

    def _contents(self, severities: Counter[Severity], printed: int) -> Iterator[Block]:
        t = self._view.t
        runs = [link(t("report_page.findings", n=printed), lambda: self._view.page_requested.emit(PageName.FINDINGS))]
        yield block(plain(t("report_page.will_hold")), plain(" "), *runs, kind="lead")
        marks: list[Run] = []
        for severity in Severity:
            if severities[severity]:
                word = t(f"summary.count_{severity}", n=severities[severity])
                marks += [Run(text=word, mark=severity_mark(severity, self._theme)), plain("    ")]
        if marks:
            yield block(*marks)
        words = [t(f"report_page.count_{status}", n=self._counts[status]) for status in Status if self._counts[status]]
        if words:
            yield block(quiet(" · ".join(words)))
        if self._counts[Status.REJECTED]:
            yield block(quiet(t("report_page.rejected", n=self._counts[Status.REJECTED])))
        yield block(quiet(t("report_page.parts")))

    def _warn(self) -> None:
        """Warnings in their place: drafts, and values in full."""
        t = self._view.t
        blocks = []
        drafts = self._counts[Status.DRAFT]
        if drafts:
            told = t("report_page.drafts", n=drafts)
            blocks.append(block(strong(f"{t('report_page.draft_banner')}. "), plain(told)))
        if self.redaction.currentData() == "none":
            blocks.append(block(strong(t("report_page.unmasked")), plain(f" {t('report_page.unmasked_caution')}")))
        self.warning.setVisible(bool(blocks))
        self.warning.write(blocks)

    # export

    def ask_target(self) -> None:
        t, case = self._view.t, self._view.reader.case.path
        name, _ = QFileDialog.getSaveFileName(
            self,
            t("report_page.save_title"),
            str(Path.home() / t("report_words.file_name", name=case.stem)),
            "PDF (*.pdf)",
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, target: Path) -> None:
        """Writes the PDF in a child process."""
        path = self._view.reader.case.path
        language, redact = str(self.language.currentData()), str(self.redaction.currentData())
        self.result.write([])
        self.button.setEnabled(False)
        self.work.run(lambda: self._start(path, target, language=language, redact=redact))

    def _finish(self, target: Path) -> None:
        t = self._view.t
        self._written = target
        self.button.setEnabled(True)
        self.result.write(
            [
                block(
                    plain(t("report_page.written", name=target.name)),
                    plain("  "),
                    link(t("report_page.open_file"), lambda: _open(target)),
                    plain("  "),
                    link(t("report_page.open_folder"), lambda: _open(target.parent)),
                )
            ]
        )

    def _fail(self, reason: Failed) -> None:
        self.button.setEnabled(True)
        self.result.write(
            [block(strong(self._view.t("report_page.failed")), plain(" "), failed_word(self._view.t, reason))]
        )


def _open(path: Path) -> None:
    """Asks the desktop to show a file or folder of this machine."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
