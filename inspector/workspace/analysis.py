"""The analysis of a case: leaves, parties, sightings and findings, rebuilt whole and identical from what was captured.

First pass over every flow: decode, classify, hunt the persona and chosen values. Then values are learned from the
first party and hunted, second pass, in what other sites were sent. Rules come last. Runs in a child process.
"""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import batched
from pathlib import Path

from msgspec.structs import replace

from inspector.decode.document import Decoded, NoteKind
from inspector.detect.hunt import Hunter
from inspector.findings.registry import evaluate
from inspector.model.errors import Cancelled
from inspector.model.finding import Coverage
from inspector.model.flow import Delivery, FlowContent
from inspector.model.leaf import Needle, Origin, SensitiveLeaf, Sighting
from inspector.model.struct import Record
from inspector.store.case import Case
from inspector.store.edits import write_log
from inspector.store.phases import derive_all_phases
from inspector.store.queries import CaseReader
from inspector.store.results import ResultWriter
from inspector.workspace.evidence import StoredEvidence
from inspector.workspace.jobs import IsCancelled, Progress, Report
from inspector.workspace.landscape import Landscape, survey
from inspector.workspace.locating import locate_evidence
from inspector.workspace.looks import ECHO_LIMIT_BYTES, FirstLook, SecondLook, decoded_to_search

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


@contextmanager
def collector_at_ease() -> Iterator[None]:
    """Decoded trees come and go by the million without cycles: looking for some every 700 objects costs a third."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class _Analysis:
    """One run; holds what the passes hand on."""

    def __init__(self, case: Case, reader: CaseReader, *, report: Report, is_cancelled: IsCancelled) -> None:
        self._case = case
        self._reader = reader
        self._writer = ResultWriter(case)
        self._report = report
        self._is_cancelled = is_cancelled
        self._coverage: Counter[str] = Counter()
        self._leaf_count = 0

    def run(self, first_party: tuple[str, ...]) -> None:
        self._writer.clear()
        derive_all_phases(self._case)
        landscape = survey(self._reader, given=first_party)
        self._writer.write_hosts(landscape.host_rows())
        self._writer.write_recipients(landscape.recipients())
        self._writer.write_outcomes({"first_party": landscape.first_party})
        entered = self._reader.needles()
        learned = self._first_pass(landscape, entered)
        hunter = self._second_pass(landscape, learned)
        leaves, sightings = self._reader.leaves(crowd=False), self._reader.sightings()
        recipients = landscape.recipients(leaves=leaves, sightings=sightings, off_wire=self._reader.flows_off_wire())
        self._writer.write_recipients(recipients)
        evidence = StoredEvidence(
            self._reader, leaves=leaves, sightings=sightings, recipients=recipients, first_party=landscape.first_party
        )
        evaluation = evaluate(evidence)
        self._report(Progress(step="judging"))
        self._writer.write_findings(locate_evidence(self._reader, evaluation.findings))
        self._writer.write_not_assessable(evaluation.not_assessable)
        seen = {(s.needle.origin, s.needle.name) for s in sightings}
        searched = Searched(
            persona=sum(n.origin is Origin.PERSONA for n in entered),
            chosen=sum(n.origin is Origin.CHOSEN for n in entered),
            learned=len(learned),
            forms=hunter.searched.forms,
            not_found=tuple(dict.fromkeys(n.name for n in entered if (n.origin, n.name) not in seen)),
        )
        self._writer.write_outcomes(
            {
                "leaf_count": self._leaf_count,
                "coverage": self._covered(),
                "searched": searched,
                "rule_failures": evaluation.failures,
                "references": landscape.references,
                "complete": True,
            }
        )
        write_log(self._case, "analysed", f"{len(leaves)} leaves, {len(evaluation.findings)} findings")

    def _first_pass(self, landscape: Landscape, entered: Sequence[Needle]) -> tuple[Needle, ...]:
        """Classifies every flow; returns the values learned from the first party."""
        first = FirstLook(entered)

        def read() -> Iterator[tuple[Sequence[SensitiveLeaf], Sequence[Sighting]]]:
            for content in self._flows("reading", self._reader.contents()):
                seen = first.look(content, landscape.context_of(content.facts))
                self._count(content, seen.decoded)
                yield seen.leaves, seen.sightings

        self._keep(read())
        return first.learn(self._learnable())

    def _second_pass(self, landscape: Landscape, learned: Sequence[Needle]) -> Hunter:
        """Hunts the learned values in what other sites were sent, and ids with a label at the first party too."""
        second = SecondLook(learned)
        own_hosts = [row.host for row in landscape.host_rows() if row.first_party]

        def read() -> Iterator[tuple[Sequence[SensitiveLeaf], Sequence[Sighting]]]:
            sent = self._reader.sent_contents(own_hosts, echo_bytes=ECHO_LIMIT_BYTES)
            for content in self._flows("following", sent):
                context = landscape.context_of(content.facts)
                yield (), second.look(decoded_to_search(content, context), context)

        if learned:
            self._keep(read())
        return second.everywhere

    def _learnable(self) -> Iterable[SensitiveLeaf]:
        return (leaf for leaf in self._reader.leaves(crowd=False) if leaf.first_party)

    def _flows(self, step: str, contents: Iterator[FlowContent]) -> Iterator[FlowContent]:
        """The flows, with progress ten times a second and a look at whether to stop before each."""
        total = max(self._reader.last_flow(), 1)
        for n, content in enumerate(contents):
            if self._is_cancelled():
                raise Cancelled
            if n % 50 == 0:
                self._report(Progress(step=step, share=n / total, count=n))
            yield content

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

    def _count(self, content: FlowContent, decoded: Decoded) -> None:
        """Adds one flow to the coverage."""
        self._leaf_count += decoded.leaf_count()
        facts = content.facts
        kinds = {note.kind for note in decoded.notes}
        self._coverage["undecoded"] += NoteKind.UNDECODED in kinds
        self._coverage["cut"] += NoteKind.CUT in kinds
        self._coverage["from_cache"] += facts.delivery is Delivery.CACHE
        self._coverage["not_on_wire"] += not facts.delivery.is_on_wire
        self._coverage["bodies_missing"] += _is_body_missing(content)
        self._coverage["bodies_truncated"] += any(
            body is not None and body.truncated for body in (content.request_body, content.response_body)
        )

    def _covered(self) -> Coverage:
        return replace(Coverage(), **dict(self._coverage))


def _is_body_missing(content: FlowContent) -> bool:
    """Whether an answer that was received has no body in the file although its status and size promise one."""
    facts = content.facts
    if content.response_body is not None or not facts.delivery.is_on_wire or facts.status is None:
        return False
    promises = facts.status not in (101, 204, 205, 304) and not 300 <= facts.status < 400
    return promises and facts.method != "HEAD" and (facts.response_wire_size or 1) > 0
