"""The phases of a flow as a table with bars; what was not measured says so and is never drawn as zero."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from inspector.messages import Translator
from inspector.model.flow import FlowFacts, Timings
from inspector.model.struct import Record
from inspector.ui.panels.flow_painter import PHASE_STRENGTH, PHASES
from inspector.ui.theme import Theme
from inspector.ui.words import span


class PhaseRow(Record, frozen=True, kw_only=True):
    """One phase: where it begins and how long it lasts, in microseconds; no length: not measured."""

    name: str
    start_us: int
    length_us: int | None


def phase_rows(timings: Timings) -> tuple[PhaseRow, ...]:
    """Every phase in order; TLS is the last part of connecting (HAR 1.2)."""
    rows, at = [], 0
    for name in PHASES:
        length: int | None = getattr(timings, name)
        if name == "connect" and length is not None:
            length = max(length - (timings.tls or 0), 0)
        rows.append(PhaseRow(name=name, start_us=at, length_us=length))
        at += length or 0
    return tuple(rows)


class TimingView(QWidget):
    """Word, bar, length."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self._rows: tuple[PhaseRow, ...] = ()
        self._total_us: int | None = None
        theme.changed.connect(self.update)

    def show_facts(self, facts: FlowFacts) -> None:
        self._rows, self._total_us = phase_rows(facts.timings), facts.duration_us
        self.setAccessibleName("; ".join(self.texts()))
        self.update()

    def texts(self) -> list[str]:
        """The table in words, a line a phase, the total last."""
        t = self._t
        lines = [f"{t(f'flows.phase.{row.name}')}: {self._length(row.length_us)}" for row in self._rows]
        return [*lines, f"{t('detail.total')}: {self._length(self._total_us)}"]

    def _length(self, length_us: int | None) -> str:
        return self._t("flows.not_measured") if length_us is None else span(self._t, length_us)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        px, tall = self._theme.px, self._theme.row_height
        words, figures, edge = px(180), px(100), px(24)
        room = QRect(edge + words, 0, max(min(self.width(), px(760)) - 2 * edge - words - figures, 20), 0)
        ends = [row.start_us + (row.length_us or 0) for row in self._rows]
        whole = max([self._total_us or 0, *ends, 1])
        y = px(16)
        for row in self._rows:
            self._draw_row(painter, row, y=y, room=room, edge=edge, figures=figures, whole=whole)
            y += tall
        painter.fillRect(QRect(edge, y + 2, room.right() + figures - edge, 1), self._theme.color("line"))
        painter.setFont(self._theme.font(13, bold=True))
        painter.setPen(self._theme.color("ink"))
        line = QRect(edge, y + 4, room.right() + figures - edge, tall)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._t("detail.total"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(line, right, self._length(self._total_us))
        painter.end()

    def _draw_row(
        self, painter: QPainter, row: PhaseRow, *, y: int, room: QRect, edge: int, figures: int, whole: int
    ) -> None:
        tall, is_known = self._theme.row_height, row.length_us is not None
        painter.setFont(self._theme.font(13))
        painter.setPen(self._theme.color("ink" if is_known else "quiet"))
        line = QRect(edge, y, room.right() + figures - edge, tall)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self._t(f"flows.phase.{row.name}"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(line, right, self._length(row.length_us))
        if row.length_us:
            colour = self._theme.color("accent")
            colour.setAlpha(PHASE_STRENGTH[row.name])
            scale = room.width() / whole
            width = max(row.length_us * scale, 2)
            painter.fillRect(QRectF(room.left() + row.start_us * scale, y + tall / 2 - 5, width, 10), colour)
