"""One start of the analysis of a recording: it goes on, flow by flow, until the first party turns out to be another."""

import time
from collections.abc import Iterable, Sequence

from inspector.detect.mutes import Mutes
from inspector.detect.needles.learning import MOST_NEEDLES, why_not_learned
from inspector.detect.signals.detectors import signals_of
from inspector.findings.registry import evaluate
from inspector.model.flow import CaptureId, FlowContent, FlowFacts, FlowId, Side
from inspector.model.leaf import About, Needle, SensitiveLeaf, Sighting
from inspector.model.signal import Signal
from inspector.parties.book import PartyBook
from inspector.store.case import Case
from inspector.store.mutes import read_mutes
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter
from inspector.store.signals import read_signals, write_choices, write_signals
from inspector.workspace.consenting import read_consent
from inspector.workspace.evidence import StoredEvidence
from inspector.workspace.landscape import survey
from inspector.workspace.late_values import BackHunt, Late
from inspector.workspace.looks import FirstLook, Lessons, SecondLook, sent_of
from inspector.workspace.news import News
from inspector.workspace.pace import Clock, Pace

_FLOWS_AT_ONCE = 100
_WALK_S = 0.15
_MOST_SECONDS = 6  # sets of learned values before they are put together
_CROWD = (About.CATALOGUE, About.PRACTITIONER)

type Key = tuple[str, str]


