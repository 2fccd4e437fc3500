"""Importing a capture file into a case."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec.structs import asdict, replace

from inspector.formats.har.reader import HarFile
from inspector.model.errors import InputUnreadable
from inspector.store.carried import bring_back
from inspector.store.case import Case
from inspector.store.edits import tool_version
from inspector.store.names import add_names
from inspector.store.originals import KEEP_UP_TO_BYTES, keep_original
from inspector.store.relay import Start, WriterProcess
from inspector.store.writer import CaptureWriter
from inspector.workspace.capture_files import file_sha256, kind_of, open_source
from inspector.workspace.collector import collector_paused
from inspector.workspace.import_result import ImportResult, counted_together
from inspector.workspace.import_run import ImportRun
from inspector.workspace.jobs import Progress

_LARGE_BYTES = 48_000_000  # from here a second process that writes pays for its start


def import_file(
    case: Case,
    path: Path,
    *,
    scenario: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    keep_original: bool | None = None,
) -> ImportResult:
    """Imports a HAR or a mitmproxy flow file as a new capture of the case. A HAR that En Clair wrote of a case with
    several captures gives them all back; the result counts them together and names the first.

    The file itself is kept in the case up to 256 MB (`keep_original` decides otherwise), else its path only.
    Raises InputUnreadable, with nothing added, where the file is neither; Cancelled, with what was committed kept
    and the capture's state `cut`.
    """
    path = path.resolve()
    try:
        return _import(
            case,
            path,
            scenario=scenario,
            progress=progress,
            is_cancelled=is_cancelled,
            keep=keep_original,
        )
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise InputUnreadable(
            f"{path.name} could not be read to its end ({reason}): what was read before is kept.",
            code="input_broke_off",
            name=path.name,
            reason=reason,
        ) from error


def _import(
    case: Case,
    path: Path,
    *,
    scenario: str | None,
    progress: Callable[[Progress], None] | None,
    is_cancelled: Callable[[], bool] | None,
    keep: bool | None,
    number: int | None = None,
) -> ImportResult:
    kind = kind_of(path)
    rest: tuple[int, ...] = ()
    with open_source(path, kind) as source, ThreadPoolExecutor(1, thread_name_prefix="hash") as pool:
        if isinstance(source, HarFile) and len(source.numbers) > 1:
            source.only = source.numbers[0] if number is None else number
            rest = source.numbers[1:] if number is None else ()
        own = source.head.own.capture(number)
        own_name = f"{path.name}: {own.name}" if own is not None and (rest or number) else path.name
        size_bytes = path.stat().st_size
        digest = pool.submit(file_sha256, path)
        start = Start(
            name=_text(own_name),
            kind=kind,
            path=_text(str(path)),
            size_bytes=size_bytes,
            scenario=scenario or (own.scenario if own is not None else source.head.scenario),
            tool=f"enclair {tool_version()}",
        )
        writer = WriterProcess(case, start) if size_bytes >= _LARGE_BYTES else CaptureWriter(case, **asdict(start))
        run = ImportRun(source, writer, kind=kind, progress=progress, is_cancelled=is_cancelled)
        try:
            with collector_paused():
                run.read()
            writer.flush()
            if size_bytes <= KEEP_UP_TO_BYTES if keep is None else keep:
                run.tell("hashing", None)
                keep_original(case, writer.capture, path, is_cancelled=is_cancelled)
            if run.names:
                add_names(case, writer.capture, run.names)
            result = run.finish(start, digest, number=number)
        except BaseException:
            writer.cut()
            raise
        if (own := run.own) is not None:
            states = source.head.own.states_of(own.number)
            bring_back(case, result.capture, kind=own.kind, handshakes=own.handshakes, names=own.names, states=states)
            result = replace(result, kind=own.kind)
    for other in rest:
        more = _import(
            case, path, scenario=scenario, progress=progress, is_cancelled=is_cancelled, keep=False, number=other
        )
        result = counted_together(result, more)
    return result


def _text(name: str) -> str:
    """A file's name that SQLite can hold, whatever bytes it has."""
    return name.encode("utf-8", "replace").decode()
