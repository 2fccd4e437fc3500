# mypy: disable-error-code="arg-type"
"""“Not sensitive here” in the window: asked, kept, shown at once, listed, undone."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from inspector.model.flow import FlowId, Location, Side
from inspector.model.mute import Mute, MuteBy
from inspector.store.mutes import read_mutes
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.case_dialogs import CaseDialogs
from inspector.ui.dialogs.mute import MuteDialog
from inspector.ui.dialogs.mutes import MutesDialog
from inspector.ui.models.json_tree import MARGIN
from inspector.ui.panels.body import tree_builder
from inspector.ui.panels.data import DataPage
from inspector.ui.panels.flow_story import read_story
from inspector.ui.panels.json_view import JsonView
from inspector.ui.panels.leaf_note import LeafNote
from inspector.workspace import muting
from tests.store.builders import build_case
from tests.ui.window_builder import keep, make_theme, open_view


@pytest.fixture
def view(tmp_path, qtbot):
    with open_view(build_case(tmp_path / "a.enclair", flows=120)) as opened:
        yield opened


def leaf_of(view: CaseView, class_: str = "health.motive"):
    return next(leaf for leaf in view.reader.leaves() if leaf.class_ == class_ and leaf.first_party)


def kept(view: CaseView) -> tuple[Mute, ...]:
    return read_mutes(view.reader)


def choose(dialog: MuteDialog, *, what: int = 0, where: int = 0) -> None:
    dialog.what.buttons()[what].setChecked(True)
    dialog.where.buttons()[where].setChecked(True)


@pytest.fixture
def dialog(view, qtbot):
    made = MuteDialog(view, make_theme(), leaf_of(view))
    keep(qtbot, made)
    made.show()
    return made


@pytest.fixture
def tree(view, qtbot) -> JsonView:
    story = read_story(view.reader.case.path, FlowId(40))
    made = keep(qtbot, JsonView(view, make_theme()))
    root = tree_builder(view, story).root(story.documents(Side.RESPONSE, Location.BODY))
    leaves = story.marked(Side.RESPONSE, Location.BODY)
    made.show_rows(root, story, leaves=leaves, conceal=str)
    made.resize(700, 500)
    made.show()
    made.go_to_leaf(leaf_of(view))
    return made


def shown(widget: QWidget) -> bool:
    return not widget.isHidden()


def test_the_dialog_offers_path_key_and_value_and_counts_them(dialog, qtbot):
    words = [button.toolTip() for button in dialog.what.buttons()]
    assert words == [
        "path $.data.confirmed[*].visit_motive.name",
        "field name “name”",
        "value Annonce de résultats (oncologie)",
    ]
    assert all(button.accessibleName() for group in (dialog.what, dialog.where) for button in group.buttons())
    qtbot.waitUntil(lambda: dialog.told.text().startswith("1 leaf would be left out (1 about the user)"))
    choose(dialog, what=2, where=2)
    qtbot.waitUntil(lambda: dialog.told.text().startswith("2 leaves would be left out"))
    assert "mesure-pub.example" in dialog.told.text()


def test_a_credential_is_not_written_out(view, qtbot):
    secret = replace(leaf_of(view), class_="credential.session", value="s3cr3t-s3cr3t")
    dialog = keep(qtbot, MuteDialog(view, make_theme(), secret))
    assert "s3cr3t" not in " ".join(button.toolTip() + button.text() for button in dialog.what.buttons())


def test_what_was_chosen_is_kept_with_its_reason(dialog, view, qtbot):
    dialog.reason.setText("a public catalogue")
    with qtbot.waitSignal(dialog.muted):
        dialog.keep()
    (mute,) = kept(view)
    assert (mute.by, mute.what, mute.host) == (
        MuteBy.PATH, "$.data.confirmed[*].visit_motive.name", "rdv-sante.example",
    )  # fmt: skip
    assert mute.why == "a public catalogue"


def test_the_same_mute_twice_is_told(dialog, view, qtbot):
    muting.mute(view.reader.case.path, dialog.wanted)
    dialog.keep()
    qtbot.waitUntil(lambda: dialog.told.text() == "This is muted already.")


def test_the_mark_goes_at_once_and_the_note_offers_to_undo(tree, view, qtbot):
    note = tree.note
    assert shown(note.mute)
    assert not shown(note.unmute)
    mute = muting.propose(leaf_of(view), MuteBy.PATH, host="rdv-sante.example")
    muting.mute(view.reader.case.path, mute)
    view.mutes_changed.emit()
    index = tree.tree.currentIndex().siblingAtColumn(MARGIN)
    assert tree.model.leaf(index) is None
    assert index.data() == "muted"
    assert "Muted: path $.data.confirmed[*].visit_motive.name" in note.text
    assert not shown(note.mute)
    assert shown(note.unmute)
    with qtbot.waitSignal(view.unmute_requested) as asked:
        note.unmute.click()
    muting.unmute(view.reader.case.path, asked.args[0])
    view.mutes_changed.emit()
    assert tree.model.leaf(index) == leaf_of(view)


def test_a_muted_leaf_is_not_among_those_that_are_stepped_through(tree, view):
    muting.mute(view.reader.case.path, muting.propose(leaf_of(view), MuteBy.VALUE, host=""))
    view.mutes_changed.emit()
    met = set()
    for _ in range(6):
        tree.step_leaf(1)
        met.add(tree.model.leaf(tree.tree.currentIndex()).class_)
    assert met == {"health.specialty", "identity.name", "health.appointment"}


def test_the_key_m_and_the_menu_ask_the_same(tree, view, qtbot):
    with qtbot.waitSignal(view.mute_requested) as asked:
        qtbot.keyClick(tree.tree, Qt.Key.Key_M)
    assert asked.args == [leaf_of(view)]
    menu = tree.make_menu(tree.model.node(tree.tree.currentIndex()))
    (action,) = [action for action in menu.actions() if action.text().startswith("Not sensitive here…")]
    with qtbot.waitSignal(view.mute_requested):
        action.trigger()


def test_the_note_says_clues_weights_certainty_and_rule(view, qtbot):
    note = keep(qtbot, LeafNote(view, make_theme()))
    note.show_leaf(leaf_of(view))
    assert "the field name, by “name” (2.0)" in note.text
    assert "Firm: the name says so by itself." in note.text
    assert "Rule fr/health.motive." in note.text
    assert "oncologie" not in note.text


@pytest.fixture
def two(view) -> tuple[Mute, ...]:
    leaf = leaf_of(view)
    for by, host in ((MuteBy.PATH, leaf.site), (MuteBy.VALUE, "")):
        muting.mute(view.reader.case.path, muting.propose(leaf, by, host=host))
    return kept(view)


def test_the_list_takes_back_what_is_chosen(view, two, qtbot):
    dialog = keep(qtbot, MutesDialog(view, make_theme()))
    dialog.show()
    assert dialog.table.rowCount() == 2
    assert not dialog.undo.isEnabled()
    dialog.table.selectRow(0)
    with qtbot.waitSignal(dialog.changed):
        dialog.undo.click()
    assert kept(view) == two[1:]
    assert dialog.table.rowCount() == 1


def test_rules_are_written_without_values_and_read_back(view, two, qtbot, tmp_path: Path):
    dialog = keep(qtbot, MutesDialog(view, make_theme()))
    target = tmp_path / "rules.toml"
    dialog.write(target)
    qtbot.waitUntil(lambda: "1 rule written to rules.toml. 1 mute by value was left out." in dialog.told.text())
    for mute in two:
        muting.unmute(view.reader.case.path, mute)
    with qtbot.waitSignal(dialog.changed):
        dialog.read(target)
    assert [mute.id for mute in kept(view)] == [two[0].id]


def test_a_bad_rule_file_is_told_and_costs_nothing(view, two, qtbot, tmp_path: Path):
    dialog = keep(qtbot, MutesDialog(view, make_theme()))
    bad = tmp_path / "bad.toml"
    bad.write_text("not = [toml")
    dialog.read(bad)
    qtbot.waitUntil(lambda: "bad.toml" in dialog.told.text())
    assert kept(view) == two


def test_an_empty_list_says_what_to_do(view, qtbot):
    dialog = keep(qtbot, MutesDialog(view, make_theme()))
    assert "Not sensitive here…" in dialog.lead.text()
    assert not shown(dialog.table)
    assert shown(dialog.load)


def test_the_data_page_leads_to_the_list(view, qtbot):
    page = keep(qtbot, DataPage(view, make_theme()))
    assert not shown(page.mutes)
    muting.mute(view.reader.case.path, muting.propose(leaf_of(view), MuteBy.KEY, host=""))
    view.mutes_changed.emit()
    assert shown(page.mutes)
    assert page.mutes.text() == "1 mute"
    with qtbot.waitSignal(view.mutes_requested):
        page.mutes.click()


@pytest.fixture
def dialogs(view, qtbot):
    parent = keep(qtbot, QWidget())
    return CaseDialogs(view, make_theme(), parent=parent)


def test_the_analysis_follows_a_mute_and_its_undoing(view, dialogs, two, qtbot):
    with qtbot.waitSignals([dialogs.rebuild_wanted, view.mutes_changed]):
        view.unmute_requested.emit(two[0])
    assert kept(view) == two[1:]


def test_what_was_muted_can_be_taken_back_from_the_message(view, dialogs, qtbot):
    view.mute_requested.emit(leaf_of(view))
    dialog = dialogs._open["mute"]
    with qtbot.waitSignal(view.offer_requested) as offered:
        dialog.keep()
    assert len(kept(view)) == 1
    sentence, offer = offered.args
    assert sentence == view.t("muting.done")
    with qtbot.waitSignal(view.notice_requested):
        offer.call()
    assert kept(view) == ()


def test_while_something_is_at_work_the_analysis_follows_later(view, dialogs, two, qtbot):
    view.set_working(is_working=True)
    wanted = []
    dialogs.rebuild_wanted.connect(lambda: wanted.append(1))
    with qtbot.waitSignal(view.notice_requested):
        view.unmute_requested.emit(two[0])
    assert wanted == []
    with qtbot.waitSignal(dialogs.rebuild_wanted):
        view.set_working(is_working=False)


def test_the_menu_of_a_plain_value_says_why_it_is_not_sensitive(tree):
    node = tree.model.root.find("$.data.confirmed[0].id", ("json",))
    (action,) = [one for one in tree.make_menu(node).actions() if one.text() == "Why not sensitive?"]
    action.trigger()
    assert tree.note.text.startswith("Not recognised:")
    assert not shown(tree.note.mute)
