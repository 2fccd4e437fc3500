"""Flow files of mitmproxy, of every version it reads, one flow at a time.

mitmproxy migrates a flow and rebuilds it; the writing around it (`capture.tagged`) is read here, because a file from
outside may claim any length and depth. What is damaged costs itself: the flows before and behind it are kept.
"""

import mmap
import re
import struct
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec

from inspector.capture.connection_book import ConnectionBook
from inspector.capture.coverage_record import answer_of, coverage_of
from inspector.capture.flow_record import record_of
from inspector.capture.tagged import Damaged, Frame, Reader, frame_at
from inspector.formats.har.head import Head
from inspector.formats.har.reader import Tail
from inspector.formats.kinds import read_head, seems
from inspector.model.errors import InputUnreadable
from inspector.model.flow import FlowRecord
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import NameAnswer
from inspector.model.struct import Record

if TYPE_CHECKING:
    from mitmproxy.flow import Flow

_ENCODER = msgspec.msgpack.Encoder()
_FLOWS = msgspec.msgpack.Decoder(FlowRecord)
_ANSWERS = msgspec.msgpack.Decoder(NameAnswer)
_KIND = "mitmproxy-flows"
_FLOW_BEGINS = re.compile(
    rb"\d{1,12}:\d{1,2}:(?:websocket|messages|response|request|backup|timestamp_created|comment|metadata|marked|mode"
    rb"|is_replay|intercepted|server_conn|client_conn|error|id|type|version)[;,]"
)
_MOST_CANDIDATES = 200
_MOST_CERTIFICATES = 2_000
_MOST_REMEMBERED = 2_000
_FORGET_BYTES = 8 * 1024 * 1024
_ODD = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    struct.error,
    msgspec.MsgspecError,
)
"""What mitmproxy raises for a flow whose parts are missing or of another type."""


class FlowLimits(Record, frozen=True, kw_only=True):
    """`flow_bytes`: a larger flow is left out; `nodes`, `depth`: of the values in one flow; `search_bytes`: how far
    the next flow is looked for behind damage."""

    flow_bytes: int = 256_000_000
    nodes: int = 2_000_000
    depth: int = 40
    search_bytes: int = 64_000_000


_NO_LIMITS = FlowLimits()


def is_flow_file(path: Path) -> bool:
    """Whether the file begins like a flow file. Raises InputUnreadable where it cannot be read at all."""
    return seems(read_head(path)) == _KIND


def check_is_flow_file(path: Path) -> None:
    """Raises InputUnreadable with one line where no flow can be read at the beginning of the file."""
    open_flows(path).close()


def open_flows(path: Path, *, limits: FlowLimits = _NO_LIMITS) -> "FlowFile":
    """A flow file ready to be iterated; close it or use it as a context. Raises InputUnreadable with one line."""
    if read_head(path)[:2] == b"\x1f\x8b":
        raise InputUnreadable(
            f"{path.name} is a compressed flow file: unpack it and try again.", code="flows_packed", name=path.name
        )
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    try:
        return FlowFile(path.name, mapped, limits=limits)
    except BaseException:
        mapped.close()
        raise


