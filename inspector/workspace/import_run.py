"""One import under way: flows from a source to a writer, with what the file says of itself."""

import time
from collections.abc import Callable
from concurrent.futures import Future

import msgspec
from msgspec.structs import replace

from inspector.formats.har.head import Head
from inspector.formats.har.own import OwnCapture, pages_of
from inspector.formats.har.supports import Reason, SupportTally
from inspector.formats.har.tally import WarningTally
from inspector.model.errors import Cancelled
from inspector.model.finding import Supports
from inspector.model.flow import CaptureKind, FlowRecord
from inspector.model.recording import NameAnswer
from inspector.store.captures import Outcome
from inspector.store.relay import Start, WriterProcess
from inspector.store.writer import CaptureWriter
from inspector.workspace.capture_files import Source
from inspector.workspace.import_result import ImportResult
from inspector.workspace.jobs import Progress

_PROGRESS_S = 0.1
_LOOK_EVERY = 16  # flows between two looks at the clock
_MOST_NAMES = 100_000


class ImportRun:
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
