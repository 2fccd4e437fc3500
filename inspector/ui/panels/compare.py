"""The page that sets captures against each other: the two sides, what differs in sentences, then the tables."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import chain, groupby
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from inspector.findings.comparison_words import Said, limit_texts
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.comparison import Comparison
from inspector.model.flow import CaptureFacts
from inspector.model.party import Recipient
from inspector.model.struct import Record
from inspector.report.data import Uncompared
from inspector.report.uncompared_words import comparison_sentences
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView
from inspector.ui.panels.compare_picker import Sides, SidesBar
from inspector.ui.panels.compare_tables import CompareTabs
from inspector.ui.panels.edits import EditQueue
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.prose import Block, Prose, Run, block, link, plain
from inspector.ui.plots.refresh import Refresh, WhenShown
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.workspace.comparing import keep_sides, read_comparison
from inspector.workspace.jobs import Failed
from inspector.workspace.uncompared import uncompared

_NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0 ]\d+)*")
_PROSE_SHARE = 0.46
_TABLE_PX = 190  # at 100 %: what is left for the table in a low window
_FEW_LIMITS = 3  # with their heading: they need less than half of the page
_WIDE_PX = 980
"""From here on, what cannot be compared stands beside what differs."""
_NOBODY: Sides = ((), ())


class Compared(Record, frozen=True, kw_only=True):
    """What the page shows, read in one go. `comparison` is None for fewer than two captures."""

    captures: tuple[CaptureFacts, ...]
    comparison: Comparison | None
    recipients: dict[str, Recipient]
    titles: dict[str, str]
    uncompared: tuple[Uncompared, ...] = ()


def read_compared(path: Path, sides: Sides, t: Translator) -> Compared:
    """For a worker thread, with its own connection."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        comparison = read_comparison(reader, sides)
        recipients = {one.site: one for one in reader.recipients()}
        wanted = {row.finding for row in comparison.findings} if comparison else set()
        titles = {
            finding.id: write_texts(finding, t, recipient=recipients.get(finding.recipient)).title
            for finding in reader.findings()
            if finding.id in wanted
        }
        return Compared(
            captures=reader.captures(),
            comparison=comparison,
            recipients=recipients,
            titles=titles,
            uncompared=uncompared(comparison, reader.not_assessable()) if comparison else (),
        )


