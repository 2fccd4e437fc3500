"""Qt's own buttons and dialogs speak the language of the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from inspector.messages import LANGUAGES
from inspector.ui.qt_words import QtWords
from tests.ui.window_builder import build_window, drop_widgets, keep


@pytest.fixture
def words(qapp: QApplication) -> Iterator[QtWords]:
    words = QtWords(qapp)
    yield words
    words.speak("en")


def cancel_word() -> str:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    word = box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "")
    box.deleteLater()
    return word


def test_standard_buttons_speak_french_and_english_again(words: QtWords) -> None:
    assert words.speak("fr")
    assert cancel_word() == "Annuler"
    assert words.speak("en")
    assert cancel_word() == "Cancel"


def test_the_file_dialog_speaks_french(words: QtWords, qtbot: QtBot, tmp_path: Path) -> None:
    words.speak("fr")
    dialog = QFileDialog(None, "", str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel)).replace("&", "")
    assert "Nom de fichier" in texts
    assert "Type de fichiers" in texts
    assert "Look in" not in texts


def test_menus_of_text_fields_speak_french(words: QtWords, qtbot: QtBot) -> None:
    words.speak("fr")
    field = QLineEdit("x")
    qtbot.addWidget(field)
    texts = " ".join(action.text().replace("&", "") for action in field.createStandardContextMenu().actions())
    assert "Copier" in texts


def test_every_language_of_the_window_has_words(words: QtWords) -> None:
    assert all(words.speak(language) for language in LANGUAGES)


def test_a_language_that_qt_does_not_know_leaves_english(words: QtWords) -> None:
    words.speak("fr")
    assert not words.speak("xx")
    assert cancel_word() == "Cancel"


def test_the_window_says_when_its_language_changes(words: QtWords, qtbot: QtBot, tmp_path: Path) -> None:
    built = build_window(tmp_path)
    keep(qtbot, built.window)
    built.window.language_changed.connect(words.speak)
    built.window.set_language("fr")
    assert cancel_word() == "Annuler"
    drop_widgets()
