"""The choices about consent above the timeline, in sentences."""

from pathlib import Path

from PySide6.QtGui import QResizeEvent

from inspector.messages import Translator
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView, PageName
from inspector.ui.panels.consent import ToldConsent, read_told, write_told
from inspector.ui.panels.prose import Prose, block, link, quiet
from inspector.ui.plots.refresh import Refresh, WhenShown
from inspector.ui.theme import Theme

_MOST = 2
_MOST_PX = 84
_LEAST_PX = 22
_SHARE = 0.2


def read_line(path: Path, t: Translator) -> tuple[ToldConsent, ...]:
    """For a worker thread, with its own connection."""
    with Case.open(path, read_only=True) as case:
        return read_told(CaseReader(case), t)


class ConsentLine(Prose):
    """A few lines of small text; hidden where the analysis has said nothing yet."""

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__(theme, margin=24)
        self._view = view
        self._has_text = self._gives_way = False
        path, t = view.reader.case.path, view.t
        self._refresh = Refresh(self, read=lambda: read_line(path, t), show=self._show)
        self.setAccessibleName(t("journeys.consent"))
        self._when_shown = WhenShown(self, self.reload)
        view.analysis_changed.connect(self.reload)
        self.hide()
        self.reload()

    def reload(self) -> None:
        """Reads it again, in the background."""
        self._refresh.request()

    def _show(self, told: tuple[ToldConsent, ...]) -> None:
        t = self._view.t
        blocks = list(write_told(self._view, told[:_MOST], kind="small"))
        if len(told) > _MOST:
            more = t("journeys.consent_more", n=len(told) - _MOST)
            blocks.append(block(link(more, lambda: self._view.page_requested.emit(PageName.OVERVIEW)), kind="small"))
        if any(one.has_inferred for one in told):
            blocks.append(block(quiet(t("journeys.consent_phases")), kind="small"))
        self.write(blocks)
        self._has_text = bool(told)
        self.setVisible(self._has_text and not self._gives_way)
        self._fit_height()

    def give_way(self, *, is_low: bool) -> None:
        """Hides where the page is too low for it."""
        self._gives_way = is_low
        self.setVisible(self._has_text and not is_low)

    def _fit(self) -> None:
        super()._fit()
        shape = self.document().rootFrame().frameFormat()
        for side in (shape.setTopMargin, shape.setBottomMargin):
            side(0)
        self.document().rootFrame().setFrameFormat(shape)

    def _fit_height(self) -> None:
        """As high as the text, up to a few lines and a share of the page; beyond them it scrolls."""
        self.document().setTextWidth(self.viewport().width())
        page = self.parentWidget()
        share = int(page.height() * _SHARE) if page is not None else self._theme.px(_MOST_PX)
        most = min(self._theme.px(_MOST_PX), max(share, self._theme.px(_LEAST_PX)))
        self.setFixedHeight(min(int(self.document().size().height()) + 2, most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()
