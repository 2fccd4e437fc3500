"""Follows one recorder from the event loop and remembers what it has said, so that panels can be built anew."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from inspector.capture import talk
from inspector.capture.plan import Plan
from inspector.model.flow import Marker
from inspector.model.recording import Handshake

_LOOK_MS = 100
_MOST_TOLD = 200


def now_us() -> int:
    """Microseconds since the epoch, UTC."""
    return time.time_ns() // 1000


class Recorder(Protocol):
    """One recorder's process, as `workspace.recording` starts it."""

    is_over: bool

    def poll(self) -> list[talk.Saying]: ...

    def send(self, order: talk.Order) -> None: ...

    def kill(self) -> None: ...


@dataclass(kw_only=True)
class RecordingFacts:
    """What is known of a recording so far. `client` names the browser for the reader, "" where there is none."""

    plan: Plan
    client: str
    began_us: int
    ready: talk.Ready | None = None
    checked: talk.Checked | None = None
    tally: talk.Tally | None = None
    handshakes: dict[tuple[str, int, str, str], Handshake] = field(default_factory=dict)
    suspicions: dict[str, int] = field(default_factory=dict)
    told: list[tuple[int, talk.Told]] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    passing: set[str] = field(default_factory=set)
    is_paused: bool = False
    is_stopping: bool = False
    has_browser_gone: bool = False
    ended: talk.Ended | None = None
    ended_us: int | None = None

    @property
    def refused_hosts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(handshake.host for handshake in self.handshakes.values()))


class RecorderWatch(QObject):
    """Tells what the recorder says as signals, and gives it orders. After `ended` nothing more comes.

    Give it a parent: it has a timer, which must not be collected by another thread.
    """

    ready = Signal(object)  # talk.Ready
    checked = Signal(object)  # talk.Checked
    tallied = Signal(object)  # talk.Tally
    refused = Signal(object)  # talk.Refused
    suspected = Signal(object)  # talk.Suspicion
    state_kept = Signal(object)  # talk.StateKept
    told = Signal(object)  # talk.Told
    browser_gone = Signal()
    ended = Signal(object)  # talk.Ended; a dead process: code "worker_died"
    ordered = Signal()  # paused, resumed, stopping, a host passes or no longer passes
    marked = Signal(object)  # Marker that is in the case now

    def __init__(
        self,
        recording: Recorder,
        plan: Plan,
        *,
        client: str = "",
        clock: Callable[[], int] = now_us,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.recording = recording
        self.now_us = clock
        self.facts = RecordingFacts(plan=plan, client=client, began_us=clock())
        self._ordered_pause: bool | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def is_over(self) -> bool:
        return self.facts.ended is not None

    @property
    def elapsed_us(self) -> int:
        """How long it has recorded, or did."""
        facts = self.facts
        return max((facts.ended_us or self.now_us()) - facts.began_us, 0)

    # orders

    def pause(self) -> None:
        self.facts.is_paused = self._ordered_pause = True
        self._order(talk.Pause())

    def resume(self) -> None:
        self.facts.is_paused = self._ordered_pause = False
        self._order(talk.Resume())

    def stop(self) -> None:
        """Asks for a clean end; `ended` follows."""
        if not self.facts.is_stopping:
            self.facts.is_stopping = True
            self._order(talk.Stop())

    def end_at_once(self) -> None:
        """Kills the recorder; what it committed stays."""
        if not self.is_over:
            self.recording.kill()
            self._end(talk.Ended(imported=self._flows(), code="worker_died"))

    def pass_unread(self, host: str, *, read: bool = False) -> None:
        """Lets a host pass unread from now on or, with `read`, reads it again."""
        (self.facts.passing.discard if read else self.facts.passing.add)(host)
        self._order(talk.PassUnread(host=host, read=read))

    def keep_state(self, marker_us: int, *, screenshot: bool = True) -> None:
        self._order(talk.KeepState(marker_us=marker_us, screenshot=screenshot))

    def open_address(self, url: str) -> None:
        self._order(talk.OpenAddress(url=url))

    def note_marker(self, marker: Marker) -> None:
        """Called by whoever has written a marker into the case: pages show it at once."""
        self.facts.markers.append(marker)
        self.marked.emit(marker)

    def forget(self) -> None:
        """Looks no more and tells nobody anything; the process is left to whoever started it."""
        self._timer.stop()

    def _order(self, order: talk.Order) -> None:
        if not self.is_over:
            try:
                self.recording.send(order)
            except (OSError, ValueError):
                pass  # it is gone: the next look says so
            self.ordered.emit()

    # what it says

    def look(self) -> None:
        """Takes in what has been said since the last look."""
        try:
            said = self.recording.poll()
        except (EOFError, OSError, msgspec.DecodeError):
            self.end_at_once()
            return
        for saying in said:
            if self.is_over:
                return
            self._hear(saying)
        if self.recording.is_over and not self.is_over:
            self._end(talk.Ended(imported=self._flows(), code="worker_died"))

    def _hear(self, saying: talk.Saying) -> None:
        facts = self.facts
        match saying:
            case talk.Ready():
                facts.ready, facts.began_us = saying, self.now_us()
                self.ready.emit(saying)
            case talk.Checked():
                facts.checked = saying
                self.checked.emit(saying)
            case talk.Tally():
                self._count(saying)
            case talk.Refused():
                one = saying.handshake
                facts.handshakes[(one.host, one.port, one.client, one.refusal)] = one
                self.refused.emit(saying)
            case talk.Suspicion():
                facts.suspicions[saying.host] = saying.count
                self.suspected.emit(saying)
            case talk.StateKept():
                self.state_kept.emit(saying)
            case talk.Told():
                facts.told = [*facts.told[1 - _MOST_TOLD :], (self.now_us(), saying)]
                self.told.emit(saying)
            case talk.BrowserGone():
                facts.has_browser_gone = True
                self.browser_gone.emit()
            case talk.Ended():
                self._end(saying)

    def _count(self, tally: talk.Tally) -> None:
        """Until the recorder has obeyed, its figures still tell the state before the order."""
        if self._ordered_pause in (None, tally.paused):
            self._ordered_pause = None
            self.facts.is_paused = tally.paused
        self.facts.tally = tally
        self.tallied.emit(tally)

    def _end(self, ended: talk.Ended) -> None:
        self._timer.stop()
        self.facts.ended, self.facts.ended_us = ended, self.now_us()
        self.ended.emit(ended)

    def _flows(self) -> int:
        return self.facts.tally.flows if self.facts.tally else 0
