"""What is new while a recording runs: recipients seen for the first time, data about the user sent to others."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from inspector.messages import Translator
from inspector.model.flow import CaptureId, FlowId, Side
from inspector.model.party import Recipient, Role
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView
from inspector.ui.panels.prose import Block, Prose, block, link, plain, quiet, woven
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, clock, safe_text

MOST = 6


class NewsItem(Record, frozen=True, kw_only=True):
    """A new recipient, or with `class_` and `flow` a first sending of data about the user to it."""

    at_us: int
    site: str
    role: Role = Role.UNKNOWN
    class_: str = ""
    flow: FlowId | None = None


class Live(Record, frozen=True, kw_only=True):
    """What the case tells of a recording: figures, and news in order of time."""

    parties: int = 0
    sensitive: int = 0
    news: tuple[NewsItem, ...] = ()


def read_live(path: Path, *, capture: int, began_us: int) -> Live:
    """For a worker thread, with its own connection. Parties are those seen since the recording began."""
    with Case.open(path, read_only=True) as case:
        reader = CaseReader(case)
        recipients = {one.site: one for one in reader.recipients()}
        cells = [cell for cell in reader.data_cells() if cell.capture == capture]
        seen = [one for one in recipients.values() if (one.last_us or 0) >= began_us and not one.background]
        news = [item for one in seen if (item := _arrival(one, began_us)) is not None]
        for cell in cells:
            to = recipients.get(cell.site)
            if cell.side is Side.REQUEST and to is not None and not to.first_party:
                at_us = reader.facts(cell.first_flow).started_us or began_us
                news.append(NewsItem(at_us=at_us, site=cell.site, class_=cell.class_, flow=cell.first_flow))
        return Live(
            parties=len(seen),
            sensitive=reader.count_about_the_user(CaptureId(capture)),
            news=tuple(sorted(news, key=lambda item: (item.at_us, item.class_))),
        )


def _arrival(recipient: Recipient, began_us: int) -> NewsItem | None:
    """A recipient is new where nothing before this recording went to it."""
    first_us = recipient.first_us
    if recipient.first_party or first_us is None or first_us < began_us:
        return None
    return NewsItem(at_us=first_us, site=recipient.site, role=recipient.party.role)


class NewsList(Prose):
    """The latest news first, each with its way in. Written anew only where something is new."""

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__(theme, margin=0, fits=True)
        self._view = view
        self._shown: tuple[NewsItem, ...] | None = None
        self.setAccessibleName(view.t("recording.news"))
        self.show_news(())

    def show_news(self, news: Sequence[NewsItem]) -> None:
        if tuple(news) != self._shown:
            is_first = not self._shown
            self._shown = tuple(news)
            self.write(list(self._blocks_of(self._shown)))
            if news and not is_first:
                self._announce(news[-1])

    def _announce(self, item: NewsItem) -> None:
        """The same words for those who do not see them appear."""
        said = "".join(run.text for run in self._block_of(item, self._view.t).runs)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _blocks_of(self, news: tuple[NewsItem, ...]) -> Iterator[Block]:
        t = self._view.t
        if not news:
            yield block(quiet(t("recording.news.none")))
        for item in news[: -MOST - 1 : -1]:
            yield self._block_of(item, t)
        if len(news) > MOST:
            yield block(quiet(t("recording.news.more", n=len(news) - MOST)), kind="small")

    def _block_of(self, item: NewsItem, t: Translator) -> Block:
        when = quiet(f"{clock(item.at_us, millis=False)}  ")
        site = link(safe_text(item.site, limit=80), lambda: self._view.select_recipient(item.site))
        if item.flow is None:
            role = plain(t(f"roles.{item.role}"))
            return block(when, *woven(t("recording.news.recipient"), site=site, role=role))
        flow = item.flow
        what = link(class_word(t, item.class_), lambda: self._view.open_flow(flow))
        return block(when, *woven(t("recording.news.data"), **{"class": what, "site": site}))


def told_blocks(told: Sequence[tuple[int, str]]) -> list[Block]:
    """What the recorder said, newest first."""
    return [block(quiet(f"{clock(at_us, millis=False)}  "), quiet(text)) for at_us, text in told[: -MOST - 1 : -1]]
