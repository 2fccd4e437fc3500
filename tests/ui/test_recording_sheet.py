"""The sheet before recording: everything may stay empty, every line may go."""

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from inspector.messages import Translator
from inspector.ui.dialogs.before_recording import BeforeRecordingDialog, Sheet, sheet_of
from tests.ui.test_words_shown import lost_keys
from tests.ui.window_builder import keep, make_theme

SUGGESTED = {"system": "Linux 6.12", "browser": "Firefox ESR 153.0", "machine": "x86_64"}


def open_sheet(qtbot: QtBot, sheet: Sheet, *, language: str = "en") -> BeforeRecordingDialog:
    dialog = BeforeRecordingDialog(Translator(language), make_theme(), sheet=sheet)
    qtbot.addWidget(dialog)
    return keep(qtbot, dialog)


def test_an_empty_sheet_may_be_kept(qtbot: QtBot):
    dialog = open_sheet(qtbot, Sheet())
    with qtbot.waitSignal(dialog.kept) as said:
        dialog.accept()
    assert said.args == [Sheet()]


def test_what_was_written_comes_back(qtbot: QtBot):
    sheet = Sheet(question="Who?", hypothesis="Nobody.", whose="a test identity", legal_basis="art. 6",
                  scenario="refused", environment=SUGGESTED)  # fmt: skip
    assert open_sheet(qtbot, sheet).sheet() == sheet
    assert sheet_of("Who?", sheet.whole_environment(), scenario="refused") == sheet


def test_a_removed_line_is_not_kept(qtbot: QtBot):
    dialog = open_sheet(qtbot, Sheet(environment=SUGGESTED))
    dialog.environment.findChildren(QToolButton)[0].click()
    assert dialog.sheet().environment == {name: SUGGESTED[name] for name in ("browser", "machine")}


def test_a_line_can_be_added_and_a_name_changed(qtbot: QtBot):
    dialog = open_sheet(qtbot, Sheet(environment={"system": "Linux"}))
    dialog.environment.add("network", "home")
    _, _, name, _, _ = dialog.environment._rows[0]
    name.setText("operating system")
    assert dialog.sheet().environment == {"operating system": "Linux", "network": "home"}


def test_a_scenario_in_own_words_is_kept_as_it_is(qtbot: QtBot):
    dialog = open_sheet(qtbot, Sheet(scenario="after the banner"))
    assert dialog.sheet().scenario == "after the banner"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_sheet_shows_no_key(language, qtbot: QtBot):
    assert not lost_keys(open_sheet(qtbot, Sheet(environment=SUGGESTED), language=language))
