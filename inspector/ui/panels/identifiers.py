"""What tells one browser from others: identifiers, cookies and shared identifiers, as tabs beside the recipients."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from inspector.detect.identifiers.carried import Carried
from inspector.model.flow import CaptureId
from inspector.model.identifier import Cookie, Identifier, IdentifierCoverage, IdentifierKind, Sync
from inspector.store.identifiers import read_cookies, read_identifier_coverage, read_identifiers, read_syncs
from inspector.ui.case_view import CaseView
from inspector.ui.models.identifiers import IDENTIFIER_COLUMNS, SYNC_COLUMNS, RecordModel, cookie_columns
from inspector.ui.panels.tables import PageTable
from inspector.ui.theme import Theme


class RecordTable[R](QWidget):
    """A sentence on what the list shows and does not, and the list. A row selects its recipient, Enter opens its first
    flow."""

    def __init__(self, view: CaseView, theme: Theme, model: RecordModel[R], *, kind: str) -> None:
        super().__init__()
        self._view, self._theme, self.model, self._kind = view, theme, model, kind
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setContentsMargins(8, 8, 16, 4)
        self.table = PageTable(model, theme, name=view.t(f"identifiers.list_{kind}"))
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for number, column in enumerate(model.columns):
            self.table.setColumnWidth(number, theme.px(column.width))
        self.table.horizontalHeader().setStretchLastSection(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.activated.connect(self._open)
        self._restyle()
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.note.setFont(self._theme.font(11))

    def set_rows(self, rows: Sequence[R], notes: Sequence[str]) -> None:
        t = self._view.t
        self.model.set_rows(rows)
        head = t(f"identifiers.note_{self._kind}") if rows else t(f"identifiers.none_{self._kind}")
        self.note.setText(" ".join((head, *notes)))
        self.table.setVisible(bool(rows))
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def show_column(self, name: str, *, shown: bool) -> None:
        number = next(n for n, column in enumerate(self.model.columns) if column.name == name)
        self.table.setColumnHidden(number, not shown)

    def _row_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._view.select_recipient(self.model.site_of(self.model.row(current.row())))

    def _open(self, index: QModelIndex) -> None:
        flow = self.model.flow_of(self.model.row(index.row()))
        if flow is not None:
            self._view.open_flow(flow)


class IdentifierTabs(QTabWidget):
    """The list of recipients first, then what they were sent to recognise a browser by."""

    def __init__(self, view: CaseView, theme: Theme, recipients: QWidget) -> None:
        super().__init__()
        self.tabBar().setAccessibleName(view.t("window.page_recipients"))
        self._view = view
        self.syncs_shown: tuple[Sync, ...] = ()
        self._captures: dict[CaptureId, str] = {}
        self.identifiers = RecordTable[Identifier](
            view,
            theme,
            RecordModel(
                view.t,
                theme,
                IDENTIFIER_COLUMNS,
                site_of=lambda one: one.site,
                flow_of=lambda one: one.uses[0].place.flow,
                is_own=lambda one: one.first_party,
            ),
            kind="identifiers",
        )
        self.cookies = RecordTable[Cookie](
            view,
            theme,
            RecordModel(
                view.t,
                theme,
                cookie_columns(self._captures),
                site_of=lambda one: one.site,
                flow_of=lambda one: one.set_flow or one.sent_flow,
                is_own=lambda one: one.first_party,
            ),
            kind="cookies",
        )
        self.syncs = RecordTable[Sync](
            view,
            theme,
            RecordModel(
                view.t,
                theme,
                SYNC_COLUMNS,
                site_of=lambda one: one.target,
                flow_of=lambda one: one.flows[0] if one.flows else None,
                is_own=lambda _: False,
            ),
            kind="syncs",
        )
        self.setDocumentMode(True)
        self.addTab(recipients, view.t("identifiers.tab_recipients"))
        for part in (self.identifiers, self.syncs, self.cookies):
            self.addTab(part, "")
        self.reload()

    def reload(self) -> None:
        """Reads the lists again."""
        reader, t = self._view.reader, self._view.t
        everything = read_identifiers(reader)
        identifiers = [one for one in everything if one.kind is IdentifierKind.BROWSER]
        cookies = read_cookies(reader)
        self.syncs_shown = read_syncs(reader)
        coverage = read_identifier_coverage(reader)
        constants = len(everything) - len(identifiers)
        notes = [t("identifiers.note_constants", n=constants)] if constants else []
        carried = Carried(cookies)
        self.identifiers.set_rows(
            [carried.as_carried(one) for one in identifiers],
            [*notes, *self._gaps(coverage, has_rows=bool(identifiers))],
        )
        self._captures.update((capture.id, capture.name) for capture in reader.captures())
        self.cookies.show_column("capture", shown=len(self._captures) > 1)
        self.cookies.set_rows(cookies, self._gaps(coverage, has_rows=bool(cookies)))
        self.syncs.set_rows([carried.as_carried(one) for one in self.syncs_shown], ())
        counts = (("identifiers", len(identifiers)), ("syncs", len(self.syncs_shown)), ("cookies", len(cookies)))
        for number, (kind, count) in enumerate(counts, start=1):
            self.setTabText(number, t(f"identifiers.tab_{kind}", n=count))

    def _gaps(self, coverage: IdentifierCoverage, *, has_rows: bool) -> list[str]:
        """What cannot be told, and why."""
        t = self._view.t
        said = []
        if coverage.without_cookies:
            said.append(t("identifiers.note_without_cookies", n=len(coverage.without_cookies)))
        if coverage.without_refusal and has_rows:
            said.append(t("identifiers.note_without_refusal"))
        if coverage.values_left_out:
            said.append(t("identifiers.note_left_out", n=coverage.values_left_out))
        return said
