"""The page of flows: the table, kept in step with the filter, the brush and the selection."""

from array import array
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QMessageBox, QStackedLayout, QWidget

from inspector.decode.flow import decode_side
from inspector.model.flow import FlowId, Side
from inspector.model.secrecy import conceal_address
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.filters import Term
from inspector.store.forgetting import Forgotten
from inspector.store.queries import CaseReader
from inspector.store.reading.flow_table import FlowQuery, FlowRow, SortKey
from inspector.ui.case_view import CaseView, Selection
from inspector.ui.curl import write_curl
from inspector.ui.models.flow_columns import COLUMNS, Wording
from inspector.ui.models.flows import PAGE_ROWS, FlowsModel
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.flow_table import FlowTable
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, failure_text, safe_text
from inspector.ui.work import Desk
from inspector.workspace.concealing import secrets_of
from inspector.workspace.forgetting import count_flows, forget_host
from inspector.workspace.jobs import Failed

_COLUMNS_KEY = "flows/columns"
_COUNT_KEY = "flows/column_count"
_RELATIVE_KEY = "flows/relative_time"
_VALUES_OFFERED = 12


class Found(Record, frozen=True, kw_only=True):
    """The answer to a query: ids in order, how many flows there are in all, when the capture began and ended, and the
    rows of the pages (of PAGE_ROWS) that were asked for."""

    ids: "array[int]"
    total: int
    from_us: int
    until_us: int
    pages: dict[int, list[FlowRow]] = {}


