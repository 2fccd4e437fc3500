"""The recipients page and the dossier."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inspector.figures.graph import Direction, direction
from inspector.model.party import Party, Recipient, Role, Source
from inspector.store.filters import Term
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.recipient_detail import RecipientDetail
from inspector.ui.panels.recipients import RecipientsPage
from inspector.ui.plots import graph_data
from inspector.ui.plots.graph_data import lay_out
from inspector.ui.theme import Theme
from inspector.workspace.pictures import FIRST, companies
from tests.ui.case_view_builder import open_view


@pytest.fixture
def view(tmp_path: Path) -> Iterator[CaseView]:
    with open_view(tmp_path) as opened:
        yield opened


@pytest.fixture
def page(view: CaseView, qtbot: QtBot) -> RecipientsPage:
    made = RecipientsPage(view, Theme())
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


def recipient(site: str, *, operator: str | None = None, sent: int = 0, first: bool = False) -> Recipient:
    return Recipient(
        site=site,
        hosts=(site,),
        party=Party(site=site, operator=operator, role=Role.ADVERTISING),
        first_party=first,
        same_group=False,
        flows=1,
        bytes_sent=0,
        bytes_received=0,
        classes_sent={"health.motive": sent} if sent else {},
    )


def test_sites_of_one_operator_are_one_company_around_one_service() -> None:
    found = companies(
        [
            recipient("service.example", first=True),
            recipient("service-images.example", first=True),
            recipient("a.example", operator="Pub"),
            recipient("b.example", operator="Pub", sent=2),
            recipient("c.example"),
        ]
    )
    assert [company.id for company in found] == [FIRST, "Pub", "c.example"]
    assert found[1].sent == 2
    assert found[1].recipients[0].site == "b.example"


def test_a_row_selects_the_recipient_everywhere(page: RecipientsPage, view: CaseView) -> None:
    row = page.model.row_of("pixel-social.example")
    assert row is not None
    page.table.selectRow(row)
    assert view.selection.recipient == "pixel-social.example"


def test_selecting_elsewhere_moves_the_row(page: RecipientsPage, view: CaseView) -> None:
    view.select_recipient("mesure-pub.example")
    assert page.table.currentIndex().row() == page.model.row_of("mesure-pub.example")


def test_arrow_keys_move_in_the_graph_and_enter_filters(page: RecipientsPage, view: CaseView, qtbot: QtBot) -> None:
    asked: list[PageName] = []
    view.page_requested.connect(asked.append)
    QTest.keyClick(page.graph, Qt.Key.Key_Right)
    first = view.selection.recipient
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(page.graph, key)
    assert first is not None
    assert page.graph.accessibleDescription()
    view.select_recipient("mesure-pub.example")
    QTest.keyClick(page.graph, Qt.Key.Key_Return)
    assert view.query.terms == (Term(key="site", values=("mesure-pub.example",)),)
    assert asked == [PageName.FLOWS]


def test_every_company_can_be_reached_with_the_mouse(page: RecipientsPage) -> None:
    layout = page.graph.layout_
    assert layout is not None
    for placed in layout.nodes:
        found = page.graph.company_at(page.graph._at(placed))
        assert found is not None
        assert found.id == placed.node.id


@pytest.mark.parametrize("name", ["graph.svg", "graph.png"])
def test_the_graph_is_written(page: RecipientsPage, view: CaseView, tmp_path: Path, name: str) -> None:
    told: list[str] = []
    view.notice_requested.connect(lambda severity, _text: told.append(severity))
    page.export_to(tmp_path / name)
    assert (tmp_path / name).stat().st_size > 1000
    assert told == ["info"]


def test_a_graph_that_cannot_be_written_is_told(page: RecipientsPage, view: CaseView, tmp_path: Path) -> None:
    told: list[str] = []
    view.notice_requested.connect(lambda severity, _text: told.append(severity))
    page.export_to(tmp_path / "missing" / "graph.svg")
    assert told == ["error"]


def test_an_unverified_seat_is_shown_as_such(view: CaseView, page: RecipientsPage) -> None:
    source = Source(name="list", date="2026-01-01", verified=False)
    party = Party(site="x.example", operator="X", seat_country="US", sources={"seat_country": source})
    one = Recipient(
        site="x.example", hosts=(), party=party, first_party=False, same_group=False, flows=1, bytes_sent=0,
        bytes_received=0,
    )  # fmt: skip
    page.model.set_recipients([one])
    shown = [page.model.index(0, column).data() for column in range(page.model.columnCount())]
    assert "United States (unverified)" in shown


def test_the_dossier_gives_source_date_and_evidence(view: CaseView, qtbot: QtBot) -> None:
    detail = RecipientDetail(view, Theme())
    qtbot.addWidget(detail)
    view.select_recipient("mesure-pub.example")
    qtbot.waitUntil(lambda: "mesure-pub.example" in detail.prose.toPlainText())
    text = detail.prose.toPlainText()
    assert "Répertoire fictif, 2026-11-01" in text
    assert "motiveKey" in text
    assert "Annonce de résultats" not in text  # masked
    detail.prose.activate(detail.prose.links.index("flow 90"))
    assert view.selection.flow == 90
    assert view.selection.place is not None
    assert view.selection.place.path == "motiveKey"


def test_an_empty_case_has_an_empty_state(tmp_path: Path, qtbot: QtBot) -> None:
    with open_view(tmp_path, is_empty=True) as view:
        page = RecipientsPage(view, Theme())
        qtbot.addWidget(page)
        page.show()
        assert page._empty.isVisible()


def test_an_identifier_that_came_back_does_not_turn_the_arrow() -> None:
    sites = (
        _site("shop.example", first_party=True),
        _site("pixel.example", sent={"health.motive": 1}, returned={"device.identifier": 2}),
        _site("partner.example", sent={"health.motive": 1}, returned={"contact.email": 1}),
    )
    drawn = lay_out(companies(sites), aspect=1.5, label_size=0.03)
    ways = {edge.edge.target: direction(edge.edge) for edge in drawn.edges}
    assert ways == {"pixel.example": Direction.SENT, "partner.example": Direction.BOTH}


@pytest.mark.parametrize("aspect", [0.8, 1.5, 3.4])
def test_a_name_does_not_cover_the_line_of_its_company(aspect: float) -> None:
    names = ["Pixel Social International", "Flux", "Mesure Pub SA", "Images Nuage Ltd", "Alerte", "Carte Libre"]
    sites = [_site("shop.example", first_party=True), *(_site(name, sent={"health.motive": 1}) for name in names)]
    drawn = lay_out(companies(sites), aspect=aspect, label_size=0.03)
    middle = next(placed for placed in drawn.nodes if placed.node.first_party)
    for placed in drawn.nodes:
        if placed is not middle:
            box = graph_data._box(placed, placed.anchor, drawn)
            assert not graph_data._covers(box, placed, middle, aspect=aspect), placed.node.label


def _site(
    site: str, *, first_party: bool = False, sent: dict[str, int] | None = None, returned: dict[str, int] | None = None
) -> Recipient:
    return Recipient(
        site=site,
        hosts=(site,),
        party=Party(site=site),
        first_party=first_party,
        same_group=False,
        flows=1,
        bytes_sent=0,
        bytes_received=0,
        classes_sent=sent or {},
        classes_returned=returned or {},
    )
