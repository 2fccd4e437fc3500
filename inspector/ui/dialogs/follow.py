"""Follow a value: where it was first seen, and everyone who got it after that."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from inspector.findings.step_words import layers_word
from inspector.model.leaf import Place
from inspector.ui.case_view import CaseView
from inspector.ui.dialogs.sizing import resize_within_screen
from inspector.ui.dialogs.work_line import WorkLine, failed_word
from inspector.ui.panels.prose import Block, Prose, Run, block, code, link, plain, quiet, strong
from inspector.ui.panels.wording import clock, duration
from inspector.ui.theme import Theme
from inspector.ui.value_words import form_word, forms_text
from inspector.workspace.following import Sighted, Trail, TrailStop, follow_value
from inspector.workspace.jobs import Failed, Job, Progress

_MOST_STEPS = 200
_MOST_EARLY = 20  # places shown before the search has ended
_LONGEST = 20_000

type Follow = Callable[[Path, str], Job]


class FollowDialog(QDialog):
    """Stays open beside the window; a link goes to the flow and the leaf. The value is never kept anywhere."""

    def __init__(
        self,
        view: CaseView,
        theme: Theme,
        *,
        value: str = "",
        follow: Follow = follow_value,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._follow = follow
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(view.t("follow.title"))
        self.entry = QLineEdit()
        self.entry.setMaxLength(_LONGEST)
        self.entry.setPlaceholderText(view.t("follow.hint"))
        self.entry.setAccessibleName(view.t("follow.hint"))
        self.button = QPushButton(view.t("follow.go"))
        self.button.setProperty("kind", "primary")
        self.button.setDefault(True)
        self.button.clicked.connect(self.start)
        self.work = WorkLine(view.t, theme)
        self.work.finished.connect(self.show_trail)
        self.work.failed.connect(self._fail)
        self.work.progressed.connect(self._advance)
        self._early: tuple[TrailStop, ...] = ()
        self.prose = Prose(theme, margin=24)
        self.prose.setAccessibleName(view.t("follow.title"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.entry, 1)
        row.addWidget(self.button)
        head = QVBoxLayout()
        head.setContentsMargins(24, 16, 24, 0)
        head.setSpacing(8)
        head.addLayout(row)
        head.addWidget(self.work)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.prose, 1)
        resize_within_screen(self, theme.px(820), theme.px(620))
        self.prose.write([block(quiet(view.t("follow.about")))])
        if value:
            self.follow(value)

    def follow(self, value: str) -> None:
        self.entry.setText(value[:_LONGEST])
        self.start()

    def start(self) -> None:
        value, path = self.entry.text().strip(), self._view.reader.case.path
        if value:
            self._early = ()
            self.prose.write([block(quiet(self._view.t("follow.starting_text")))])
            self.work.run(lambda: self._follow(path, value), word=self._view.t("follow.starting"))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.work.end()
        super().closeEvent(event)

    def reject(self) -> None:
        self.work.end()
        super().reject()

    def _fail(self, reason: Failed) -> None:
        self.prose.write([block(failed_word(self._view.t, reason))])

    def _advance(self, progress: Progress) -> None:
        """Says how many flows have been searched, and shows the first places as soon as they are found."""
        t = self._view.t
        self.work.say(t("follow.searching", n=progress.count))
        if isinstance(progress, Sighted):
            self._early = (*self._early, *progress.stops)
            found = block(t("follow.found_so_far", n=len(self._early)), kind="lead")
            first = (one for stop in self._early[:_MOST_EARLY] for one in self._stop(stop, since_us=None, more=0))
            self.prose.write([found, block(quiet(t("follow.goes_on"))), *first])
        elif not self._early:
            self.prose.write([block(quiet(t("follow.nothing_so_far")))])

    # the trail

    def show_trail(self, trail: Trail) -> None:
        """Writes the trail: first seen, then in time order, then everyone, then what was searched."""
        if not trail.stops:
            self.prose.write(list(self._not_found(trail)))
            return
        self.prose.write([*self._origin(trail), *self._steps(trail), *self._everyone(trail), *self._searched(trail)])

    def _not_found(self, trail: Trail) -> Iterator[Block]:
        t = self._view.t
        yield block(t("follow.not_found"), kind="lead")
        yield block(t("follow.not_found_caution"))
        yield from self._searched(trail)

    def _origin(self, trail: Trail) -> Iterator[Block]:
        t, first = self._view.t, trail.stops[0]
        recipients = len({stop.sighting.site for stop in trail.stops})
        who = t("follow.at_recipients", n=recipients)
        yield block(t("follow.found", n=len(trail.stops), recipients=who), kind="lead")
        yield block(t("follow.first_seen"), kind="heading")
        yield from self._stop(first, since_us=None, more=0)

    def _steps(self, trail: Trail) -> Iterator[Block]:
        """Every later place, repetitions at the same place of the same recipient counted together."""
        t, first = self._view.t, trail.stops[0]
        groups = _grouped(trail.stops[1:])
        if not groups:
            yield block(quiet(t("follow.nowhere_else")), above=16)
            return
        yield block(t("follow.then"), kind="heading")
        for stop, more in groups[:_MOST_STEPS]:
            yield from self._stop(stop, since_us=_moment(first), more=more)
        if len(groups) > _MOST_STEPS:
            yield block(quiet(t("follow.more", n=len(groups) - _MOST_STEPS)))

    def _stop(self, stop: TrailStop, *, since_us: int | None, more: int) -> Iterator[Block]:
        t, sighting = self._view.t, stop.sighting
        place = sighting.place
        at = _moment(stop)
        is_sent = place.side == "request"
        delay = f"+{duration(t, at - since_us)}" if since_us is not None and at is not None else clock(at, millis=True)
        way = t("follow.sent_to" if is_sent else "follow.returned_by")
        runs = [quiet(f"{delay}  "), plain(f"{'↑' if is_sent else '↓'} {way} "), strong(sighting.site)]
        if stop.operator:
            runs.append(plain(f" ({stop.operator})"))
        if sighting.first_party:
            runs.append(quiet(f"  {t('window.family.first-party')}"))
        if not stop.facts.delivery.is_on_wire:
            runs.append(quiet(f"  {t(f'timeline.delivery.{stop.facts.delivery}')}"))
        yield block(*runs, kind="item", above=8)
        where = [self._link(place), quiet(f"  {t(f'window.location.{place.location}')}  "), code(place.path)]
        yield block(*where, kind="item", indent=1)
        chain = [Run(text=layers_word(t, place.layers) or t("follow.as_is"), quiet=True)]
        if sighting.form != "plain":
            chain.append(strong(f"  {t('findings_page.form', form=form_word(t, sighting.form))}"))
        if more:
            chain.append(quiet(f"  {t('follow.again', n=more)}"))
        yield block(*chain, kind="item", indent=1)

    def _link(self, place: Place) -> Run:
        word = self._view.t("recipients.flow", n=place.flow)
        return link(word, lambda: self._view.open_flow(place.flow, place=place))

    def _everyone(self, trail: Trail) -> Iterator[Block]:
        t = self._view.t
        yield block(t("follow.everyone"), kind="heading")
        counts: dict[str, list[TrailStop]] = {}
        for stop in trail.stops:
            counts.setdefault(stop.sighting.site, []).append(stop)
        for site, stops in counts.items():
            sent = sum(stop.sighting.place.side == "request" for stop in stops)
            told = t("follow.counts", sent=sent, returned=len(stops) - sent)
            yield block(
                link(site, partial(self._view.select_recipient, site)),
                quiet(f"  {told}"),
                kind="item",
            )

    def _searched(self, trail: Trail) -> Iterator[Block]:
        t = self._view.t
        yield block(t("follow.searched"), kind="heading")
        yield block(t("follow.searched_flows", n=trail.flows_searched))
        if trail.bodies_missing:
            yield block(t("follow.bodies_missing", n=trail.bodies_missing))
        if trail.flows_cut:
            yield block(t("cli.trail_cut", n=trail.flows_cut))
        if trail.forms:
            yield block(t("follow.forms", list=forms_text(t, trail.forms)), kind="small")


def _moment(stop: TrailStop) -> int | None:
    """A response is seen when it has come in."""
    started = stop.facts.started_us
    if started is None:
        return None
    return started + ((stop.facts.duration_us or 0) if stop.sighting.place.side == "response" else 0)


def _grouped(stops: Sequence[TrailStop]) -> list[tuple[TrailStop, int]]:
    """The first of each (site, side, location, path, form) with the number of later ones."""
    groups: dict[tuple[str, ...], list[TrailStop]] = {}
    for stop in stops:
        sighting = stop.sighting
        place = sighting.place
        key = (sighting.site, place.side, place.location, place.path, sighting.form, *place.layers)
        groups.setdefault(key, []).append(stop)
    return [(members[0], len(members) - 1) for members in groups.values()]
