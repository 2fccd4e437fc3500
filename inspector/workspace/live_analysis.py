"""Analysis while a recording goes on: every flow is looked at as it lands, and what is learned late is looked for in
the flows before.

Runs in a child process beside the recorder, yields to it, and ends with the analysis of the whole case, so that a
recording and an import of the same flows come to the same result.
"""

import multiprocessing
import os
import time
from contextlib import suppress
from pathlib import Path

from inspector.model.errors import CaseUnusable
from inspector.model.flow import CaptureId
from inspector.store.case import Case
from inspector.store.case_errors import told_plainly
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import analyse_case
from inspector.workspace.collector import collector_at_ease
from inspector.workspace.jobs import IsCancelled, Progress, Report
from inspector.workspace.landscape import load_book
from inspector.workspace.live_round import Round
from inspector.workspace.news import Announced, News
from inspector.workspace.pace import Clock

__all__ = ["Announced", "Following", "follow_recording"]

_LOOK_S = 0.25
_REST = 0.25  # of the time that work took: at most four fifths of a core
_OTHER_S = 60.0
_LOCKED_S = 1.0
_SHORTEST_S, _LONGEST_S = 0.5, 30.0


def _silent(_progress: Progress) -> None:
    return None


def _never() -> bool:
    return False


def follow_recording(
    case_path: Path, capture: CaptureId, *, report: Report = _silent, is_cancelled: IsCancelled = _never
) -> None:
    """Follows a recording until it ends (its state is no longer `importing`) or `is_cancelled`, then analyses the
    whole case. Reports Progress (`watching`, the flows looked at) and Announced.

    Where another analysis of the case begins meanwhile, that one counts: this one waits until it is through, then
    starts over. Raises CaseUnusable where the case cannot be written, or where the last analysis is overtaken.
    """
    _make_way()
    with (
        told_plainly(case_path),
        Case.open(case_path) as case,
        Case.open(case_path, read_only=True) as source,
        collector_at_ease(),
    ):
        reader = CaseReader(source)
        following = Following(case, reader, capture, report=report)
        while not (was_cancelled := is_cancelled()) and reader.capture_state(capture) == "importing":
            started_s = time.monotonic()
            has_worked = following.step()
            time.sleep((time.monotonic() - started_s) * _REST if has_worked else _LOOK_S)
    analyse_case(case_path, report=report, is_cancelled=_never if was_cancelled else is_cancelled)


def _make_way() -> None:
    """The recorder goes first."""
    if multiprocessing.parent_process() is not None and hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(5)


class Following:
    """The analysis of a recording under way, through as many rounds as it takes. `step` never waits."""

    def __init__(
        self, case: Case, reader: CaseReader, capture: CaptureId, *, report: Report, clock: Clock = time.monotonic
    ) -> None:
        self._case = case
        self._reader = reader
        self._capture = capture
        self._report = report
        self._clock = clock
        self._book = load_book()
        self._news = News(report)
        self._round: Round | None = None
        self._began_s = 0.0
        self._least_s = _SHORTEST_S
        self._resume_s: float | None = None
        self._waits_for_other = False
        self._told_flows = 0
        self.rounds = 0

    def step(self) -> bool:
        """Whether anything was done; there may then be more."""
        if not self._may_go_on():
            return False
        try:
            if self._round is None:
                self._begin()
            assert self._round is not None
            has_worked = self._round.step()
        except CaseUnusable as error:
            if error.code not in ("analysis_overtaken", "case_locked"):
                raise
            self._make_room(is_overtaken=error.code == "analysis_overtaken")
            return False
        self._tell()
        if self._may_start_over(self._round):
            self._round = None
        return has_worked

    def _begin(self) -> None:
        self._began_s = self._clock()
        self._round = Round(
            self._case, self._reader, self._capture, book=self._book, news=self._news, clock=self._clock
        )
        self._told_flows = 0
        self.rounds += 1

    def _may_start_over(self, current: Round) -> bool:
        """A round costs all flows so far: each may be left the later, and never before it has caught up."""
        if not current.is_stale or current.caught_up_s is None:
            return False
        if self._clock() - self._began_s < max(self._least_s, 3 * current.caught_up_s):
            return False
        self._least_s = min(_LONGEST_S, self._least_s * 1.5)
        return True

    def _make_room(self, *, is_overtaken: bool) -> None:
        self._round = None
        self._waits_for_other = is_overtaken
        self._resume_s = self._clock() + (_OTHER_S if is_overtaken else _LOCKED_S)

    def _may_go_on(self) -> bool:
        """Whether no other analysis is under way, as far as can be told, and the case is not in use."""
        if self._resume_s is None:
            return True
        is_through = self._waits_for_other and self._reader.outcome("complete") is not None
        if not is_through and self._clock() < self._resume_s:
            return False
        self._resume_s = None
        return True

    def _tell(self) -> None:
        assert self._round is not None
        if self._round.flows != self._told_flows:
            self._told_flows = self._round.flows
            self._report(Progress(step="watching", count=self._told_flows))
