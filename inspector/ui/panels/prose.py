"""Running text with links, for pages that are read rather than operated: headings, paragraphs, lists, marks.

Text enters as characters with a format, never as markup: nothing captured is ever read as HTML.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from inspector.figures.drawing import visible
from inspector.ui.plots.marks import Mark, mark_image
from inspector.ui.theme import Theme

type Action = Callable[[], None]

MEASURE_PX = 720
"""The widest a line of running text gets."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A stretch of text in one format. `mark` (shape, colour) stands before it; `action` makes it a link."""

    text: str
    action: Action | None = None
    bold: bool = False
    italic: bool = False
    mono: bool = False
    quiet: bool = False
    struck: bool = False
    color: str | None = None
    mark: Mark | None = None


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph. `kind`: title, lead, heading, text, item, small. `indent` in steps of 16 px."""

    runs: tuple[Run, ...]
    kind: str = "text"
    indent: int = 0
    above: int | None = None


def plain(text: str) -> Run:
    return Run(text=text)


def strong(text: str) -> Run:
    return Run(text=text, bold=True)


def quiet(text: str) -> Run:
    return Run(text=text, quiet=True)


def code(text: str) -> Run:
    return Run(text=text, mono=True)


def link(text: str, action: Action) -> Run:
    return Run(text=text, action=action)


def block(*runs: Run | str, kind: str = "text", indent: int = 0, above: int | None = None) -> Block:
    return Block(
        runs=tuple(Run(text=run) if isinstance(run, str) else run for run in runs),
        kind=kind,
        indent=indent,
        above=above,
    )


def woven(sentence: str, **parts: Run | Sequence[Run]) -> tuple[Run, ...]:
    """A translated sentence with runs in place of its placeholders: `woven("{a} sent {b}", a=link(...), b=...)`."""
    runs: list[Run] = []
    rest = sentence
    while rest:
        head, brace, tail = rest.partition("{")
        name, closing, after = tail.partition("}")
        if head:
            runs.append(Run(text=head))
        if not brace:
            break
        part = parts.get(name) if closing else None
        if part is None:
            runs.append(Run(text="{" + (f"{name}}}" if closing else name)))
        else:
            runs.extend([part] if isinstance(part, Run) else part)
        rest = after
    return tuple(runs)


@dataclass(frozen=True, kw_only=True)
class _Kind:
    size: int
    above: int
    below: int
    bold: bool = False
    quiet: bool = False


_KINDS = {
    "title": _Kind(size=20, above=0, below=8),
    "lead": _Kind(size=15, above=0, below=8),
    "heading": _Kind(size=13, above=24, below=4, bold=True),
    "text": _Kind(size=13, above=0, below=4),
    "item": _Kind(size=13, above=0, below=4),
    "small": _Kind(size=11, above=0, below=4, quiet=True),
}


@dataclass
class _Pictures:
    names: dict[Mark, str] = field(default_factory=dict)


class Prose(QTextBrowser):
    """A read-only text. Tab walks its links, Enter follows one; text can be selected and copied."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, margin: int = 24, fits: bool = False) -> None:
        super().__init__(parent)
        self._theme = theme
        self._margin = margin
        self._fits = fits
        self._blocks: tuple[Block, ...] = ()
        self._actions: list[Action] = []
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if fits:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(0)
        self.anchorClicked.connect(self._follow)
        theme.changed.connect(self._render)

    @property
    def links(self) -> tuple[str, ...]:
        """The words of the links, in order."""
        return tuple(visible(run.text) for part in self._blocks for run in part.runs if run.action)

    def activate(self, number: int) -> None:
        """Follows the link of that number."""
        self._actions[number]()

    def focus_link(self, number: int) -> None:
        """Puts the keyboard on the link of that number, as Tab would."""
        cursor = QTextCursor(self.document())
        part = self.document().begin()
        while part.isValid():
            pieces = part.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                if piece.charFormat().anchorHref() == str(number):
                    cursor.setPosition(piece.position())
                    cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
                    self.setTextCursor(cursor)
                    self.ensureCursorVisible()
                    return
                pieces += 1
            part = part.next()

    @property
    def focused_link(self) -> int | None:
        """The link that the keyboard is on."""
        cursor = self.textCursor()
        href = cursor.charFormat().anchorHref() if cursor.hasSelection() else ""
        return int(href) if href.isdigit() and int(href) < len(self._actions) else None

    def write(self, blocks: Sequence[Block]) -> None:
        """Replaces the text; where only figures changed the reading position is kept."""
        self._blocks = tuple(blocks)
        self._render()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace:
            event.ignore()  # QTextBrowser would go "back"
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """Margins in the document itself: lines are never wider than the measure."""
        room = self.viewport().width() - 2 * self._margin
        shape = self.document().rootFrame().frameFormat()
        shape.setLeftMargin(self._margin)
        shape.setRightMargin(self._margin + max(room - self._theme.px(MEASURE_PX), 0))
        shape.setTopMargin(0 if self._fits else self._margin)
        shape.setBottomMargin(0 if self._fits else self._margin)
        self.document().rootFrame().setFrameFormat(shape)
        if self._fits:
            self.document().setTextWidth(self.viewport().width())
            self.setFixedHeight(int(self.document().size().height()) + 2)

    def _follow(self, url: QUrl) -> None:
        self._actions[int(url.path())]()

    def _render(self) -> None:
        at = self.verticalScrollBar().value()
        document = self.document()
        document.clear()
        document.setDefaultFont(self._theme.font())
        self._actions = []
        pictures = _Pictures()
        cursor = QTextCursor(document)
        for index, part in enumerate(self._blocks):
            kind = _KINDS[part.kind]
            shape = _block_format(part, kind, is_first=index == 0)
            if index:
                cursor.insertBlock(shape)
            else:
                cursor.setBlockFormat(shape)
            for run in part.runs:
                self._insert(cursor, run, kind, pictures)
        start = self.textCursor()
        start.setPosition(0)
        self.setTextCursor(start)  # inserting has carried it to the end, and the view with it
        self._fit()
        self.verticalScrollBar().setValue(at)

    def _insert(self, cursor: QTextCursor, run: Run, kind: _Kind, pictures: _Pictures) -> None:
        colors = self._theme.palette
        if run.mark is not None:
            self._insert_mark(cursor, run.mark, pictures)
        shape = QTextCharFormat()
        shape.setFont(self._font(run, kind))
        is_quiet = run.quiet or kind.quiet
        shape.setForeground(QColor(run.color or (colors.quiet if is_quiet else colors.ink)))
        if run.struck:
            shape.setFontStrikeOut(True)
        if run.action is not None:
            shape.setAnchor(True)
            shape.setAnchorHref(str(len(self._actions)))
            shape.setForeground(QColor(run.color or colors.accent))
            shape.setFontUnderline(True)
            self._actions.append(run.action)
        cursor.insertText(visible(run.text), shape)

    def _font(self, run: Run, kind: _Kind) -> QFont:
        return self._theme.font(kind.size, mono=run.mono, bold=run.bold or kind.bold, italic=run.italic)

    def _insert_mark(self, cursor: QTextCursor, mark: Mark, pictures: _Pictures) -> None:
        name, side = pictures.names.get(mark), self._theme.px(12)
        if name is None:
            name = f"mark:{len(pictures.names)}"
            pictures.names[mark] = name
            self.document().addResource(
                QTextDocument.ResourceType.ImageResource, QUrl(name), mark_image(mark, size=side)
            )
        picture = QTextImageFormat()
        picture.setName(name)
        picture.setWidth(side)
        picture.setHeight(side)
        cursor.insertImage(picture)
        cursor.insertText("\u00a0", QTextCharFormat())


def _block_format(part: Block, kind: _Kind, *, is_first: bool) -> QTextBlockFormat:
    shape = QTextBlockFormat()
    above = kind.above if part.above is None else part.above
    shape.setTopMargin(0 if is_first else above)
    shape.setBottomMargin(kind.below)
    shape.setLeftMargin(16 * part.indent)
    shape.setLineHeight(128, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if part.kind in ("title", "heading"):
        shape.setHeadingLevel(1 if part.kind == "title" else 2)
    return shape
