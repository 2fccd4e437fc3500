"""The menu bar: what can be done, its keys and its words. The window connects the actions."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from inspector.messages import LANGUAGES, Translator
from inspector.ui.case_view import PageName
from inspector.ui.theme import DENSITIES, MODES
from inspector.ui.words import safe_text
from inspector.workspace.recent import RecentCase

_KEYS = {
    "open_action": ("Ctrl+O",),
    "save_as": ("Ctrl+S",),
    "close_case": ("Ctrl+W",),
    "quit": ("Ctrl+Q",),
    "find": ("Ctrl+F", "/"),
    "detail_show": ("Ctrl+I",),
    "zoom_in": ("Ctrl++", "Ctrl+="),
    "zoom_out": ("Ctrl+-",),
    "zoom_reset": ("Ctrl+0",),
    "follow": ("Ctrl+L",),
    "markers": ("Ctrl+Shift+M",),
    "search": ("Ctrl+Shift+F",),
    "shortcuts": ("Ctrl+/", "?"),
}
_FILE = ("record_new", "", "open_action", "open_sample", "recent", "", "save_as", "export_har", "export_pdf", "",
         "close_case", "quit")  # fmt: skip
_VIEW = ("theme", "language", "density", "", "detail_show", "detail_right", "detail_below", "",
         "zoom_in", "zoom_out", "zoom_reset")  # fmt: skip
_CASE = ("add_captures", "", "follow", "search", "", "persona", "first_party", "mutes", "", "claims", "documents", "",
         "markers", "states")  # fmt: skip
_HELP = ("shortcuts", "about_action")
NEEDS_CASE = (
    *filter(None, _CASE), "save_as", "export_har", "export_pdf", "close_case", "find", "detail_show", "detail_right",
    "detail_below",
)  # fmt: skip

CHANGES_ANALYSIS = ("add_captures", "persona", "first_party")
"""What starts an analysis: not while one runs."""


class Menus(QObject):
    """Actions by name; the choices (theme, language, density, page, recent case) come as signals."""

    theme_chosen = Signal(str)
    language_chosen = Signal(str)
    density_chosen = Signal(str)
    page_chosen = Signal(object)  # PageName
    recent_chosen = Signal(object)  # Path

    def __init__(self, bar: QMenuBar, *, recent_cases: Callable[[], tuple[RecentCase, ...]]) -> None:
        super().__init__(bar)
        self._recent_cases = recent_cases
        self._t: Translator | None = None
        self.actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._pages: dict[PageName, QAction] = {}
        for name, entries in (("file", _FILE), ("view", _VIEW), ("case", _CASE), ("go", ()), ("help", _HELP)):
            self._menus[name] = bar.addMenu("")
            for entry in entries:
                self._add(self._menus[name], entry)
        for page in PageName:
            action = self._menus["go"].addAction("")
            action.triggered.connect(lambda _=False, wanted=page: self.page_chosen.emit(wanted))
            self._pages[page] = action
        self._menus["go"].addSeparator()
        self._add(self._menus["go"], "find")
        self.actions["detail_show"].setCheckable(True)

    def set_texts(self, t: Translator) -> None:
        self._t = t
        for name in ("file", "view", "case", "go", "help"):
            self._menus[name].setTitle(t(f"window.menu_{name}"))
        for name in ("recent", "theme", "language", "density"):
            self._menus[name].setTitle(t(f"window.{name}"))
        for name, action in self.actions.items():
            action.setText(t(f"window.{name}"))
        for number, (page, action) in enumerate(self._pages.items()):
            action.setText(f"{t(f'window.page_{page}')}\t{number}")

    def set_case_open(self, *, is_open: bool, can_export: bool, is_working: bool = False) -> None:
        for name in NEEDS_CASE:
            self.actions[name].setEnabled(is_open)
        self.actions["export_har"].setEnabled(is_open and can_export)
        for name in CHANGES_ANALYSIS:
            self.actions[name].setEnabled(is_open and not is_working)
        for action in self._pages.values():
            action.setEnabled(is_open)

    def check(self, *, theme: str, language: str, density: str) -> None:
        """Shows what is chosen now."""
        for choice in (f"theme_{theme}", f"language_{language}", f"density_{density}"):
            self.actions[choice].setChecked(True)

    def _add(self, menu: QMenu, name: str) -> None:
        if not name:
            menu.addSeparator()
        elif name == "recent":
            self._menus[name] = menu.addMenu("")
            self._menus[name].aboutToShow.connect(self._fill_recent)
        elif name in ("theme", "language", "density"):
            self._add_choices(menu, name)
        else:
            action = menu.addAction("")
            action.setShortcuts([QKeySequence(keys) for keys in _KEYS.get(name, ())])
            self.actions[name] = action

    def _add_choices(self, menu: QMenu, name: str) -> None:
        chosen = {"theme": self.theme_chosen, "language": self.language_chosen, "density": self.density_chosen}[name]
        values = {"theme": MODES, "language": LANGUAGES, "density": DENSITIES}[name]
        self._menus[name] = menu.addMenu("")
        group = QActionGroup(self)
        for value in values:
            action = self._menus[name].addAction("")
            action.setCheckable(True)
            action.triggered.connect(lambda _=False, wanted=value: chosen.emit(wanted))
            group.addAction(action)
            self.actions[f"{name}_{value}"] = action

    def _fill_recent(self) -> None:
        menu = self._menus["recent"]
        menu.clear()
        cases = [case for case in self._recent_cases() if case.exists]
        for case in cases:
            action = menu.addAction(safe_text(case.name, limit=60).replace("&", "&&"))
            action.triggered.connect(lambda _=False, path=Path(case.path): self.recent_chosen.emit(path))
        if not cases and self._t is not None:
            menu.addAction(self._t("window.recent_none")).setEnabled(False)
