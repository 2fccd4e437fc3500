"""Running text: links work, captured text stays text."""

from pytestqt.qtbot import QtBot

from inspector.ui.panels.prose import Prose, Run, block, link, woven
from inspector.ui.theme import Theme


def test_a_link_runs_its_action_and_text_is_never_markup(qtbot: QtBot) -> None:
    followed: list[str] = []
    prose = Prose(Theme())
    qtbot.addWidget(prose)
    prose.write([block("<b>not bold</b> & ", link("go", lambda: followed.append("go")))])
    assert prose.toPlainText() == "<b>not bold</b> & go"
    assert prose.links == ("go",)
    prose.activate(0)
    assert followed == ["go"]


def test_bidirectional_marks_are_written_out(qtbot: QtBot) -> None:
    prose = Prose(Theme())
    qtbot.addWidget(prose)
    prose.write([block("a\u202eb")])
    assert "\u202e" not in prose.toPlainText()
    assert "202E" in prose.toPlainText()


def test_lines_are_never_wider_than_the_view(qtbot: QtBot) -> None:
    prose = Prose(Theme(), margin=16)
    qtbot.addWidget(prose)
    prose.resize(300, 200)
    prose.show()
    prose.write([block("word " * 80)])
    assert prose.document().size().width() <= prose.viewport().width()


def test_woven_puts_runs_in_place_of_placeholders() -> None:
    runs = woven("{who} sent {what}.", who=Run(text="a.example", bold=True))
    assert "".join(run.text for run in runs) == "a.example sent {what}."
    assert runs[0].bold


def test_a_new_text_is_read_from_its_beginning(qtbot: QtBot) -> None:
    prose = Prose(Theme())
    qtbot.addWidget(prose)
    prose.resize(300, 120)
    prose.write([block("word " * 300)])
    prose.show()
    prose.resize(280, 140)
    assert prose.verticalScrollBar().value() == 0
    assert prose.textCursor().position() == 0
