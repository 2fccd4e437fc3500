"""Files that are dropped on the window."""

from pathlib import Path

from PySide6.QtCore import QMimeData


def has_files(data: QMimeData) -> bool:
    return any(url.isLocalFile() for url in data.urls())


def files_of(data: QMimeData) -> list[Path]:
    """The files of this computer among what is dropped."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
