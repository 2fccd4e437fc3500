"""The page that tells who learned what when: recipients, the story of one, composites, services, empty states."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from inspector.messages import Translator
from inspector.model.finding import Status, Verdict
from inspector.model.flow import CaptureId, Marker
from inspector.model.journey import Journey, StepKind
from inspector.store.case import Case
from inspector.store.edits import add_marker
from inspector.store.filters import write_filter
from inspector.store.queries import CaseReader
from inspector.store.verdicts import restore_verdicts
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.models.journey_lines import LINES_ROLE
from inspector.ui.models.journey_words import mask_page
from inspector.ui.panels.journeys import JourneysPage
from inspector.ui.value_words import form_word
from tests.store.builders import build_case
from tests.ui import journeys_builder as told
from tests.ui.test_words_shown import lost_keys
from tests.ui.window_builder import drop_widgets, keep, make_theme

KNOWN = told.MOTIVE
SECRETS = (told.PAGE, told.MOTIVE, told.SEARCH, told.IDENTIFIER, "9000042", "solene-varnoux", "courriel")
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told.build_told(tmp_path_factory.mktemp("told") / "a.enclair")


@pytest.fixture
def path(built: Path, tmp_path: Path) -> Path:
    target = tmp_path / "a.enclair"
    target.write_bytes(built.read_bytes())
    return target


@pytest.fixture(params=["en", "fr"])
def view(path: Path, request: pytest.FixtureRequest) -> Iterator[CaseView]:
    with Case.open(path, read_only=True) as case:
        yield CaseView(CaseReader(case), Translator(request.param))
        drop_widgets()


def open_page(view: CaseView, qtbot: QtBot, *, rows: int = 3, width: int = 1200, height: int = 700) -> JourneysPage:
    made = JourneysPage(view, make_theme())
    keep(qtbot, made)
    made.resize(width, height)
    made.show()
    qtbot.waitUntil(lambda: made.pane.model.rowCount() == rows)
    return made


@pytest.fixture
def page(view: CaseView, qtbot: QtBot) -> JourneysPage:
    return open_page(view, qtbot)


def said(model: QAbstractItemModel, role: int = Qt.ItemDataRole.AccessibleTextRole) -> list[str]:
    return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]


def test_each_recipient_says_its_role_its_steps_and_what_links_the_services(page: JourneysPage, view: CaseView):
    first, second, third = said(page.pane.model)
    assert told.ADS in first
    assert view.t("journeys.count_search", n=1) in first
    assert view.t("journeys.services_linked", n=2, name="uid, _pubid") in first
    assert view.t("journeys.services_address", n=2) in second
    assert view.t("journeys.steps_none") in third


def test_the_story_begins_with_the_recipient_and_tells_the_steps_in_order(page: JourneysPage, view: CaseView):
    intro, *steps = said(page.story.model)
    assert view.t("journeys.known_as", names="uid, _pubid") in intro
    assert view.t("journeys.left_out", n=7, most=4) in intro
    kinds = [view.t(f"journeys.kind_{kind}") for kind in ("page", "search", "choice", "person")]
    assert [next(kind for kind in kinds if kind in step) for step in steps] == kinds
    assert all("UTC" in step for step in steps)
    assert view.t("journeys.times", n=3, at="").rstrip() in steps[0]


def test_an_act_is_claimed_only_after_a_marker(page: JourneysPage, view: CaseView):
    _, seen, searched, chosen, person = said(page.story.model)
    assert view.t("journeys.act_motive-chosen") in chosen
    assert "Motif cliqué" in chosen
    requested = view.t("journeys.requested", carrying="\0").split("\0")[0]
    for step in (seen, searched, person):
        assert requested in step
        assert "Vous" not in step
        assert "You " not in step


def test_values_are_masked_until_asked_for_and_with_the_next_recipient_again(page: JourneysPage):
    def shown() -> str:
        return str([said(model, role) for model in (page.pane.model, page.story.model) for role in ROLES])

    assert not [secret for secret in SECRETS if secret in shown()]
    page.story.reveal.click()
    assert told.SEARCH in shown()
    assert told.MOTIVE in shown()
    assert "5f2d9c1be07a4836" not in shown()  # a token in an address opens doors
    page.show_site(told.OTHER)
    page.show_site(told.ADS)
    assert not [secret for secret in SECRETS if secret in shown()]
    assert not page.story.reveal.isChecked()


def test_the_label_of_a_marker_is_masked_and_shown_with_the_values(path: Path, qtbot: QtBot):
    with Case.open(path) as case:
        add_marker(case, CaptureId(1), Marker(at_us=told.MARKED_US + 1, kind="motive-chosen", label=f"Clic : {KNOWN}"))
    with Case.open(path, read_only=True) as case:
        page = open_page(CaseView(CaseReader(case), Translator("fr")), qtbot)
        chosen = said(page.story.model)[3]
        assert "Clic : " in chosen
        assert KNOWN not in chosen
        page.story.reveal.click()
        assert KNOWN in said(page.story.model)[3]
        drop_widgets()


def test_what_led_to_a_step_is_not_said_again_at_the_next(page: JourneysPage, view: CaseView):
    model = page.story.model
    rows = [model.index(row, 0).data(LINES_ROLE) for row in range(1, model.rowCount())]
    requested = view.t("journeys.requested", carrying="\0").split("\0")[0]
    told_at = [any(line.text.startswith(requested) for line in row.lines) for row in rows]
    assert told_at == [True, False, False, True]  # a page, a search; a choice after a marker; then none again
    assert view.t("journeys.in_form", form=form_word(view.t, "sha256")) in [line.text for line in rows[3].lines]


def test_a_step_selects_its_flow_and_place_and_enter_opens_it(page: JourneysPage, view: CaseView, qtbot: QtBot):
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    steps = page.story.steps
    steps.setFocus()
    assert view.selection == Selection()  # focus alone chooses nothing
    steps.setCurrentIndex(page.story.model.index(1, 0))
    qtbot.keyClick(steps, Qt.Key.Key_Down)
    assert view.selection == Selection(flow=told.place(13).flow, place=told.place(13))
    qtbot.keyClick(steps, Qt.Key.Key_Return)
    assert asked == [PageName.FLOWS]
    qtbot.keyClick(steps, Qt.Key.Key_Home)
    qtbot.keyClick(steps, Qt.Key.Key_Return)
    assert write_filter(view.query.terms) == f"site:{told.ADS}"


def test_a_recipient_is_chosen_here_and_followed_from_elsewhere(page: JourneysPage, view: CaseView, qtbot: QtBot):
    page.pane.list.setFocus()
    qtbot.keyClick(page.pane.list, Qt.Key.Key_Down)
    assert view.selection.recipient == told.OTHER
    assert page.story.journey is not None
    assert page.story.journey.site == told.OTHER
    view.select_recipient(told.ADS)
    assert page.story.journey.site == told.ADS
    view.select_recipient("unknown.example")
    assert page.story.journey.site == told.ADS


def test_the_filter_narrows_the_list_and_says_when_nothing_matches(page: JourneysPage, view: CaseView, qtbot: QtBot):
    page.pane.filter.setText(told.OTHER[:5])
    assert [told.OTHER in row for row in said(page.pane.model)] == [True]
    page.pane.filter.setText("zzz")
    assert page.pane.model.rowCount() == 0
    assert view.t("journeys.no_match", words="zzz") in texts(page)
    qtbot.keyClick(page.pane.filter, Qt.Key.Key_Escape)
    assert page.pane.model.rowCount() == 3


def test_composites_say_what_they_show_and_not_and_lead_to_their_findings(page: JourneysPage, view: CaseView):
    (card,) = page.cards.cards
    shown = card.told.toPlainText() + card.limits.toPlainText()
    assert told.ADS in shown
    assert view.t("journeys.does_not_show") in shown
    assert view.t("findings_page.rung_L2") in shown
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    card.limits.activate(0)
    assert view.selection.finding == told.finding("TRK-02").id
    assert asked == [PageName.FINDINGS]
    card.told.activate(0)
    assert view.selection.recipient == told.ADS


def test_a_rejected_finding_takes_its_composite_along(path: Path, qtbot: QtBot):
    with Case.open(path) as case:
        restore_verdicts(case, [Verdict(finding=told.finding("IDS-01").id, status=Status.REJECTED)])
    with Case.open(path, read_only=True) as case:
        view = CaseView(CaseReader(case), Translator("en"))
        page = open_page(view, qtbot)
        assert view.t("journeys.rejected", n=1) in page.cards.cards[0].limits.toPlainText()
        drop_widgets()


def test_a_low_page_folds_the_composites_into_a_line_that_names_them(view: CaseView, qtbot: QtBot):
    page = open_page(view, qtbot, height=380)
    assert not page.cards.toggle.isChecked()
    assert told.ADS in page.cards.toggle.accessibleName()
    page.cards.toggle.click()
    assert page.cards.cards[0].isVisible()


def test_services_are_a_table_of_what_links_them(page: JourneysPage, view: CaseView):
    model = page.services.model
    rows = [[str(model.index(row, column).data() or "") for column in range(7)] for row in range(model.rowCount())]
    links = [view.t(f"journeys.link_{link}") for link in ("identifier", "address", "single")]
    assert [row[1] for row in rows] == links
    assert rows[0][2:5] == ["uid, _pubid", told.CLINIC, told.LAB]
    assert told.IDENTIFIER not in str(rows)
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    page.services.open(model.index(0, 0))
    assert (view.selection.flow, asked) == (12, [PageName.FLOWS])


def test_recipients_stand_above_the_story_where_there_is_no_room_beside_it(page: JourneysPage):
    assert (
        page.pane.list.mapToGlobal(page.pane.list.rect().topLeft()).x()
        < page.story.mapToGlobal(page.rect().topLeft()).x()
    )
    page.resize(400, 700)
    assert (
        page.pane.list.mapToGlobal(page.pane.list.rect().topLeft()).y()
        < page.story.mapToGlobal(page.rect().topLeft()).y()
    )


def test_no_key_is_shown(page: JourneysPage):
    assert not lost_keys(page)


def texts(page: JourneysPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


@pytest.mark.parametrize(
    ("lack", "button"), [("flows", "add"), ("analysis", ""), ("steps", "persona"), ("first_party", "first_party")]
)
def test_an_empty_page_says_why_and_what_to_do(tmp_path: Path, qtbot: QtBot, lack: str, button: str):
    path = tmp_path / "a.enclair"
    if lack == "flows":
        Case.create(path).close()
    else:
        build_case(path)
    if lack in ("steps", "first_party"):
        told.build_told(path, told=(), composites=False)
    with Case.open(path) as case:
        if lack == "first_party":
            told.forget_first_party(case)
    with Case.open(path, read_only=True) as case:
        view = CaseView(CaseReader(case), Translator("fr"))
        page = JourneysPage(view, make_theme())
        keep(qtbot, page)
        page.show()
        qtbot.waitUntil(lambda: view.t(f"journeys.empty_{lack}_title") in texts(page))
        assert view.t(f"journeys.empty_{lack}_text") in texts(page)
        words = [one.text() for one in page.findChildren(QPushButton) if one.isVisible()]
        assert words == ([view.t(f"journeys.{button}")] if button else [])
        drop_widgets()


def test_hostile_and_endless_words_are_shown_as_text_within_the_list(tmp_path: Path, qtbot: QtBot):
    bad = told.step(StepKind.CHOICE, "<b>x</b>\u202e\x00" + "w" * 4000, flow=3, at_s=1, label="y" * 900, act="nonsense")
    timeless = replace(bad, at_us=None, last_us=None, count=2)
    journey = Journey(
        site="a" * 240 + ".example", same_group=True, requests=1, first_us=None, last_us=None, steps=(bad, timeless)
    )
    path = told.build_told(tmp_path / "a.enclair", told=(journey,), composites=False)
    with Case.open(path, read_only=True) as case:
        page = open_page(CaseView(CaseReader(case), Translator("fr")), qtbot, rows=1, width=500)
        page.story.reveal.click()
        spoken = said(page.story.model)[1]
        assert "<b>x</b>\\u202e\\x00" in spoken
        assert len(spoken) < 1500
        steps = page.story.steps
        assert steps.sizeHintForColumn(0) <= steps.width()
        assert not page.grab().isNull()
        drop_widgets()


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        (told.PAGE, f"www.{told.CLINIC}/on•••••/•••••/so•••••?•••••"),
        ("/oncologue/lyon", "/on•••••/•••••"),
        ("oncologue à Lyon", "on•••••"),
        ("https://[bad", "ht•••••"),
        ("https://a.example", "a.example/"),
    ],
)
def test_of_a_page_only_the_host_can_be_read(address: str, masked: str):
    assert mask_page(address) == masked
