"""Opening a file: a case as it is, a capture as a new unsaved case whose import and analysis run in a child process."""

import shutil
import time
from pathlib import Path

from inspector.model.errors import InputUnreadable
from inspector.model.struct import Record
from inspector.resources import resource_path
from inspector.store.case import Case
from inspector.store.case_files import is_case_file
from inspector.store.queries import CaseReader
from inspector.workspace import recent
from inspector.workspace.capture_files import check_input
from inspector.workspace.folders import is_unsaved, unsaved_case_path
from inspector.workspace.import_result import ImportResult
from inspector.workspace.importing import import_file
from inspector.workspace.jobs import IsCancelled, Job, Progress, Report

SAMPLE = ("samples", "consultation.har")


class Opening(Record, frozen=True, kw_only=True):
    """A case that can be read at once, and the work under way in it."""

    case_path: Path
    name: str
    is_unsaved: bool
    job: Job | None = None


def open_path(path: Path) -> Opening:
    """Opens a case, or imports a capture into a new unsaved case.

    Raises InputUnreadable or CaseUnusable with one line where the file is neither.
    """
    if is_case_file(path):
        return _open_case(path)
    check_input(path)
    case_path = unsaved_case_path(path.name.split(".")[0])
    Case.create(case_path).close()
    recent.remember(case_path, name=path.name, is_unsaved=True)
    job = Job(import_and_analyse, case_path, (path,))
    return Opening(case_path=case_path, name=path.name, is_unsaved=True, job=job)


def open_sample() -> Opening:
    """The bundled sample as an unsaved case."""
    return open_path(resource_path(*SAMPLE))


def new_case() -> Opening:
    """An empty unsaved case, to be recorded into."""
    name = time.strftime("%Y-%m-%d %H-%M")
    case_path = unsaved_case_path(name)
    Case.create(case_path).close()
    recent.remember(case_path, name=name, is_unsaved=True)
    return Opening(case_path=case_path, name=name, is_unsaved=True)


def _open_case(path: Path) -> Opening:
    _tidy(path)
    with Case.open(path) as case:
        reader = CaseReader(case)
        is_stale = case.writable and reader.last_flow() > 0 and reader.outcome("complete") is None
    unsaved = is_unsaved(path)
    recent.remember(path, name=path.stem, is_unsaved=unsaved)
    return Opening(case_path=path, name=path.stem, is_unsaved=unsaved, job=Job(analyse, path) if is_stale else None)


def _tidy(path: Path) -> None:
    """Where a recording into this case broke off: its capture is closed, its browser and profile go."""
    from inspector.workspace.recording import tidy_after_recorder

    tidy_after_recorder(path)


def analyse_again(case_path: Path) -> Job:
    """Rebuilds the analysis in a child process, after the investigator changed what it rests on."""
    return Job(analyse, case_path)


def add_captures(case_path: Path, paths: tuple[Path, ...]) -> Job:
    """Imports more captures into a case and rebuilds its analysis, in a child process."""
    return Job(import_and_analyse, case_path, paths)


def save_case(case_path: Path, target: Path) -> None:
    """Writes a complete copy of a case to another place, replacing what is there."""
    with Case.open(case_path, read_only=True) as case:
        case.copy_to(target)
    recent.remember(target, name=target.stem, is_unsaved=False)


def discard_case(case_path: Path) -> None:
    """Deletes an unsaved case and its folder; a case that lives elsewhere is left alone."""
    if is_unsaved(case_path):
        recent.forget(case_path)
        shutil.rmtree(case_path.parent, ignore_errors=True)


def analyse(case_path: Path, *, report: Report, is_cancelled: IsCancelled) -> None:
    """The child's part of `analyse_again`."""
    from inspector.workspace.analysis import analyse_case

    analyse_case(case_path, report=report, is_cancelled=is_cancelled)


def import_and_analyse(
    case_path: Path, paths: tuple[Path, ...], *, report: Report, is_cancelled: IsCancelled
) -> tuple[ImportResult, ...]:
    """The child's part of `open_path`: imports, then analyses. A file that is unreadable is told as such.

    What only the analysis needs is loaded once the rows are there.
    """
    results = []
    with Case.open(case_path) as case:
        for path in paths:
            results.append(import_file(case, path, progress=report, is_cancelled=is_cancelled))
    if not results:
        raise InputUnreadable("Nothing to import.", code="nothing_to_import")
    report(Progress(step="reading", share=0.0))
    from inspector.workspace.analysis import analyse_case

    analyse_case(case_path, report=report, is_cancelled=is_cancelled)
    return tuple(results)
