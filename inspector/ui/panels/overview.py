"""The overview: the answer first, in sentences, then what it rests on and what it cannot say."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from inspector.messages import Translator
from inspector.model.flow import CaptureFacts
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.filters import read_filter
from inspector.store.queries import CaseReader
from inspector.store.reading.conclusions import Counts
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.dialogs.first_party import FirstPartyDialog
from inspector.ui.dialogs.persona import PersonaDialog
from inspector.ui.dialogs.scenario import ScenarioDialog
from inspector.ui.panels.consent import ToldConsent, read_told, write_told
from inspector.ui.panels.edits import EditQueue
from inspector.ui.panels.prose import Action, Block, Prose, Run, block, link, plain, quiet
from inspector.ui.panels.worst_finding import WorstFinding, read_worst, worst_block
from inspector.ui.plots.refresh import Refresh, WhenShown
from inspector.ui.theme import Theme
from inspector.ui.words import full_moment
from inspector.workspace import editing
from inspector.workspace.disclosure import disclose
from inspector.workspace.jobs import Failed
from inspector.workspace.journey_result import sites_with_journey
from inspector.workspace.summary import Statement, Summary, consent_lines, summarise

_MOST_OTHERS = 12
_MOST_WARNINGS = 8
_NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0 ]\d+)*")


class Overview(Record, frozen=True, kw_only=True):
    """What the page says, read in one go."""

    summary: Summary
    counts: Counts
    captures: tuple[CaptureFacts, ...]
    consent: tuple[ToldConsent, ...]
    is_analysed: bool
    journeys: frozenset[str] = frozenset()  # sites that have one
    worst: WorstFinding | None = None


def read_overview(path: Path, t: Translator) -> Overview:
    """For a worker thread, with its own connection."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        summary, consent_told = summarise(reader, t), consent_lines(reader, t)
        return Overview(
            summary=replace(summary, limits=tuple(one for one in summary.limits if one.text not in consent_told)),
            counts=reader.counts(),
            captures=reader.captures(),
            consent=read_told(reader, t),
            is_analysed=reader.outcome("first_party") is not None,
            journeys=sites_with_journey(reader),
            worst=read_worst(reader, t),
        )