def find_flows(path: Path, query: FlowQuery, *, pages: tuple[int, ...] = ()) -> Found:
    """Runs a query over a case with a connection of its own, and reads these pages of the answer; -1 is the last."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        ids = reader.flow_ids(query)
        is_whole = not query.terms and query.from_us is None and query.until_us is None and not query.captures
        total = len(ids) if is_whole else len(reader.flow_ids(FlowQuery()))
        captures = [c for c in reader.captures() if c.started_us is not None]
        start = min((c.started_us or 0 for c in captures), default=0)
        end = max((c.ended_us or c.started_us or 0 for c in captures), default=1)
        last = max(len(ids) - 1, 0) // PAGE_ROWS
        wanted = {last if page < 0 else page for page in pages if page <= last}
        return Found(
            ids=ids,
            total=total,
            from_us=query.from_us or start,
            until_us=query.until_us or end,
            pages={page: reader.flow_rows(ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]) for page in sorted(wanted)},
        )


class FlowsPage(QWidget):
    """Shows the flows that match the shared query."""

    count_changed = Signal(int, int)  # shown, in all
    detail_requested = Signal()  # Enter: the person wants to read the selected flow
    host_forgotten = Signal(str)  # its content is gone, and the analysis with it: that has to be rebuilt

    def __init__(self, view: CaseView, theme: Theme, *, settings: QSettings | None = None) -> None:
        super().__init__()
        self._view = view
        self._settings = settings
        self._desk = Desk(self)
        self._is_busy = False
        self._is_stale = False
        self._is_live = False
        self._forgetting = Desk(self)
        self.total = 0
        self.model = FlowsModel(view.reader, Wording(t=view.t, relative=self._is_relative()), self)
        self.table = FlowTable(self.model, theme)
        self.landing: QWidget = self.table
        t = view.t
        clear = (t("flows.empty_clear"), self._clear_filter)
        self.no_match = EmptyState(theme, title=t("flows.empty_title"), text="", button=clear)
        self.no_flow = EmptyState(theme, title=t("flows.empty_case_title"), text=t("flows.empty_case"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.no_match)
        self._stack.addWidget(self.no_flow)
        self._save = QTimer(self, singleShot=True, interval=400)
        self._save.timeout.connect(self._save_columns)
        self._restore_columns()
        self._connect()
        self.retranslate()
        self.reload()

    def _connect(self) -> None:
        view, table = self._view, self.table
        view.query_changed.connect(self.reload)
        view.flows_changed.connect(self.reload)
        view.analysis_changed.connect(self._reread)
        view.verdicts_changed.connect(self.model.refresh)
        view.selection_changed.connect(self._show_selection)
        table.flow_selected.connect(self._select)
        table.flow_opened.connect(self._open)
        table.order_requested.connect(self._order)
        table.menu_requested.connect(self._show_menu)
        table.relative_time_requested.connect(self._set_relative)
        table.left.connect(view.select_nothing)
        table.layout_changed.connect(self._save.start)

    def retranslate(self) -> None:
        """Texts in the language of the view."""
        self.model.set_wording(replace(self.model.wording, t=self._view.t))
        self.table.set_texts(self._view.t)
        self._show_empty()

    # data

    def reload(self) -> None:
        """Asks for the matching flows; while an answer is under way, once more after it."""
        if self._is_busy:
            self._is_stale = True
            return
        self._is_busy, self._is_stale = True, False
        path, query, pages = self._view.reader.case.path, self._view.query, self._live_pages()
        self._desk.submit(lambda: find_flows(path, query, pages=pages), done=self._show, failed=lambda _: self._end())

    def _live_pages(self) -> tuple[int, ...]:
        """While flows are recorded the rows on the screen go on, and new ones come: they are read in the background."""
        if not self._is_live:
            return ()
        first, last = self.table.visible_rows()
        shown = last // PAGE_ROWS
        return tuple({max(first, 0) // PAGE_ROWS, shown, shown + 1, shown + 2, -1})

    def _show(self, found: Found) -> None:
        self.total = found.total
        self.table.set_time_range(found.from_us, found.until_us)
        if self.model.wording.start_us != found.from_us and self._view.query.from_us is None:
            self.model.set_wording(replace(self.model.wording, start_us=found.from_us))
        if found.ids == self.model.ids:
            self.model.refresh()  # the same flows, but something was said of them: a phase, an answer
        self.model.set_ids(found.ids)
        self.model.take_pages(found.pages)
        query = self._view.query
        place = next((n for n, column in enumerate(COLUMNS) if column.sort is query.sort), -1)
        self.model.set_order(place, descending=query.descending)
        self._follow_order()
        self._show_empty()
        self._show_selection(self._view.selection)
        self._warm()
        self.count_changed.emit(len(found.ids), found.total)
        self._end()

    def _warm(self) -> None:
        """Words the rows on the screen now, so that painting them is a turn of its own."""
        if self._is_live:
            first, last = self.table.visible_rows()
            for row in range(first, last + 1):
                if (line := self.model.line(row)) is not None:
                    line.texts  # noqa: B018

    def set_live(self, *, is_live: bool) -> None:
        """While flows are recorded: rows on the screen are read again as they go on, and where they are in the order
        of time the table follows its end."""
        self._is_live = is_live
        self._follow_order()

    def _follow_order(self) -> None:
        query = self._view.query
        is_in_time = query.sort in (SortKey.TIME, SortKey.NUMBER) and not query.descending
        self.table.set_live(is_live=self._is_live and is_in_time)

    def _end(self) -> None:
        self._is_busy = False
        if self._is_stale:
            self.reload()

    def _reread(self) -> None:
        self.model.refresh()
        self.reload()

    def _show_empty(self) -> None:
        t = self._view.t
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.table)
            return
        if self.total:
            text = t("flows.empty_filter", n=self.total)
            self.no_match.set_text(title=t("flows.empty_title"), text=text)
        self._stack.setCurrentWidget(self.no_match if self.total else self.no_flow)

    # what the person does

    def _select(self, flow: int) -> None:
        self._view.select_flow(FlowId(flow))

    def _open(self, flow: int) -> None:
        self._view.select_flow(FlowId(flow))
        self.detail_requested.emit()

    def _show_selection(self, selection: Selection) -> None:
        self.table.select_flow(selection.flow)

    def _order(self, place: int) -> None:
        sort, query = COLUMNS[place].sort, self._view.query
        if sort is not None:
            descending = query.sort is sort and not query.descending
            self._view.set_query(replace(query, sort=sort, descending=descending))

    def _clear_filter(self) -> None:
        self._view.set_query(replace(self._view.query, terms=(), from_us=None, until_us=None, captures=()))

    def _show_menu(self, flow: int, at: QPoint) -> None:
        menu = self.make_menu(FlowId(flow))
        menu.exec(at)

    def make_menu(self, flow: FlowId) -> QMenu:
        """The context menu of a flow."""
        t, menu = self._view.t, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        facts = self._view.reader.facts(flow)
        rows = self._view.reader.flow_rows([flow])
        site = rows[0].site if rows else facts.host
        url = conceal_address(facts.url)
        menu.addAction(t("flows.copy_url"), lambda: _copy(url))
        if url != facts.url:
            menu.addAction(t("flows.copy_whole_url"), lambda: _copy(facts.url))
        menu.addAction(t("flows.copy_curl"), lambda: _copy(self._curl(flow)))
        menu.addAction(t("flows.copy_whole_curl"), lambda: _copy(write_curl(self._view.reader.content(flow))))
        menu.addSeparator()
        shown = safe_text(site, limit=60)
        menu.addAction(t("flows.only_site", site=shown), lambda: self._add_term("site", site, negated=False))
        menu.addAction(t("flows.not_site", site=shown), lambda: self._add_term("site", site, negated=True))
        self._add_values(menu, flow)
        if facts.host:
            menu.addSeparator()
            name = safe_text(facts.host, limit=60)
            menu.addAction(t("flows.forget_host", host=name), lambda: self.ask_forget(facts.host))
        return menu

    def _curl(self, flow: FlowId) -> str:
        content = self._view.reader.content(flow)
        secrets = secrets_of(content, decode_side(content, Side.REQUEST), self._view.reader.leaves(flow=flow))
        return write_curl(content, secrets=secrets)

    # forgetting a host

    def ask_forget(self, host: str) -> None:
        """Says what will be lost, then forgets the host."""
        t = self._view.t
        if self._view.is_working or self._is_live:
            self._view.notice_requested.emit("info", t("window.working"))
            return
        name = safe_text(host, limit=80)
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(t("marking.forget_title", host=name))
        box.setText(t("marking.forget_text", host=name, n=count_flows(self._view.reader.case.path, host)))
        box.setInformativeText(t("marking.forget_rest"))
        forget = box.addButton(t("marking.forget_do"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(t("marking.forget_cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        forget.clicked.connect(lambda: self.forget(host))
        box.open()

    def forget(self, host: str) -> None:
        """Forgets a host in the background, then asks for a new analysis."""
        path = self._view.reader.case.path
        self._view.set_working(is_working=True)
        self._forgetting.submit(lambda: forget_host(path, host), done=self._forgot, failed=self._kept)

    def _forgot(self, forgotten: Forgotten) -> None:
        t, name = self._view.t, safe_text(forgotten.host, limit=80)
        self._view.set_working(is_working=False)
        key = "marking.forgotten" if forgotten.is_wiped else "marking.forgotten_later"
        self._view.notice_requested.emit("info", t(key, host=name, n=forgotten.flows))
        self._view.analysis_changed.emit()
        self.host_forgotten.emit(forgotten.host)

    def _kept(self, reason: Failed) -> None:
        self._view.set_working(is_working=False)
        text = self._view.t("marking.forget_failed", host="", reason=failure_text(self._view.t, reason))
        self._view.notice_requested.emit("error", text)

    def _add_values(self, menu: QMenu, flow: FlowId) -> None:
        t = self._view.t
        values: dict[str, str] = {}
        for leaf in self._view.reader.leaves(flow=flow):
            if not leaf.class_.startswith("credential"):
                values.setdefault(leaf.value, leaf.class_)
        if values:
            menu.addSeparator()
            follow = menu.addMenu(t("flows.follow"))
            for value, class_ in list(values.items())[:_VALUES_OFFERED]:
                text = t("flows.follow_item", **{"class": class_word(t, class_)}, value=safe_text(value, limit=40))
                follow.addAction(text.replace("&", "&&"), partial(self._view.follow_requested.emit, value))

    def _add_term(self, key: str, value: str, *, negated: bool) -> None:
        term = Term(key=key, values=(value,), negated=negated)
        kept = tuple(t for t in self._view.query.terms if not (t.key == key and t.negated is negated and not negated))
        if term not in kept:
            self._view.set_terms((*kept, term))

    # what is remembered

    def _is_relative(self) -> bool:
        return self._settings is not None and self._settings.value(_RELATIVE_KEY, False, type=bool) is True

    def _set_relative(self, relative: bool) -> None:
        self.model.set_wording(replace(self.model.wording, relative=relative))
        if self._settings is not None:
            self._settings.setValue(_RELATIVE_KEY, relative)

    def _restore_columns(self) -> None:
        """A kept layout fits only as many columns as there were."""
        settings = self._settings
        state = None if settings is None else settings.value(_COLUMNS_KEY)
        if settings is not None and state is not None and settings.value(_COUNT_KEY, 0, type=int) == len(COLUMNS):
            self.table.restore_columns(state)

    def _save_columns(self) -> None:
        if self._settings is not None:
            self._settings.setValue(_COLUMNS_KEY, self.table.columns_state())
            self._settings.setValue(_COUNT_KEY, len(COLUMNS))


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
