"""The page that tells who learned what when: composites above, recipients at the left, the story of one beside them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QLabel,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from inspector.model.journey import Journey
from inspector.ui.case_view import CaseView, Selection
from inspector.ui.dialogs.first_party import FirstPartyDialog
from inspector.ui.dialogs.persona import PersonaDialog
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.journey_cards import NarrativeCards
from inspector.ui.panels.journey_list import JourneyPane
from inspector.ui.panels.journey_reading import Journeys, Lack, read_page
from inspector.ui.panels.journey_services import ServicesTable
from inspector.ui.panels.journey_story import JourneyStory
from inspector.ui.panels.wording import tip
from inspector.ui.plots.refresh import Refresh, WhenShown
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.workspace.jobs import Failed

_WIDE_PX = 480
"""From here on, at 100 %, the recipients stand beside the story; else above it."""
_LIST_PX = 300
_LIST_SHARE = 0.38
_LOW_PX = 360
"""In a page lower than this, at 100 %, the caution is told by the tooltip of the head."""
_LOWEST_PX = 240


class JourneysPage(QWidget):
    """A choice in the list selects the recipient everywhere, and a recipient selected elsewhere is shown here."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._read: Journeys | None = None
        self._has_head = self._has_steps = self._is_split_by_hand = False
        path, t = view.reader.case.path, view.t
        self._refresh = Refresh(self, read=lambda: read_page(path, t), show=self._show, fail=self._fail)
        self.pane = JourneyPane(t, theme)
        self.cards = NarrativeCards(view, theme)
        self.story = JourneyStory(view, theme)
        self.services = ServicesTable(view, theme)
        self._build()
        self.landing: QWidget = self.pane
        self.cards.recipient_wanted.connect(self.show_site)
        self.pane.shown.connect(self._tell)
        self.pane.chosen.connect(lambda journey: view.select_recipient(journey.site))
        self.pane.entered.connect(self.story.setFocus)
        self._when_shown = WhenShown(self, self.reload)
        for changed in (view.analysis_changed, view.verdicts_changed):
            changed.connect(self._when_shown.request)
        view.selection_changed.connect(self._follow)
        theme.changed.connect(self._dress)
        self._dress()
        self.reload()

    def _build(self) -> None:
        self._build_heads()
        self._build_parts()
        self._build_states()

    def _build_heads(self) -> None:
        t = self._view.t
        self._count = QLabel()
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setWordWrap(True)
        self._count.setToolTip(tip(t("journeys.read_it")))
        self._count.setContentsMargins(24, 12, 16, 0)
        self._caution = QLabel(t("journeys.read_it"))
        self._caution.setTextFormat(Qt.TextFormat.PlainText)
        self._caution.setWordWrap(True)
        self._caution.setProperty("tone", "quiet")
        self._caution.setContentsMargins(24, 0, 16, 8)

    def _build_parts(self) -> None:
        self._parts = QSplitter()
        self._parts.setChildrenCollapsible(False)
        self._parts.addWidget(self.pane)
        self._parts.addWidget(self.story)
        self._parts.splitterMoved.connect(self._keep_split)
        self._parts.setStretchFactor(0, 0)
        self._parts.setStretchFactor(1, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._parts, "")
        self.tabs.addTab(self.services, "")

    def _build_states(self) -> None:
        t = self._view.t
        self._lacks: dict[Lack, EmptyState] = {}
        self._lower = QStackedWidget()
        self._lower.addWidget(self.tabs)
        full = QWidget()
        whole = QVBoxLayout(full)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._count)
        whole.addWidget(self._caution)
        whole.addWidget(self.cards)
        whole.addWidget(self._lower, 1)
        self._waiting = EmptyState(self._theme, title=t("journeys.loading"))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._waiting)
        self._stack.addWidget(full)

    def _show_lack(self, lack: Lack) -> None:
        """Made when it is first needed: a hidden heading would keep the page from growing narrow."""
        if lack not in self._lacks:
            self._lacks[lack] = self._empty(lack)
            self._lower.addWidget(self._lacks[lack])
        self._lower.setCurrentWidget(self._lacks[lack])

    def _empty(self, lack: Lack) -> EmptyState:
        """What it is, why there is nothing, and the next action."""
        t = self._view.t
        ways = {
            Lack.FLOWS: ("add", self._view.captures_requested.emit),
            Lack.FIRST_PARTY: ("first_party", self.choose_first_party),
            Lack.STEPS: ("persona", self.enter_persona),
        }
        key, call = ways.get(lack, ("", None))
        return EmptyState(
            self._theme,
            title=t(f"journeys.empty_{lack}_title"),
            text=t(f"journeys.empty_{lack}_text"),
            button=(t(f"journeys.{key}"), call) if call is not None else None,
        )

    def reload(self) -> None:
        """Reads everything again, in the background."""
        self._refresh.request()

    def enter_persona(self) -> None:
        if not self._is_busy():
            PersonaDialog(self._view, self._theme, parent=self).open()

    def choose_first_party(self) -> None:
        if not self._is_busy():
            FirstPartyDialog(self._view, self._theme, parent=self).open()

    def _is_busy(self) -> bool:
        """What an analysis rests on is not changed under a running one."""
        if self._view.is_working:
            self._view.notice_requested.emit("info", self._view.t("window.working"))
        return self._view.is_working

    # showing

    def _show(self, read: Journeys) -> None:
        t, self._read = self._view.t, read
        told = sum(bool(journey.steps) for journey in read.journeys)
        self._count.setText(t("journeys.count", n=told) if told else t("journeys.count_none"))
        self._has_head, self._has_steps = bool(read.journeys or read.narratives), bool(told)
        self._make_room()
        self.cards.show_narratives(
            read.narratives, members=read.members, sites=frozenset(journey.site for journey in read.journeys)
        )
        self.pane.show_journeys(read.journeys, read.recipients, site=self._selected(read))
        rows = self.services.show_journeys(read.journeys)
        self.tabs.setTabText(0, t("journeys.tab_stories", n=len(read.journeys)))
        self.tabs.setTabText(1, t("journeys.tab_services", n=rows))
        self.tabs.setTabVisible(1, rows > 0)
        self.tabs.tabBar().setVisible(rows > 0)
        if read.lack is None:
            self._lower.setCurrentWidget(self.tabs)
        else:
            self._show_lack(read.lack)
        self._stack.setCurrentIndex(1)

    def _selected(self, read: Journeys) -> str:
        site = self._view.selection.recipient or ""
        return site if any(journey.site == site for journey in read.journeys) else ""

    def _fail(self, reason: Failed) -> None:
        text = self._view.t("journeys.failed", reason=safe_text(reason.message, limit=300))
        self._waiting.set_text(title=self._view.t("journeys.title"), text=text)
        self._stack.setCurrentIndex(0)

    def _tell(self, journey: Journey) -> None:
        if self._read is not None:
            self.story.show_journey(
                journey,
                recipient=self._read.recipients.get(journey.site),
                markers=self._read.markers,
                masked_markers=self._read.masked_markers,
                captures=self._read.captures,
            )

    # selection

    def show_site(self, site: str) -> None:
        """Goes to the journey of a recipient, whatever is filtered."""
        if self.pane.model.row_of(site) is None:
            self.pane.filter.clear()
        if self.pane.go_to(site):
            self.tabs.setCurrentIndex(0)
            self.pane.setFocus()
            self._view.select_recipient(site)

    def _follow(self, selection: Selection) -> None:
        if selection.recipient is not None:
            self.pane.go_to(selection.recipient)

    # look

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= self._theme.px(_WIDE_PX)
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if self._parts.orientation() != wanted:
            self._parts.setOrientation(wanted)
            self._is_split_by_hand = False
        self._share()
        self._make_room()
        self.cards.fit()

    def _make_room(self) -> None:
        """In a low page the rows come before the sentences above them."""
        px, height = self._theme.px, self.height()
        self._caution.setVisible(self._has_steps and height >= px(_LOW_PX))
        self._count.setVisible(self._has_head and height >= px(_LOWEST_PX))

    def _keep_split(self) -> None:
        self._is_split_by_hand = True

    def _share(self) -> None:
        if self._is_split_by_hand:
            return
        if self._parts.orientation() == Qt.Orientation.Horizontal:
            left = min(self._theme.px(_LIST_PX), int(self.width() * _LIST_SHARE))
            self._parts.setSizes([left, max(self.width() - left, 1)])
        else:
            self._parts.setSizes([400, 600])

    def _dress(self) -> None:
        self._count.setFont(self._theme.font(15))
        self._caution.setFont(self._theme.font(11))
        self._share()
        self.cards.fit()
