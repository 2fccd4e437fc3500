"""The recipients page: companies around the service, and the list of sites below."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QItemSelection, QItemSelectionModel, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from inspector.figures.svg import graph_svg
from inspector.model.party import Recipient
from inspector.store.filters import Term
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.models.recipients import COLUMNS, RecipientsModel
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.identifiers import IdentifierTabs
from inspector.ui.panels.legend import Legend
from inspector.ui.panels.tables import PageTable
from inspector.ui.plots.graph import GraphView
from inspector.ui.plots.refresh import WhenShown
from inspector.ui.theme import Theme
from inspector.workspace.pictures import FIRST, Company, companies

_PNG_WIDTH = 2400
_SVG_WIDTH = 960
_LOW_PX = 260


class RecipientsPage(QWidget):
    """A choice in graph or list selects the recipient everywhere; Enter filters the flows on it."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self.graph = GraphView(view.t, theme)
        self.model = RecipientsModel(view.t, theme)
        self.table = PageTable(self.model, theme, name=view.t("recipients.list_name"))
        self._build()
        self.landing: QWidget = self.table
        self._restyle()
        theme.changed.connect(self._restyle)
        self.graph.company_selected.connect(lambda company: view.select_recipient(company.recipients[0].site))
        self.graph.company_opened.connect(self.open_company)
        self.table.selectionModel().selectionChanged.connect(self._row_chosen)
        self.table.activated.connect(lambda index: self.open_recipient(self.model.recipient(index.row())))
        self._when_shown = WhenShown(self, self.reload)
        view.analysis_changed.connect(self._when_shown.request)
        view.selection_changed.connect(self._follow_selection)
        self.reload()

    def _build(self) -> None:
        t = self._view.t
        extra = [
            ("values", t("recipients.legend_values")),
            ("arrow", t("recipients.legend_arrow")),
            ("traffic", t("recipients.traffic")),
            ("same-group", t("recipients.same_group")),
            ("sync", t("identifiers.legend")),
        ]
        self._legend = Legend(self._view, self._theme, extra=extra)
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setWordWrap(True)
        self._filter = QPushButton(t("recipients.filter"))
        self._filter.setEnabled(False)
        self._filter.clicked.connect(self._filter_selected)
        export = QPushButton(t("recipients.export"))
        export.clicked.connect(self._ask_export)
        head = QHBoxLayout()
        head.setContentsMargins(24, 12, 24, 4)
        head.setSpacing(8)
        head.addWidget(self._count, 1)
        head.addWidget(self._filter)
        head.addWidget(export)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._legend)
        column.addWidget(self.graph, 1)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for number, one in enumerate(COLUMNS):
            self.table.setColumnWidth(number, self._theme.px(one.width))
        self.table.horizontalHeader().setStretchLastSection(True)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(upper)
        self.tabs = IdentifierTabs(self._view, self._theme, self.table)
        lower = QWidget()
        below = QVBoxLayout(lower)
        below.setContentsMargins(16, 0, 0, 0)
        below.addWidget(self.tabs)
        parts.addWidget(lower)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([560, 440])  # the lists have room for rows on a small screen too
        self._empty = EmptyState(self._theme, title=t("recipients.empty_title"), text=t("recipients.empty_text"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low page the graph has the room of its legend."""
        super().resizeEvent(event)
        self._legend.setHidden(self.height() < self._theme.px(_LOW_PX))

    def _restyle(self) -> None:
        self._count.setFont(self._theme.font(15))

    def reload(self) -> None:
        """Reads the recipients again; some hundreds of short rows, at once."""
        recipients = self._view.reader.recipients()
        found = companies(recipients)
        others = [company for company in found if company.id != FIRST]
        self.model.set_recipients(recipients)
        self.tabs.reload()
        self.graph.set_companies(found, self.tabs.syncs_shown)
        self._legend.set_families(self.graph.families)
        t, sites = self._view.t, sum(not one.first_party for one in recipients)
        self._count.setText(t("recipients.count", n=sites, companies=t("recipients.companies", n=len(others))))
        self._stack.setCurrentIndex(1 if recipients else 0)
        self._follow_selection(self._view.selection)

    # selection

    def _row_chosen(self, selected: QItemSelection, _gone: QItemSelection) -> None:
        rows = selected.indexes()
        if rows:
            self._view.select_recipient(self.model.recipient(rows[0].row()).site)

    def _follow_selection(self, selection: Selection) -> None:
        site = selection.recipient
        self._filter.setEnabled(site is not None)
        self.graph.select_site(site)
        row = self.model.row_of(site) if site else None
        if row is None:
            return
        current = self.table.currentIndex()
        if not current.isValid() or current.row() != row:
            index = self.model.index(row, 0)
            model = self.table.selectionModel()
            flags = QItemSelectionModel.SelectionFlag
            blocked = model.blockSignals(True)
            model.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            model.blockSignals(blocked)
            self.table.scrollTo(index)
            self.table.viewport().update()

    # filtering

    def open_recipient(self, recipient: Recipient) -> None:
        """Shows the flows of one site."""
        self._show_flows((recipient.site,))

    def open_company(self, company: Company) -> None:
        """Shows the flows of all sites of a company."""
        self._show_flows(tuple(one.site for one in company.recipients))

    def _filter_selected(self) -> None:
        if self._view.selection.recipient is not None:
            self._show_flows((self._view.selection.recipient,))

    def _show_flows(self, sites: tuple[str, ...]) -> None:
        self._view.set_terms((Term(key="site", values=sites),))
        self._view.page_requested.emit(PageName.FLOWS)

    # export

    def _ask_export(self) -> None:
        t = self._view.t
        kinds = f"{t('recipients.kind_svg')} (*.svg);;{t('recipients.kind_png')} (*.png)"
        name, kind = QFileDialog.getSaveFileName(self, t("recipients.export_title"), t("recipients.export_name"), kinds)
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in (".svg", ".png"):
            path = path.with_name(path.name + (".png" if "*.png" in kind else ".svg"))
        self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Writes the graph as SVG or PNG, by the file's ending."""
        drawn = self.graph.layout_
        if drawn is None:
            return
        svg = graph_svg(drawn, self._theme.palette, words=self._view.t, width=_SVG_WIDTH)
        try:
            if path.suffix.lower() == ".png":
                _write_png(svg, path)
            else:
                path.write_text(svg, encoding="utf-8")
        except OSError as error:
            reason = error.strerror or type(error).__name__
            told = self._view.t("recipients.export_failed", name=path.name, reason=reason)
            self._view.notice_requested.emit("error", told)
        else:
            self._view.notice_requested.emit("info", self._view.t("recipients.exported", name=path.name))


def _write_png(svg: str, path: Path) -> None:
    """Raises OSError where the picture cannot be written."""
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    size = renderer.defaultSize()
    image = QImage(_PNG_WIDTH, round(_PNG_WIDTH * size.height() / max(size.width(), 1)), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    if not image.save(str(path)):
        raise OSError(5, "cannot be written")
