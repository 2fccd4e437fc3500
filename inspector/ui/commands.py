"""What each entry of the menus does in the main window."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from inspector.ui.about import about_dialog, shortcuts_dialog
from inspector.ui.case_desk import CaseDesk
from inspector.ui.case_view import PageName
from inspector.ui.dialogs.case_dialogs import DIALOGS
from inspector.ui.kept_look import KeptLook
from inspector.ui.theme import Theme

if TYPE_CHECKING:
    from inspector.ui.window import MainWindow


def connect_commands(window: "MainWindow", *, look: KeptLook, theme: Theme) -> None:
    """Connects every action and every choice of the menus."""
    menus = window.menus
    calls = _calls(window, look=look, theme=theme)
    for name, call in calls.items():
        menus.actions[name].triggered.connect(lambda _=False, call=call: call())
    menus.actions["detail_show"].toggled.connect(
        lambda shown: _on_desk(window, lambda desk: desk.show_detail(shown=shown))
    )
    menus.theme_chosen.connect(look.set_theme)
    menus.density_chosen.connect(look.set_density)
    menus.language_chosen.connect(window.set_language)
    menus.page_chosen.connect(window.show_page)
    menus.recent_chosen.connect(window.open_path)


def _calls(window: "MainWindow", *, look: KeptLook, theme: Theme) -> dict[str, Callable[[], object]]:
    calls: dict[str, Callable[[], object]] = {
        "open_action": window.case.choose,
        "record_new": window.record,
        "open_sample": window.case.open_sample,
        "save_as": window.case.save_as,
        "export_har": window.case.export_har,
        "export_pdf": lambda: window.show_page(PageName.REPORT),
        "close_case": window.close_case,
        "quit": window.close,
        "find": lambda: _on_desk(window, CaseDesk.focus_filter),
        "add_captures": window.case.choose_more,
        "detail_right": lambda: _on_desk(window, lambda desk: desk.place_detail(below=False)),
        "detail_below": lambda: _on_desk(window, lambda desk: desk.place_detail(below=True)),
        "zoom_in": lambda: look.zoom(1),
        "zoom_out": lambda: look.zoom(-1),
        "zoom_reset": lambda: look.zoom(0),
        "shortcuts": lambda: shortcuts_dialog(window.t, theme, window).open(),
        "about_action": lambda: about_dialog(window.t, theme, window).open(),
    }
    return calls | {name: partial(_open_dialog, window, name) for name in DIALOGS}


def _open_dialog(window: "MainWindow", name: str) -> None:
    _on_desk(window, lambda desk: desk.dialogs.open_named(name))


def _on_desk(window: "MainWindow", call: Callable[[CaseDesk], None]) -> None:
    """Nothing where no case is open."""
    if window.desk is not None:
        call(window.desk)
