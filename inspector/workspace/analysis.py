"""The analysis of a case: leaves, parties, sightings and findings, rebuilt whole and identical from what was captured.

First pass over every flow: decode, classify, hunt the persona and chosen values. Then values are learned from the
first party and hunted, second pass, in what other sites were sent. Rules come last. Runs in a child process.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import batched
from pathlib import Path

from msgspec.structs import replace

from inspector.detect.mutes import Mutes
from inspector.detect.needles.hunt import FORMS
from inspector.detect.packs import describe, load_packs
from inspector.findings.journeys.journeys import journeys_of
from inspector.findings.journeys.narratives import narratives_of
from inspector.findings.registry import evaluate
from inspector.findings.survey import survey as survey_evidence
from inspector.model.finding import Coverage
from inspector.model.flow import FlowId
from inspector.model.leaf import Needle, Origin, SensitiveLeaf, Sighting
from inspector.model.signal import Signal
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.edits import write_log
from inspector.store.identifiers import write_identified
from inspector.store.journeys import write_journeys
from inspector.store.mutes import read_mutes
from inspector.store.phases import derive_all_phases
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter
from inspector.store.signals import read_signals, write_choices, write_signals
from inspector.workspace.collector import collector_at_ease
from inspector.workspace.consenting import read_consent
from inspector.workspace.crew import Crew, Prepare, read_here, stretches, worker_count
from inspector.workspace.evidence import StoredEvidence
from inspector.workspace.identifying import Identifying
from inspector.workspace.jobs import IsCancelled, Progress, Report
from inspector.workspace.landscape import Landscape, survey
from inspector.workspace.left_out import LeavingOut
from inspector.workspace.locating import locate_evidence
from inspector.workspace.looks import ECHO_LIMIT_BYTES, Lessons
from inspector.workspace.passes import FirstPass, SecondPass

_BATCH = 200  # leaves a transaction: well below 50 ms


class Searched(Record, frozen=True, kw_only=True):
    """What was looked for: kept with the case, so that "not found" can be argued too."""

    persona: int
    chosen: int
    learned: int
    forms: tuple[str, ...]
    not_found: tuple[str, ...]  # names of persona and chosen values that appear nowhere


def _never() -> bool:
    return False


def _silent(_progress: Progress) -> None:
    return None


def analyse_case(
    case_path: Path,
    *,
    first_party: Sequence[str] = (),
    report: Report = _silent,
    is_cancelled: IsCancelled = _never,
) -> None:
    """Rebuilds the analysis of a case. `first_party` names sites given by the person; else they are inferred.
    Raises Cancelled where asked to stop: the analysis tables are then incomplete and the next run rebuilds them."""
    with Case.open(case_path) as case, Case.open(case_path, read_only=True) as source, collector_at_ease():
        _Analysis(case, CaseReader(source), report=report, is_cancelled=is_cancelled).run(tuple(first_party))


class _Analysis:
    """One run; holds what the passes hand on."""

    def __init__(self, case: Case, reader: CaseReader, *, report: Report, is_cancelled: IsCancelled) -> None:
        self._case = case
        self._reader = reader
        self._writer = ResultWriter(case)
        self._muted = tuple(read_mutes(reader))
        self._left_out = LeavingOut(Mutes(self._muted))
        self._report = report
        self._is_cancelled = is_cancelled
        self._coverage: Counter[str] = Counter()
        self._cut: set[FlowId] = set()  # flows that hold more sightings than are listed
        self._forms = FORMS  # those looked for in all passes
        self._leaf_count = 0
        self._signals: list[Signal] = []
        self._processes = ExitStack()
        self._crew: Crew | None = None  # once it is worth it; the second pass goes on with that of the first

    def run(self, first_party: tuple[str, ...]) -> None:
        with self._processes:
            self._run(first_party)

    def _run(self, first_party: tuple[str, ...]) -> None:
        self._writer.clear()
        derive_all_phases(self._case)
        landscape = survey(self._reader, given=first_party)
        self._writer.write_hosts(landscape.host_rows())
        self._writer.write_recipients(landscape.recipients())
        self._writer.write_outcomes({"first_party": landscape.first_party, "packs": describe(load_packs())})
        entered = self._reader.needles()
        consent = read_consent(self._reader, landscape)
        write_choices(self._writer, consent.lines)
        write_signals(self._writer, consent.signals)
        identifying = Identifying(self._reader, landscape, lines=consent.lines)
        learned = self._first_pass(landscape, entered, identifying)
        self._second_pass(landscape, learned)
        leaves, sightings = self._reader.leaves(crowd=False), self._reader.sightings()
        identified = identifying.conclude(leaves)
        write_identified(self._writer, identified)
        recipients = landscape.recipients(leaves=leaves, sightings=sightings, off_wire=self._reader.flows_off_wire())
        self._writer.write_recipients(recipients)
        evidence = StoredEvidence(
            self._reader,
            leaves=leaves,
            sightings=sightings,
            recipients=recipients,
            first_party=landscape.first_party,
            identified=identified,
            consent=consent,
            signals=read_signals(self._reader),
        )
        known = survey_evidence(evidence)
        evaluation = evaluate(known)
        write_journeys(self._writer, journeys_of(known), narratives_of(known, evaluation.findings))
        self._report(Progress(step="judging"))
        self._writer.write_findings(locate_evidence(self._reader, evaluation.findings))
        self._writer.write_not_assessable(evaluation.not_assessable)
        seen = {(s.needle.origin, s.needle.name, s.needle.value) for s in sightings}
        searched = Searched(
            persona=sum(n.origin is Origin.PERSONA for n in entered),
            chosen=sum(n.origin is Origin.CHOSEN for n in entered),
            learned=len(learned),
            forms=self._forms if learned or entered else (),
            not_found=_not_found(entered, seen),
        )
        self._writer.write_outcomes(
            {
                "leaf_count": self._leaf_count,
                "coverage": self._covered(),
                "searched": searched,
                "muted": self._left_out.so_far,
                "rule_failures": evaluation.failures,
                "references": landscape.references,
                "complete": True,
            }
        )
        write_log(self._case, "analysed", f"{len(leaves)} leaves, {len(evaluation.findings)} findings")

    def _first_pass(
        self, landscape: Landscape, entered: Sequence[Needle], identifying: Identifying
    ) -> tuple[Needle, ...]:
        """Classifies every flow; returns the values learned from the first party."""
        lessons = Lessons()
        task = FirstPass(sites=landscape.sites(), entered=tuple(entered), mutes=self._muted)

        def read() -> Iterator[tuple[Sequence[SensitiveLeaf], Sequence[Sighting]]]:
            for glances in self._read("reading", task, self._reader.sizes()):
                for seen in glances:
                    lessons.take(seen.joins)
                    identifying.take(seen.observation)
                    self._leaf_count += seen.leaf_count
                    self._coverage.update(seen.covered)
                    self._cut.update((seen.flow,) if seen.was_cut else ())
                    self._coverage["muted"] += len(seen.muted)
                    self._left_out.note(seen.muted)
                    self._signals.extend(seen.signals)
                    if len(self._signals) >= _BATCH:
                        self._keep_signals()
                    yield seen.leaves, seen.sightings

        self._keep(read())
        self._keep_signals()
        return lessons.learn(self._learnable())

    def _second_pass(self, landscape: Landscape, learned: Sequence[Needle]) -> None:
        """Hunts the learned values in what other sites were sent, and ids with a label at the first party too."""
        own_hosts = tuple(row.host for row in landscape.host_rows() if row.first_party)
        task = SecondPass(sites=landscape.sites(), learned=tuple(learned), mutes=self._muted, own_hosts=own_hosts)
        if not learned:
            return
        sizes = self._reader.sent_sizes(own_hosts, echo_bytes=ECHO_LIMIT_BYTES)

        def read() -> Iterator[tuple[Sequence[SensitiveLeaf], Sequence[Sighting]]]:
            for hunted in self._read("following", task, sizes):
                self._cut.update(hunted.cut)
                if hunted.forms:
                    self._forms = tuple(form for form in self._forms if form in hunted.forms)
                yield (), hunted.sightings

        self._keep(read())

    def _read[Answer](self, step: str, task: Prepare[Answer], sizes: Sequence[tuple[FlowId, int]]) -> Iterator[Answer]:
        """The answers to a task from the first flow to the last, with progress; in several processes where the case
        is worth it."""
        total, workers = max(self._reader.last_flow(), 1), worker_count(sum(size for _, size in sizes))
        if workers > 1 and self._crew is None:
            self._crew = self._processes.enter_context(Crew(self._case.path, workers=workers))
        cut = stretches(sizes, several=self._crew is not None)
        if self._crew is not None:
            answers = self._crew.read(cut, task, is_cancelled=self._is_cancelled)
        else:
            answers = read_here(self._reader, cut, task(), is_cancelled=self._is_cancelled)
        for stretch, answer in answers:
            self._report(Progress(step=step, share=stretch.after / total, count=stretch.after))
            yield answer

    def _learnable(self) -> Iterable[SensitiveLeaf]:
        return (leaf for leaf in self._reader.leaves(crowd=False) if leaf.first_party)

    def _keep(self, found: Iterator[tuple[Sequence[SensitiveLeaf], Sequence[Sighting]]]) -> None:
        """Writes leaves and sightings in small transactions as they come."""
        leaves: list[SensitiveLeaf] = []
        sightings: list[Sighting] = []
        for more_leaves, more_sightings in found:
            leaves.extend(more_leaves)
            sightings.extend(more_sightings)
            if len(leaves) + len(sightings) >= _BATCH:
                self._write(leaves, sightings)
                leaves, sightings = [], []
        self._write(leaves, sightings)

    def _write(self, leaves: list[SensitiveLeaf], sightings: list[Sighting]) -> None:
        for some_leaves in batched(leaves, _BATCH):
            self._writer.write_leaves(some_leaves)
        for some_sightings in batched(sightings, _BATCH):
            self._writer.write_sightings(some_sightings)

    def _keep_signals(self) -> None:
        write_signals(self._writer, self._signals)
        self._signals.clear()

    def _covered(self) -> Coverage:
        return replace(Coverage(), **dict(self._coverage), sightings_cut=len(self._cut))


def _not_found(entered: Sequence[Needle], seen: set[tuple[Origin, str, str]]) -> tuple[str, ...]:
    """The names of the values that appear nowhere; where others of the same name do, how many of how many do not."""
    names = Counter(needle.name for needle in entered)
    missing = Counter(n.name for n in entered if (n.origin, n.name, n.value) not in seen)
    return tuple(name if count == names[name] else f"{name} ({count}/{names[name]})" for name, count in missing.items())
