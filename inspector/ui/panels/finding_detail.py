"""One finding in full: what it shows, the evidence, the arithmetic, and the investigator's verdict."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.findings.step_words import layers_word
from inspector.findings.texts import FindingTexts
from inspector.model.finding import EvidenceItem, Finding, Status, Verdict
from inspector.model.mask import mask
from inspector.model.party import Recipient
from inspector.store.filters import Term
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.dialogs.finding_review import ReplyDialog, RunsDialog, TrapDialog
from inspector.ui.panels.decisions import Decisions
from inspector.ui.panels.finding_texts import texts_of, write_moment_day
from inspector.ui.panels.finding_work import BOXES, Work, write_reply, write_reproduction, write_traps
from inspector.ui.panels.note_field import NoteField
from inspector.ui.panels.prose import Block, Prose, Run, block, code, link, plain, quiet
from inspector.ui.panels.wording import clock, phase_word, status_word
from inspector.ui.plots.marks import class_mark, recipient_mark, severity_mark
from inspector.ui.theme import Theme
from inspector.ui.value_words import form_word
from inspector.ui.words import class_word, confidence_word, safe_text, severity_word
from inspector.workspace.verdicts import open_traps

_MOST_EVIDENCE = 12
_HEAD_PX = 56  # the heading of the traps stays in sight
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ACTIONS = (
    (Status.VERIFIED, "verify"),
    (Status.REJECTED, "reject"),
    (Status.DRAFT, "draft"),
    (Status.NEEDS_REPLY, "needs_reply"),
)


class FindingDetail(QWidget):
    """Follows the selection: shows the finding that is selected. The note is kept when the field is left."""

    def __init__(self, view: CaseView, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._theme = theme
        self.finding: Finding | None = None
        self.decisions = Decisions.of(view)
        self.edits = self.decisions.edits
        self._work = Work(tick=self.tick, word=self.ask_word, reply=self.ask_reply, runs=self.ask_runs)
        self._trap_links: list[int] = []
        self._at_trap: int | None = None
        self.prose = Prose(theme, margin=16)
        self.prose.setAccessibleName(view.t("findings_page.detail"))
        self.setFocusProxy(self.prose)
        self.note = NoteField(self._keep_note)
        self.buttons: dict[Status, QPushButton] = {}
        self._build()
        self.prose.installEventFilter(self)
        self.decisions.traps_requested.connect(self.go_to_traps)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self.decisions.undo)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        view.selection_changed.connect(self._follow)
        view.analysis_changed.connect(self._again)
        view.verdicts_changed.connect(self._again)
        self._follow(view.selection)

    def _build(self) -> None:
        t = self._view.t
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        label = QLabel(t("findings_page.note_label"))
        label.setProperty("tone", "quiet")
        self.note.setPlaceholderText(t("findings_page.note_hint"))
        self.note.setAccessibleName(t("findings_page.note_label"))
        column.addWidget(label)
        column.addWidget(self.note)
        bar = QGridLayout()  # two by two: four words in a row do not fit a narrow panel
        bar.setSpacing(8)
        for place, (status, word) in enumerate(_ACTIONS):
            button = QPushButton(t(f"findings_page.{word}"))
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, status=status: self.decide(status))
            bar.addWidget(button, place // 2, place % 2)
            self.buttons[status] = button
        bar.setColumnStretch(2, 1)
        column.addLayout(bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.prose, 1)
        layout.addWidget(foot)
        self._foot = foot
        self._restyle()
        self._theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        colors = self._theme.palette
        self.note.setStyleSheet(f"border: 1px solid {colors.line}; border-radius: 4px; color: {colors.ink};")
        self.note.setFixedHeight(self._theme.px(56))

    # following

    def _follow(self, selection: Selection) -> None:
        if selection.finding is None:
            return
        reader = self._view.reader
        found = next((one for one in reader.findings() if one.id == selection.finding), None)
        self._foot.setVisible(found is not None)
        self.note.keep()  # what was typed belongs to the finding shown until now
        is_other = self.finding is None or found is None or found.id != self.finding.id
        self.finding = found
        if found is None:
            self.prose.write([block(quiet(self._view.t("findings_page.gone")))])
            return
        self._write(found, is_other=is_other)
        if is_other:
            self.prose.verticalScrollBar().setValue(0)

    def _again(self) -> None:
        if self.finding is not None:
            self._follow_quietly(self.finding.id)

    def _follow_quietly(self, key: str) -> None:
        """The same finding after a change: the reading position stays."""
        at = self.prose.verticalScrollBar().value()
        found = next((one for one in self._view.reader.findings() if one.id == key), None)
        if found is not None:
            self.finding = found
            had_focus = self.prose.hasFocus()
            self._write(found)
            self.prose.verticalScrollBar().setValue(at)
            if had_focus and self._at_trap is not None:
                self._focus_trap(self._at_trap)
            self._at_trap = None

    def _write(self, finding: Finding, *, is_other: bool = False) -> None:
        t = self._view.t
        recipient = next((one for one in self._view.reader.recipients() if one.site == finding.recipient), None)
        texts = texts_of(finding, t, recipient=recipient)
        verdict = self._view.reader.verdicts().get(finding.id)
        status = verdict.status if verdict else Status.DRAFT
        for one, button in self.buttons.items():
            button.setChecked(one is status)
        if is_other or not self.note.hasFocus():
            self.note.set_text(verdict.note if verdict else "")
        self.prose.write(
            [
                *self._head(finding, texts, recipient=recipient, status=status),
                *self._sentences(texts),
                *self._verified(texts),
                *self._evidence(finding),
                *self._arithmetic(finding, texts),
                *write_traps(t, texts, verdict, work=self._work),
                *write_reproduction(t, finding, texts, verdict, captures=self._captures(), work=self._work),
                *write_reply(t, verdict, work=self._work),
                *self._small(texts),
            ]
        )
        self._trap_links = [n for n, word in enumerate(self.prose.links) if word in BOXES]

    # parts

    def _head(
        self, finding: Finding, texts: FindingTexts, *, recipient: Recipient | None, status: Status
    ) -> Iterator[Block]:
        t = self._view.t
        is_rejected = status is Status.REJECTED
        title = Run(
            text=texts.title,
            bold=True,
            mark=severity_mark(finding.severity, self._theme),
            struck=is_rejected,
            quiet=is_rejected,
        )
        yield block(title, kind="lead")
        words = [
            severity_word(t, finding.severity),
            confidence_word(t, finding.confidence),
            f"{finding.rung} {t(f'findings_page.rung_{finding.rung}')}",
            status_word(t, status),
        ]
        yield block(plain(" · ".join(words)), quiet(f"  {finding.rule}"))
        if (signed := self._signature(finding)) is not None:
            yield block(quiet(signed))
        if texts.traps:
            answered = len(texts.traps) - len(open_traps(finding, self._view.reader.verdicts().get(finding.id)))
            count = t("findings_page.traps_count", answered=answered, n=len(texts.traps))
            yield block(link(count, self.go_to_traps))
        runs = [quiet(f"{t('findings_page.column_recipient')} ")]
        name = link(finding.recipient, lambda: self._view.select_recipient(finding.recipient))
        mark = recipient_mark(recipient, self._theme) if recipient else None
        runs.append(Run(text=name.text, action=name.action, mark=mark))
        if finding.class_:
            runs.append(plain("   "))
            runs.append(Run(text=class_word(t, finding.class_), mark=class_mark(finding.class_, self._theme)))
        if finding.phase:
            key = "phase_inferred" if finding.facts.get("phase_known") == "inferred" else "phase"
            runs.append(quiet(f"   {t(f'findings_page.{key}', phase=phase_word(t, finding.phase))}"))
        yield block(*runs)

    def _signature(self, finding: Finding) -> str | None:
        """Who decided, and when; None before anybody has."""
        t, verdict = self._view.t, self._view.reader.verdicts().get(finding.id)
        if verdict is None or not verdict.reviewer or verdict.status is Status.DRAFT:
            return None
        day = write_moment_day(t, verdict.at_us)
        return t("findings_page.signed_by", name=safe_text(verdict.reviewer, limit=120), date=day)

    def _sentences(self, texts: FindingTexts) -> Iterator[Block]:
        """The three in equal weight."""
        t = self._view.t
        for name, text in (
            ("shows", texts.shows),
            ("suggests", texts.suggests),
            ("does_not_show", texts.does_not_show),
        ):
            yield block(t(f"findings_page.{name}"), kind="heading", above=16)
            yield block(text)

    def _verified(self, texts: FindingTexts) -> Iterator[Block]:
        """What was checked without anybody's help, and in which runs it came back."""
        if said := [text for text in (texts.checked, texts.runs) if text]:
            yield block(self._view.t("findings_page.checked_by_tool"), kind="heading")
            for text in said:
                yield block(text)

    def _evidence(self, finding: Finding) -> Iterator[Block]:
        t = self._view.t
        yield block(t("findings_page.evidence", n=len(finding.evidence)), kind="heading")
        for item in finding.evidence[:_MOST_EVIDENCE]:
            yield from self._item(item)
        every = t("findings_page.all_flows", n=sum(finding.occurrences.values()))
        yield block(link(every, lambda: self._show_flows(finding)), above=4)

    def _item(self, item: EvidenceItem) -> Iterator[Block]:
        t, place = self._view.t, item.place
        runs: list[Run] = []
        if item.role != "evidence" and t.has(f"findings_page.role_{item.role}"):
            runs.append(quiet(f"{t(f'findings_page.role_{item.role}')}  "))
        runs.append(link(t("recipients.flow", n=place.flow), lambda: self._view.open_flow(place.flow, place=place)))
        runs.append(quiet(f"  {clock(item.at_us, millis=True)}  {item.host}"))
        yield block(*runs, kind="item", above=8)
        way = "↑ " if place.side == "request" else "↓ "
        where = f"{way}{t(f'window.side.{place.side}')}, {t(f'window.location.{place.location}')}  "
        yield block(quiet(where), code(place.path), kind="item", indent=1)
        value = [Run(text=mask(item.value), mono=True, bold=True)]
        if item.joined:
            value.append(quiet(f"  {t('findings_page.joined', label=mask(item.joined))}"))
        if item.form != "plain":
            value.append(quiet(f"  {t('findings_page.form', form=form_word(t, item.form))}"))
        value.append(quiet("  "))
        value.append(link(t("recipients.follow"), lambda: self._view.follow_requested.emit(item.value)))
        yield block(*value, kind="item", indent=1)
        chain = layers_word(t, place.layers) or t("window.no_layers")
        yield block(quiet(f"{t('findings_page.layers')}  "), chain, kind="item", indent=1)
        if item.origin is not None:
            origin = item.origin
            first = link(t("recipients.flow", n=origin.flow), lambda: self._view.open_flow(origin.flow, place=origin))
            told = [quiet(f"{t('findings_page.origin')}  "), first, quiet("  "), code(origin.path)]
            yield block(*told, kind="item", indent=1)

    def _arithmetic(self, finding: Finding, texts: FindingTexts) -> Iterator[Block]:
        if texts.points_text:
            yield block(self._view.t("findings_page.arithmetic"), kind="heading")
            mark = severity_mark(finding.severity, self._theme)
            yield block(Run(text=texts.points_text, mark=mark))

    def _small(self, texts: FindingTexts) -> Iterator[Block]:
        t = self._view.t
        if texts.legal:
            yield block(f"{t('findings_page.legal')} {texts.legal}", kind="small", above=16)

    def _captures(self) -> int:
        return len(self._view.reader.captures())

    # acting

    def decide(self, status: Status) -> None:
        """Gives the shown finding this verdict; the note stays."""
        if self.finding is not None:
            self.decisions.decide((self.finding.id,), status)

    def _keep_note(self, text: str) -> None:
        if self.finding is not None:
            self.decisions.note((self.finding.id,), text)

    def _shown(self) -> tuple[Finding, Verdict] | None:
        finding = self.finding
        if finding is None:
            return None
        return finding, self._view.reader.verdicts().get(finding.id, Verdict(finding=finding.id))

    def tick(self, number: int) -> None:
        """Keeps that a trap was looked at, or takes that back."""
        if (shown := self._shown()) is not None:
            finding, verdict = shown
            is_answered = any(one.number == number for one in verdict.traps)
            self._at_trap = number if is_answered else number + 1
            self.decisions.answer_trap(finding.id, number, is_answered=not is_answered)

    def ask_word(self, number: int) -> None:
        """Asks what was seen when a trap was looked at."""
        if (shown := self._shown()) is not None:
            finding, verdict = shown
            word = next((one.word for one in verdict.traps if one.number == number), "")
            dialog = TrapDialog(self._view.t, self._theme, word=word, parent=self)
            dialog.chosen.connect(
                lambda text: self.decisions.answer_trap(finding.id, number, is_answered=True, word=text)
            )
            dialog.open()

    def ask_reply(self) -> None:
        """Asks for the company's reply."""
        if (shown := self._shown()) is not None:
            finding, verdict = shown
            dialog = ReplyDialog(self._view.t, self._theme, reply=verdict.reply, parent=self)
            dialog.chosen.connect(lambda reply: self.decisions.note_reply(finding.id, reply))
            dialog.open()

    def ask_runs(self) -> None:
        """Asks in how many passes the finding was seen."""
        if (shown := self._shown()) is not None:
            finding, verdict = shown
            dialog = RunsDialog(
                self._view.t, self._theme, seen=verdict.runs_seen, tried=verdict.runs_tried, parent=self
            )
            dialog.chosen.connect(
                lambda seen, tried: self.decisions.note_reproduction(finding.id, seen=seen, tried=tried)
            )
            dialog.open()

    # the traps by keyboard

    def go_to_traps(self) -> None:
        """Puts the keyboard on the first trap that is open."""
        if self.finding is not None and self._trap_links and self.isVisible():
            verdict = self._view.reader.verdicts().get(self.finding.id)
            self.prose.setFocus()
            self._focus_trap(next(iter(open_traps(self.finding, verdict)), 0))
            bar = self.prose.verticalScrollBar()
            bar.setValue(bar.value() + self.prose.cursorRect().top() - self._theme.px(_HEAD_PX))

    def _focus_trap(self, number: int) -> None:
        if self._trap_links:
            self._trap = max(0, min(number, len(self._trap_links) - 1))
            self.prose.focus_link(self._trap_links[self._trap])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On a trap, Space ticks it and the arrows go to the next one; Escape goes back to the list."""
        if watched is self.prose and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            call = self._call_for(Qt.Key(event.key())) if not event.modifiers() else None
            if call is not None:
                call()
                return True
        return super().eventFilter(watched, event)

    def _call_for(self, key: Qt.Key) -> Callable[[], None] | None:
        if key == Qt.Key.Key_T:
            return self.go_to_traps
        focused = self.prose.focused_link
        if focused is None:
            return None
        if key == Qt.Key.Key_Space:
            return partial(self.prose.activate, focused)
        if focused in self._trap_links and key in _STEPS:
            return partial(self._focus_trap, self._trap_links.index(focused) + _STEPS[key])
        return None

    def _show_flows(self, finding: Finding) -> None:
        self._view.set_terms((Term(key="finding", values=(finding.id,)),))
        self._view.page_requested.emit(PageName.FLOWS)