class OverviewPage(QWidget):
    """Running text; every figure and every name is a link."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        path, t = view.reader.case.path, view.t
        self._refresh = Refresh(self, read=lambda: read_overview(path, t), show=self._show, fail=self._fail)
        self.prose = Prose(theme, margin=32)
        self.landing: QWidget = self.prose
        self.prose.setAccessibleName(view.t("overview.title"))
        self.change = QPushButton(t("overview.change_first"))
        self.change.clicked.connect(self.choose_first_party)
        self.persona = QPushButton(t("overview.persona"))
        self.persona.clicked.connect(self.enter_persona)
        bar = QHBoxLayout()
        bar.setContentsMargins(32, 8, 32, 16)
        bar.setSpacing(8)
        bar.addWidget(self.change)
        bar.addWidget(self.persona)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.prose, 1)
        layout.addLayout(bar)
        self.edits = EditQueue(view, self)
        self.edits.kept.connect(self.reload)
        self._when_shown = WhenShown(self, self.reload)
        for changed in (view.flows_changed, view.analysis_changed, view.verdicts_changed):
            changed.connect(self._when_shown.request)
        view.working_changed.connect(self._show_working)
        self._show_working()
        self.prose.write([block(quiet(t("overview.loading")))])
        self.reload()

    def reload(self) -> None:
        """Reads and writes the sentences again, in the background."""
        self._refresh.request()

    def _fail(self, reason: Failed) -> None:
        self.prose.write([block(self._view.t("overview.failed", reason=reason.message))])

    def _show_working(self) -> None:
        """What an analysis rests on is not changed under a running one."""
        for button in (self.change, self.persona):
            button.setEnabled(not self._view.is_working)
            button.setToolTip(self._view.t("window.working") if self._view.is_working else "")

    def choose_first_party(self) -> None:
        if self._view.is_working:
            self._view.notice_requested.emit("info", self._view.t("window.working"))
            return
        FirstPartyDialog(self._view, self._theme, parent=self).open()

    def enter_persona(self) -> None:
        PersonaDialog(self._view, self._theme, parent=self).open()

    def name_scenario(self, capture: CaptureFacts) -> None:
        """Asks what a capture was made to show and keeps it."""
        path = self._view.reader.case.path
        dialog = ScenarioDialog(self._view.t, self._theme, scenario=capture.scenario or "", parent=self)
        dialog.chosen.connect(
            lambda said: self.edits.add(lambda: editing.name_scenario(path, capture.id, said or None))
        )
        dialog.open()

    # writing

    def _show(self, overview: Overview) -> None:
        t, said = self._view.t, overview.summary
        blocks = [block(*self._runs(statement), kind="lead") for statement in said.answer]
        blocks.append(self._figures(overview))
        if (worst := overview.worst) is not None:
            blocks.append(worst_block(worst, t, self._theme, go_to=partial(self._open_finding, worst.id)))
        if not overview.is_analysed and overview.counts.flows:
            blocks.append(block(quiet(t("overview.not_analysed"))))
        blocks.extend(self._part("service", said.service))
        blocks.extend(self._others(said.others, overview.journeys))
        blocks.extend(self._part("findings", said.findings))
        blocks.extend(self._part("searched", said.searched))
        if overview.consent:
            blocks.append(block(t("journeys.consent"), kind="heading"))
            blocks.extend(write_told(self._view, overview.consent))
        blocks.extend(self._part("limits", said.limits))
        blocks.extend(self._warnings(overview.captures))
        blocks.append(block(t("overview.first_party"), kind="heading"))
        change = link(t("overview.change"), self.choose_first_party)
        blocks.append(block(*self._runs(said.first_party), plain(" "), change))
        blocks.extend(self._captures(overview.captures))
        self.prose.write(blocks)

    def _figures(self, overview: Overview) -> Block:
        """The figures of the case, each a way in."""
        t, counts = self._view.t, overview.counts
        ways: tuple[tuple[str, int, Action], ...] = (
            ("flows", counts.flows, lambda: self._show_flows("")),
            ("recipients", counts.third_party_sites, lambda: self._view.page_requested.emit(PageName.RECIPIENTS)),
            ("values", counts.places, lambda: self._view.page_requested.emit(PageName.DATA)),
            ("findings_count", counts.findings, lambda: self._view.page_requested.emit(PageName.FINDINGS)),
        )
        runs: list[Run] = []
        for name, number, action in ways:
            if runs:
                runs.append(quiet(" · "))
            runs.append(link(t(f"overview.{name}", n=number), action))
        return block(*runs, above=4)

    def _part(self, name: str, statements: Sequence[Statement]) -> Iterator[Block]:
        if statements:
            yield block(self._view.t(f"overview.{name}"), kind="heading")
        for statement in statements:
            yield block(*self._runs(statement))

    def _others(self, statements: Sequence[Statement], journeys: frozenset[str]) -> Iterator[Block]:
        """What others received, each with the way to its journey."""
        if not statements:
            return
        t = self._view.t
        yield block(t("overview.others"), kind="heading")
        for statement in statements[:_MOST_OTHERS]:
            runs, site = self._runs(statement), statement.recipient
            if site in journeys:
                runs += [plain("  "), link(_unbroken(t("journeys.of_story")), partial(self._view.open_journey, site))]
            yield block(*runs)
        rest = len(statements) - _MOST_OTHERS
        if rest > 0:
            every = link(
                t("overview.more_recipients", n=rest), lambda: self._view.page_requested.emit(PageName.RECIPIENTS)
            )
            yield block(every)

    def _warnings(self, captures: Sequence[CaptureFacts]) -> Iterator[Block]:
        warnings = [(capture, warning) for capture in captures for warning in capture.warnings]
        if not warnings:
            return
        t = self._view.t
        yield block(t("overview.warnings", n=len(warnings)), kind="heading")
        for capture, warning in warnings[:_MOST_WARNINGS]:
            key = f"warnings.{warning.code}"
            said = t(key) if t.has(key) else warning.message
            where = "" if warning.entry is None else t("overview.entry", n=warning.entry)
            yield block(quiet(f"{capture.name} {where}  "), plain(said))
        if len(warnings) > _MOST_WARNINGS:
            yield block(quiet(t("overview.more_warnings", n=len(warnings) - _MOST_WARNINGS)))

    def _captures(self, captures: Sequence[CaptureFacts]) -> Iterator[Block]:
        t = self._view.t
        if captures:
            yield block(t("overview.captures"), kind="heading")
        for capture in captures:
            origin = " · ".join(part for part in (capture.browser, capture.producer) if part)
            runs = [link(capture.name, partial(self._show_flows, f"capture:{capture.id}"))]
            runs += [plain("  "), link(self._scenario_word(capture), partial(self.name_scenario, capture))]
            runs.append(quiet(f"  {t('overview.flows', n=capture.imported)}, {full_moment(t, capture.started_us)}"))
            yield block(*runs)
            told = self._origin_of(capture)
            yield block(f"{origin}  {told}" if origin else told, kind="small")

    def _origin_of(self, capture: CaptureFacts) -> str:
        """Of a file its size and hash; of a recording how it was made."""
        disclosure = disclose(self._view.reader, capture, self._view.t)
        if disclosure is not None and not capture.sha256:
            return disclosure.way
        return self._view.t("overview.input", size=self._view.t.size(capture.size_bytes), sha=capture.sha256[:16])

    def _scenario_word(self, capture: CaptureFacts) -> str:
        t, scenario = self._view.t, capture.scenario
        if not scenario:
            return t("overview.name_scenario")
        key = f"window.scenario.{scenario}"
        return t("overview.scenario", name=t(key) if t.has(key) else scenario)

    def _runs(self, statement: Statement) -> list[Run]:
        """The sentence with its way in: the recipient's name, else its first figure, else a link at the end."""
        text = statement.text
        runs: list[Run] = []
        site = statement.recipient
        if site and site in text:
            before, _, text = text.partition(site)
            runs += [plain(before), link(site, lambda: self._view.select_recipient(site))]
        action = self._action(statement)
        if action is None:
            return [*runs, plain(text)]
        found = None if site else _NUMBER.search(text)
        if found is not None:
            return [*runs, plain(text[: found.start()]), link(found[0], action), plain(text[found.end() :])]
        word = "overview.see_findings" if statement.filter == "has:finding" else "overview.see"
        return [*runs, plain(f"{text} "), link(_unbroken(self._view.t(word)), action)]

    def _action(self, statement: Statement) -> Action | None:
        if statement.finding:
            return lambda: self._open_finding(statement.finding)
        if statement.filter == "has:finding":
            return lambda: self._view.page_requested.emit(PageName.FINDINGS)
        if statement.filter:
            return lambda: self._show_flows(statement.filter)
        return None

    def _open_finding(self, finding: str) -> None:
        self._view.select_finding(finding)
        self._view.page_requested.emit(PageName.FINDINGS)

    def _show_flows(self, words: str) -> None:
        self._view.set_terms(read_filter(words))
        self._view.page_requested.emit(PageName.FLOWS)


def _unbroken(words: str) -> str:
    """The words of a link, which is not broken over two lines."""
    return words.replace(" ", "\u00a0")
