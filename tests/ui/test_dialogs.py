"""The dialogs: follow, search, persona, first party, marker."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.detect.needles.persona import load_persona
from inspector.detect.needles.ready_personas import ready_personas
from inspector.model.flow import FlowId, Location, Marker, Side
from inspector.model.leaf import Needle, Origin, Sighting
from inspector.ui.asking import Taking
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.case_dialogs import CaseDialogs
from inspector.ui.dialogs.first_party import FirstPartyDialog
from inspector.ui.dialogs.follow import FollowDialog
from inspector.ui.dialogs.marker import MarkerDialog
from inspector.ui.dialogs.persona import PersonaDialog
from inspector.ui.dialogs.search import SearchDialog
from inspector.ui.theme import Theme
from inspector.workspace.following import Sighted, Trail, TrailStop
from inspector.workspace.jobs import Done, Job, Progress
from inspector.workspace.searching import Hit, Hits
from tests.store.builders import place
from tests.ui.case_view_builder import open_view
from tests.ui.dummy_work import echo
from tests.ui.window_builder import DummyAsking, DummyJob, keep, make_theme


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


def stop(view: CaseView, flow: int, side: Side, path: str, *, host: str, form: str = "plain") -> TrailStop:
    site = ".".join(host.split(".")[-2:])
    needle = Needle(name="value", class_="", value="x", origin=Origin.CHOSEN)
    at = place(flow, side, Location.QUERY, path, layers=("url", "base64"))
    sighting = Sighting(
        needle=needle, place=at, form=form, at_us=None, host=host, site=site, first_party=site == "rdv-sante.example"
    )
    return TrailStop(sighting=sighting, facts=view.reader.facts(FlowId(flow)), operator=None)


# follow


def test_the_trail_tells_origin_order_form_and_everyone(view: CaseView, qtbot: QtBot) -> None:
    dialog = FollowDialog(view, Theme())
    qtbot.addWidget(dialog)
    stops = (
        stop(view, 40, Side.RESPONSE, "$.name", host="www.rdv-sante.example"),
        stop(view, 90, Side.REQUEST, "motiveKey", host="tr.mesure-pub.example"),
        stop(view, 95, Side.REQUEST, "motiveKey", host="tr.mesure-pub.example"),
        stop(view, 110, Side.REQUEST, "em", host="pixel.pixel-social.example", form="sha256"),
    )
    dialog.show_trail(Trail(value="x", stops=stops, flows_searched=240, bodies_missing=3, forms=("plain", "sha256")))
    text = dialog.prose.toPlainText()
    assert text.index("returned by rdv-sante.example") < text.index("sent to mesure-pub.example")
    assert text.index("sent to mesure-pub.example") < text.index("sent to pixel-social.example")
    assert "and 1 more time at the same place" in text
    assert "written as: SHA-256 hash" in text
    assert "percent-encoding → base64" in text
    assert "240 flows" in text
    dialog.prose.activate(dialog.prose.links.index("flow 90"))
    assert view.selection.flow == 90


def test_a_value_that_is_nowhere_says_what_was_searched(view: CaseView, qtbot: QtBot) -> None:
    dialog = FollowDialog(view, Theme())
    qtbot.addWidget(dialog)
    dialog.show_trail(Trail(value="x", stops=(), flows_searched=240, bodies_missing=0, forms=("plain", "md5")))
    text = dialog.prose.toPlainText()
    assert "does not appear in this capture" in text
    assert "as it stands, hashes (MD5)" in text


def test_following_runs_in_a_child_and_shows_what_it_found(view: CaseView, qtbot: QtBot) -> None:
    asked: list[str] = []

    def follow(_case: Path, value: str) -> Job:
        asked.append(value)
        return Job(echo, Trail(value=value, stops=(), flows_searched=7, bodies_missing=0, forms=()))

    dialog = FollowDialog(view, Theme(), follow=follow)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.work.finished):
        dialog.follow("Camille")
    assert asked == ["Camille"]
    assert "7 flows" in dialog.prose.toPlainText()


def test_flows_with_more_places_than_are_listed_are_told(view: CaseView, qtbot: QtBot) -> None:
    dialog = FollowDialog(view, Theme())
    qtbot.addWidget(dialog)
    stops = (stop(view, 40, Side.RESPONSE, "$.name", host="www.rdv-sante.example"),)
    cut = Trail(value="x", stops=stops, flows_searched=240, bodies_missing=0, forms=(), flows_cut=3)
    dialog.show_trail(cut)
    assert view.t("cli.trail_cut", n=3) in dialog.prose.toPlainText()


def test_the_first_places_are_shown_while_the_search_goes_on(view: CaseView, qtbot: QtBot) -> None:
    job = DummyJob()
    dialog = FollowDialog(view, Theme(), follow=lambda _p, _v: job)
    qtbot.addWidget(dialog)
    dialog.follow("Camille")
    assert view.t("follow.starting_text") in dialog.prose.toPlainText()
    found = (stop(view, 40, Side.RESPONSE, "$.name", host="www.rdv-sante.example"),)
    job.say(Progress(step="following", share=0.0, count=0))
    job.say(Sighted(step="following", share=0.2, count=40, stops=found))
    qtbot.waitUntil(lambda: "returned by rdv-sante.example" in dialog.prose.toPlainText())
    assert view.t("follow.goes_on") in dialog.prose.toPlainText()
    job.say(Done(result=Trail(value="x", stops=found, flows_searched=240, bodies_missing=0, forms=())))
    qtbot.waitUntil(lambda: view.t("follow.searched_flows", n=240) in dialog.prose.toPlainText())
    assert view.t("follow.goes_on") not in dialog.prose.toPlainText()


def test_closing_ends_the_search(view: CaseView, qtbot: QtBot) -> None:
    dialog = FollowDialog(view, Theme(), follow=lambda _p, v: Job(echo, v))
    dialog.follow("Camille")
    dialog.close()
    assert not dialog.work.is_working


# search


def test_a_hit_leads_to_its_flow_and_place(view: CaseView, qtbot: QtBot) -> None:
    dialog = SearchDialog(view, Theme())
    qtbot.addWidget(dialog)
    hit = Hit(flow=FlowId(90), side=Side.REQUEST, location=Location.QUERY, path="motiveKey", excerpt="<b>Ann</b>")
    dialog.show_hits(Hits(hits=(hit,), flows=240, is_cut=False))
    assert "1 place" in dialog.told.text()
    dialog.open_hit(dialog.model.index(0, 0))
    assert view.selection.flow == 90
    assert view.selection.place is not None
    assert view.selection.place.path == "motiveKey"


def test_nothing_found_points_to_following(view: CaseView, qtbot: QtBot) -> None:
    dialog = SearchDialog(view, Theme())
    qtbot.addWidget(dialog)
    dialog.show_hits(Hits(hits=(), flows=240, is_cut=False))
    assert "Follow a value" in dialog.told.text()


# persona


def test_a_persona_file_fills_the_table_and_is_kept(view: CaseView, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "persona.toml"
    file.write_text(
        '[persona]\nname = "Camille"\n[[value]]\nlabel = "email"\nclass = "contact.email"\nvalue = "c@d.example"\n',
        encoding="utf-8",
    )
    dialog = PersonaDialog(view, Theme(), rebuild=lambda path: Job(echo, path))
    qtbot.addWidget(dialog)
    dialog.load(file)
    assert [needle.value for needle in dialog.needles()] == ["c@d.example"]
    with qtbot.waitSignals([dialog.applied, view.analysis_changed]):
        dialog.keep()
    assert [(n.name, n.class_, n.value) for n in view.reader.needles()] == [("email", "contact.email", "c@d.example")]


def test_a_wrong_persona_file_is_told_and_costs_nothing(view: CaseView, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "persona.toml"
    file.write_text("[[value]]\nlabel = 3", encoding="utf-8")
    dialog = PersonaDialog(view, Theme())
    qtbot.addWidget(dialog)
    dialog.add_row("phone", "contact.phone", "+33 1 00 00 00 00")
    dialog.load(file)
    assert dialog.told.text()
    assert [needle.name for needle in dialog.needles()] == ["phone"]


def test_rows_without_a_value_are_not_kept(view: CaseView, qtbot: QtBot) -> None:
    dialog = PersonaDialog(view, Theme())
    qtbot.addWidget(dialog)
    dialog.keep()
    assert view.reader.needles() == ()


def test_an_invented_identity_is_chosen_renewed_and_saved(view: CaseView, qtbot: QtBot, tmp_path: Path) -> None:
    asking = DummyAsking()
    asking.taking = Taking.ADD
    dialog = PersonaDialog(view, Theme(), asking=asking)
    qtbot.addWidget(dialog)
    dialog.add_row("own", "identity.account_id", "KX-4471")
    first = ready_personas()[0]
    dialog.choose(first)
    before = [needle.value for needle in dialog.needles()]
    assert before[0] == "KX-4471"
    assert len(before) == 1 + len(first.values)
    dialog.renew_token()
    after = [needle.value for needle in dialog.needles()]
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 4
    dialog.save(tmp_path / "mine.toml")
    assert load_persona(tmp_path / "mine.toml") == dialog.needles()
    dialog.save(tmp_path / "missing" / "mine.toml")
    assert "mine.toml" in dialog.told.text()


@pytest.mark.parametrize("taking", list(Taking))
def test_a_second_identity_is_asked_about(view: CaseView, qtbot: QtBot, taking: Taking) -> None:
    asking = DummyAsking()
    dialog = PersonaDialog(view, Theme(), asking=asking)
    qtbot.addWidget(dialog)
    first, second = ready_personas()[:2]
    dialog.choose(first)
    assert asking.asked == []  # nothing was there
    before = dialog.needles()
    asking.taking = taking
    dialog.choose(second)
    assert asking.asked == [f"{len(before)} there, {len(second.values)} new"]
    now = dialog.needles()
    match taking:
        case Taking.REPLACE:
            assert [one.name for one in now] == [one.name for one in second.values]
        case Taking.ADD:
            assert now[: len(before)] == before
            assert len(now) == len(before) + len(second.values)
        case Taking.CANCEL:
            assert now == before


def test_the_place_of_what_is_told_is_kept(view: CaseView, qtbot: QtBot) -> None:
    dialog = PersonaDialog(view, make_theme(), asking=DummyAsking())
    keep(qtbot, dialog)
    dialog.show()
    places = [(button.pos(), button.mapTo(dialog, button.rect().topLeft())) for button in buttons_of(dialog)]
    dialog.choose(ready_personas()[0])
    QCoreApplication.processEvents()
    assert dialog.told.isVisible()
    assert places == [(button.pos(), button.mapTo(dialog, button.rect().topLeft())) for button in buttons_of(dialog)]


def buttons_of(dialog: QWidget) -> list[QPushButton]:
    return [button for button in dialog.findChildren(QPushButton) if button.isVisible()]


def test_without_a_token_nothing_is_renewed(view: CaseView, qtbot: QtBot) -> None:
    dialog = PersonaDialog(view, Theme())
    qtbot.addWidget(dialog)
    dialog.add_row("own", "identity.account_id", "KX-4471")
    dialog.renew_token()
    assert dialog.told.text()
    assert [needle.value for needle in dialog.needles()] == ["KX-4471"]


# first party


def test_ticking_a_site_is_kept_as_the_investigators_word(view: CaseView, qtbot: QtBot) -> None:
    dialog = FirstPartyDialog(view, Theme(), rebuild=lambda path: Job(echo, path))
    qtbot.addWidget(dialog)
    assert dialog.chosen == {"rdv-sante.example"}
    for row in range(dialog.list.count()):
        item = dialog.list.item(row)
        if item.text().startswith("images-nuage.example"):
            item.setCheckState(Qt.CheckState.Checked)
    with qtbot.waitSignal(view.analysis_changed):
        dialog.keep()
    assert view.reader.overrides("first-party") == {"images-nuage.example": "1"}


# marker


def test_the_marker_dialog_gives_back_what_was_entered(view: CaseView, qtbot: QtBot) -> None:
    dialog = MarkerDialog(view.t, Theme(), marker=Marker(at_us=7, kind="refused", label="a"))
    qtbot.addWidget(dialog)
    dialog.label.setText(" no to all ")
    with qtbot.waitSignal(dialog.chosen) as said:
        dialog.accept()
    assert said.args == [Marker(at_us=7, kind="refused", label="no to all")]


# all of them


def test_a_value_asked_for_anywhere_opens_one_dialog(view: CaseView, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialogs = CaseDialogs(view, Theme(), parent=window)
    dialogs.follow()
    first = window.findChildren(FollowDialog)
    dialogs.follow()
    assert window.findChildren(FollowDialog) == first
    assert len(first) == 1
    dialogs.search()
    dialogs.close_all()
    assert not [one for one in window.findChildren(SearchDialog) if one.isVisible()]
