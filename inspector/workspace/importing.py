"""Importing a capture file into a case."""

import gc
import hashlib
import mmap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec.structs import asdict, replace

from inspector.capture.flow_files import FlowFile, check_is_flow_file, is_flow_file, open_flows
from inspector.formats.har.head import Head
from inspector.formats.har.own import OwnCapture, pages_of
from inspector.formats.har.reader import HarFile, open_har
from inspector.formats.har.sniff import check_is_har
from inspector.formats.har.supports import Reason, SupportTally
from inspector.formats.har.tally import WarningTally
from inspector.model.errors import Cancelled, InputUnreadable
from inspector.model.finding import Supports
from inspector.model.flow import CaptureId, CaptureKind, FlowRecord
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import NameAnswer
from inspector.model.struct import Record
from inspector.store.captures import Outcome
from inspector.store.carried import bring_back
from inspector.store.case import Case
from inspector.store.edits import tool_version
from inspector.store.names import add_names
from inspector.store.originals import KEEP_UP_TO_BYTES, keep_original
from inspector.store.relay import Start, WriterProcess
from inspector.store.writer import CaptureWriter
from inspector.workspace.jobs import Progress

_PROGRESS_S = 0.1
_LARGE_BYTES = 48_000_000  # from here a second process that writes pays for its start
_HASH_BYTES = 8 * 1024 * 1024
_LOOK_EVERY = 16  # flows between two looks at the clock
_MOST_NAMES = 100_000

type Source = HarFile | FlowFile


