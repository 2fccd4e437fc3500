"""After recording: what was recorded, what was not seen, what to do next."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector.capture.plan import Mode, Way
from inspector.model.recording import Refusal
from inspector.store.filters import read_filter
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.capture_head import client_word
from inspector.ui.panels.capture_live import told_text
from inspector.ui.panels.capture_news import Live
from inspector.ui.panels.capture_parts import text_button
from inspector.ui.panels.prose import Action, Block, Prose, Run, block, link, quiet, strong
from inspector.ui.panels.wording import duration, listed, phase_word
from inspector.ui.recorder_watch import RecordingFacts
from inspector.ui.theme import Theme
from inspector.ui.words import clock, failure_text, safe_text
from inspector.workspace.jobs import Failed

_MOST_NAMED = 5


class CaptureAfter(QWidget):
    """The figures are links; three buttons go on."""

    again_requested = Signal()

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, t = view, view.t
        self._facts: RecordingFacts | None = None
        self._live = Live()
        self.prose = Prose(theme, margin=32, fits=True)
        self.prose.setAccessibleName(t("recording.after.title"))
        self.setFocusProxy(self.prose)
        go = view.page_requested.emit
        self.overview = text_button(t("recording.after.overview"), lambda: go(PageName.OVERVIEW), kind="primary")
        self.again = text_button(t("recording.after.again"), self.again_requested.emit)
        page = compare_page()
        word = "compare_data" if page is PageName.DATA else "compare"
        self.compare = text_button(t(f"recording.after.{word}"), lambda: go(page))
        row = QHBoxLayout()
        row.setContentsMargins(32, 0, 32, 0)
        row.setSpacing(8)
        for button in (self.overview, self.again, self.compare):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 24, 0, 24)
        column.setSpacing(16)
        column.addWidget(self.prose)
        column.addLayout(row)
        column.addStretch(1)

    def show_facts(self, facts: RecordingFacts, live: Live) -> None:
        self._facts, self._live = facts, live
        is_empty = not _flows_of(facts)
        self.overview.setVisible(not is_empty)
        self.compare.setVisible(not is_empty and len(self._view.reader.captures()) > 1)
        self.prose.write(list(self._blocks_of(facts)))

    def show_live(self, live: Live) -> None:
        """The analysis may end after the recording."""
        if self._facts is not None and live != self._live:
            self.show_facts(self._facts, live)

    # writing

    def _blocks_of(self, facts: RecordingFacts) -> Iterator[Block]:
        t, ended = self._view.t, facts.ended
        is_broken = ended is not None and bool(ended.code)
        title = "title" if not is_broken else "title_broken" if facts.ready is not None else "title_unstarted"
        yield block(strong(t(f"recording.after.{title}")), kind="title")
        if ended is not None and is_broken:
            reason = Failed(code=ended.code, message=ended.message, facts=dict(ended.facts))
            yield block(self._reason(reason), kind="lead")
        if facts.ready is None:
            yield block(quiet(t("recording.after.kept")))
            return
        yield self._span(facts)
        yield from self._recorded(facts)
        yield from self._not_seen(facts)
        yield block(t("recording.after.next"), kind="heading")
        yield block(quiet(t(f"recording.after.{self._way('undone')}")))

    def _span(self, facts: RecordingFacts) -> Block:
        t = self._view.t
        until_us = facts.ended_us or facts.began_us
        times = {"from": clock(facts.began_us, millis=False), "until": clock(until_us, millis=False)}
        whole_us = (until_us - facts.began_us) // 1_000_000 * 1_000_000
        if whole_us <= 0:
            return block(t("recording.after.moment", **times), quiet(f"  {client_word(t, facts)}"))
        span = duration(t, whole_us)
        return block(t("recording.after.span", span=span, **times), quiet(f"  {client_word(t, facts)}"))

    def _reason(self, reason: Failed) -> str:
        """Section `recording` has words of its own for an end of the recorder."""
        key = f"recording.{reason.code}"
        facts = {name: safe_text(str(one), limit=120) for name, one in reason.facts.items()}
        return self._view.t(key, **facts) if self._view.t.has(key) else failure_text(self._view.t, reason)

    def _recorded(self, facts: RecordingFacts) -> Iterator[Block]:
        t = self._view.t
        flows = _flows_of(facts)
        yield block(t("recording.after.recorded"), kind="heading")
        if not flows:
            yield block(t("recording.after.nothing"), kind="lead")
            yield block(t(f"recording.after.{self._way('nothing')}"))
            return
        capture = facts.ready.capture if facts.ready else 0
        ways: tuple[tuple[str, int, Action], ...] = (
            ("flows", flows, lambda: self._show_flows(capture)),
            ("parties", self._live.parties, lambda: self._view.page_requested.emit(PageName.RECIPIENTS)),
            ("sensitive", self._live.sensitive, lambda: self._view.page_requested.emit(PageName.DATA)),
        )
        runs: list[Run] = []
        for name, n, action in ways:
            if name != "flows" and not self._live.parties:
                continue  # nothing has been analysed yet: no figure is better than 0
            runs += [quiet(" · ")] if runs else []
            runs.append(link(t(f"recording.after.{name}", n=n), action))
        yield block(*runs, kind="lead")
        names = [safe_text(phase_word(t, one.kind, one.label), limit=60) for one in facts.markers]
        if names:
            yield block(t("recording.after.markers", n=len(names), names=", ".join(names)))
        else:
            yield block(t("recording.after.no_markers"))
        if facts.tally is not None and facts.tally.background:
            yield block(t("recording.after.background", n=facts.tally.background))

    def _not_seen(self, facts: RecordingFacts) -> Iterator[Block]:
        t = self._view.t
        said = [*self._unread_hosts(facts), *(self._beyond(facts) if _flows_of(facts) else ())]
        told = facts.told[-_MOST_NAMED:]
        if said or told:
            yield block(t("recording.after.unseen"), kind="heading")
        yield from said
        for at_us, one in told:
            words = told_text(self._view, one.code, one.facts)
            yield block(quiet(f"{clock(at_us, millis=False)}  {words}"), kind="small")

    def _unread_hosts(self, facts: RecordingFacts) -> Iterator[Block]:
        t = self._view.t
        failed = [one for one in facts.handshakes.values() if one.host not in facts.passing]
        broken = {one.host: None for one in failed if one.refusal is Refusal.SERVER_REFUSED}
        refused = {one.host: None for one in failed if one.host not in broken}
        for name, hosts in (("refused", [*refused]), ("server", [*broken]), ("passed", sorted(facts.passing))):
            if hosts:
                yield block(t(f"recording.after.{name}", n=len(hosts), hosts=self._named(hosts)), kind="item")

    def _beyond(self, facts: RecordingFacts) -> Iterator[Block]:
        """What a recording of this kind does not see: said only beside something that was seen."""
        t, plan = self._view.t, facts.plan
        if plan.way is Way.BROWSER:
            yield block(t("recording.after.pipe"), kind="item")
        else:
            yield block(t("recording.after.quic"), kind="item")
        if plan.scope:
            yield block(t("recording.after.scope"), kind="item")
        if not plan.resolve_names:
            yield block(t("recording.after.names"), kind="item")
        yield block(t("recording.after.others"), kind="item")

    def _named(self, hosts: Sequence[str]) -> str:
        shown = [safe_text(host, limit=80) for host in hosts[:_MOST_NAMED]]
        return ", ".join([*shown, "…"]) if len(hosts) > _MOST_NAMED else listed(self._view.t, shown)

    def _way(self, word: str) -> str:
        """The word by what was recorded: a browser of ours, a phone, or whatever used the port."""
        assert self._facts is not None
        plan = self._facts.plan
        if plan.browser:
            return f"{word}_browser"
        return f"{word}_phone" if plan.mode in (Mode.WIREGUARD, Mode.LAN) else f"{word}_port"

    def _show_flows(self, capture: int) -> None:
        self._view.set_terms(read_filter(f"capture:{capture}"))
        self._view.page_requested.emit(PageName.FLOWS)


def _flows_of(facts: RecordingFacts) -> int:
    """How many flows were kept; a recorder that died says no figure of its own."""
    counted = facts.tally.flows if facts.tally else 0
    return (facts.ended.imported if facts.ended else 0) or counted


def compare_page() -> PageName:
    """Where captures stand side by side: the page for it, else the data table."""
    return next((page for page in PageName if page.value == "compare"), PageName.DATA)
