"""The line above the findings: words to look for, what to filter and group by, and what is filtered now."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QToolButton, QWidget

from inspector.messages import Translator
from inspector.model.finding import Status
from inspector.ui.models.finding_filter import (
    GROUPS,
    MENU,
    FindingFilter,
    FindingRow,
    Trait,
    offered,
    trait_word,
)
from inspector.ui.panels.capture_parts import Wrapping
from inspector.ui.panels.wording import status_word
from inspector.ui.theme import Theme

_LONGEST_CHIP = 48


class StayingMenu(QMenu):
    """Stays open while boxes are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not _tick(self.activeAction()):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or not _tick(self.activeAction()):
            super().keyPressEvent(event)


def _tick(action: QAction | None) -> bool:
    """Ticks a box; False for what is none."""
    if action is None or not action.isCheckable() or action.actionGroup() is not None:
        return False
    action.trigger()
    return True


class FindingBar(QWidget):
    """Emits `filtered` and `grouped`; offers the values that occur."""

    filtered = Signal(object)  # FindingFilter
    grouped = Signal(object)  # Trait or None
    left = Signal()  # Enter in the search: on to the list

    def __init__(self, t: Translator, theme: Theme) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self._rows: Sequence[FindingRow] = ()
        self.filter = FindingFilter()
        self.group: Trait | None = None
        self.search, self.status = QLineEdit(), QComboBox()
        self.filters, self.groups = QToolButton(), QToolButton()
        self.chips: list[QPushButton] = []
        self._line = Wrapping(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._build()
        theme.changed.connect(self._restyle)
        self._restyle()

    def _build(self) -> None:
        t = self._t
        self.search.setPlaceholderText(t("findings_page.search"))
        self.search.setAccessibleName(t("findings_page.search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._change_text)
        self.search.returnPressed.connect(self.left)
        self.status.setAccessibleName(t("findings_page.column_status"))
        self.status.addItem(t("findings_page.all"), None)
        for status in Status:
            self.status.addItem(status_word(t, status), status)
        self.status.currentIndexChanged.connect(self._change_status)
        for button, icon, name in ((self.filters, "list-filter", "filter"), (self.groups, "list-tree", "group")):
            button.setText(t(f"findings_page.{name}"))
            button.setAccessibleName(t(f"findings_page.{name}"))
            button.setProperty("icon_name", icon)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            menu = QMenu(button)
            menu.aboutToShow.connect(self._fill_filters if name == "filter" else self._fill_groups)
            button.setMenu(menu)
        for widget in (self.search, self.status, self.filters, self.groups):
            self._line.addWidget(widget)

    def _restyle(self) -> None:
        self.search.setFixedWidth(self._theme.px(200))
        for button in (self.filters, self.groups):
            button.setIcon(self._theme.icon_beside(str(button.property("icon_name")), "ink"))
            button.setIconSize(self._theme.icon_size())

    # what is offered

    def offer(self, rows: Sequence[FindingRow]) -> None:
        """The findings that there are, whatever is filtered."""
        self._rows = rows

    def _fill_filters(self) -> None:
        menu = self.filters.menu()
        menu.clear()
        for trait in MENU:
            own = StayingMenu(self._t(f"findings_page.column_{trait}"), menu)
            menu.addMenu(own)
            chosen = self.filter.values(trait)
            for value, count in offered(self._rows, trait):
                word = trait_word(self._t, trait, value).replace("&", "&&")
                action = own.addAction(f"{word}\t{self._t.number(count)}")
                action.setCheckable(True)
                action.setChecked(value in chosen)
                action.toggled.connect(partial(self._toggle, trait, value))
        menu.addSeparator()
        clear = menu.addAction(self._t("findings_page.clear_filter"))
        clear.setEnabled(bool(self.filter.wanted or self.filter.text))
        clear.triggered.connect(self.clear)

    def _fill_groups(self) -> None:
        menu = self.groups.menu()
        menu.clear()
        choices: list[tuple[Trait | None, str]] = [(None, self._t("findings_page.group_none"))]
        choices += [(trait, self._t(f"findings_page.column_{trait}")) for trait in GROUPS]
        for trait, word in choices:
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(trait is self.group)
            action.triggered.connect(lambda _=False, trait=trait: self.choose_group(trait))

    # choosing

    def choose_group(self, trait: Trait | None) -> None:
        self.group = trait
        word = self._t("findings_page.group") if trait is None else self._t(f"findings_page.column_{trait}")
        self.groups.setText(word if trait is None else self._t("findings_page.grouped", trait=word.lower()))
        self._line.invalidate()
        self.grouped.emit(trait)

    def choose(self, trait: Trait, values: Sequence[str]) -> None:
        """Lets only these values of a trait through; none: all."""
        self._show(self.filter.with_values(trait, values))

    def clear(self) -> None:
        self.search.clear()
        self.status.setCurrentIndex(0)
        self._show(FindingFilter())

    def _toggle(self, trait: Trait, value: str, is_on: bool) -> None:
        others = [one for one in self.filter.values(trait) if one != value]
        self.choose(trait, [*others, value] if is_on else others)

    def _change_text(self, text: str) -> None:
        self._show(FindingFilter(text=text, wanted=self.filter.wanted))

    def _change_status(self, _index: int) -> None:
        status = self.status.currentData()
        self.choose(Trait.STATUS, () if status is None else (status,))

    def _show(self, wanted: FindingFilter) -> None:
        if wanted == self.filter:
            return
        is_same_line = wanted.wanted == self.filter.wanted
        self.filter = wanted
        if not is_same_line:
            self._show_chips()
        self.filtered.emit(wanted)

    def _show_chips(self) -> None:
        """One for each trait that the menu filters by; pressing it lifts that filter."""
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        kept = [self._line.itemAt(n) for n in range(4)]
        while self._line.count():
            self._line.takeAt(0)
        for item in kept:
            if item is not None:
                self._line.addItem(item)
        self.chips = []
        for trait, values in self.filter.wanted:
            if trait is not Trait.STATUS:
                self._add_chip(trait, values, lift=partial(self.choose, trait, ()))
        self._line.invalidate()
        self.updateGeometry()

    def _add_chip(self, trait: Trait, values: Sequence[str], *, lift: Callable[[], None]) -> None:
        t = self._t
        words = ", ".join(value if trait is Trait.RUNG else trait_word(t, trait, value) for value in values)
        name = t(f"findings_page.column_{trait}")
        text = t("findings_page.chip", trait=name, values=words)
        chip = QPushButton(_shortened(text).replace("&", "&&"))
        chip.setIcon(self._theme.icon("x", "quiet"))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setToolTip(t("findings_page.lift", filter=text))
        chip.setAccessibleName(t("findings_page.lift", filter=text))
        chip.clicked.connect(lambda _=False: lift())
        self._line.addWidget(chip)
        chip.show()
        self.chips.append(chip)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_CHIP else text[: _LONGEST_CHIP - 1].rstrip() + "…"
