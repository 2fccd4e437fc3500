"""One line tells what was done and what went wrong."""

import pytest
from pytestqt.qtbot import QtBot

from inspector.formats.kinds import SEEMS
from inspector.messages import LANGUAGES, Translator
from inspector.model.errors import InputUnreadable
from inspector.ui.dialogs.told_line import ToldLine
from inspector.ui.words import failure_text
from inspector.workspace.jobs import Failed
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


@pytest.mark.parametrize(("language", "word"), [("fr", "simple texte"), ("en", "plain text")])
def test_what_a_file_seems_to_be_is_told_in_a_word_of_the_language(language: str, word: str):
    reason = Failed(code="input_seems", message="", facts={"name": "a.har", "seems": "text"})
    assert word in failure_text(Translator(language), reason)


def test_every_kind_that_can_be_no_har_has_its_word():
    own = {"har", "folder", "case", "mitmproxy-flows", "empty"}  # told by sentences of their own
    for language in LANGUAGES:
        t = Translator(language)
        assert not [kind for kind in SEEMS if kind not in own and not t.has(f"window.seems.{kind}")]
