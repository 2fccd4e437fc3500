"""Composites of findings as cards: what they show together, what they do not, and what they are made of."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from inspector.findings.journeys.narrative_texts import narrative_texts
from inspector.model.journey import Narrative
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.journey_reading import Member
from inspector.ui.panels.prose import Block, Prose, Run, block, link, plain, quiet
from inspector.ui.plots.marks import severity_mark
from inspector.ui.theme import Theme
from inspector.ui.words import confidence_word, safe_text

_WIDE_PX = 760
"""From here on, at 100 %, what a composite does not show stands beside what it shows."""
_SHARE = 0.36
_LOW_PX = 460
"""A page lower than this, at 100 %, begins with its cards folded: the journeys come first."""
_LONGEST = 160


class Card(QFrame):
    """One composite: at the left what it tells, at the right what it does not and what it is made of."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("journey_card")
        self.told, self.limits = (Prose(theme, margin=12, fits=True) for _ in range(2))
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._sides.setContentsMargins(0, 10, 0, 6)
        self._sides.setSpacing(0)
        for part, share in ((self.told, 11), (self.limits, 9)):
            self._sides.addWidget(part, share, Qt.AlignmentFlag.AlignTop)

    def write(self, title: str, told: Sequence[Block], limits: Sequence[Block]) -> None:
        self.setAccessibleName(title)
        for part, blocks in ((self.told, told), (self.limits, limits)):
            part.write(blocks)
            part.setAccessibleName(title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= self._theme.px(_WIDE_PX)
        wanted = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != wanted:
            self._sides.setDirection(wanted)


class NarrativeCards(QWidget):
    """A line that folds the cards, and the cards. `recipient_wanted` asks for the journey of a site."""

    recipient_wanted = Signal(str)

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self.cards: list[Card] = []
        self._titles: list[str] = []
        self._sites: frozenset[str] = frozenset()
        self._is_folded_by_hand = False
        self.toggle = QToolButton()
        self.toggle.setCheckable(True)
        self.toggle.setChecked(True)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setToolTip(view.t("journeys.composites_tip"))
        self.toggle.setStyleSheet("QToolButton:checked { background: transparent; }")
        self.toggle.setMinimumWidth(theme.px(40))  # its words are cut to the room there is
        self.toggle.clicked.connect(self._fold_by_hand)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(24, 0, 16, 8)
        self._column.setSpacing(8)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._inner)
        self._inner.installEventFilter(self)
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self.fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        line = QVBoxLayout()
        line.setContentsMargins(18, 0, 16, 0)
        line.addWidget(self.toggle, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(line)
        column.addWidget(self._area, 1)
        theme.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_narratives(
        self, narratives: Sequence[Narrative], *, members: Mapping[str, Member], sites: frozenset[str]
    ) -> None:
        """`sites` are those that have a journey."""
        t = self._view.t
        self._sites = sites
        self._make(len(narratives))
        self._titles = []
        for card, narrative in zip(self.cards, narratives, strict=True):
            texts = narrative_texts(narrative, t)
            title = safe_text(texts.title)
            self._titles.append(title)
            told = [block(Run(text=title, bold=True)), block(safe_text(texts.tells))]
            limits = [block(t("journeys.does_not_show"), kind="small"), block(quiet(safe_text(texts.does_not_show)))]
            card.write(title, [*told, self._rung(narrative)], [*limits, *self._made_of(narrative, members)])
        self.setVisible(bool(narratives))
        self._dress()
        self.fit()

    def _make(self, count: int) -> None:
        while len(self.cards) > count:
            gone = self.cards.pop()
            self._column.removeWidget(gone)
            gone.deleteLater()
        while len(self.cards) < count:
            card = Card(self._theme)
            self._column.addWidget(card)
            self.cards.append(card)

    def _rung(self, narrative: Narrative) -> Block:
        t, site = self._view.t, narrative.recipient
        rung = t("journeys.rung", rung=narrative.rung, meaning=t(f"findings_page.rung_{narrative.rung}"))
        runs = [quiet(f"{rung} · {confidence_word(t, narrative.confidence)}")]
        if site in self._sites:
            runs += [plain("   "), link(t("journeys.of_story"), partial(self.recipient_wanted.emit, site))]
        return block(*runs, kind="small")

    def _made_of(self, narrative: Narrative, members: Mapping[str, Member]) -> Iterator[Block]:
        made_of = [members[one] for one in narrative.findings if one in members]
        rejected = sum(member.is_rejected for member in made_of)
        if rejected:
            yield block(Run(text=self._view.t("journeys.rejected", n=rejected), bold=True))
        for number, member in enumerate(made_of):
            run = Run(
                text=member.title,
                action=partial(self._open, member.id),
                mark=severity_mark(member.severity, self._theme),
                struck=member.is_rejected,
            )
            yield block(run, above=0 if number else 6)

    def _open(self, finding: str) -> None:
        self._view.select_finding(finding)
        self._view.page_requested.emit(PageName.FINDINGS)

    # look

    def _fold_by_hand(self) -> None:
        self._is_folded_by_hand = True
        self._dress()
        self.fit()

    def fit(self) -> None:
        """As high as the cards, up to a share of the page; beyond it they scroll."""
        page = self.parentWidget()
        room = page.height() if page is not None else self.height()
        if not self._is_folded_by_hand and self.toggle.isChecked() != (room >= self._theme.px(_LOW_PX)):
            self.toggle.toggle()
            self._dress()
        self._area.setVisible(self.toggle.isChecked())
        head = self.toggle.sizeHint().height() + 4
        high = head
        if self.toggle.isChecked():
            high += max(min(self._inner.sizeHint().height() + 4, int(room * _SHARE)), self._theme.px(72))
        if high != self.maximumHeight() or high != self.minimumHeight():
            self.setFixedHeight(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress_toggle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._settle.start()
        return super().eventFilter(watched, event)

    def _dress_toggle(self) -> None:
        """Folded, the line names the composites."""
        word = self._view.t("journeys.composites", n=len(self.cards))
        if not self.toggle.isChecked():
            word = " · ".join((word, *(title[:_LONGEST] for title in self._titles)))
        room = max(self.width() - self._theme.px(80), self._theme.px(160))
        self.toggle.setAccessibleName(word)
        shown = self.toggle.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, room)
        self.toggle.setText(shown.replace("&", "&&"))

    def _dress(self) -> None:
        theme = self._theme
        self.toggle.setIcon(theme.icon("chevron-down" if self.toggle.isChecked() else "chevron-right", "quiet"))
        self.toggle.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.toggle.setFont(theme.font(13, bold=True))
        self._dress_toggle()
        surface = theme.color("surface").name()
        sheet = (
            f"#journey_card {{ background: {surface}; border-radius: 4px; }}"
            f"#journey_card QTextBrowser {{ background: {surface}; }}"
        )
        if self._inner.styleSheet() != sheet:
            self._inner.setStyleSheet(sheet)
