"""How to record an app in an Android emulator, with the commands to copy."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from inspector.capture.phone.emulator import Commands, emulator_commands, system_file_name
from inspector.messages import Translator
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.panels.prose import Block, Prose, block, code, plain, strong
from inspector.ui.theme import Theme

_NO_FILE = "CERTIFICATE.pem"
_NO_PROXY = "127.0.0.1:PORT"


class EmulatorDialog(QDialog):
    """Only tells; nothing is started. `certificate` is the authority's file and `proxy` host:port, "" where unknown:
    then words stand in their place."""

    def __init__(self, t: Translator, theme: Theme, *, certificate: str, proxy: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._t = t
        self.setWindowTitle(t("phone.emulator_title"))
        self.commands = emulator_commands(
            certificate=certificate or _NO_FILE, file_name=_file_name(certificate), proxy=proxy or _NO_PROXY
        )
        self.text = Prose(theme)
        self.text.setAccessibleName(t("phone.emulator_title"))
        self.text.write(self._blocks(self.commands))
        buttons = QDialogButtonBox()
        copying = QPushButton(t("phone.emulator_copy"))
        copying.clicked.connect(self.copy)
        buttons.addButton(copying, QDialogButtonBox.ButtonRole.ActionRole)
        closing = QPushButton(t("phone.emulator_close"))
        closing.setDefault(True)
        buttons.addButton(closing, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 16, 16)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
        resize_within_screen(self, theme.px(760), theme.px(560))

    def copy(self) -> None:
        """The commands, one a line, on the clipboard."""
        made = self.commands
        QGuiApplication.clipboard().setText("\n".join((*made.start, *made.unlock, *made.install)))

    def _blocks(self, commands: Commands) -> list[Block]:
        t = self._t
        groups = (("start", commands.start), ("unlock", commands.unlock), ("install", commands.install))
        blocks = [block(strong(t("phone.emulator_title")), kind="lead"), block(plain(t("phone.emulator_lead")))]
        blocks.append(block(plain(t("phone.emulator_image")), above=8))
        for name, lines in groups:
            blocks.append(block(plain(t(f"phone.emulator_{name}")), above=12))
            blocks += [block(code(line), indent=1) for line in lines]
        blocks.append(block(plain(t("phone.emulator_check")), above=12))
        blocks.append(block(plain(t("phone.emulator_limits")), kind="small", above=8))
        return blocks


def _file_name(certificate: str) -> str:
    try:
        return system_file_name(Path(certificate))
    except (OSError, ValueError):
        return "HASH.0"
