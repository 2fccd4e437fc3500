"""The small card beside the pointer that says what a bar is. Plain text only."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from inspector.figures.drawing import shortened, visible
from inspector.messages import Translator
from inspector.store.reading.flow_table import FlowRow
from inspector.ui.panels.wording import clock, duration
from inspector.ui.plots.bar_counts import phases
from inspector.ui.theme import Theme
from inspector.ui.words import class_word

_WIDEST = 76  # letters of an address


class HoverCard(QLabel):
    """Shown over `parent`, never in the way of the pointer."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMargin(theme.px(8))
        self._restyle()
        theme.changed.connect(self._restyle)
        self.hide()

    def show_flow(self, row: FlowRow, t: Translator, *, at: QPoint) -> None:
        """Writes the card and puts it below and right of the pointer, or where there is room."""
        self.setText("\n".join(card_lines(row, t)))
        self.adjustSize()
        parent = self.parentWidget()
        if parent is None:
            return
        x = at.x() + 16 if at.x() + 16 + self.width() < parent.width() else at.x() - 16 - self.width()
        y = at.y() + 16 if at.y() + 16 + self.height() < parent.height() else at.y() - 16 - self.height()
        self.move(max(x, 0), max(y, 0))
        self.show()
        self.raise_()

    def _restyle(self) -> None:
        theme = self._theme
        self.setFont(theme.font(11))
        self.setStyleSheet(
            f"background: {theme.palette.surface}; color: {theme.palette.ink};"
            f" border: 1px solid {theme.palette.line}; border-radius: 4px;"
        )


def card_lines(row: FlowRow, t: Translator) -> list[str]:
    """What the card says, line by line, escaped and bounded."""
    facts = row.facts
    address = visible(f"{facts.host}{facts.path}")
    lines = [
        f"{facts.method} {facts.status or '–'}  {shortened(address, width=_WIDEST * 6, size=11)}",
        t(
            "timeline.card_time",
            flow=facts.id,
            at=clock(facts.started_us, millis=True),
            length=duration(t, facts.duration_us),
        ),
    ]
    measured = [f"{t(f'timeline.phase.{name}')} {duration(t, length)}" for _, length, name in phases(facts.timings)]
    if measured:
        lines.append(" · ".join(measured))
    words = ", ".join(class_word(t, class_) for class_ in row.classes[:6])
    if row.sensitive_sent:
        lines.append(t("timeline.card_sent", n=row.sensitive_sent))
    if row.sensitive_returned:
        lines.append(t("timeline.card_returned", n=row.sensitive_returned))
    if words:
        lines.append(words)
    if not facts.delivery.is_on_wire:
        lines.append(t(f"timeline.delivery.{facts.delivery}"))
    return lines
