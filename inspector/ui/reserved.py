"""Room that is kept for what is told now and then, so that nothing moves when it comes and goes."""

from PySide6.QtWidgets import QWidget


def reserve(widget: QWidget, *, lines: int = 0) -> None:
    """Keeps the place of a widget while it is hidden, at least so many lines of its text."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
    if lines:
        widget.ensurePolished()
        widget.setMinimumHeight(lines * widget.fontMetrics().lineSpacing())
