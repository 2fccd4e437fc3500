"""The button that copies what a person outside needs to get a value again, and saves the bytes that it reads."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from inspector.decode.replaying.replay import Replay, file_name, write_python, write_shell
from inspector.decode.replaying.route import Route
from inspector.messages import Translator
from inspector.model.leaf import Place
from inspector.ui.theme import Theme


class ReplayButton(QWidget):
    """Hidden until a route is given. A replay holds captured bytes: where secrets are hidden it cannot be had."""

    def __init__(self, t: Translator, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._t, self._theme = t, theme
        self._route: tuple[Route, Place] | None = None
        self.button, self.said = QPushButton(t("layers.replay")), QLabel()
        self.button.setAccessibleDescription(t("layers.replay_hint"))
        self.menu = QMenu(self.button)
        self.python = self.menu.addAction(t("layers.replay_python"), self._as_action(write_python))
        self.shell = self.menu.addAction(t("layers.replay_shell"), self._as_action(write_shell))
        self.menu.addSeparator()
        self.save = self.menu.addAction(t("layers.replay_save"), self._ask_file)
        self.button.setMenu(self.menu)
        self.said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(4)
        column.addWidget(self.button, 0)
        column.addWidget(self.said)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_route(self, route: Route | None, place: Place, *, is_hidden: bool) -> None:
        """Offers the replay of a route; `is_hidden`: after the secrets of the flow are shown."""
        self._route = (route, place) if route is not None and (route.legs or route.digest) else None
        self.setVisible(self._route is not None)
        self.button.setEnabled(not is_hidden)
        self.button.setToolTip(self._t("layers.replay_hidden" if is_hidden else "layers.replay_hint"))
        self._say(self._t("layers.replay_hidden") if is_hidden else "")
        if self._route is not None:
            self.shell.setEnabled(write_shell(*self._route, t=self._t) is not None)
            self.shell.setToolTip("" if self.shell.isEnabled() else self._t("layers.replay_no_shell"))

    def copy(self, write: Callable[..., Replay | None]) -> None:
        """Puts a replay on the clipboard and says what it needs."""
        replay = write(*self._route, t=self._t) if self._route is not None else None
        if replay is None:
            return
        QGuiApplication.clipboard().setText(replay.code)
        t = self._t
        words = [t("layers.replay_copied" if replay.is_whole else "layers.replay_partial")]
        if replay.file:
            words = [t("layers.replay_file", file=replay.file)]
        if replay.packages:
            words.append(t("layers.replay_packages", packages=" ".join(replay.packages)))
        self._say(" ".join(words))

    def save_to(self, path: Path) -> None:
        """Writes the captured bytes that the route starts from."""
        if self._route is None:
            return
        start = self._route[0].start
        path.write_bytes(start if isinstance(start, bytes) else start.encode("utf-8", "replace"))
        self._say(self._t("layers.replay_saved", file=path.name))

    def _as_action(self, write: Callable[..., Replay | None]) -> Callable[[], None]:
        return lambda: self.copy(write)

    def _ask_file(self) -> None:
        if self._route is None:
            return
        title, name = self._t("layers.replay_save"), file_name(self._route[1])
        chosen, _ = QFileDialog.getSaveFileName(self, title, name)
        if chosen:
            self.save_to(Path(chosen))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _dress(self) -> None:
        self.button.setFont(self._theme.font(11))
        self.button.setMaximumWidth(self._theme.px(260))
        self.said.setFont(self._theme.font(11))