class Round:
    """Looks at flows as they land, learns from them, hunts, judges. `step` does a little of each; it never waits.

    Raises CaseUnusable (`analysis_overtaken`) as soon as another analysis of the case has begun.
    """

    def __init__(
        self,
        case: Case,
        reader: CaseReader,
        capture: CaptureId,
        *,
        book: PartyBook,
        news: News,
        clock: Clock = time.monotonic,
    ) -> None:
        self._reader = reader
        self._capture = capture
        self._book = book
        self._news = news
        self._clock = clock
        self._writer = ResultWriter(case)
        self._writer.clear()
        self._entered = reader.needles()
        self._muted = read_mutes(reader)
        self._mutes = Mutes(self._muted)
        self._first = FirstLook(self._entered, mutes=self._mutes)
        self._lessons = Lessons()
        self._seconds: list[SecondLook] = []
        self._teachers: dict[Key, SensitiveLeaf] = {}
        self._learned: dict[Key, Needle] = {}
        self._late: list[Late] = []
        self._hunt: tuple[BackHunt, list[Late]] | None = None
        self._open: dict[FlowId, int] = {}
        self._last = FlowId(0)
        self._leaf_count = 0
        self._has_taught = self._is_unjudged = False
        self._again = Pace(least_s=0.5, rest=4, clock=clock)
        self._learning = Pace(least_s=1, rest=9, clock=clock)
        self._judging = Pace(least_s=1, rest=3, clock=clock)
        self._resting = Pace(least_s=1, rest=1, clock=clock)
        self._hunt_s = 0.0
        self.flows = 0
        self.is_stale = False
        self._began_s = clock()
        self.caught_up_s: float | None = None  # how long it took until nothing was left to do
        self._grounds = self._read_grounds()
        self._landscape = survey(reader, book=book)
        self._write_landscape()

    def step(self) -> bool:
        """Whether anything was done; there may then be more."""
        worked = self._look_at_new()
        if self._open and self._again.is_due:
            with self._again.doing():
                worked |= self._look_again()
        if self._has_taught and self._learning.is_due:
            with self._learning.doing():
                self._learn()
        worked |= self._walk_back()
        if self._judging.is_due and (self._is_unjudged or self._read_grounds() != self._grounds):
            with self._judging.doing():
                self._judge()
        if not worked and self.caught_up_s is None:
            self.caught_up_s = self._clock() - self._began_s
        return worked

    def _read_grounds(self) -> tuple[object, ...]:
        """What the person says of the case, on which everything here rests."""
        reader = self._reader
        said = (reader.overrides(kind) for kind in ("first-party", "mute", "party"))
        return reader.markers(), reader.needles(), *said

    # -- looking ------------------------------------------------------------------------------------------

    def _look_at_new(self) -> bool:
        until = FlowId(min(self._reader.last_flow(), self._last + _FLOWS_AT_ONCE))
        if until <= self._last:
            return False
        self.flows += self._look(self._reader.contents_between(self._last, until))
        self._last = until
        return True

    def _look_again(self) -> bool:
        """Flows that have ended, or where messages have come, since they were looked at."""
        standing = self._reader.standing_of(self._open)
        changed = [flow for flow, (is_over, messages) in standing.items() if is_over or messages > self._open[flow]]
        self._open = {flow: messages for flow, messages in self._open.items() if flow in standing.keys() - changed}
        if changed:
            self._writer.forget_flows(changed)
            for late in self._pending():
                late.done.update(changed)
            self._look(self._reader.contents_of(changed))
        return bool(changed)

    def _look(self, contents: Iterable[FlowContent]) -> int:
        """Looks at these flows and writes what they hold; how many they were."""
        count = 0
        leaves: list[SensitiveLeaf] = []
        sightings: list[Sighting] = []
        signals: list[Signal] = []
        for content in contents:
            context = self._landscape.context_of(content.facts)
            seen = self._first.look(content, context)
            self._lessons.take(seen.joins)
            sent = sent_of(seen.decoded, content, context)
            found = [*seen.sightings, *(s for second in self._seconds for s in second.look(sent, context))]
            leaves.extend(seen.leaves)
            sightings.extend(found)
            signals.extend(signals_of(content, seen.decoded, context))
            self._leaf_count += seen.decoded.leaf_count()
            count += 1
            if context.first_party:
                self._hear(seen.leaves)
            elif self._landscape.first_party.sites:
                self._news.of_flow(context, seen.leaves, found)
            if self._goes_on(content.facts):
                self._open[content.facts.id] = len(content.messages)
        self._write(leaves, sightings)
        write_signals(self._writer, signals)
        self._is_unjudged = True
        return count

    def _goes_on(self, facts: FlowFacts) -> bool:
        return facts.duration_us is None and facts.capture == self._capture and facts.delivery.is_on_wire

    def _write(self, leaves: Sequence[SensitiveLeaf], sightings: Sequence[Sighting]) -> None:
        if leaves:
            self._writer.write_leaves(leaves)
        if sightings:
            self._writer.write_sightings(sightings)

    # -- learning -----------------------------------------------------------------------------------------

    def _hear(self, leaves: Iterable[SensitiveLeaf]) -> None:
        """Keeps the first leaf of each value that teaches a needle."""
        self._has_taught = True  # pairs of ids and labels come without a leaf
        for leaf in leaves:
            key = _key(leaf.class_, leaf.value)
            is_crowd = leaf.place.side is Side.RESPONSE and leaf.about in _CROWD
            if is_crowd or key in self._teachers or len(self._teachers) >= MOST_NEEDLES:
                continue
            if why_not_learned(leaf) is None:
                self._teachers[key] = leaf

    def _learn(self) -> None:
        self._has_taught = False
        needles = {_key(n.class_, n.value): n for n in self._lessons.learn(self._teachers.values())}
        fresh = [needle for key, needle in needles.items() if self._learned.get(key) != needle]
        if not fresh:
            return
        outdated = [self._learned[key] for n in fresh if (key := _key(n.class_, n.value)) in self._learned]
        self._learned |= needles
        late = Late(fresh, self._last, mutes=self._mutes)
        self._late.append(late)
        self._seconds.append(late.second)
        if outdated or len(self._seconds) > _MOST_SECONDS:
            self._writer.forget_sightings(outdated)
            self._seconds = [SecondLook(list(self._learned.values()), mutes=self._mutes)]

    # -- hunting ------------------------------------------------------------------------------------------

    def _pending(self) -> list[Late]:
        return self._late + (self._hunt[1] if self._hunt else [])

    def _walk_back(self) -> bool:
        """Goes on with the walk through the earlier flows, or begins the next one, for a short while."""
        if self._hunt is None:
            if not self._late or not self._resting.is_due:
                return False
            self._hunt, self._late, self._hunt_s = (BackHunt(self._late), self._late), [], 0.0
        hunt = self._hunt[0]
        started_s = self._clock()
        own_hosts = [row.host for row in self._landscape.host_rows() if row.first_party]
        while not hunt.is_over and self._clock() - started_s < _WALK_S:
            found = hunt.walk_on(self._reader, self._landscape, own_hosts)
            current = [s for s in found if self._learned.get(_key(s.needle.class_, s.needle.value)) == s.needle]
            self._write((), current)
            self._announce(current)
            self._is_unjudged |= bool(current)
        self._hunt_s += self._clock() - started_s
        if hunt.is_over:
            self._hunt = None
            self._resting.took(self._hunt_s)
        return True

    def _announce(self, sightings: Iterable[Sighting]) -> None:
        for sighting in sightings:
            facts = self._reader.facts(sighting.place.flow)
            self._news.of_flow(self._landscape.context_of(facts), (), (sighting,))

    # -- judging ------------------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Refreshes hosts, recipients and findings; notices where the round rests on what no longer holds."""
        self._is_unjudged = False
        self._grounds = self._read_grounds()
        landscape = survey(self._reader, book=self._book)
        is_same = landscape.first_party.sites == self._landscape.first_party.sites
        is_same_word = self._reader.needles() == self._entered and read_mutes(self._reader) == self._muted
        self.is_stale = not (is_same and is_same_word)
        if is_same:
            self._landscape = landscape
        leaves, sightings = self._reader.leaves(crowd=False), self._reader.sightings()
        off_wire = self._reader.flows_off_wire()
        recipients = self._landscape.recipients(leaves=leaves, sightings=sightings, off_wire=off_wire)
        consent = read_consent(self._reader, self._landscape)
        write_choices(self._writer, consent.lines)
        evidence = StoredEvidence(
            self._reader,
            leaves=leaves,
            sightings=sightings,
            recipients=recipients,
            first_party=self._landscape.first_party,
            consent=consent,
            signals=read_signals(self._reader),
        )
        evaluation = evaluate(evidence)
        self._write_landscape()
        self._writer.write_recipients(recipients)
        self._writer.replace_findings(evaluation.findings, evaluation.not_assessable)
        self._writer.write_outcomes({"leaf_count": self._leaf_count})

    def _write_landscape(self) -> None:
        self._writer.write_hosts(self._landscape.host_rows())
        self._writer.write_recipients(self._landscape.recipients())
        self._writer.write_outcomes({"first_party": self._landscape.first_party})


def _key(class_: str, value: str) -> Key:
    return class_, value.strip().casefold()
