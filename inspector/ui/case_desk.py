"""Everything shown for one open case: rail, top bar, strip, page, detail. Built anew when the language changes."""

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QToolButton, QVBoxLayout, QWidget

from inspector.store.filters import Term
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.dialogs.case_dialogs import CaseDialogs
from inspector.ui.filter_bar import FilterBar
from inspector.ui.page_stack import PageStack, make_part
from inspector.ui.panels.detail import DetailPanel
from inspector.ui.rail import Rail
from inspector.ui.recording_bar import RecordingBar
from inspector.ui.theme import Theme

_SPLIT_KEY = "window/detail_split"
_BELOW_KEY = "window/detail_below"
_NARROW = 720  # unscaled pixels
_SHOWN_KEY = "window/detail_shown"


class CaseDesk(QWidget):
    """Puts the panels of a case together; they speak through the view only."""

    open_requested = Signal()
    captures_requested = Signal()
    rebuild_wanted = Signal()  # the analysis does not fit what the person has changed

    def __init__(self, view: CaseView, theme: Theme, *, settings: QSettings) -> None:
        super().__init__()
        self._view, self._theme, self._settings = view, theme, settings
        self.rail = Rail(view.t, theme)
        self.recording = RecordingBar(view.t, theme)
        self.filter = FilterBar(view.t, theme)
        self.pages = PageStack(view, theme, settings=settings)
        self.detail = DetailPanel(view, theme)
        self._strip = make_part("inspector.ui.plots.strip", "OverviewStrip", view, theme)
        self._open, self._report = QToolButton(), QToolButton()
        self._split = QSplitter()
        self.dialogs = CaseDialogs(view, theme, parent=self)
        self._lay_out()
        self._connect()
        self._restore()
        self._dress()

    @property
    def page(self) -> PageName:
        return self.pages.page

    @property
    def is_detail_below(self) -> bool:
        return self._split.orientation() == Qt.Orientation.Vertical

    def show_page(self, page: PageName) -> None:
        """Brings a page up, and the keyboard to it; what is being typed into the filter goes on."""
        is_new = page is not self.pages.page
        self.pages.show_page(page)
        self.rail.show_page(page)
        self._show_or_hide()
        if is_new and self.isVisible() and not self.filter.line.hasFocus():
            self.pages.focus_page()

    def focus_filter(self) -> None:
        self.filter.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.line.selectAll()

    @property
    def is_detail_wanted(self) -> bool:
        return self._settings.value(_SHOWN_KEY, True, type=bool) is True

    def show_detail(self, *, shown: bool) -> None:
        """Whether the detail appears when something is selected."""
        self._settings.setValue(_SHOWN_KEY, shown)
        self._show_or_hide()

    def _show_or_hide(self, _selection: object = None) -> None:
        """Nothing selected, or a page that shows no selection: the page has the whole width."""
        has_detail = self._view.selection != Selection() and self.page not in (PageName.REPORT, PageName.CAPTURE)
        self.detail.setVisible(self.is_detail_wanted and has_detail)

    def place_detail(self, *, below: bool) -> None:
        """Puts the detail at the right or below the page."""
        self._split.setOrientation(Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal)
        self._settings.setValue(_BELOW_KEY, below)
        whole = self._split.height() if below else self._split.width()
        self._split.setSizes([whole * 55 // 100, whole * 45 // 100])

    def save_state(self) -> None:
        self._settings.setValue(_SPLIT_KEY, self._split.saveState())

    # building

    def _lay_out(self) -> None:
        top = QWidget()
        bar = QHBoxLayout(top)
        bar.setContentsMargins(8, 4, 8, 4)
        bar.setSpacing(8)
        bar.addWidget(self.recording)
        bar.addWidget(self._open)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self._report)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._strip is not None:
            column.addWidget(self._strip)
        column.addWidget(self.pages, 1)
        self._split.addWidget(middle)
        self._split.addWidget(self.detail)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(0, 11)
        self._split.setStretchFactor(1, 9)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(top)
        right.addWidget(self._split, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def _connect(self) -> None:
        view = self._view
        self.rail.page_requested.connect(self.show_page)
        view.page_requested.connect(self.show_page)
        view.query_changed.connect(self._show_query)
        view.selection_changed.connect(self._show_or_hide)
        self.detail.left.connect(self._leave_detail)
        view.analysis_changed.connect(self._offer)
        self.filter.terms_changed.connect(self._set_terms)
        self.filter.range_cleared.connect(lambda: view.set_range(None, None))
        self.filter.left.connect(self.pages.flows.table.setFocus)
        self.pages.flows.count_changed.connect(self.filter.show_count)
        self.pages.flows.detail_requested.connect(self._read_detail)
        self.dialogs.rebuild_wanted.connect(self.rebuild_wanted)
        self._view.rebuild_requested.connect(self.rebuild_wanted)
        self._view.captures_requested.connect(self.captures_requested)
        self.pages.flows.host_forgotten.connect(lambda _host: self.rebuild_wanted.emit())
        self._open.clicked.connect(self.open_requested)
        self._report.clicked.connect(lambda: self.show_page(PageName.REPORT))
        self._theme.changed.connect(self._dress)
        for number, page in enumerate(PageName):
            shortcut = QShortcut(QKeySequence(str(number)), self)
            shortcut.activated.connect(lambda wanted=page: self.show_page(wanted))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.filter.line)
        escape.setContext(Qt.ShortcutContext.WidgetShortcut)
        escape.activated.connect(self.pages.flows.table.setFocus)

    def _restore(self) -> None:
        below = self._settings.value(_BELOW_KEY, False, type=bool)
        self._split.setOrientation(Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal)
        state = self._settings.value(_SPLIT_KEY)
        if state is not None:
            self._split.restoreState(state)
        else:
            self._split.setSizes([5500, 4500])
        self._show_or_hide()
        self._show_query()
        self._offer()
        self.show_page(PageName.FLOWS)

    # following

    def _set_terms(self, terms: tuple[Term, ...]) -> None:
        if terms != self._view.query.terms:
            self._view.set_terms(terms)
            if terms and self.page not in (PageName.FLOWS, PageName.TIMELINE):
                self.show_page(PageName.FLOWS)

    def _show_query(self, _query: object = None) -> None:
        query = self._view.query
        has_range = query.from_us is not None or query.until_us is not None
        self.filter.show_terms(query.terms, has_range=has_range)

    def _offer(self) -> None:
        recipients = self._view.reader.recipients()
        self.filter.offer(
            {
                "site": tuple(recipient.site for recipient in recipients),
                "host": tuple(host for recipient in recipients for host in recipient.hosts),
                "operator": tuple(sorted({r.party.operator for r in recipients if r.party.operator})),
            }
        )

    def _read_detail(self) -> None:
        self.show_detail(shown=True)
        self.detail.focus_content()

    def _leave_detail(self) -> None:
        self.pages.focus_page()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def _fit_bar(self) -> None:
        """Large letters in a small window: the filter needs the room of two words that the menus say too."""
        style, is_narrow = Qt.ToolButtonStyle, self.width() < self._theme.px(_NARROW)
        for button in (self._open, self._report):
            button.setToolButtonStyle(style.ToolButtonIconOnly if is_narrow else style.ToolButtonTextBesideIcon)

    def _dress(self) -> None:
        self._fit_bar()
        t, theme = self._view.t, self._theme
        for button, word, icon in ((self._open, "open", "folder-open"), (self._report, "report", "file-text")):
            button.setText(t(f"window.{word}"))
            button.setAccessibleName(t(f"window.{word}"))
            button.setToolTip(t(f"window.{word}_tip"))
            button.setIcon(theme.icon_beside(icon))
            button.setIconSize(theme.icon_size())
            button.setMinimumHeight(theme.px(28))