class ComparePage(QWidget):
    """Two groups of captures, chosen here and kept in the case."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._theme = view, theme
        self._sides: Sides = ()
        self._captures: tuple[CaptureFacts, ...] = ()
        self._told: tuple[list[Block], list[Block]] = ([], [])
        self._is_wide = False
        path, t = view.reader.case.path, view.t
        self._refresh = Refresh(
            self, read=lambda: read_compared(path, self._sides, t), show=self._show, fail=self._fail
        )
        self.edits = EditQueue(view, self)
        self.bar = SidesBar(t, theme)
        self.prose = Prose(theme, margin=24)
        self.prose.setAccessibleName(t("compare.summary"))
        self.tabs = CompareTabs(view, theme)
        self._build()
        self.landing: QWidget = self.tabs
        self.edits.kept.connect(self._kept)
        self.bar.sides_picked.connect(self.choose)
        self.bar.usual_requested.connect(self.choose_usual)
        self._when_shown = WhenShown(self, self.reload)
        for changed in (view.analysis_changed, view.verdicts_changed):
            changed.connect(self._when_shown.request)
        self.reload()

    def _build(self) -> None:
        t = self._view.t
        self._full = QWidget()
        column = QVBoxLayout(self._full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        self.limits = Prose(self._theme, margin=24)
        self.limits.setAccessibleName(t("compare.limits"))
        said = QHBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.prose)
        said.addWidget(self.limits)
        self._columns = said
        column.addLayout(said)
        inner = QVBoxLayout()
        inner.setContentsMargins(16, 0, 0, 0)
        inner.addWidget(self.tabs)
        column.addLayout(inner, 1)
        add = (t("compare.add"), self._view.captures_requested.emit)
        self._empty = EmptyState(self._theme, title=t("compare.empty_title"), text=t("compare.empty_text"), button=add)
        self._waiting = EmptyState(self._theme, title=t("compare.loading"))
        self._stack = QStackedLayout(self)
        for part in (self._waiting, self._empty, self._full):
            self._stack.addWidget(part)

    def reload(self) -> None:
        """Compares again, in the background."""
        self._refresh.request()

    # choosing

    def choose(self, sides: Sides) -> None:
        """Puts these captures on the two sides, and keeps the choice where both hold any."""
        self._sides = sides
        if all(sides):
            path = self._view.reader.case.path
            self.edits.add(lambda: keep_sides(path, sides))
            self.bar.show_sides(self._captures, sides, is_chosen=True)
            self.reload()
        else:
            self._ask(sides)

    def choose_usual(self) -> None:
        """Forgets the choice: the sides are again those that the scenarios suggest."""
        path = self._view.reader.case.path
        self._sides = ()
        self.edits.add(lambda: keep_sides(path, ()))

    def _kept(self) -> None:
        """What was chosen is shown at once; that nothing is chosen has to be in the case first."""
        if not self._sides and self.edits.is_idle:
            self.reload()

    def _ask(self, sides: Sides) -> None:
        self.bar.show_sides(self._captures, sides, is_chosen=True)
        self._write([block(self._view.t("compare.pick_another"), kind="lead")])
        self.tabs.setEnabled(False)

    # showing

    def _show(self, compared: Compared) -> None:
        t, comparison = self._view.t, compared.comparison
        self._captures = compared.captures
        if comparison is None:
            title = "empty_title" if compared.captures else "empty_none_title"
            self._empty.set_text(title=t(f"compare.{title}"), text=t("compare.empty_text"))
            self._stack.setCurrentWidget(self._empty)
            return
        if self._sides and not all(self._sides):
            return  # an answer to what was chosen before
        sides = tuple(side.captures for side in comparison.sides)
        self.bar.show_sides(compared.captures, sides, is_chosen=comparison.is_chosen)
        self._write(self._sentences(compared, comparison), self._limits(comparison))
        self.tabs.setEnabled(True)
        self.tabs.show_comparison(comparison, known=compared.recipients, titles=compared.titles)
        self._stack.setCurrentWidget(self._full)
        self._fit()

    def _fail(self, reason: Failed) -> None:
        self._write([block(self._view.t("compare.failed", reason=reason.message))])
        self.tabs.setEnabled(False)
        self._stack.setCurrentWidget(self._full)

    def _sentences(self, compared: Compared, comparison: Comparison) -> list[Block]:
        told = comparison_sentences(comparison, compared.uncompared, compared.titles, self._view.t)
        parts = [list(some) for _, some in groupby(told, key=lambda said: said.part)]
        return [block(*chain.from_iterable(self._said(said) for said in some), above=4) for some in parts]

    def _limits(self, comparison: Comparison) -> list[Block]:
        t = self._view.t
        head = block(t("compare.limits"), kind="heading", above=12)
        return [head, *(block(safe_text(text), kind="small") for text in limit_texts(comparison, t))]

    def _said(self, said: Said) -> tuple[Run, ...]:
        """The sentence; its first figure, else what stands before its list, is a link to the table that it sums up."""
        text = f"{safe_text(said.text)} "
        if not said.part:
            return (plain(text),)
        show = partial(self.tabs.show_part, said.part)
        head = text.partition(":")[0].rstrip()
        found = _NUMBER.search(head)
        start, end = found.span() if found else (0, len(head))
        return plain(text[:start]), link(text[start:end], show), plain(text[end:])

    def _write(self, sentences: list[Block], limits: Sequence[Block] = ()) -> None:
        self._told = (sentences, list(limits))
        self._arrange()
        self._fit()

    def _arrange(self) -> None:
        """Side by side where there is room, else one after the other."""
        sentences, limits = self._told
        is_wide = self.width() >= self._theme.px(_WIDE_PX) and bool(limits)
        self.limits.setVisible(is_wide)
        self.prose.write(sentences if is_wide else [*sentences, *limits])
        self.limits.write(limits if is_wide else [])
        self._columns.setStretch(0, 11 if len(limits) > _FEW_LIMITS else 14)
        self._columns.setStretch(1, 9 if len(limits) > _FEW_LIMITS else 6)
        self._is_wide = is_wide

    def _fit(self) -> None:
        """As high as the sentences, up to a share of the page: beyond it they scroll."""
        if self._is_wide != (self.width() >= self._theme.px(_WIDE_PX) and bool(self._told[1])):
            self._arrange()
        parts = (self.prose, self.limits) if self._is_wide else (self.prose,)
        wanted = max(int(part.document().size().height()) for part in parts) + 4
        room = self.height() - self.bar.sizeHint().height() - self._theme.px(_TABLE_PX)
        high = max(min(wanted, room, int(self.height() * _PROSE_SHARE)), self._theme.px(48))
        for part in (self.prose, self.limits):
            part.setFixedHeight(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
