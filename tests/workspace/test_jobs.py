"""A job runs in a child, tells how far it is, stops when asked, and never hands a traceback over."""

import os

from inspector.model.errors import Cancelled, InputUnreadable
from inspector.workspace.jobs import Done, Event, Failed, IsCancelled, Job, Progress, Report


def count(upto: int, *, report: Report, is_cancelled: IsCancelled) -> int:
    for n in range(upto):
        report(Progress(step="reading", share=n / upto, count=n))
    return upto


def wait_to_be_stopped(*, report: Report, is_cancelled: IsCancelled) -> None:
    report(Progress(step="reading"))
    while not is_cancelled():
        pass
    raise Cancelled


def refuse(*, report: Report, is_cancelled: IsCancelled) -> None:
    raise InputUnreadable("x.har is empty.", code="empty", name="x.har")


def break_down(*, report: Report, is_cancelled: IsCancelled) -> None:
    raise ValueError("a captured value")


def die(*, report: Report, is_cancelled: IsCancelled) -> None:
    os._exit(3)


def events_of(job: Job, *, until: type = object) -> list[Event]:
    """What the job says until it is over, or until the first event of a kind."""
    found: list[Event] = []
    while not job.is_over and job.wait(60):
        found += job.poll()
        if until is not object and any(isinstance(event, until) for event in found):
            break
    return found


def test_progress_comes_in_order_and_the_result_last():
    events = events_of(Job(count, 3))
    assert [e.count for e in events if isinstance(e, Progress)] == [0, 1, 2]
    assert events[-1] == Done(result=3)


def test_cancelling_is_asking_and_is_answered():
    job = Job(wait_to_be_stopped)
    events_of(job, until=Progress)
    job.cancel()
    (last,) = [e for e in events_of(job) if not isinstance(e, Progress)]
    assert isinstance(last, Failed)
    assert last.is_cancelled


def test_an_expected_error_comes_as_its_sentence():
    (event,) = events_of(Job(refuse))
    assert event == Failed(code="empty", message="x.har is empty.", facts={"name": "x.har"})


def test_an_unexpected_error_names_its_type_and_no_value():
    (event,) = events_of(Job(break_down))
    assert isinstance(event, Failed)
    assert (event.code, event.facts) == ("unexpected", {"type": "ValueError"})
    assert "captured" not in event.message


def test_a_child_that_dies_is_noticed():
    (event,) = events_of(Job(die))
    assert isinstance(event, Failed)
    assert event.code == "worker_died"


def test_killing_ends_the_child():
    job = Job(wait_to_be_stopped)
    events_of(job, until=Progress)
    job.kill()
    assert job.is_over
    assert job.poll() == []
