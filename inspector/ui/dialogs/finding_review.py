"""Small dialogs on one finding: what was seen at a trap, the company's reply, the passes that were counted."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.messages import Translator
from inspector.model.errors import ArgumentsWrong
from inspector.model.finding import Reply
from inspector.ui.panels.finding_texts import write_day
from inspector.ui.theme import Theme
from inspector.workspace.documents import read_day

_MOST_RUNS = 999


class ReviewDialog(QDialog):
    """A lead, some fields, one line for what is wrong, and two or three buttons. Ctrl+Enter keeps."""

    def __init__(self, t: Translator, theme: Theme, *, name: str, removes: bool, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._t, self._theme = t, theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t(f"findings_page.{name}_title"))
        self.wrong = label(theme, "", tone="")
        self.wrong.hide()
        self.buttons = QDialogButtonBox()
        self.keep = self.buttons.addButton(t("findings_page.keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setProperty("kind", "primary")
        self.keep.setShortcut("Ctrl+Return")
        self.remove: QPushButton | None = None
        if removes:
            self.remove = self.buttons.addButton(
                t(f"findings_page.{name}_remove"), QDialogButtonBox.ButtonRole.DestructiveRole
            )
        self.buttons.addButton(t("dialogs.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 16, 24, 16)
        self.column.setSpacing(12)
        self.column.addWidget(label(theme, t(f"findings_page.{name}_lead"), tone="quiet"))

    def tell_wrong(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.show()
        self.column.activate()
        self.resize(self.width(), max(self.height(), self.column.totalHeightForWidth(self.width())))

    def _finish(self, *, width: int, height: int = 0) -> None:
        self.column.addWidget(self.wrong)
        self.column.addWidget(self.buttons)
        self.setMinimumWidth(self._theme.px(width))
        if height:
            self.resize(self._theme.px(width), self._theme.px(height))


class TrapDialog(ReviewDialog):
    """Emits `chosen` with what was seen; empty: ticked without a word."""

    chosen = Signal(str)

    def __init__(self, t: Translator, theme: Theme, *, word: str, parent: QWidget | None = None) -> None:
        super().__init__(t, theme, name="word", removes=False, parent=parent)
        self.edit = text_field(theme, t("findings_page.word_title"), word)
        self.column.addWidget(self.edit, 1)
        self._finish(width=440, height=240)
        self.edit.setFocus()

    def accept(self) -> None:
        self.chosen.emit(self.edit.toPlainText().strip())
        super().accept()


class ReplyDialog(ReviewDialog):
    """Emits `chosen` with a Reply, or None where it is taken out."""

    chosen = Signal(object)

    def __init__(self, t: Translator, theme: Theme, *, reply: Reply | None, parent: QWidget | None = None) -> None:
        super().__init__(t, theme, name="reply", removes=reply is not None, parent=parent)
        known = reply or Reply(text="")
        self.text = text_field(theme, t("findings_page.reply_text"), known.text)
        self.said_by, self.day = QLineEdit(known.said_by), QLineEdit(write_day(t, known.date))
        self.said_by.setPlaceholderText(t("findings_page.reply_by_hint"))
        self.day.setPlaceholderText(t("findings_page.day_hint"))
        self.day.setFixedWidth(theme.px(140))
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(t("findings_page.reply_by"), self.said_by)
        form.addRow(t("findings_page.reply_day"), self.day)
        self.column.addWidget(self.text, 1)
        self.column.addLayout(form)
        if self.remove is not None:
            self.remove.clicked.connect(self._take_out)
        self._finish(width=520, height=400)
        self.text.setFocus()

    def accept(self) -> None:
        text = self.text.toPlainText().strip()
        if not text:
            self.tell_wrong(self._t("errors.reply_empty"))
            return
        try:
            day = read_day(self.day.text())
        except ArgumentsWrong as error:
            self.tell_wrong(self._t(f"errors.{error.code}"))
            return
        self.chosen.emit(Reply(text=text, said_by=self.said_by.text().strip(), date=day))
        super().accept()

    def _take_out(self) -> None:
        self.chosen.emit(None)
        super().accept()


class RunsDialog(ReviewDialog):
    """Emits `chosen` with the passes in which it was seen and those that were tried; None for both: taken out."""

    chosen = Signal(object, object)

    def __init__(
        self, t: Translator, theme: Theme, *, seen: int | None, tried: int | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(t, theme, name="runs", removes=tried is not None, parent=parent)
        self.seen = QLineEdit("" if seen is None else str(seen))
        self.tried = QLineEdit("" if tried is None else str(tried))
        form = QFormLayout()
        form.setSpacing(8)
        for box, name in ((self.seen, "runs_seen"), (self.tried, "runs_tried")):
            box.setValidator(QIntValidator(0, _MOST_RUNS, box))
            box.setFixedWidth(theme.px(80))
            box.setAccessibleName(t(f"findings_page.{name}"))
            form.addRow(t(f"findings_page.{name}"), box)
        self.column.addLayout(form)
        if self.remove is not None:
            self.remove.clicked.connect(self._take_out)
        self._finish(width=400)

    def accept(self) -> None:
        seen, tried = int(self.seen.text() or -1), int(self.tried.text() or 0)
        if not 0 <= seen <= tried or not tried:
            self.tell_wrong(self._t("errors.runs_wrong"))
            return
        self.chosen.emit(seen, tried)
        super().accept()

    def _take_out(self) -> None:
        self.chosen.emit(None, None)
        super().accept()


def label(theme: Theme, text: str, *, tone: str) -> QLabel:
    """Plain text that wraps, in a tone of the stylesheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setFont(theme.font())
    if tone:
        made.setProperty("tone", tone)
    return made


def text_field(theme: Theme, name: str, text: str) -> QPlainTextEdit:
    """A field for several lines, left with Tab."""
    field = QPlainTextEdit(text)
    colors = theme.palette
    field.setStyleSheet(
        f"QPlainTextEdit {{ border: 1px solid {colors.line}; border-radius: 4px; padding: 4px; }}"
        f" QPlainTextEdit:focus {{ border-color: {colors.accent}; }}"
    )
    field.setTabChangesFocus(True)
    field.setAccessibleName(name)
    return field
