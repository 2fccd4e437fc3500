"""Scan, follow and report without a window: inputs go into a case, a temporary one where they are files."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from inspector.detect.needles.persona import load_persona
from inspector.model.errors import EnClairError, InputUnreadable
from inspector.model.struct import Record
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.case_files import is_case_file
from inspector.store.mutes import add_mutes
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import analyse_case
from inspector.workspace.importing import import_file
from inspector.workspace.jobs import Progress, Report
from inspector.workspace.muting import read_rules
from inspector.workspace.picture_reading import read_third_party_pictures


class Refused(Record, frozen=True, kw_only=True):
    """An input that could not be read, and the one line that says why."""

    path: Path
    error: EnClairError


def _silent(_progress: Progress) -> None:
    return None


@contextmanager
def case_of(
    inputs: Sequence[Path],
    *,
    persona: Sequence[Path] = (),
    first_party: Sequence[str] = (),
    mutes: Sequence[Path] = (),
    ocr: bool = False,
    report: Report | None = None,
) -> Iterator[tuple[Path, list[Refused]]]:
    """An analysed case of these inputs, and what was refused. `ocr` reads the text in third parties' pictures first.

    One case file alone is used where it lies (only its analysis is written, and only where it can be); anything else
    goes into a temporary case that is deleted. Raises InputUnreadable where nothing could be read,
    EnvironmentLacks where `ocr` is asked for and not installed.
    """
    needles = [needle for file in persona for needle in load_persona(file)]
    muted = [mute for file in mutes for mute in read_rules(file).mutes]
    folder = Path(tempfile.mkdtemp(prefix="enclair-"))
    try:
        path, refused = _gather(inputs, folder, report)
        if folder not in path.parents and (needles or muted or first_party or ocr or not _is_writable(path)):
            path = _copied(path, folder)  # what is asked for this scan only never enters the person's case
        if needles or muted:
            with Case.open(path) as case:
                edits.add_needles(case, needles)
                add_mutes(case, muted)
        if ocr:
            read_third_party_pictures(path, first_party=first_party, report=report or _silent)
        if needles or muted or first_party or ocr or _needs_analysis(path):
            analyse_case(path, first_party=first_party, report=report or _silent)
        yield path, refused
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _gather(inputs: Sequence[Path], folder: Path, report: Report | None) -> tuple[Path, list[Refused]]:
    if len(inputs) == 1 and is_case_file(inputs[0]):
        return inputs[0], []
    path = folder / "scan.enclair"
    refused = import_inputs(path, inputs, report=report)
    _name_by_content(path)
    if len(refused) == len(inputs):
        raise InputUnreadable(str(refused[0].error), code=refused[0].error.code, **refused[0].error.facts)
    return path, refused


def _name_by_content(path: Path) -> None:
    """Gives a temporary case an id that its inputs decide, so that the same files give the same report."""
    with Case.open(path) as case:
        digests = "\n".join(capture.sha256 for capture in CaseReader(case).captures())
        case.change_setting("case_id", sha256(digests.encode()).hexdigest()[:16])


def import_inputs(
    case_path: Path, inputs: Sequence[Path], *, scenario: str | None = None, report: Report | None = None
) -> list[Refused]:
    """Imports every input that can be read into a new or existing case; returns those that could not."""
    refused: list[Refused] = []
    with Case.open(case_path) if case_path.exists() else Case.create(case_path) as case:
        for path in inputs:
            try:
                import_file(case, path, scenario=scenario, progress=report)
            except EnClairError as error:
                refused.append(Refused(path=path, error=error))
    return refused


def _is_writable(path: Path) -> bool:
    with Case.open(path) as case:
        return case.writable


def _needs_analysis(path: Path) -> bool:
    with Case.open(path, read_only=True) as case:
        return CaseReader(case).outcome("complete") is None


def _copied(path: Path, folder: Path) -> Path:
    target = folder / path.name
    with Case.open(path, read_only=True) as case:
        case.copy_to(target)
    return target
