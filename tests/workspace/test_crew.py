"""Several processes read what one would, in the same order, and none stays behind."""

import itertools
import multiprocessing
import os
from pathlib import Path

import pytest

from inspector.model.errors import Cancelled
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace import analysis, crew
from inspector.workspace.analysis import analyse_case
from inspector.workspace.crew import Crew, Stretch, read_together, stretches
from tests.workspace.test_analysis import tables


class Count:
    """Counts the flows of a stretch; can be sent to another process."""

    def __call__(self):
        return lambda reader, stretch: [content.facts.id for content in reader.contents_between(*stretch)]


def test_stretches_hold_every_flow_once():
    sizes = [(flow, 150_000) for flow in range(1, 101)]
    cut = stretches(sizes, several=True)
    assert cut[0].after == 0
    assert cut[-1].until == 100
    assert all(one.until == other.after for one, other in itertools.pairwise(cut))
    assert len(cut) == 8
    assert stretches([], several=True) == []
    assert stretches([(5, 0)], several=False) == [Stretch(0, 5)]


def test_a_small_case_is_read_right_here():
    assert crew.worker_count(1_000_000) == 1


def test_answers_come_in_order(sample_case: Path):
    with Case.open(sample_case, read_only=True) as case:
        flows = [flow for flow, _ in CaseReader(case).sizes()]
    cut = [Stretch(flows[at] - 1, flows[at]) for at in range(0, 12)]
    answers = list(read_together(sample_case, cut, Count(), workers=2, is_cancelled=lambda: False))
    assert [flow for _, found in answers for flow in found] == flows[:12]


class Where:
    """Tells which process reads, and for which task."""

    def __init__(self, task: str) -> None:
        self.task = task

    def __call__(self):
        return lambda reader, stretch: (os.getpid(), self.task)


def test_a_second_task_is_for_the_same_processes(sample_case: Path):
    cut = [Stretch(at, at + 1) for at in range(20)]
    with Crew(sample_case, workers=2) as crew:
        told = [[answer for _, answer in crew.read(cut, Where(t), is_cancelled=lambda: False)] for t in ("a", "b")]
    assert [{task for _, task in answers} for answers in told] == [{"a"}, {"b"}]
    assert len({process for answers in told for process, _ in answers}) <= 2
    assert multiprocessing.active_children() == []


def test_an_analysis_by_several_processes_is_the_same(sample_case: Path, monkeypatch):
    before = tables(sample_case)
    monkeypatch.setattr(analysis, "worker_count", lambda _bytes: 2)
    monkeypatch.setattr(crew, "_STRETCH_FLOWS", 20)
    analyse_case(sample_case)
    assert tables(sample_case) == before


def test_who_cancels_leaves_no_process_behind(sample_case: Path):
    reading = read_together(sample_case, [Stretch(0, 5), Stretch(5, 9)], Count(), workers=2, is_cancelled=lambda: True)
    with pytest.raises(Cancelled):
        list(reading)
    assert multiprocessing.active_children() == []