class FlowFile:
    """A flow file. Iterate it once: flows, name answers and warnings in file order. `at`/`size` tell how far the
    reading is, in bytes."""

    def __init__(self, name: str, mapped: mmap.mmap, *, limits: FlowLimits) -> None:
        self._name = name
        self._mapped = mapped
        self._view = memoryview(mapped)
        self._limits = limits
        self._book = ConnectionBook()
        self._certificates: dict[bytes, Any] = {}
        self._forgotten = 0
        self.size = len(mapped)
        self.at = 0
        self.tail = Tail()
        try:
            self.head = Head(creator="mitmproxy", producer=_producer(self._first_version()))
        except BaseException:
            self._view.release()
            raise

    def __enter__(self) -> "FlowFile":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._view.release()
        self._mapped.close()
        _forget_migrations(at_most=0)

    def __iter__(self) -> Iterator[FlowRecord | NameAnswer | Oddity]:
        seen, answers, cut_at = 0, 0, None
        while self.at < self.size:
            begins = self.at
            try:
                frame = frame_at(self._view, begins, self.size)
            except Damaged:
                yield _damage("damaged" if self._find_next() else "cut", place=seen + 1, byte=begins)
                seen += 1
                if self.at >= self.size:
                    cut_at = begins
                continue
            self.at = frame.after
            seen += 1
            item = self._read(frame, place=seen)
            answers += isinstance(item, NameAnswer)
            yield item
            self._forget()
        self.tail = Tail(entries=seen - answers, cut_at=cut_at)

    # -- one flow -----------------------------------------------------------------------------------------

    def _read(self, frame: Frame, *, place: int) -> FlowRecord | NameAnswer | Oddity:
        begins = frame.start
        if frame.end - frame.start > self._limits.flow_bytes:
            return _damage("flow-too-large", place=place, byte=begins)
        try:
            return _checked(self._converted(self._flow(self._state(frame))))
        except (Damaged, *_ODD):
            return _damage("entry-unreadable", place=place, byte=begins)

    def _state(self, frame: Frame) -> dict[Any, Any]:
        state = Reader(self._view, nodes=self._limits.nodes, depth=self._limits.depth).read(frame)
        if not isinstance(state, dict):
            raise Damaged
        return state

    def _flow(self, state: dict[Any, Any]) -> "Flow":
        """mitmproxy's flow of a state of any version, its certificates parsed once each."""
        from mitmproxy.flow import Flow
        from mitmproxy.io import compat

        state = compat.migrate_flow(state)
        client, server = state["client_conn"], state["server_conn"]
        chain = [known for pem in server["certificate_list"] if (known := self._certificate(pem)) is not None]
        client["certificate_list"], server["certificate_list"], client["mitmcert"] = [], [], None
        state["backup"], state["metadata"] = None, {}
        flow = Flow.from_state(state)
        flow.server_conn.certificate_list = chain
        return flow

    def _certificate(self, pem: Any) -> Any:
        """The certificate, None where it is none."""
        from mitmproxy.certs import Cert

        if not isinstance(pem, bytes):
            return None
        if pem not in self._certificates:
            if len(self._certificates) >= _MOST_CERTIFICATES:
                self._certificates.clear()
            try:
                self._certificates[pem] = Cert.from_pem(pem)
            except (ValueError, TypeError):
                self._certificates[pem] = None
        return self._certificates[pem]

    def _converted(self, flow: "Flow") -> FlowRecord | NameAnswer:
        from mitmproxy.dns import DNSFlow
        from mitmproxy.http import HTTPFlow

        if isinstance(flow, HTTPFlow):
            return record_of(flow, self._book)
        if isinstance(flow, DNSFlow):
            return answer_of(flow)
        return coverage_of(flow)

    # -- finding one's way --------------------------------------------------------------------------------

    def _first_version(self) -> str:
        """The format version of the first flow that can be read; raises InputUnreadable where there is none."""
        from mitmproxy.version import FLOW_FORMAT_VERSION

        state = self._first_state()
        version = state.get("version", state.get(b"version"))
        if isinstance(version, int) and version > FLOW_FORMAT_VERSION:
            raise InputUnreadable(
                f"{self._name} was written by a newer mitmproxy (flow format {version}): export it there as HAR.",
                code="flows_newer",
                name=self._name,
                version=version,
            )
        return ".".join(str(part) for part in version) if isinstance(version, list) else str(version)

    def _first_state(self) -> dict[Any, Any]:
        state = self._state_at(0)
        if state is None and self._find_next():
            state = self._state_at(self.at)
        self.at = 0
        if state is None:
            raise self._refused()
        return state

    def _state_at(self, at: int) -> dict[Any, Any] | None:
        """The state of a flow that begins here; None where none does."""
        try:
            frame = frame_at(self._view, at, self.size)
            if frame.kind != ord("}") or frame.end - frame.start > self._limits.flow_bytes:
                return None
            state = self._state(frame)
        except Damaged:
            return None
        return state if "version" in state or b"version" in state else None

    def _refused(self) -> InputUnreadable:
        return InputUnreadable(
            f"{self._name} begins like a mitmproxy flow file, but no flow in it can be read.",
            code="flows_unreadable",
            name=self._name,
        )

    def _find_next(self) -> bool:
        """Moves behind damage, to where a whole flow begins again; False, and to the end, where there is none."""
        until = min(self.size, self.at + self._limits.search_bytes)
        for found in islice(_FLOW_BEGINS.finditer(self._mapped, self.at + 1, until), _MOST_CANDIDATES):
            if self._state_at(found.start()) is not None:
                self.at = found.start()
                return True
        self.at = self.size
        return False

    def _forget(self) -> None:
        """Gives back what was read: the pages of the file, and what mitmproxy remembers of old versions."""
        _forget_migrations(at_most=_MOST_REMEMBERED)
        upto = self.at - self.at % mmap.ALLOCATIONGRANULARITY
        if upto - self._forgotten >= _FORGET_BYTES and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED, self._forgotten, upto - self._forgotten)
            self._forgotten = upto


def _checked[T: FlowRecord | NameAnswer](item: T) -> T:
    """The record itself, once every field is known to be of its type: mitmproxy takes much as it stands in a file."""
    decoder = _FLOWS if isinstance(item, FlowRecord) else _ANSWERS
    decoder.decode(_ENCODER.encode(item))
    return item


def _producer(version: str) -> str:
    return f"mitmproxy (flow format {version})" if version else "mitmproxy"


def _damage(code: str, *, place: int, byte: int) -> Oddity:
    words = {
        "cut": f"The file is cut off or damaged at byte {byte:,}; the flows before that place were read.",
        "damaged": f"The file is damaged at byte {byte:,}; reading went on behind it.",
        "flow-too-large": f"Flow {place:,} at byte {byte:,} is too large and was left out.",
        "entry-unreadable": f"Flow {place:,} at byte {byte:,} is damaged and was left out.",
    }
    return Oddity(entry=None, code=code, message=words[code])


def _forget_migrations(*, at_most: int) -> None:
    """WORKAROUND: mitmproxy's migrations of old versions keep what they saw for the life of the process."""
    compat = sys.modules.get("mitmproxy.io.compat")
    for name in ("client_connections", "server_connections", "_websocket_handshakes") if compat else ():
        remembered = getattr(compat, name)
        if len(remembered) > at_most:
            remembered.clear()
