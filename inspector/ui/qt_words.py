"""The words of Qt itself, such as those of its file dialog and of context menus, in the language of the window."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from inspector.messages import Translator

_SOURCE = "en"  # what Qt is written in
_GAPS = {
    "&Look in:": "look_in",
    "Files of &type:": "files_of_type",
    "Folder": "folder",
    "Drive": "drive",
    "File": "file",
}


class QtWords:
    """Those of one language at a time: the language before goes when another comes."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: tuple[QTranslator, ...] = ()

    def speak(self, language: str) -> bool:
        """Whether Qt has words of this language; without any it keeps to English."""
        for old in self._installed:
            self._application.removeTranslator(old)
        self._installed = ()
        if language == _SOURCE:
            return True
        words = QTranslator(self._application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if not words.load(f"qtbase_{language}", folder):
            return False
        self._installed = (_Gaps(Translator(language), self._application), words)
        return all(self._application.installTranslator(one) for one in self._installed)


class _Gaps(QTranslator):
    """What Qt's own French leaves out."""

    def __init__(self, t: Translator, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._t = t

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, source: str, _comment: str | None = None, _n: int = -1) -> str | None:
        key = _GAPS.get(source)
        return None if key is None else self._t(f"qt.{key}")  # None: Qt asks the next one
