"""While recording: state, figures, markers, what is new, what could not be read. Calm: nothing moves but numbers."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from inspector.store.filters import read_filter
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.capture_baseline import BaselineList
from inspector.ui.panels.capture_check import CheckLine, ProxyAddress
from inspector.ui.panels.capture_counts import CaptureCounts
from inspector.ui.panels.capture_head import RecordingHead
from inspector.ui.panels.capture_markers import MarkerRow
from inspector.ui.panels.capture_news import Live, NewsList, told_blocks
from inspector.ui.panels.capture_parts import Notice, Picture, Words
from inspector.ui.panels.capture_refused import RefusedHosts
from inspector.ui.panels.prose import Prose
from inspector.ui.recorder_watch import RecordingFacts
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

_WIDE = 860
_CLOCK_KEYS = ("clock_offset", "clock")


def told_text(view: CaseView, code: str, facts: dict[str, str | int]) -> str:
    """The sentence of section `recording` for what the recorder told."""
    key = f"recording.{code}"
    shown = {name: safe_text(one, limit=120) if isinstance(one, str) else one for name, one in facts.items()}
    return view.t(key, **shown) if view.t.has(key) else view.t("recording.told_unknown", code=safe_text(code, limit=60))


class CaptureLive(QWidget):
    """Shows the facts it is given; asks for everything else by signals."""

    marker_requested = Signal(str, str, object)  # kind, label, microseconds
    pass_requested = Signal(str, bool)  # host, whether it is to be read again
    pipe_requested = Signal(str)  # the host that may be refusing the proxy
    checklist_changed = Signal(object)

    def __init__(self, view: CaseView, theme: Theme, *, moment: Callable[[], int]) -> None:
        super().__init__()
        self._view, self._theme, t = view, theme, view.t
        self._capture = 0
        self._suspect = ""
        self._hidden_suspects: set[str] = set()
        self._told: tuple[object, ...] = ()
        self.head, self.check = RecordingHead(t, theme), CheckLine(t, theme)
        self.listens, self.counts = ProxyAddress(t, theme), CaptureCounts(t, theme)
        self.suspicion = Notice(theme)
        self.suspicion.add_button(t("recording.suspicion.button"), self._ask_for_pipe)
        self.suspicion.add_button(t("recording.suspicion.dismiss"), self._hide_suspicion, is_link=True)
        self.markers = MarkerRow(t, theme, moment=moment)
        self.news = NewsList(view, theme)
        self.refused = RefusedHosts(t, theme)
        self.baseline = BaselineList(t, theme, moment=moment)
        self.told_title, self.told = Words(theme, t("recording.told"), bold=True), Prose(theme, margin=0, fits=True)
        self._columns = QHBoxLayout()
        self._lay_out()
        self._connect()

    # showing

    def show_facts(self, facts: RecordingFacts) -> None:
        """Everything anew from what the recorder has said."""
        self._capture = facts.ready.capture if facts.ready else 0
        for part in (self.head, self.check, self.listens):
            part.show_facts(facts)
        self.show_tally(facts)
        self.markers.show_markers(tuple(facts.markers))
        self.markers.setEnabled(facts.ready is not None)
        self.refused.show_handshakes(facts.handshakes.values(), passing=facts.passing)
        self._show_suspicion(facts)
        self._show_baseline(facts)
        self._show_told(facts)

    def show_tally(self, facts: RecordingFacts) -> None:
        tally = facts.tally
        self.counts.show_counts(refused=max(len(facts.refused_hosts), tally.refused_hosts if tally else 0))
        if tally is not None:
            self.counts.show_counts(flows=tally.flows)
            self.counts.show_rest(
                received=tally.bytes_received, under_way=tally.open_flows, background=tally.background
            )

    def show_live(self, live: Live) -> None:
        """What the case says by now."""
        self.counts.show_counts(parties=live.parties, sensitive=live.sensitive)
        self.news.show_news(live.news)

    def _show_suspicion(self, facts: RecordingFacts) -> None:
        open_ones = {host: n for host, n in facts.suspicions.items() if host not in self._hidden_suspects}
        if not open_ones or facts.is_stopping:
            self.suspicion.hide()
            return
        self._suspect = max(open_ones, key=lambda host: open_ones[host])
        host = safe_text(self._suspect, limit=80)
        self.suspicion.tell(self._view.t("recording.suspicion.text", host=host, n=open_ones[self._suspect]))

    def _show_baseline(self, facts: RecordingFacts) -> None:
        environment = facts.plan.environment
        offset = next((environment[key] for key in _CLOCK_KEYS if environment.get(key)), "")
        self.baseline.show_facts(is_own_browser=bool(facts.plan.browser), clock_offset=safe_text(offset, limit=40))
        began = [marker.at_us for marker in facts.markers if marker.kind == "baseline"]
        self.baseline.show_baseline(began[0] if began else None)
        self.baseline.start.setEnabled(facts.ready is not None and not facts.is_stopping)

    def _show_told(self, facts: RecordingFacts) -> None:
        lines = [(at_us, told_text(self._view, one.code, one.facts)) for at_us, one in facts.told]
        self.told_title.setVisible(bool(lines))
        self.told.setVisible(bool(lines))
        if tuple(lines) != self._told:
            self._told = tuple(lines)
            self.told.write(told_blocks(lines))

    # asking

    def _ask_for_pipe(self) -> None:
        self.pipe_requested.emit(self._suspect)

    def _hide_suspicion(self) -> None:
        self._hidden_suspects.add(self._suspect)
        self.suspicion.hide()

    def _go(self, name: str) -> None:
        pages = {"parties": PageName.RECIPIENTS, "sensitive": PageName.DATA}
        if name == "flows":
            self._view.set_terms(read_filter(f"capture:{self._capture}"))
            self._view.page_requested.emit(PageName.FLOWS)
        elif name in pages:
            self._view.page_requested.emit(pages[name])
        else:
            self.refused.table.setFocus()

    def _connect(self) -> None:
        self.counts.chosen.connect(self._go)
        self.markers.marker_requested.connect(self.marker_requested)
        self.baseline.marker_requested.connect(self.marker_requested)
        self.baseline.checklist_changed.connect(self.checklist_changed)
        self.refused.pass_requested.connect(self.pass_requested)

    # building

    def _lay_out(self) -> None:
        left, right, reminder = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        reminder.setSpacing(8)
        reminder.addWidget(Picture(self._theme, "info"))
        reminder.addWidget(Words(self._theme, self._view.t("recording.reminder"), tone="quiet"), 1)
        news = QVBoxLayout()
        news.setSpacing(4)
        news.addWidget(Words(self._theme, self._view.t("recording.news"), bold=True))
        news.addWidget(self.news)
        told = QVBoxLayout()
        told.setSpacing(4)
        told.addWidget(self.told_title)
        told.addWidget(self.told)
        for column in (left, right):
            column.setSpacing(24)
        left.addWidget(self.markers)
        left.addLayout(news)
        left.addStretch(1)
        right.addWidget(self.baseline)
        right.addLayout(reminder)
        right.addLayout(told)
        right.addStretch(1)
        self._columns.setSpacing(32)
        self._columns.addLayout(left, 5)
        self._columns.addLayout(right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(16)
        for widget in (self.head, self.check, self.listens, self.suspicion, self.counts):
            column.addWidget(widget)
        column.addLayout(self._columns)
        column.addWidget(self.refused)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        directions = QBoxLayout.Direction
        is_wide = event.size().width() >= self._theme.px(_WIDE)
        self._columns.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