class ImportResult(Record, frozen=True, kw_only=True):
    """`entries`: seen in the file, whole or not; `imported`: flows in the case. `cut_at`: the byte at which the
    (unpacked) file stops making sense, None where it is whole."""

    capture: CaptureId
    name: str
    kind: CaptureKind
    producer: str
    browser: str
    har_version: str | None
    entries: int
    imported: int
    sanitized: bool
    sha256: str
    size_bytes: int
    warnings: tuple[Oddity, ...]
    supports: Supports
    reasons: tuple[Reason, ...]
    cut_at: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether everything in the file is in the case."""
        return self.entries == self.imported and self.cut_at is None


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


def kind_of(path: Path) -> CaptureKind:
    """What an input is by its content; what is no flow file is read as a HAR, which says what it seems to be."""
    return CaptureKind.MITMPROXY_FLOWS if is_flow_file(path) else CaptureKind.HAR


def open_source(path: Path, kind: CaptureKind) -> Source:
    return open_flows(path) if kind is CaptureKind.MITMPROXY_FLOWS else open_har(path)


def check_input(path: Path) -> None:
    """Raises InputUnreadable with one line where the file is no capture, before anything is made for it."""
    if kind_of(path) is CaptureKind.MITMPROXY_FLOWS:
        check_is_flow_file(path)
    else:
        check_is_har(path)


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
        digest = pool.submit(_file_sha256, path)
        start = Start(
            name=_text(own_name),
            kind=kind,
            path=_text(str(path)),
            size_bytes=size_bytes,
            scenario=scenario or (own.scenario if own is not None else source.head.scenario),
            tool=f"enclair {tool_version()}",
        )
        writer = WriterProcess(case, start) if size_bytes >= _LARGE_BYTES else CaptureWriter(case, **asdict(start))
        run = _Import(source, writer, kind=kind, progress=progress, is_cancelled=is_cancelled)
        try:
            with _collector_paused():
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
        result = _together(result, more)
    return result


def _together(first: ImportResult, second: ImportResult) -> ImportResult:
    return replace(
        first,
        entries=first.entries + second.entries,
        imported=first.imported + second.imported,
        warnings=first.warnings + second.warnings,
    )


class _Import:
    """One import under way."""

    def __init__(
        self,
        source: Source,
        writer: CaptureWriter | WriterProcess,
        *,
        kind: CaptureKind,
        progress: Callable[[Progress], None] | None,
        is_cancelled: Callable[[], bool] | None,
    ) -> None:
        self._source = source
        self._kind = kind
        self._writer = writer
        self._progress = progress
        self._is_cancelled = is_cancelled
        self._told_s = 0.0
        self._warnings = WarningTally()
        self._support = SupportTally()
        self.names: list[NameAnswer] = []
        self.own: OwnCapture | None = None  # what the capture was, where the file tells all of it

    def read(self) -> None:
        for place, item in enumerate(self._source):
            if isinstance(item, FlowRecord):
                self._support.add(item)
                self._writer.add(item)
            elif isinstance(item, NameAnswer):
                if len(self.names) < _MOST_NAMES:
                    self.names.append(item)
            else:
                self._warnings.add(item)
            if place % _LOOK_EVERY == 0:
                self._look()

    def _look(self) -> None:
        if self._is_cancelled is not None and self._is_cancelled():
            raise Cancelled
        if self._progress is not None and time.monotonic() - self._told_s >= _PROGRESS_S:
            self._told_s = time.monotonic()
            self.tell("importing", self._source.at / max(1, self._source.size))

    def tell(self, step: str, share: float | None) -> None:
        if self._progress is not None:
            self._progress(Progress(step=step, share=share, count=self._writer.imported))

    def finish(self, start: Start, digest: Future[str], *, number: int | None) -> ImportResult:
        """Ends the capture; `number` chooses one of several in the file."""
        head, tail = _head_of(self._source.head, number), self._source.tail
        told = head.own.capture(number)
        self.own = told if head.own.is_whole else None
        sanitized = head.sanitized or self._support.is_sanitized(head.creator)
        supports, reasons = self._support.supports(sanitized=sanitized, scenario=start.scenario, markers=head.markers)
        if self.own is not None and self.own.supports is not None:
            consent = supports.consent or self.own.supports.consent
            supports = replace(self.own.supports, consent=consent)
            reasons = tuple(reason for reason in self.own.reasons if not (consent and reason.code == "consent"))
        warnings = self._warnings.warnings() + (told.warnings if told is not None else ())
        outcome = Outcome(
            state="complete" if tail.cut_at is None else "cut",
            sha256=digest.result(),
            entries=tail.entries,
            producer=head.producer,
            browser=head.browser,
            har_version=head.version,
            sanitized=sanitized,
            environment=head.environment,
            extra=_extra(head, supports, reasons, tail.cut_at),
        )
        self._writer.finish(outcome, pages=head.pages, markers=head.markers, warnings=warnings)
        return ImportResult(
            capture=self._writer.capture,
            name=start.name,
            kind=self._kind,
            producer=head.producer,
            browser=head.browser,
            har_version=head.version,
            entries=tail.entries,
            imported=self._writer.imported,
            sanitized=sanitized,
            sha256=outcome.sha256,
            size_bytes=start.size_bytes,
            warnings=warnings,
            supports=supports,
            reasons=reasons,
            cut_at=tail.cut_at,
        )


def _head_of(head: Head, number: int | None) -> Head:
    """What a HAR of ours says of one capture, in the place of what it says of itself."""
    own = head.own.capture(number)
    if own is None:
        return head
    is_one = len(head.own.captures) == 1
    return replace(
        head,
        producer=own.producer if head.own.is_whole and own.kind is not CaptureKind.HAR else head.producer,
        browser=own.browser or (head.browser if is_one else ""),
        pages=head.pages if is_one else pages_of(head.pages, own.number),
        markers=head.markers if is_one else own.markers,
        environment=head.environment if is_one else own.environment,
        sanitized=own.sanitized,
    )


def _extra(head: Head, supports: Supports, reasons: tuple[Reason, ...], cut_at: int | None) -> bytes:
    """What the `capture` table keeps as JSON: supports, their reasons, the log's other fields."""
    facts: dict[str, object] = {"supports": supports, "reasons": reasons}
    if cut_at is not None:
        facts["cut_at"] = cut_at
    if head.comment:
        facts["comment"] = head.comment
    if head.extra:
        facts["log"] = msgspec.Raw(head.extra)
    return msgspec.json.encode(facts)


def _text(name: str) -> str:
    """A file's name that SQLite can hold, whatever bytes it has."""
    return name.encode("utf-8", "replace").decode()


def _file_sha256(path: Path) -> str:
    """In large steps over a memory map: each one is free of the interpreter's lock."""
    digest = hashlib.sha256()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        for start in range(0, len(mapped), _HASH_BYTES):
            with memoryview(mapped) as view, view[start : start + _HASH_BYTES] as piece:
                digest.update(piece)
            if hasattr(mmap, "MADV_DONTNEED"):
                mapped.madvise(mmap.MADV_DONTNEED, start, min(_HASH_BYTES, len(mapped) - start))
    return digest.hexdigest()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Flows hold no cycles; looking for some among tens of thousands would cost a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
