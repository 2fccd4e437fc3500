"""The story of one recipient as a list: who it is first, then its steps, masked until asked for."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from inspector.messages import Translator
from inspector.model.flow import CaptureId
from inspector.model.journey import Journey, Step
from inspector.ui.models.journey_lines import LINES_ROLE, Line, RowLines
from inspector.ui.models.journey_words import (
    KIND_ICONS,
    Markers,
    cause_of,
    intro_texts,
    kind_text,
    label_text,
    link_texts,
    more_text,
    sentence_of,
    value_text,
)
from inspector.ui.theme import Theme
from inspector.ui.words import clock, full_moment, safe_text

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()


class StepList(QAbstractListModel):
    """What is known of one recipient as a first row, then its steps in order."""

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self._journey: Journey | None = None
        self._steps: tuple[Step, ...] = ()
        self._markers: Markers = {}
        self._masked_markers: Markers = {}
        self._captures: Mapping[CaptureId, str] = {}
        self._is_revealed = False
        theme.changed.connect(self._drop)
        self._rows: dict[int, RowLines] = {}

    def show(
        self, journey: Journey, *, markers: Markers, masked_markers: Markers, captures: Mapping[CaptureId, str]
    ) -> None:
        """The values are masked again, and the labels of markers with them."""
        self.beginResetModel()
        self._journey, self._steps = journey, journey.steps
        self._markers, self._masked_markers, self._captures = markers, masked_markers, captures
        self._is_revealed = False
        self._drop()
        self.endResetModel()

    def set_revealed(self, *, revealed: bool) -> None:
        self._is_revealed = revealed
        self._drop()
        if self._steps:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))

    def step(self, row: int) -> Step | None:
        """None for the first row."""
        return self._steps[row - 1] if row > 0 else None

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() or self._journey is None else len(self._steps) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if role == LINES_ROLE:
            if row not in self._rows:
                self._rows[row] = self._row(row)
            return self._rows[row]
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        step = self.step(row)
        if step is None:
            return " ".join(line.text for line in self._intro().lines)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{kind_text(step, self._t)}: {self._value(step)}"
        return self._told(step)

    def moment(self, row: int) -> str:
        """The moment with its date and offset from UTC."""
        step = self.step(row)
        return full_moment(self._t, step.at_us) if step is not None else ""

    def _drop(self) -> None:
        self._rows.clear()

    def _value(self, step: Step) -> str:
        return value_text(step.value, step.kind, is_revealed=self._is_revealed)

    def _told(self, step: Step) -> str:
        """Everything the row shows, in one sentence."""
        t = self._t
        label = label_text(step, t, is_revealed=self._is_revealed)
        parts = (
            f"{full_moment(t, step.at_us)}.",
            f"{kind_text(step, t)}:",
            f"{', '.join(part for part in (self._value(step), label) if part)}.",
            self._sentence(step),
            more_text(step, t),
            t("journeys.flow", n=step.place.flow),
        )
        return " ".join(part for part in parts if part)

    def _row(self, row: int) -> RowLines:
        step = self.step(row)
        return self._intro() if step is None else self._step_row(step, number=row - 1)

    def _intro(self) -> RowLines:
        if self._journey is None:
            return RowLines(lines=(), icon=QIcon())
        first, *rest = intro_texts(self._journey, self._t)
        lines = [Line(text=first, size=11, tone="quiet"), *(Line(text=text) for text in rest)]
        lines += [
            Line(text=text, size=11, icon=self._theme.icon("link", "quiet"))
            for text in link_texts(self._journey, self._t)
        ]
        return RowLines(lines=tuple(lines), icon=self._theme.icon("info", "quiet"))

    def _step_row(self, step: Step, *, number: int) -> RowLines:
        t, theme = self._t, self._theme
        lines = [
            Line(text=kind_text(step, t), size=11, tone="quiet"),
            Line(text=self._value(step), is_mono=True),
        ]
        if label := label_text(step, t, is_revealed=self._is_revealed):
            lines.append(Line(text=label))
        lines += self._sentence_lines(step, number)
        if more := more_text(step, t):
            lines.append(Line(text=more, size=11, tone="quiet"))
        is_same = number > 0 and _moment(self._steps[number - 1]) == _moment(step)
        return RowLines(
            lines=tuple(lines),
            icon=theme.tinted(KIND_ICONS[step.kind], theme.class_color(step.class_)),
            aside="" if is_same else clock(step.at_us) or "–",
            end="" if is_same else t("journeys.flow", n=step.place.flow),
            heading=self._heading(number),
        )

    def _sentence(self, step: Step) -> str:
        return sentence_of(step, self._markers if self._is_revealed else self._masked_markers, self._t)

    def _sentence_lines(self, step: Step, number: int) -> list[Line]:
        """What led to the step, where it is not what led to the one before."""
        if number and cause_of(self._steps[number - 1], self._markers) == cause_of(step, self._markers):
            return []
        if step.act:
            return [Line(text=self._sentence(step), size=11, icon=self._theme.icon("flag", "accent"))]
        return [Line(text=self._sentence(step), size=11, tone="quiet")]

    def _heading(self, number: int) -> str:
        """The capture, where a new one begins and there are several."""
        steps = self._steps
        own = steps[number].place.capture
        if steps[0].place.capture == steps[-1].place.capture or (number and steps[number - 1].place.capture == own):
            return ""
        return safe_text(self._captures.get(own, ""), limit=120)


def _moment(step: Step) -> tuple[int, int | None]:
    """Steps of one flow are told under one moment."""
    return step.place.flow, step.at_us
