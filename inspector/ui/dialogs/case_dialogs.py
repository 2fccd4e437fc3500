"""The dialogs of one open case, for whoever builds the window: one object, opened by menu, key or link."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from inspector.model.leaf import SensitiveLeaf
from inspector.model.mute import Mute
from inspector.ui.banner import Offer
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.first_party import FirstPartyDialog
from inspector.ui.dialogs.follow import FollowDialog
from inspector.ui.dialogs.persona import PersonaDialog
from inspector.ui.dialogs.search import SearchDialog
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.panels.edits import EditQueue
from inspector.ui.theme import Theme

_REBUILDING = ("persona", "first_party")
DIALOGS = ("markers", "states", "mutes", "claims", "documents", "follow", "search", "persona", "first_party")
"""Those that the menu opens, by the names of its entries."""


class CaseDialogs(QObject):
    """Opens each dialog over `parent`; a value to follow reuses the dialog that is open."""

    rebuild_wanted = Signal()  # what the analysis rests on was changed: markers, and with them phases

    def __init__(self, view: CaseView, theme: Theme, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self._parent = parent
        self._open: dict[str, Any] = {}
        view.follow_requested.connect(self.follow)
        view.mute_requested.connect(self.mute)
        view.unmute_requested.connect(self.unmute)
        view.mutes_requested.connect(self.list_mutes)
        view.working_changed.connect(lambda: QTimer.singleShot(0, self, self._catch_up))
        self._is_behind = False
        self._edits = EditQueue(view, self)
        self._edits.kept.connect(lambda: self._follow_mutes("muting.undone"))

    def open_named(self, name: str) -> None:
        """One of `DIALOGS`."""
        calls: dict[str, Callable[[], None]] = {
            "markers": self.edit_markers,
            "states": self.show_states,
            "mutes": self.list_mutes,
            "claims": self.enter_claims,
            "documents": self.list_documents,
            "follow": self.follow,
            "search": self.search,
            "persona": self.enter_persona,
            "first_party": self.choose_first_party,
        }
        calls[name]()

    def follow(self, value: str = "") -> None:
        """Follow a value; without one the entry waits for it."""
        dialog = self._open.get("follow")
        if dialog is None:
            self._show("follow", FollowDialog(self._view, self._theme, value=value, parent=self._parent))
        else:
            dialog.raise_()
            if value:
                dialog.follow(value)

    def search(self, text: str = "") -> None:
        dialog = self._open.get("search")
        if dialog is None:
            self._show("search", SearchDialog(self._view, self._theme, text=text, parent=self._parent))
        else:
            dialog.raise_()
            dialog.entry.setFocus()

    def enter_persona(self) -> None:
        if self._can_change():
            self._show("persona", PersonaDialog(self._view, self._theme, parent=self._parent))

    def choose_first_party(self) -> None:
        if self._can_change():
            self._show("first_party", FirstPartyDialog(self._view, self._theme, parent=self._parent))

    def mute(self, leaf: SensitiveLeaf) -> None:
        """Asks by what and where a leaf is to be muted."""
        from inspector.ui.dialogs.mute import MuteDialog

        dialog = MuteDialog(self._view, self._theme, leaf, parent=self._parent)
        dialog.muted.connect(self._offer_undo)
        self._show("mute", dialog)

    def _offer_undo(self, mute: Mute) -> None:
        self._follow_mutes("")
        words = self._view.t("muting.busy" if self._is_behind else "muting.done")
        offer = Offer(words=self._view.t("muting.undo_now"), call=lambda: self.unmute(mute))
        self._view.offer_requested.emit(words, offer)

    def unmute(self, mute: Mute) -> None:
        """Takes a mute back at once: it can be set again."""
        from inspector.workspace import muting

        path = self._view.reader.case.path
        self._edits.add(lambda: muting.unmute(path, mute))

    def list_mutes(self) -> None:
        from inspector.ui.dialogs.mutes import MutesDialog

        dialog = MutesDialog(self._view, self._theme, parent=self._parent)
        dialog.changed.connect(lambda: self._follow_mutes(""))
        self._show("mutes", dialog)

    def enter_claims(self) -> None:
        """Public claims; the analysis follows when the dialog is closed."""
        from inspector.ui.dialogs.claims import ClaimsDialog

        dialog = ClaimsDialog(self._view, self._theme, parent=self._parent)
        dialog.changed.connect(lambda: dialog.setProperty("changed", True))
        dialog.finished.connect(lambda _: self._follow_claims() if dialog.property("changed") else None)
        self._show("claims", dialog)

    def list_documents(self) -> None:
        from inspector.ui.dialogs.documents import DocumentsDialog

        self._show("documents", DocumentsDialog(self._view, self._theme, parent=self._parent))

    def _follow_claims(self) -> None:
        """As soon as nothing is at work."""
        self._is_behind = True
        if self._view.is_working:
            self._view.notice_requested.emit("info", self._view.t("muting.busy"))
        self._catch_up()

    def _follow_mutes(self, words: str) -> None:
        """What is shown follows at once, the analysis as soon as nothing is at work."""
        self._view.mutes_changed.emit()
        self._is_behind = True
        if self._view.is_working:
            self._view.notice_requested.emit("info", self._view.t("muting.busy"))
            return
        if words:
            self._view.notice_requested.emit("info", self._view.t(words))
        self._catch_up()

    def _catch_up(self) -> None:
        if self._is_behind and not self._view.is_working:
            self._is_behind = False
            self.rebuild_wanted.emit()

    def edit_markers(self) -> None:
        from inspector.ui.dialogs.markers import MarkersDialog

        dialog = MarkersDialog(self._view, self._theme, parent=self._parent)
        dialog.changed.connect(self._view.flows_changed)
        dialog.changed.connect(lambda: dialog.setProperty("changed", True))
        dialog.finished.connect(lambda _: self.rebuild_wanted.emit() if dialog.property("changed") else None)
        self._show("markers", dialog)

    def show_states(self) -> None:
        """What pages showed and kept at markers, in a window of its own."""
        from inspector.ui.panels.states import StatesPanel

        dialog = QDialog(self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self._view.t("window.states").rstrip("…"))
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(StatesPanel(self._view, self._theme))
        resize_within_screen(dialog, self._theme.px(1080), self._theme.px(680))
        self._show("states", dialog)

    def _can_change(self) -> bool:
        """Not while a job writes into the case: two analyses would run at once."""
        if self._view.is_working:
            self._view.notice_requested.emit("info", self._view.t("window.working"))
        return not self._view.is_working

    def close_all(self) -> None:
        for dialog in tuple(self._open.values()):
            dialog.close()

    def _show(self, name: str, dialog: QDialog) -> None:
        old = self._open.pop(name, None)
        if old is not None:
            old.close()
        self._open[name] = dialog
        dialog.finished.connect(lambda _result: self._forget(name, dialog))
        if name in _REBUILDING:
            dialog.open()  # its analysis and another job must not meet
        else:
            dialog.show()

    def _forget(self, name: str, dialog: QDialog) -> None:
        if self._open.get(name) is dialog:
            del self._open[name]
