"""A body as text: monospaced, never interpreted, cut at a megabyte until everything is asked for."""

from collections.abc import Callable

from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.ui.panels.search_line import SearchLine
from inspector.ui.theme import Theme
from inspector.ui.words import safe_lines

SHOWN_CHARACTERS = 1_000_000
_LONGEST_LINE = 20_000


def broken_lines(text: str) -> str:
    """The text with lines of at most 20,000 characters: longer ones make the view crawl."""
    if len(text) <= _LONGEST_LINE:
        return text
    parts = []
    for line in text.split("\n"):
        parts += [line[i : i + _LONGEST_LINE] for i in range(0, len(line), _LONGEST_LINE)] or [""]
    return "\n".join(parts)


class TextView(QWidget):
    """Read-only text with search."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme, self._text = t, theme, ""
        self._conceal: Callable[[str], str] = str
        self.edit = QPlainTextEdit()
        self.edit.setReadOnly(True)
        self.edit.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.edit.setAccessibleName(t("detail.mode_text"))
        self.search = SearchLine(t, theme, self)
        self.search.hide()  # shown where somebody gives it a place
        self._note, self._all = QLabel(), QPushButton(t("detail.show_all"))
        self._all.setProperty("kind", "link")
        self._all.clicked.connect(self.show_everything)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(8, 4, 8, 4)
        foot.addWidget(self._note)
        foot.addWidget(self._all)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.edit, 1)
        column.addWidget(self._foot)
        self.search.sought.connect(lambda _: self._find(1))
        self.search.stepped.connect(self._find)
        self.search.left.connect(self.edit.setFocus)
        theme.changed.connect(self._dress)
        self._dress()

    def show_text(self, text: str, *, conceal: Callable[[str], str] = str) -> None:
        """Shows at most a megabyte of it, with what `conceal` hides hidden."""
        self._text, self._conceal = text, conceal
        is_cut = len(text) > SHOWN_CHARACTERS
        beginning = conceal(text[: SHOWN_CHARACTERS + _LONGEST_LINE] if is_cut else text)
        self.edit.setPlainText(broken_lines(safe_lines(beginning[:SHOWN_CHARACTERS])))
        self._note.setText(self._t("detail.text_cut", shown=SHOWN_CHARACTERS, n=len(text)))
        self._foot.setVisible(is_cut)
        self.search.clear()

    def show_everything(self) -> None:
        self.edit.setPlainText(broken_lines(safe_lines(self._conceal(self._text))))
        self._foot.hide()

    def _find(self, step: int) -> None:
        wanted = self.search.line.text()
        if not wanted:
            return
        flags = QTextDocument.FindFlag.FindBackward if step < 0 else QTextDocument.FindFlag(0)
        if not self.edit.find(wanted, flags):
            cursor = self.edit.textCursor()
            end = QTextCursor.MoveOperation.End if step < 0 else QTextCursor.MoveOperation.Start
            cursor.movePosition(end)
            self.edit.setTextCursor(cursor)
            found = self.edit.find(wanted, flags)
            if not found:
                self.search.show_count(0, 0)

    def _dress(self) -> None:
        self.edit.setFont(self._theme.font(13, mono=True))
        self._note.setFont(self._theme.font(11))
