"""How large a dialog opens: as it likes, but never beyond the screen it stands on."""

from PySide6.QtWidgets import QDialog

_EDGE_PX = 48  # for the frame of the dialog, and a sight of what lies behind it
_LEAST_PX = 320


def resize_within_screen(dialog: QDialog, width: int, height: int) -> None:
    """Gives a dialog this size in pixels, or what its screen leaves."""
    room = dialog.screen().availableGeometry()
    dialog.resize(
        min(width, max(room.width() - _EDGE_PX, _LEAST_PX)), min(height, max(room.height() - _EDGE_PX, _LEAST_PX))
    )
