"""Nothing a person sees is a key that has lost its sentence, and no sentence is cut off."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from inspector.messages import Translator
from inspector.model.flow import Marker
from inspector.resources import resource_path
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.first_party import FirstPartyDialog
from inspector.ui.dialogs.follow import FollowDialog
from inspector.ui.dialogs.marker import MarkerDialog
from inspector.ui.dialogs.note import NoteDialog
from inspector.ui.dialogs.persona import PersonaDialog
from inspector.ui.dialogs.scenario import ScenarioDialog
from inspector.ui.dialogs.search import SearchDialog
from inspector.ui.panels.data import DataPage
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.finding_detail import FindingDetail
from inspector.ui.panels.findings import FindingsPage
from inspector.ui.panels.flow_detail import FlowDetail
from inspector.ui.panels.flows import FlowsPage
from inspector.ui.panels.journeys import JourneysPage
from inspector.ui.panels.overview import OverviewPage
from inspector.ui.panels.recipient_detail import RecipientDetail
from inspector.ui.panels.recipients import RecipientsPage
from inspector.ui.panels.report import ReportPage
from inspector.ui.panels.timeline import TimelinePage
from inspector.ui.theme import Theme
from inspector.workspace.opening import import_and_analyse
from tests.ui.window_builder import build_window, drop_widgets, keep, make_theme

SECTIONS = "|".join(sorted(file.stem for file in resource_path("i18n", "en").glob("*.toml")))
KEY = re.compile(rf"(?<![\w.$\[/-])(?:{SECTIONS})\.[a-z_]+[\w.-]*")
MOST_ROWS = 60


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled sample, imported and analysed once."""
    path = tmp_path_factory.mktemp("sample") / "sample.enclair"
    Case.create(path).close()
    har = resource_path("samples", "consultation.har")
    import_and_analyse(path, (har,), report=lambda _progress: None, is_cancelled=lambda: False)
    return path


@pytest.fixture(params=["en", "fr"])
def view(request: pytest.FixtureRequest, sample: Path) -> Iterator[CaseView]:
    case = Case.open(sample, read_only=True)
    yield CaseView(CaseReader(case), Translator(request.param))
    case.close()


def hold[W: QWidget](qtbot: QtBot, widget: W) -> W:
    """Keeps a widget alive for the test, and has it closed after it."""
    qtbot.addWidget(widget)
    return keep(qtbot, widget)


def shown_by(root: QWidget) -> Iterator[str]:
    """Every text of a widget and of what is in it."""
    for widget in parts_of(root):
        yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
        match widget:
            case QLabel() | QAbstractButton():
                yield widget.text()
            case QTextEdit():
                yield widget.toPlainText()
            case QLineEdit():
                yield widget.placeholderText()
            case QComboBox():
                yield from (widget.itemText(n) for n in range(widget.count()))
            case QTabBar():
                yield from (widget.tabText(n) for n in range(widget.count()))
            case QTableView() | QTreeView() if widget.model() is not None:
                yield from said_by(widget.model())


def parts_of(root: QWidget) -> Iterator[QWidget]:
    """The widget and those in it, without what a plot is made of."""
    yield root
    if not isinstance(root, QGraphicsView):
        for child in root.children():
            if isinstance(child, QWidget):
                yield from parts_of(child)


def said_by(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[str]:
    parent = parent or QModelIndex()
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    for column in range(model.columnCount(parent)):
        for role in roles[:2]:
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
        for row in range(min(model.rowCount(parent), MOST_ROWS)):
            yield from (str(model.data(model.index(row, column, parent), role) or "") for role in roles)


def lost_keys(root: QWidget) -> set[str]:
    return {key for text in shown_by(root) for key in KEY.findall(text)}


def test_a_lost_key_would_be_noticed(qtbot):
    label = hold(qtbot, QLabel("report.evidence.origin  flow 3"))
    assert lost_keys(label) == {"report.evidence.origin"}


@pytest.mark.parametrize(
    "page", [OverviewPage, FlowsPage, TimelinePage, RecipientsPage, JourneysPage, DataPage, FindingsPage, ReportPage]
)
def test_no_page_shows_a_key(page, view, qtbot):
    made = hold(qtbot, page(view, make_theme()))
    made.resize(1200, 800)
    made.show()
    qtbot.wait(300)
    assert not lost_keys(made)


def test_no_finding_shows_a_key(view, qtbot):
    detail = keep(qtbot, FindingDetail(view, make_theme()))
    for finding in view.reader.findings():
        view.select_finding(finding.id)
        assert lost_keys(detail) == set(), finding.rule
    drop_widgets()


def test_no_recipient_shows_a_key(view, qtbot):
    detail = keep(qtbot, RecipientDetail(view, make_theme()))
    for recipient in view.reader.recipients():
        view.select_recipient(recipient.site)
        assert lost_keys(detail) == set(), recipient.site
    drop_widgets()


@pytest.mark.parametrize("flow", [1, 47, 80, 96, 105])
def test_no_flow_shows_a_key(flow, view, qtbot):
    detail = keep(qtbot, FlowDetail(view, make_theme()))
    with qtbot.waitSignal(detail.shown):
        detail.show_flow(flow)
    assert lost_keys(detail) == set()
    drop_widgets()


def test_no_dialog_shows_a_key(view, qtbot):
    theme: Theme = make_theme()
    marker = Marker(at_us=1_773_151_200_000_000, kind="note")
    for dialog in (
        FirstPartyDialog(view, theme),
        FollowDialog(view, theme),
        MarkerDialog(view.t, theme, marker=marker),
        NoteDialog(view.t, theme, note="", count=1),
        PersonaDialog(view, theme),
        ScenarioDialog(view.t, theme, scenario=""),
        SearchDialog(view, theme),
    ):
        assert not lost_keys(hold(qtbot, dialog)), type(dialog).__name__


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_window_shows_no_key(language, tmp_path, qtbot):
    window = hold(qtbot, build_window(tmp_path, language=language).window)
    assert not lost_keys(window)
    actions = [action.text() for action in window.findChildren(QAction)]
    assert actions
    assert not KEY.findall(" ".join(actions))
    window.close()


def test_a_long_sentence_of_an_empty_page_is_shown_whole(qtbot):
    empty = hold(qtbot, EmptyState(make_theme(), title="No finding", text="No rule has produced a finding. " * 8))
    empty.resize(1100, 600)
    empty.show()
    QApplication.processEvents()
    text = next(label for label in empty.findChildren(QLabel) if label.wordWrap())
    assert text.height() >= text.heightForWidth(text.width())
