"""The story of one recipient: who it is, under what it could recognise the browser, and the steps in order."""

from collections.abc import Mapping

from PySide6.QtCore import QItemSelection, QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from inspector.model.flow import CaptureId
from inspector.model.journey import Journey
from inspector.model.party import Recipient
from inspector.store.filters import Term
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.models.journey_steps import StepList
from inspector.ui.models.journey_words import Markers, party_text
from inspector.ui.panels.journey_rows import RowList
from inspector.ui.panels.prose import Prose, Run, block, quiet
from inspector.ui.plots.marks import recipient_mark
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text

_ASIDE_PX = 86


class JourneyStory(QWidget):
    """A row selects its flow, Enter opens it in the flow table; the first row, on the recipient, shows all its flows.
    Values are masked until asked for, and masked again with the next recipient."""

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self.journey: Journey | None = None
        self.head = Prose(theme, margin=8, fits=True)
        self.model = StepList(view.t, theme)
        self.steps = RowList(
            self.model,
            theme,
            name=view.t("journeys.title"),
            aside_px=_ASIDE_PX,
            has_track=True,
            tip_of=self.model.moment,
        )
        self.reveal = QToolButton()
        self._build()
        self.setFocusProxy(self.steps)
        self.steps.selectionModel().selectionChanged.connect(self._choose_first)
        self.steps.clicked.connect(self._choose)
        self.steps.activated.connect(self.open)
        self.reveal.toggled.connect(lambda shown: self.set_revealed(revealed=shown))
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        self.reveal.setCheckable(True)
        self.reveal.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        top = QHBoxLayout()
        top.setContentsMargins(0, 8, 8, 0)
        top.setSpacing(0)
        top.addWidget(self.head, 1)
        top.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.steps, 1)

    # what is shown

    def show_journey(
        self,
        journey: Journey,
        *,
        recipient: Recipient | None,
        markers: Markers,
        masked_markers: Markers,
        captures: Mapping[CaptureId, str],
    ) -> None:
        """Keeps the place in the story where the same one comes again."""
        is_same = self.journey is not None and self.journey.site == journey.site
        row = self.steps.currentIndex().row() if is_same else -1
        is_shown = is_same and self.reveal.isChecked()
        self.journey = journey
        blocked = self.steps.selectionModel().blockSignals(True)
        self.model.show(journey, markers=markers, masked_markers=masked_markers, captures=captures)
        if 0 <= row < self.model.rowCount():
            self.steps.setCurrentIndex(self.model.index(row, 0))
        self.steps.selectionModel().blockSignals(blocked)
        self.set_revealed(revealed=is_shown)
        self.reveal.setVisible(bool(journey.steps))
        self._write_head(journey, recipient)
        if not is_same:
            self.steps.scrollToTop()

    def _write_head(self, journey: Journey, recipient: Recipient | None) -> None:
        t, site = self._view.t, safe_text(journey.site, limit=253)
        mark = recipient_mark(recipient, self._theme) if recipient is not None else None
        self.head.write([block(Run(text=site, bold=True, mark=mark), quiet(f"  {party_text(recipient, t)}"))])
        for part in (self.head, self.steps):
            part.setAccessibleName(t("journeys.story_name", site=site))

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or masks the values; what opens doors stays hidden in addresses all the same."""
        self.reveal.setChecked(revealed)
        self.model.set_revealed(revealed=revealed)
        self.steps.lay_out()
        self._dress()

    # where rows lead

    def _choose_first(self, chosen: QItemSelection) -> None:
        for index in chosen.indexes()[:1]:
            self._choose(index)

    def _choose(self, index: QModelIndex) -> None:
        step = self.model.step(index.row()) if index.isValid() else None
        if step is not None:
            self._view.select_flow(step.place.flow, place=step.place)
        elif index.isValid() and self.journey is not None:
            self._view.select_recipient(self.journey.site)

    def open(self, index: QModelIndex) -> None:
        """Goes to the flow of a step; from the first row to all flows of the recipient."""
        step = self.model.step(index.row())
        if step is not None:
            self._view.open_flow(step.place.flow, place=step.place)
        elif self.journey is not None:
            self._view.set_terms((Term(key="site", values=(self.journey.site,)),))
            self._view.page_requested.emit(PageName.FLOWS)

    # look

    def _dress(self) -> None:
        t, is_shown = self._view.t, self.reveal.isChecked()
        self.reveal.setText(t("journeys.conceal" if is_shown else "journeys.reveal"))
        self.reveal.setIcon(self._theme.icon_beside("eye-off" if is_shown else "eye", "quiet"))
        self.reveal.setFont(self._theme.font(11))
        self.reveal.setIconSize(self._theme.icon_size(14))
