"""Writing a large capture from a process of its own, so that reading and writing each have a core.

`WriterProcess` is used like `CaptureWriter`. The other process keeps what it was given if this one ends.
"""

import contextlib
import multiprocessing
from collections.abc import Iterable, Sequence
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import msgspec

from inspector.model.errors import CaseUnusable
from inspector.model.flow import CaptureId, CaptureKind, FlowRecord, Marker, Page
from inspector.model.flow import Warning as Oddity
from inspector.model.struct import Record
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.writer import CaptureWriter

_MOST_FLOWS = 100
_MOST_BYTES = 2_000_000
_ENCODER = msgspec.msgpack.Encoder()


class Start(Record, frozen=True, kw_only=True):
    """What a capture is made with."""

    name: str
    kind: CaptureKind
    path: str | None = None
    size_bytes: int = 0
    scenario: str | None = None
    tool: str = ""


class _Flows(Record, frozen=True, kw_only=True, tag=True):
    flows: tuple[FlowRecord, ...]


class _Flush(Record, frozen=True, kw_only=True, tag=True):
    pass


class _Finish(Record, frozen=True, kw_only=True, tag=True):
    outcome: Outcome
    pages: tuple[Page, ...] = ()
    markers: tuple[Marker, ...] = ()
    warnings: tuple[Oddity, ...] = ()


class _Cut(Record, frozen=True, kw_only=True, tag=True):
    pass


class _Answer(Record, frozen=True, kw_only=True):
    """`error` is the sentence of what went wrong; the writer has then ended."""

    capture: int = 0
    imported: int = 0
    error: str = ""
    name: str = ""


type _Message = _Flows | _Flush | _Finish | _Cut


class WriterProcess:
    """A `CaptureWriter` in another process. Raises CaseUnusable with one line where that one fails."""

    def __init__(self, case: Case, start: Start) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(str(case.path), _ENCODER.encode(start), theirs))
        self._process.start()
        theirs.close()
        self._flows: list[FlowRecord] = []
        self._size_bytes = 0
        self._capture: CaptureId | None = None
        self.imported = 0

    @property
    def capture(self) -> CaptureId:
        """Known once the other process has started; reading need not wait for that."""
        if self._capture is None:
            self._capture = CaptureId(self._receive().capture)
        return self._capture

    def add(self, flow: FlowRecord) -> None:
        """Takes a flow; it is sent with others, and waits while the other process is behind."""
        self._flows.append(flow)
        self._size_bytes += _weight(flow)
        if len(self._flows) >= _MOST_FLOWS or self._size_bytes >= _MOST_BYTES:
            self._send_flows()

    def flush(self) -> None:
        """Waits until everything added is committed."""
        self._send_flows()
        self._send(_Flush())
        self._answer()

    def finish(
        self,
        outcome: Outcome,
        *,
        pages: Sequence[Page] = (),
        markers: Sequence[Marker] = (),
        warnings: Iterable[Oddity] = (),
    ) -> None:
        """As `CaptureWriter.finish`; the other process has ended after it."""
        self._send_flows()
        self._send(_Finish(outcome=outcome, pages=tuple(pages), markers=tuple(markers), warnings=tuple(warnings)))
        self._answer()
        self._end()

    def cut(self) -> None:
        """Ends a capture that could not be finished: what was given stays, its state becomes `cut`."""
        with contextlib.suppress(CaseUnusable):
            self._send_flows()
            self._send(_Cut())
            self._answer()
        self._end()

    def _send_flows(self) -> None:
        if self._flows:
            flows, self._flows, self._size_bytes = tuple(self._flows), [], 0
            self._send(_Flows(flows=flows))
            self.imported += len(flows)

    def _send(self, message: _Message) -> None:
        try:
            self._pipe.send_bytes(_ENCODER.encode(message))
        except (OSError, ValueError):
            self._answer()  # it said why before it ended

    def _answer(self) -> _Answer:
        assert self.capture
        return self._receive()

    def _receive(self) -> _Answer:
        try:
            answer = msgspec.msgpack.decode(self._pipe.recv_bytes(), type=_Answer)
        except (EOFError, OSError) as error:
            raise CaseUnusable(
                "The writing stopped unexpectedly: what was written before is kept.", code="worker_died"
            ) from error
        if answer.error:
            raise CaseUnusable(answer.error, code="case_unwritable_now", name=answer.name, reason=answer.error)
        return answer

    def _end(self) -> None:
        self._pipe.close()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _weight(flow: FlowRecord) -> int:
    return 2000 + sum(len(body.data) for body in (flow.request_body, flow.response_body) if body is not None)


def serve(case_path: str, start: bytes, pipe: "Pipe[Any, Any]") -> None:
    """The other process: writes what comes until it is told to finish, or until nobody is there any more."""
    path = Path(case_path)
    try:
        with Case.open(path) as case:
            asked = msgspec.msgpack.decode(start, type=Start)
            writer = CaptureWriter(
                case,
                name=asked.name,
                kind=asked.kind,
                path=asked.path,
                size_bytes=asked.size_bytes,
                scenario=asked.scenario,
                tool=asked.tool,
            )
            _tell(pipe, _Answer(capture=writer.capture))
            _serve(writer, pipe)
    except CaseUnusable as error:
        _tell(pipe, _Answer(error=str(error), name=path.name))
    pipe.close()


def _serve(writer: CaptureWriter, pipe: "Pipe[Any, Any]") -> None:
    decoder = msgspec.msgpack.Decoder(_Flows | _Flush | _Finish | _Cut)
    try:
        while True:
            message = decoder.decode(pipe.recv_bytes())
            match message:
                case _Flows():
                    for flow in message.flows:
                        writer.add(flow)
                case _Flush():
                    writer.flush()
                    _tell(pipe, _Answer(imported=writer.imported))
                case _Finish():
                    writer.finish(
                        message.outcome, pages=message.pages, markers=message.markers, warnings=message.warnings
                    )
                    return _tell(pipe, _Answer(imported=writer.imported))
                case _Cut():
                    _keep(writer)
                    return _tell(pipe, _Answer(imported=writer.imported))
    except (EOFError, OSError):
        _keep(writer)  # the reading process has ended
    except CaseUnusable:
        writer.cut()
        raise


def _keep(writer: CaptureWriter) -> None:
    """Commits what was given and ends the capture as cut."""
    with contextlib.suppress(CaseUnusable):
        writer.flush()
    writer.cut()


def _tell(pipe: "Pipe[Any, Any]", answer: _Answer) -> None:
    with contextlib.suppress(OSError):
        pipe.send_bytes(_ENCODER.encode(answer))
