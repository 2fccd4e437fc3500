"""One line tells what was done and what went wrong."""

from pytestqt.qtbot import QtBot

from inspector.messages import Translator
from inspector.model.errors import InputUnreadable
from inspector.ui.dialogs.told_line import ToldLine
from tests.ui.window_builder import make_theme


def refuse() -> None:
    raise InputUnreadable("a.pdf", code="target_unwritable", name="a.pdf", reason="full")


def test_what_goes_wrong_is_told_and_what_goes_well_is_not(qtbot: QtBot):
    line = ToldLine(Translator("fr"), make_theme())
    qtbot.addWidget(line)
    assert line.attempt(list)
    assert line.isHidden()
    assert not line.attempt(refuse)
    assert not line.isHidden()
    assert "a.pdf" in line.text()
