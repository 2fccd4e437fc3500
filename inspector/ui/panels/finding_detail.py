"""One finding in full: what it shows, the evidence, the arithmetic, and the investigator's verdict."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inspector.findings.texts import FindingTexts
from inspector.model.finding import EvidenceItem, Finding, Status
from inspector.model.mask import mask
from inspector.model.party import Recipient
from inspector.store.filters import Term
from inspector.ui.case_view import CaseView, PageName, Selection
from inspector.ui.panels.edits import EditQueue
from inspector.ui.panels.finding_texts import texts_of
from inspector.ui.panels.note_field import NoteField
from inspector.ui.panels.prose import Block, Prose, Run, block, code, link, plain, quiet
from inspector.ui.panels.wording import clock, layers_word, phase_word, status_word
from inspector.ui.plots.marks import class_mark, recipient_mark, severity_mark
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, confidence_word, severity_word
from inspector.workspace import editing

_MOST_EVIDENCE = 12
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
        self.edits = EditQueue(view, self)
        self.edits.kept.connect(view.verdicts_changed)
        self.prose = Prose(theme, margin=16)
        self.prose.setAccessibleName(view.t("findings_page.detail"))
        self.setFocusProxy(self.prose)
        self.note = NoteField(self._keep_note)
        self.buttons: dict[Status, QPushButton] = {}
        self._build()
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
            self._write(found)
            self.prose.verticalScrollBar().setValue(at)

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
                *self._evidence(finding),
                *self._arithmetic(finding, texts),
                *self._traps(finding, texts),
                *self._small(texts),
            ]
        )

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
        runs = [quiet(f"{t('findings_page.column_recipient')} ")]
        name = link(finding.recipient, lambda: self._view.select_recipient(finding.recipient))
        mark = recipient_mark(recipient, self._theme) if recipient else None
        runs.append(Run(text=name.text, action=name.action, mark=mark))
        if finding.class_:
            runs.append(plain("   "))
            runs.append(Run(text=class_word(t, finding.class_), mark=class_mark(finding.class_, self._theme)))
        if finding.phase:
            runs.append(quiet(f"   {t('findings_page.phase', phase=phase_word(t, finding.phase))}"))
        yield block(*runs)

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
            value.append(quiet(f"  {t('findings_page.form', form=item.form)}"))
        value.append(quiet("  "))
        value.append(link(t("recipients.follow"), lambda: self._view.follow_requested.emit(item.value)))
        yield block(*value, kind="item", indent=1)
        chain = layers_word(place) or t("window.no_layers")
        yield block(quiet(f"{t('findings_page.layers')}  "), code(chain), kind="item", indent=1)
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

    def _traps(self, finding: Finding, texts: FindingTexts) -> Iterator[Block]:
        """A list to tick: each way in which such a finding can be wrong, and whether a person looked."""
        if not texts.traps:
            return
        t = self._view.t
        ticked = self._view.reader.overrides("trap")
        yield block(t("findings_page.traps"), kind="heading")
        for number, trap in enumerate(texts.traps):
            key = f"{finding.id}:{number}"
            is_done = ticked.get(key) == "1"
            box = link("☑" if is_done else "☐", partial(self.tick, key, None if is_done else "1"))
            word = t("findings_page.checked") if is_done else ""
            yield block(box, plain(f"  {trap}"), quiet(f"  {word}"), kind="item")

    def _small(self, texts: FindingTexts) -> Iterator[Block]:
        t = self._view.t
        if texts.reproduction:
            yield block(t("findings_page.reproduction"), kind="heading")
            yield block(texts.reproduction)
        if texts.legal:
            yield block(f"{t('findings_page.legal')} {texts.legal}", kind="small", above=16)

    # acting

    def decide(self, status: Status) -> None:
        """Gives the shown finding this verdict; the note stays."""
        if self.finding is not None:
            path, key = self._view.reader.case.path, self.finding.id
            self.edits.add(lambda: editing.decide(path, key, status=status))

    def tick(self, key: str, value: str | None) -> None:
        """Keeps that a trap was looked at; None takes it back."""
        path = self._view.reader.case.path
        self.edits.add(lambda: editing.override(path, kind="trap", key=key, value=value))

    def _keep_note(self, text: str) -> None:
        finding = self.finding
        if finding is None:
            return
        verdict = self._view.reader.verdicts().get(finding.id)
        status = verdict.status if verdict else Status.DRAFT
        path = self._view.reader.case.path
        self.edits.add(lambda: editing.decide(path, finding.id, status=status, note=text))

    def _show_flows(self, finding: Finding) -> None:
        self._view.set_terms((Term(key="finding", values=(finding.id,)),))
        self._view.page_requested.emit(PageName.FLOWS)
