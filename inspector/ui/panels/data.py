"""The data page: which class of data went to whom, and came from whom."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from inspector.figures.lanes import party_order
from inspector.figures.matrix import Count, Matrix, build_matrix
from inspector.model.flow import Side
from inspector.model.party import Recipient
from inspector.store.filters import Term
from inspector.store.mutes import read_mutes
from inspector.store.reading.values import DataCell
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.models.matrix import MatrixModel
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.matrix_heads import CellDelegate, ClassHead, RecipientHead, cell_px
from inspector.ui.panels.tables import PageTable
from inspector.ui.plots.refresh import WhenShown
from inspector.ui.theme import Theme

_BOLD_PX = 12
"""What the sums need more than other numbers: they are bold, and stand beside a line."""


class DataPage(QWidget):
    """The matrix with frozen heads. A cell leads to its flows, a row head to its recipient."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self.model = MatrixModel(view.t)
        self.table = PageTable(self.model, theme, name=view.t("data.title"))
        self._build()
        self.landing: QWidget = self.table
        self.table.clicked.connect(self.open_cell)
        self.table.activated.connect(self.open_cell)
        self.table.verticalHeader().sectionClicked.connect(self._choose_row)
        self._when_shown = WhenShown(self, self.reload)
        view.analysis_changed.connect(self._when_shown.request)
        view.mutes_changed.connect(self._show_mutes)
        view.selection_changed.connect(self._follow_selection)
        theme.changed.connect(self._resize)
        self.reload()

    def _build(self) -> None:
        t = self._view.t
        table = self.table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._delegate = CellDelegate(self.model, t, self._theme)
        table.setItemDelegate(self._delegate)
        table.setHorizontalHeader(ClassHead(self.model, t, self._theme))
        table.setVerticalHeader(RecipientHead(self.model, self._theme))
        table.setCornerButtonEnabled(False)
        self.mutes = QPushButton()
        self.mutes.setToolTip(t("muting.list_lead"))
        self.mutes.clicked.connect(self._view.mutes_requested)
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._key = QLabel(t("data.key"))
        self._key.setTextFormat(Qt.TextFormat.PlainText)
        self._key.setProperty("tone", "quiet")
        self._key.setWordWrap(True)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(4)
        self._count.setContentsMargins(24, 0, 8, 0)
        self._key.setContentsMargins(24, 0, 24, 0)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 24, 0)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self.mutes)
        column.addLayout(head)
        column.addWidget(self._key)
        column.addSpacing(4)
        column.addWidget(table, 1)
        self._empty = EmptyState(self._theme, title=t("data.empty_title"), text=t("data.empty_text"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(full)
        self._resize()

    def _resize(self) -> None:
        self._count.setFont(self._theme.font(15))
        self._key.setFont(self._theme.font(11))
        self.mutes.setFont(self._theme.font(11))
        self.mutes.setIcon(self._theme.icon("eye-off", "quiet"))
        header, last = self.table.horizontalHeader(), self.model.columnCount() - 1
        header.setMinimumSectionSize(self._theme.px(24))
        header.setDefaultSectionSize(self._theme.px(cell_px(self._largest(range(last)))))
        if last >= 0:
            header.resizeSection(last, self._theme.px(cell_px(self._largest(range(last, last + 1))) + _BOLD_PX))
        self.table.verticalHeader().setDefaultSectionSize(self._theme.row_height)

    def _largest(self, columns: Iterable[int]) -> int:
        cells = (self.model.cell(row, column) for column in columns for row in range(self.model.rowCount()))
        return max((max(cell.sent, cell.returned) for cell in cells), default=0)

    def reload(self) -> None:
        """Reads the counts again: one grouped query."""
        reader = self._view.reader
        recipients = reader.recipients()
        captures = reader.captures()
        matrix = matrix_of(reader.data_cells(), recipients)
        self.model.set_matrix(
            matrix,
            recipients={one.site: one for one in recipients},
            capture_names={one.id: one.name for one in captures},
        )
        t = self._view.t
        at = t("data.at_recipients", n=len(matrix.rows))
        self._count.setText(t("data.count", n=len(matrix.classes), recipients=at))
        self._show_mutes()
        self._stack.setCurrentIndex(0 if matrix.is_empty else 1)
        self._resize()

    def _show_mutes(self) -> None:
        """How many mutes there are, with a way to their list."""
        count = len(read_mutes(self._view.reader))
        self.mutes.setText(self._view.t("muting.list_link", n=count))
        self.mutes.setVisible(count > 0)

    def open_cell(self, index: QModelIndex) -> None:
        """Shows the flows behind a cell, where it holds any."""
        site, key = self.model.site(index.row()), self.model.column(index.column())
        if not self.model.cell(index.row(), index.column()).total:
            return
        terms = []
        if site is not None:
            terms.append(Term(key="site", values=(site,)))
        terms.append(Term(key="class", values=(key[1],)) if key else Term(key="has", values=("sensitive",)))
        if key is not None and len(self.model.matrix.captures) > 1:
            terms.append(Term(key="capture", values=(str(key[0]),)))
        self._view.set_terms(tuple(terms))
        self._view.page_requested.emit(PageName.FLOWS)

    def _choose_row(self, row: int) -> None:
        site = self.model.site(row)
        if site is not None:
            self._view.select_recipient(site)

    def _follow_selection(self, selection: Selection) -> None:
        rows = self.model.matrix.rows
        if selection.recipient in rows:
            self.table.scrollTo(self.model.index(rows.index(selection.recipient), 0))


def matrix_of(cells: Sequence[DataCell], recipients: Sequence[Recipient]) -> Matrix:
    """The matrix of the case; rows in the order of every figure."""
    ordered = sorted(
        recipients,
        key=lambda one: party_order(
            role=one.party.role, first_party=one.first_party, first_us=one.first_us, site=one.site
        ),
    )
    counts = [
        Count(
            site=cell.site,
            class_=cell.class_,
            sent=cell.side is Side.REQUEST,
            capture=cell.capture,
            count=cell.count,
        )
        for cell in cells
    ]
    return build_matrix(counts, order=[one.site for one in ordered])
