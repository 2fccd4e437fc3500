"""The detail of a flow: a sentence, then request and response together, and what else is known of it."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from inspector.model.finding import Finding
from inspector.model.flow import FlowId, Location, Side
from inspector.model.leaf import Place
from inspector.ui.case_view import CaseView
from inspector.ui.panels.connection import write_connection
from inspector.ui.panels.consent_signals import write_signals
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.finding_texts import texts_of
from inspector.ui.panels.flow_sentence import write_delivery, write_sentence
from inspector.ui.panels.flow_story import FlowStory, read_story
from inspector.ui.panels.layers_view import LayersView, opened_count
from inspector.ui.panels.message_pane import MessagePane, Position
from inspector.ui.panels.messages_view import MessagesView
from inspector.ui.panels.prose import Block, Prose, Run, block, link, quiet
from inspector.ui.panels.timing_view import TimingView
from inspector.ui.panels.unread import UNREAD, write_unread
from inspector.ui.plots.marks import severity_mark
from inspector.ui.theme import Theme
from inspector.ui.words import role_word, safe_text, severity_word
from inspector.ui.work import Desk
from inspector.workspace.jobs import Failed

_WIDE = 860
_LOADING_MS = 200
TABS = ("exchange", "messages", "layers", "consent", "connection", "timing", "findings")


class FlowDetail(QWidget):
    """Reads a flow in a worker and shows it."""

    shown = Signal(int)  # the flow that is now on the screen

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self.story: FlowStory | None = None
        self._wanted: FlowId | None = None
        self._place: Place | None = None
        self._kept: tuple[Position, Position] | None = None  # what was read on each side before the same flow again
        self._is_split_by_hand = False
        self._desk = Desk(self)
        self._slow = QTimer(self, singleShot=True, interval=_LOADING_MS)
        self._slow.timeout.connect(self._show_loading)
        choices: dict[tuple[str, str], str] = {}
        self.address = QLabel()
        self.reveal = QToolButton()
        self.unread = EmptyState(theme, title=view.t("marking.unread"), text="")
        self.head = Prose(theme, margin=16, fits=True)
        self.request = MessagePane(view, theme, Side.REQUEST, choices=choices)
        self.response = MessagePane(view, theme, Side.RESPONSE, choices=choices)
        self.messages, self.layers = MessagesView(view, theme), LayersView(view, theme)
        self.connection, self.findings = Prose(theme, margin=16), Prose(theme, margin=16)
        self.consent = Prose(theme, margin=16)
        self.timing = TimingView(view.t, theme)
        self._exchange = QSplitter(Qt.Orientation.Vertical)
        self._both = QStackedWidget()
        self.tabs = QTabWidget()
        self._loading = EmptyState(theme, title=view.t("detail.loading"), text="")
        self._failed = EmptyState(theme, title=view.t("detail.unreadable"), text="")
        self._stack = QStackedWidget()
        self._lay_out()
        for pane in (self.request, self.response):
            pane.leaf_shown.connect(self._share_room)
            pane.steps_requested.connect(self.show_steps)
        view.verdicts_changed.connect(self._show_findings)
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        t = self._view.t
        self._exchange.addWidget(self.request)
        self._exchange.addWidget(self.response)
        self._exchange.setHandleWidth(1)
        self._exchange.setChildrenCollapsible(False)
        self._exchange.splitterMoved.connect(self._keep_split)
        self._both.addWidget(self._exchange)
        self._both.addWidget(self.unread)
        self.reveal.setCheckable(True)
        self.reveal.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.reveal.toggled.connect(lambda shown: self.set_revealed(revealed=shown))
        self.reveal.hide()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(t("detail.parts_name"))
        self.head.setAccessibleName(t("detail.head_name"))
        self.address.setAccessibleName(t("detail.address_name"))
        widgets = (self._both, self.messages, self.layers, self.consent, self.connection, self.timing, self.findings)
        for name, widget in zip(TABS, widgets, strict=True):
            self.tabs.addTab(widget, t(f"detail.tab_{name}"))
        for widget in (self.tabs, self._loading, self._failed):
            self._stack.addWidget(widget)
        self.address.setTextFormat(Qt.TextFormat.PlainText)
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.address.setWordWrap(False)
        self.address.setMinimumWidth(10)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 12, 0)
        top.setSpacing(8)
        top.addWidget(self.address, 1)
        top.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.head)
        column.addWidget(self._stack, 1)

    # what is shown

    def show_flow(self, flow: FlowId, *, place: Place | None = None, again: bool = False) -> None:
        """Reads a flow where it is another one (or `again`), then goes to the place."""
        self._place = place
        if self.story is not None and self.story.row.facts.id == flow and not again:
            self._go_to_place()
            return
        is_same = self.story is not None and self.story.row.facts.id == flow
        self._kept = (self.request.position, self.response.position) if is_same else None
        self._wanted = flow
        self._slow.start()
        path = self._view.reader.case.path
        self._desk.submit(lambda: read_story(path, flow), done=self._show, failed=self._show_failed)

    def focus_content(self) -> None:
        pane = self.response if self.response.body.body is not None else self.request
        pane.focus_content()

    def show_tab(self, name: str) -> None:
        self.tabs.setCurrentIndex(TABS.index(name))

    def show_steps(self, place: Place) -> None:
        """The layers that were undone to reach a value, one below the other."""
        self.show_tab("layers")
        self.layers.show_place(place)
        self.layers.steps.setFocus()

    @property
    def is_revealed(self) -> bool:
        return self.reveal.isChecked()

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or hides the secrets of this flow, in all its views, until another flow is selected."""
        self.reveal.setChecked(revealed)
        self.reveal.setText(self._view.t("marking.conceal" if revealed else "detail.reveal"))
        self.reveal.setIcon(self._theme.icon_beside("eye-off" if revealed else "eye", "quiet"))
        for part in (self.request, self.response, self.messages, self.layers):
            part.set_revealed(revealed=revealed)
        if self.story is not None:
            self._write_address(self.story)
            self._write_connection(self.story)

    def _show(self, story: FlowStory) -> None:
        self._slow.stop()
        is_same = self.story is not None and self.story.row.facts.id == story.row.facts.id
        keeps_revealed = is_same and self.is_revealed and not story.secrets.is_empty
        self.story = story
        with QSignalBlocker(self.reveal):
            self.reveal.setChecked(False)
        self.reveal.setText(self._view.t("detail.reveal"))
        self.reveal.setIcon(self._theme.icon_beside("eye", "quiet"))
        self.reveal.setVisible(not story.secrets.is_empty)
        self._write_head(story)
        self.request.show_story(story)
        self.response.show_story(story)
        self.messages.show_story(story)
        self.tabs.setTabVisible(TABS.index("messages"), bool(story.content.messages))
        self.layers.show_story(story)
        self._show_unread(story)
        self._write_connection(story)
        self.consent.write(tuple(write_signals(self._view.t, story.consent, go=self._go_to)))
        self.tabs.setTabVisible(TABS.index("consent"), bool(story.consent.signals))
        self.timing.show_facts(story.content.facts)
        self._show_findings()
        self._name_tabs()
        if keeps_revealed:
            self.set_revealed(revealed=True)
        self._stack.setCurrentWidget(self.tabs)
        self._share_room()
        self._go_to_place()
        if self._kept is not None:
            for pane, position in zip((self.request, self.response), self._kept, strict=True):
                pane.go_back(position)
        self._kept = None
        self.shown.emit(story.row.facts.id)

    def _show_loading(self) -> None:
        self._stack.setCurrentWidget(self._loading)

    def _show_failed(self, reason: Failed) -> None:
        self._slow.stop()
        self.story = None
        self._failed.set_text(title=self._view.t("detail.unreadable"), text=reason.message)
        self._stack.setCurrentWidget(self._failed)

    def _show_unread(self, story: FlowStory) -> None:
        """Where nothing was read, why stands in place of two empty sides."""
        is_unread = story.content.facts.delivery in UNREAD
        if is_unread:
            self.unread.set_text(title=self._view.t("marking.unread"), text=write_unread(self._view.t, story))
        self._both.setCurrentIndex(1 if is_unread else 0)
        self.tabs.setTabVisible(TABS.index("layers"), not is_unread)

    def _write_connection(self, story: FlowStory) -> None:
        conceal = str if self.is_revealed else story.secrets.conceal
        self.connection.write(tuple(write_connection(self._view.t, story, conceal=conceal)))

    def _write_address(self, story: FlowStory) -> None:
        url = story.content.facts.url
        self._address_text = safe_text(url if self.is_revealed else story.secrets.conceal(url), limit=1000)
        self.address.setToolTip(self._address_text)
        self._elide()

    def _write_head(self, story: FlowStory) -> None:
        self._write_address(story)
        row = story.row
        t, facts = self._view.t, row.facts
        role = t("detail.role", party=safe_text(row.operator or row.site, limit=80), role=role_word(t, row.role))
        delivery = write_delivery(t, facts.delivery)
        own = f"  {t('marking.background')}" if facts.background else ""
        self.head.write([block(write_sentence(t, row)), block(role, quiet("  "), quiet(delivery + own), kind="small")])

    def _go_to(self, place: Place) -> None:
        self._place = place
        self._go_to_place()

    def _go_to_place(self) -> None:
        place, self._place = self._place, None
        if place is None:
            return
        if place.location is Location.WEBSOCKET:
            self.show_tab("messages")
            self.messages.go_to_place(place)
            return
        self.show_tab("exchange")
        pane = self.request if place.side is Side.REQUEST else self.response
        pane.go_to_place(place)
        if place.layers:
            self.layers.show_place(place)

    def _show_findings(self) -> None:
        if self.story is None:
            return
        t = self._view.t
        findings = self.story.findings
        blocks = [line for finding in findings for line in self._finding(finding)]
        self.findings.write(blocks or [block(quiet(t("detail.no_finding")))])

    def _finding(self, finding: Finding) -> tuple[Block, ...]:
        assert self.story is not None
        t = self._view.t
        title = texts_of(finding, t, recipient=self.story.recipient).title
        mark = Run(text=f"{severity_word(t, finding.severity)}  ", mark=severity_mark(finding.severity, self._theme))
        go = link(title, lambda: self._view.select_finding(finding.id))
        return (block(mark, go), block(quiet(f"{finding.rule} · {finding.recipient}"), kind="small"))

    def _name_tabs(self) -> None:
        assert self.story is not None
        t = self._view.t
        counts = {
            "messages": len(self.story.content.messages),
            "layers": opened_count(self.story),
            "consent": len(self.story.consent.signals),
            "findings": len(self.story.findings),
        }
        for index, name in enumerate(TABS):
            count = counts.get(name, 0)
            word = t(f"detail.tab_{name}")
            self.tabs.setTabText(index, f"{word} {t.number(count)}" if count else word)

    # look

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= self._theme.px(_WIDE)
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if self._exchange.orientation() != wanted:
            self._exchange.setOrientation(wanted)
            self._is_split_by_hand = False
        self._share_room()
        self._elide()

    def _keep_split(self) -> None:
        self._is_split_by_hand = True

    def _share_room(self) -> None:
        """Gives the request what it needs: at most 45 percent, or what the response leaves."""
        if self._is_split_by_hand:
            return
        if self._exchange.orientation() == Qt.Orientation.Horizontal:
            self._exchange.setSizes([1000, 1000])
            return
        whole = max(self._exchange.height(), 200)
        request, response = self.request.natural_height(), self.response.natural_height()
        most = (70 if self.response.has_note else 80) if self.request.has_note else 45
        least = (30 if self.request.has_note else 75) if self.response.has_note else 0
        share = min(request, max(whole * most // 100, whole - response), whole * (100 - least) // 100)
        self._exchange.setSizes([share, whole - share])

    def _elide(self) -> None:
        text = getattr(self, "_address_text", "")
        metrics = self.address.fontMetrics()
        button = 0 if self.reveal.isHidden() else self.reveal.sizeHint().width() + 20
        room = max(self.width() - 32 - button, 40)
        self.address.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room))

    def _dress(self) -> None:
        self.address.setFont(self._theme.font(13, mono=True))
        self.address.setContentsMargins(16, 0, 16, 4)
        self.reveal.setFont(self._theme.font(11))
        self.reveal.setFixedHeight(self._theme.px(24))
        self.reveal.setIconSize(self._theme.icon_size(14))
        self.reveal.setIcon(self._theme.icon_beside("eye-off" if self.is_revealed else "eye", "quiet"))
        self._elide()
