"""Overview and dossier lead to a recipient's journey; the dossier counts what everything else counts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inspector.messages import Translator
from inspector.model.leaf import Confidence
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.overview import OverviewPage
from inspector.ui.panels.recipient_detail import RecipientDetail, read_dossier
from tests.ui import journeys_builder as told
from tests.ui.window_builder import drop_widgets, keep, make_theme


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    path = told.build_told(tmp_path / "a.enclair")
    with Case.open(path, read_only=True) as case:
        yield CaseView(CaseReader(case), Translator("fr"))
        drop_widgets()


def asked(view: CaseView) -> list[PageName]:
    pages: list[PageName] = []
    view.page_requested.connect(pages.append)
    return pages


def test_the_dossier_leads_to_the_journey(view: CaseView, qtbot: QtBot):
    detail, pages = RecipientDetail(view, make_theme()), asked(view)
    keep(qtbot, detail)
    view.select_recipient(told.ADS)
    word = view.t("journeys.of_story")
    qtbot.waitUntil(lambda: word in detail.prose.toPlainText())
    detail.prose.activate(detail.prose.links.index(word))
    assert (pages, view.selection.recipient) == ([PageName.JOURNEYS], told.ADS)


def test_the_overview_leads_to_the_journeys_of_those_that_have_one(view: CaseView, qtbot: QtBot):
    page, pages = OverviewPage(view, make_theme()), asked(view)
    keep(qtbot, page)
    word = view.t("journeys.of_story").replace(" ", "\u00a0")
    qtbot.waitUntil(lambda: word in page.prose.links)
    page.prose.activate(page.prose.links.index(word))
    assert pages == [PageName.JOURNEYS]
    assert view.selection.recipient in (told.ADS, told.OTHER)


def test_the_dossier_counts_as_the_matrix_does(sample_of: Path):
    with Case.open(sample_of, read_only=True) as case:
        reader = CaseReader(case)
        cells = reader.data_cells()
        sites = {cell.site for cell in cells}
        for site in sites:
            dossier = read_dossier(sample_of, site)
            assert dossier is not None
            assert len(dossier.places) == sum(cell.count for cell in cells if cell.site == site)
        unsure = {leaf.site for leaf in reader.leaves() if leaf.confidence is Confidence.TENTATIVE}
        assert sites & unsure  # else this test would show nothing


@pytest.fixture(scope="module")
def sample_of(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from inspector.resources import resource_path
    from inspector.workspace.analysis import analyse_case
    from inspector.workspace.importing import import_file

    path = tmp_path_factory.mktemp("sample") / "s.enclair"
    with Case.create(path) as case:
        import_file(case, resource_path("samples", "consultation.har"))
    analyse_case(path)
    return path
