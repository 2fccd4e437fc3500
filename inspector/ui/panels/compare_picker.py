"""The two sides of a comparison: which captures stand on each."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from inspector.findings.comparison_words import scenario_text, side_text
from inspector.findings.repeats import scenario_groups
from inspector.messages import Translator
from inspector.model.comparison import LETTERS, ComparedSide
from inspector.model.flow import CaptureFacts, CaptureId
from inspector.ui.panels.wording import tip
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

type Sides = tuple[tuple[CaptureId, ...], ...]

_LONGEST = 80


class StayingMenu(QMenu):
    """A menu that stays open while its boxes are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
        else:
            super().keyPressEvent(event)


class SidePicker(QToolButton):
    """One side: says what it is, and opens the list of captures."""

    picked = Signal(object)  # tuple[CaptureId, ...]

    def __init__(self, t: Translator, theme: Theme, letter: str) -> None:
        self._words = ""
        super().__init__()
        self._t, self._theme, self._letter = t, theme, letter
        self._captures: tuple[CaptureFacts, ...] = ()
        self._chosen: tuple[CaptureId, ...] = ()
        self._list = StayingMenu(self)
        self.setMenu(self._list)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._dress()
        theme.changed.connect(self._dress)

    def show_side(self, captures: Sequence[CaptureFacts], chosen: Sequence[CaptureId]) -> None:
        self._captures, self._chosen = tuple(captures), tuple(chosen)
        self._words = self._t("compare.side_is", letter=self._letter, name=self._name())
        self.setAccessibleName(f"{self._t('compare.pick_name', letter=self._letter)}, {self._words}")
        names = [safe_text(one.name, limit=_LONGEST) for one in self._captures if one.id in self._chosen]
        self.setToolTip(tip(f"{self._t('compare.pick_tip')}: {', '.join(names)}" if names else self._words))
        self._elide()
        if not self._list.isVisible():
            self._fill()
        else:
            self._tick()

    def toggle_capture(self, capture: CaptureId) -> None:
        """Takes a capture in or out."""
        chosen = set(self._chosen) ^ {capture}
        self.picked.emit(tuple(one.id for one in self._captures if one.id in chosen))

    def _name(self) -> str:
        some = [one for one in self._captures if one.id in self._chosen]
        if not some:
            return self._t("compare.choose_none")
        scenarios = {(one.scenario or "").strip() for one in some}
        side = ComparedSide(
            letter=self._letter,
            captures=tuple(one.id for one in some),
            names=tuple(safe_text(one.name, limit=_LONGEST) for one in some),
            scenario=scenarios.pop() if len(scenarios) == 1 else "",
        )
        return side_text(side, self._t)

    def _fill(self) -> None:
        t = self._t
        self._list.clear()
        groups = [group for group in scenario_groups(self._captures) if group[0] and len(group[1]) > 1]
        for scenario, captures in groups:
            word = t(
                "compare.pick_scenario", name=safe_text(scenario_text(scenario, t), limit=_LONGEST), n=len(captures)
            )
            action = self._list.addAction(word.replace("&", "&&"))
            action.triggered.connect(lambda _=False, wanted=captures: self.picked.emit(wanted))
        if groups:
            self._list.addSeparator()
        for capture in self._captures:
            action = self._list.addAction(_capture_word(capture, t).replace("&", "&&"))
            action.setCheckable(True)
            action.setData(capture.id)
            action.triggered.connect(lambda _=False, one=capture.id: self.toggle_capture(one))
        self._tick()

    def _tick(self) -> None:
        for action in self._list.actions():
            if action.isCheckable():
                action.setChecked(action.data() in self._chosen)

    def _elide(self) -> None:
        room = max(self.width() - self._theme.px(48), self._theme.px(120))
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._words:
            self._elide()

    def _dress(self) -> None:
        self.setFont(self._theme.font(15))
        self.setIcon(self._theme.icon_beside("chevron-down", "quiet"))
        self.setIconSize(self._theme.icon_size())
        self.setMinimumHeight(self._theme.px(32))
        line = self._theme.color("line").name()
        self.setStyleSheet(f"QToolButton {{ border: 1px solid {line}; text-align: left; }}")


def _capture_word(capture: CaptureFacts, t: Translator) -> str:
    name = safe_text(capture.name, limit=_LONGEST)
    scenario = safe_text(scenario_text(capture.scenario or "", t), limit=_LONGEST)
    return f"{capture.id}  {name}  ({scenario})" if scenario else f"{capture.id}  {name}"


class SidesBar(QWidget):
    """Side A, a button that swaps, side B. A capture that is put on one side leaves the other."""

    sides_picked = Signal(object)  # Sides
    usual_requested = Signal()

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sides: Sides = ((), ())
        self.pickers = tuple(SidePicker(t, theme, letter) for letter in LETTERS[:2])
        self.swap, self.usual = QPushButton(), QPushButton()
        for button, word in ((self.swap, "swap"), (self.usual, "usual")):
            button.setText(t(f"compare.{word}"))
            button.setToolTip(tip(t(f"compare.{word}_tip")))
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 12, 24, 4)
        row.setSpacing(8)
        row.addWidget(self.pickers[0], 1)
        row.addWidget(self.swap)
        row.addWidget(self.pickers[1], 1)
        row.addWidget(self.usual)
        self.swap.clicked.connect(lambda: self.sides_picked.emit(self._sides[::-1]))
        self.usual.clicked.connect(self.usual_requested)
        for number, picker in enumerate(self.pickers):
            picker.picked.connect(lambda captures, here=number: self._pick(here, captures))
        self._dress()
        theme.changed.connect(self._dress)

    def show_sides(self, captures: Sequence[CaptureFacts], sides: Sides, *, is_chosen: bool) -> None:
        self._sides = sides
        for picker, side in zip(self.pickers, sides, strict=False):
            picker.show_side(captures, side)
        self.usual.setVisible(is_chosen)

    def _pick(self, here: int, captures: tuple[CaptureId, ...]) -> None:
        other = tuple(one for one in self._sides[1 - here] if one not in captures)
        self.sides_picked.emit((captures, other) if here == 0 else (other, captures))

    def _dress(self) -> None:
        self.swap.setIcon(self._theme.icon_beside("arrow-left-right"))
        self.swap.setIconSize(self._theme.icon_size())
