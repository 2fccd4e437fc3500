"""Several services in one case: for each recipient, by what it could link the visits, as a table."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QItemSelection, QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.flow import FlowId
from inspector.model.journey import Journey, Link
from inspector.model.mask import mask
from inspector.model.struct import Record
from inspector.store.filters import Term
from inspector.ui.case_view import CaseView
from inspector.ui.models.compare import Column, CompareModel, Way
from inspector.ui.models.journey_words import names_text
from inspector.ui.panels.tables import PageTable
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

_ORDER = (Link.IDENTIFIER, Link.ADDRESS, Link.NOTHING, None)
_ICONS = {Link.IDENTIFIER: "link", Link.ADDRESS: "globe", Link.NOTHING: "minus", None: "minus"}


class LinkRow(Record, frozen=True, kw_only=True):
    """Two services at one recipient; `link` is None, and `other` "", where only one of them called it."""

    site: str
    one: str
    other: str = ""
    link: Link | None = None
    names: tuple[str, ...] = ()
    value: str = ""
    flows: tuple[FlowId, ...] = ()


def link_rows(journeys: Iterable[Journey]) -> list[LinkRow]:
    """What links most stands first."""
    rows = [row for journey in journeys for row in _rows(journey)]
    return sorted(rows, key=lambda row: (_ORDER.index(row.link), row.site, row.one, row.other))


def _rows(journey: Journey) -> Iterator[LinkRow]:
    for link in journey.links:
        yield LinkRow(
            site=journey.site,
            one=link.one,
            other=link.other,
            link=link.link,
            names=link.names,
            value=link.value,
            flows=link.flows,
        )
    if len(journey.services) == 1:
        sight = journey.services[0]
        yield LinkRow(site=journey.site, one=sight.site, flows=(sight.flow,))


class ServicesTable(QWidget):
    """A row selects its recipient, Enter opens the first of its flows. Values are masked."""

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self.model = CompareModel[LinkRow](view.t, theme)
        self.note = QLabel(view.t("journeys.services_note"))
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setContentsMargins(16, 8, 16, 4)
        self.note.setProperty("tone", "quiet")
        self.table = PageTable(self.model, theme, name=view.t("journeys.services_name"))
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.selectionModel().selectionChanged.connect(self._choose)
        self.table.activated.connect(self.open)
        theme.changed.connect(self._dress)
        self._dress()

    def show_journeys(self, journeys: Iterable[Journey]) -> int:
        """Returns the number of rows."""
        rows = link_rows(journeys)
        is_first = not self.model.columns
        self.model.show(_columns(self._view.t, self._theme), rows, way=_way)
        if is_first:
            for number, column in enumerate(self.model.columns):
                self.table.setColumnWidth(number, self._theme.px(column.width))
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        return len(rows)

    def _choose(self, chosen: QItemSelection) -> None:
        if cells := chosen.indexes():
            self._view.select_recipient(self.model.row(cells[0].row()).site)

    def open(self, index: QModelIndex) -> None:
        """Goes to the first flow that the row rests on."""
        flows = self.model.row(index.row()).flows
        if flows:
            self._view.open_flow(flows[0])

    def _dress(self) -> None:
        self.note.setFont(self._theme.font(11))


def _way(row: LinkRow) -> Way:
    return Way(terms=(Term(key="site", values=(row.site,)),), recipient=row.site)


def _columns(t: Translator, theme: Theme) -> tuple[Column[LinkRow], ...]:
    def name(row: LinkRow) -> str:
        return row.link.value if row.link is not None else "single"

    def flows(row: LinkRow) -> str:
        return ", ".join(t.number(flow) for flow in row.flows)

    return (
        Column(head=t("journeys.column_recipient"), text=lambda row: safe_text(row.site, limit=120), width=170),
        Column(
            head=t("journeys.column_link"),
            text=lambda row: t(f"journeys.link_{name(row)}"),
            more=lambda row: f"{t(f'journeys.link_{name(row)}')}. {t(f'journeys.link_{name(row)}_tip')}",
            order=lambda row: _ORDER.index(row.link),
            icon=lambda row: theme.icon(_ICONS[row.link], "accent" if row.link is Link.IDENTIFIER else "quiet"),
            width=190,
        ),
        Column(head=t("journeys.column_names"), text=lambda row: names_text(row.names) or "–", is_mono=True, width=110),
        Column(head=t("journeys.column_one"), text=lambda row: safe_text(row.one, limit=120), width=150),
        Column(head=t("journeys.column_other"), text=lambda row: safe_text(row.other, limit=120) or "–", width=150),
        Column(head=t("journeys.column_value"), text=lambda row: mask(row.value) if row.value else "–", width=100),
        Column(head=t("journeys.column_flows"), text=flows, order=lambda row: row.flows, width=90),
    )
