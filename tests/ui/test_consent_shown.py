"""How choices about consent are shown: on the overview, above the timeline, and in the detail of a flow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inspector.messages import Translator
from inspector.model.consent import ChoiceLine, Known, Period, Standing, Start
from inspector.model.flow import CaptureId, FlowId
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter
from inspector.store.signals import read_consent_signals, write_choices
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.consent_line import ConsentLine
from inspector.ui.panels.consent_signals import write_signals
from inspector.ui.panels.flow_detail import TABS, FlowDetail
from inspector.ui.panels.flow_story import FlowConsent
from inspector.ui.panels.overview import OverviewPage
from tests.ui import journeys_builder as told
from tests.ui.window_builder import drop_widgets, keep, make_theme


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told.build_told(tmp_path_factory.mktemp("told") / "a.enclair")


@pytest.fixture(params=["en", "fr"])
def view(built: Path, request: pytest.FixtureRequest) -> Iterator[CaseView]:
    with Case.open(built, read_only=True) as case:
        yield CaseView(CaseReader(case), Translator(request.param))
        drop_widgets()


def test_the_overview_says_once_from_which_signal_a_choice_is_inferred(view: CaseView, qtbot: QtBot):
    page = OverviewPage(view, make_theme())
    keep(qtbot, page)
    page.show()
    qtbot.waitUntil(lambda: "didomi_token" in page.prose.toPlainText())
    assert page.prose.toPlainText().count("didomi_token") == 1
    assert view.t("journeys.consent") in page.prose.toPlainText()
    page.prose.activate(page.prose.links.index("15"))
    assert view.selection.flow == 15
    assert "12" in page.prose.links


def test_above_the_timeline_stands_what_its_bands_do_not_show(view: CaseView, qtbot: QtBot):
    line = ConsentLine(view, make_theme())
    keep(qtbot, line)
    line.resize(900, 80)
    qtbot.waitUntil(lambda: "didomi_token" in line.toPlainText())
    assert view.t("journeys.consent_phases") in line.toPlainText()


def test_why_nothing_can_be_said_is_said(tmp_path: Path, qtbot: QtBot):
    path = told.build_told(tmp_path / "a.enclair")
    with Case.open(path) as case:
        carried = ChoiceLine(capture=CaptureId(1), start=Start.CARRIED_CONSENT)
        write_choices(ResultWriter(case), {CaptureId(1): carried})
    with Case.open(path, read_only=True) as case:
        view = CaseView(CaseReader(case), Translator("en"))
        line = ConsentLine(view, make_theme())
        keep(qtbot, line)
        qtbot.waitUntil(lambda: view.t("not_assessable.consent_carried") in line.toPlainText())
        assert view.t("journeys.consent_phases") not in line.toPlainText()
        drop_widgets()


def test_without_choices_there_is_no_line(tmp_path: Path, qtbot: QtBot):
    path = told.build_told(tmp_path / "a.enclair")
    with Case.open(path) as case:
        write_choices(ResultWriter(case), {})
    with Case.open(path, read_only=True) as case:
        line = ConsentLine(CaseView(CaseReader(case), Translator("fr")), make_theme())
        keep(qtbot, line)
        line._refresh.wait()
        qtbot.waitUntil(lambda: not line._refresh._is_running)
        assert line.isHidden()
        drop_widgets()


def test_signals_of_one_flow_are_read_alone(built: Path):
    with Case.open(built, read_only=True) as case:
        reader = CaseReader(case)
        assert [signal.place.flow for signal in read_consent_signals(reader, flow=FlowId(15))] == [15]
        assert read_consent_signals(reader, flow=FlowId(16)) == ()
        assert len(read_consent_signals(reader)) == 1


def test_a_flow_shows_its_signals_decoded_and_where_it_stands(view: CaseView, qtbot: QtBot):
    detail = FlowDetail(view, make_theme())
    keep(qtbot, detail)
    detail.show_flow(FlowId(15))
    qtbot.waitUntil(lambda: detail.story is not None and detail.story.row.facts.id == 15)
    assert detail.tabs.isTabVisible(TABS.index("consent"))
    shown = detail.consent.toPlainText()
    for words in ("Didomi", "didomi_token", "cookies", "purpose-1", view.t("journeys.purpose.purpose-1")):
        assert words in shown
    assert view.t("journeys.known_inferred") in shown
    assert "eyJwdXJwb3NlcyI6e319" not in shown
    detail.consent.activate(0)
    assert detail.tabs.currentIndex() == TABS.index("exchange")
    detail.show_flow(FlowId(16))
    qtbot.waitUntil(lambda: detail.story is not None and detail.story.row.facts.id == 16)
    assert not detail.tabs.isTabVisible(TABS.index("consent"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_standing_and_default_has_its_words(language: str):
    t = Translator(language)
    for period in Period:
        for known in Known:
            consent = FlowConsent(
                signals=(told.consent_signal(chosen=False),), standing=Standing(period=period, known=known)
            )
            text = " ".join(run.text for part in write_signals(t, consent, go=lambda _place: None) for run in part.runs)
            assert "journeys." not in text
            assert t("journeys.consent_default") in text


def test_a_name_of_a_capture_leads_to_its_flows(view: CaseView, qtbot: QtBot):
    line = ConsentLine(view, make_theme())
    keep(qtbot, line)
    qtbot.waitUntil(lambda: bool(line.links))
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    line.activate(0)
    assert asked == [PageName.FLOWS]
    assert view.query.terms[0].key == "capture"
