"""The recorder: a process of its own that records into a case until it is told to stop, or nobody listens any more.

It owns the proxy, the browser it started and the one thread that writes. Whatever ends it, what was recorded before is
in the case: clean ends finish the capture, all others are told when the case is opened again.
"""

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import msgspec

from inspector.capture import talk
from inspector.capture.browsing import Browsing
from inspector.capture.plan import Mode, Plan, Way
from inspector.capture.tapping import Tapping
from inspector.capture.tracking import Tracking
from inspector.model.errors import CaseUnusable, EnClairError
from inspector.model.flow import CaptureKind, Marker
from inspector.model.flow import Warning as Oddity
from inspector.store.captures import Outcome
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.live.writer import LiveWriter
from inspector.store.recovery import RecordingLock

_SWEEP_S = 0.1
_TALLY_S = 0.5
_KEEPING_S = 3.0
"""How long states that were asked for before the end may take."""
_SLEPT_S = 5.0
"""The wall clock ran this much ahead of the process's own: the machine slept."""


def record(plan_json: bytes, pipe: "Pipe[Any, Any]") -> None:
    """The body of the recorder's process. `plan_json` is a Plan; everything else is said over the pipe."""
    plan = msgspec.json.decode(plan_json, type=Plan)
    said = _Said(pipe)
    recorder = _Recorder(plan, pipe, said)
    try:
        asyncio.run(recorder.run())
    except EnClairError as error:
        said(talk.Ended(imported=recorder.imported, code=error.code, message=str(error), facts=_plain_facts(error)))
    except Exception as error:
        if os.environ.get("ENCLAIR_TRACE"):
            raise
        name, n = type(error).__name__, recorder.imported
        said(talk.Ended(imported=n, code="unexpected", message=f"Unexpected {name}.", facts={"type": name}))
    finally:
        pipe.close()


class _Said:
    """Sends what is said; forgets it where nobody listens."""

    def __init__(self, pipe: "Pipe[Any, Any]") -> None:
        self._pipe = pipe

    def __call__(self, saying: talk.Saying) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._pipe.send_bytes(talk.ENCODER.encode(saying))


class _Recorder:
    def __init__(self, plan: Plan, pipe: "Pipe[Any, Any]", say: Callable[[talk.Saying], None]) -> None:
        self._plan = plan
        self._pipe = pipe
        self._say = say
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._why: EnClairError | None = None
        self._is_ready = False
        self._is_ending = False
        self._environment = dict(plan.environment)
        self.imported = 0

    async def run(self) -> None:
        """Records; the last thing it says is Ended."""
        plan, folder = self._plan, Path(self._plan.folder)
        ended: talk.Ended | None = None
        try:
            with RecordingLock(folder), Case.open(Path(plan.case)) as case:
                kind = CaptureKind.RECORDING if plan.way is Way.PROXY else CaptureKind.BROWSER_RECORDING
                writer = LiveWriter(case, name=plan.name, kind=kind, scenario=plan.scenario, tool=plan.tool)
                try:
                    await self._record(writer, folder)
                finally:
                    ended = self._finish(writer, case)
        finally:
            if ended is not None:
                self._say(ended)  # now that the case is free: another recording may follow at once

    async def _record(self, writer: LiveWriter, folder: Path) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name) and sys.platform != "win32":
                loop.add_signal_handler(getattr(signal, name), self._stop.set)
        threading.Thread(target=self._listen, args=(loop,), name="orders", daemon=True).start()
        tapping = None
        if self._plan.way is Way.PROXY:
            tapping = Tapping(self._plan, writer, folder=folder, say=self._say, describe=self._describe)
        browsing = Browsing(self._plan, writer, folder=folder, say=self._say)
        self._tapping, self._browsing, self._writer = tapping, browsing, writer
        try:
            if await self._start_unless_stopped():
                writer.describe(self._environment)
                self._say(self._ready())
                self._is_ready = True
                await self._watch()
        finally:
            await self._settle()
            try:
                await browsing.close()
            finally:
                if tapping is not None:
                    await tapping.close()

    async def _start_unless_stopped(self) -> bool:
        """A browser that does not answer holds nobody up who wants to stop; False where that was so."""
        starting = asyncio.create_task(self._start())
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if starting.done():
            starting.result()
            return True
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        return False

    async def _start(self) -> None:
        if self._tapping is not None:
            await self._tapping.start()
            self._environment |= self._tapping.environment
        await self._browsing.start(self._tapping)
        self._environment |= self._browsing.environment

    def _ready(self) -> talk.Ready:
        tapping, browsing, plan = self._tapping, self._browsing, self._plan
        return talk.Ready(
            capture=self._writer.capture,
            proxy=tapping.address if tapping else "",
            ca=str(tapping.authority.cert_file) if tapping else "",
            ca_sha256=tapping.authority.sha256 if tapping else "",
            devtools=str(browsing.devtools_file or ""),
            beyond_loopback=plan.mode in (Mode.WIREGUARD, Mode.LAN),
            phone=tapping.phone if tapping else None,
        )

    # -- while it records ---------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Sweeps, counts and looks whether all is well, until told to stop."""
        told_s = 0.0
        wall, steady = time.time(), time.monotonic()
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), _SWEEP_S)
            self._sweep()
            now, at_s = time.monotonic(), time.time()
            if now - told_s >= _TALLY_S:
                told_s = now
                self._say(self._tally())
            ahead_s = (at_s - wall) - (now - steady)
            if ahead_s > _SLEPT_S:
                self._writer.warn(
                    Oddity(entry=None, code="machine-slept", message=f"The machine slept {ahead_s:.0f} s.")
                )
                self._say(talk.Told(code="machine_slept", facts={"seconds": int(ahead_s)}))
            wall, steady = at_s, now
            if self._writer.failure is not None:
                self._why = self._writer.failure
                return

    def _sweep(self) -> None:
        if self._tapping is not None:
            self._tapping.sweep()
        self._browsing.sweep()

    def _describe(self) -> None:
        """What is known of the recording has changed: the case says so from now on."""
        if self._tapping is not None:
            self._environment |= self._tapping.environment
        self._writer.describe(self._environment)

    def _tally(self) -> talk.Tally:
        """Through the proxy: what it saw, and what never left the browser."""
        if self._tapping is None:
            return self._browsing.tally()
        tally = self._tapping.tally()
        return msgspec.structs.replace(tally, flows=tally.flows + self._browsing.told_flows)

    # -- orders -------------------------------------------------------------------------------------------

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """On a thread of its own: hands orders to the loop; stops where the owner has gone."""
        while True:
            try:
                order: talk.Order = talk.ORDERS.decode(self._pipe.recv_bytes())
            except (EOFError, OSError, msgspec.MsgspecError):
                order = talk.Stop()
            try:
                loop.call_soon_threadsafe(self._obey, order)
            except RuntimeError:
                return  # the loop has ended
            if isinstance(order, talk.Stop):
                return

    def _obey(self, order: talk.Order) -> None:
        match order:
            case talk.Stop():
                self._stop.set()
            case _ if self._is_ending:
                return
            case talk.Pause() | talk.Resume():
                self._pause(is_paused=isinstance(order, talk.Pause))
            case talk.PassUnread():
                if self._tapping is not None:
                    self._tapping.pass_unread(order.host, read=order.read)
            case talk.KeepState():
                self._later(self._browsing.keep_state(order.marker_us, screenshot=order.screenshot))
            case talk.OpenAddress():
                self._later(self._browsing.open_address(order.url))

    def _pause(self, *, is_paused: bool) -> None:
        """Traffic goes on; the stretch that is not recorded stands in the case."""
        for part in (self._tapping, self._browsing):
            if part is not None:
                part.pause(is_paused=is_paused)
        label = "pause" if is_paused else "resume"
        self._writer.note_marker(Marker(at_us=now_us(), kind="note", label=label))
        self._say(self._tally())

    async def _settle(self) -> None:
        """What was asked for is done where it can be had soon, then given up; orders that come now are too late."""
        self._is_ending = True
        if self._tasks and self._why is None:
            await asyncio.wait(self._tasks, timeout=_KEEPING_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # taken note of: else it is logged, and its text may hold what was captured

    # -- the end ------------------------------------------------------------------------------------------

    def _finish(self, writer: LiveWriter, case: Case) -> talk.Ended | None:
        """Ends the capture; the last word, None where an exception will give it. What could not be written is told
        once, in one line."""
        why = self._why
        if not self._is_ready:
            with contextlib.suppress(CaseUnusable):
                writer.abandon()
            return talk.Ended(imported=0) if sys.exception() is None else None
        if sys.exception() is not None:
            writer.warn(Oddity(entry=None, code="recording-broken-off", message="The recording ended unexpectedly."))
        try:
            writer.finish(self._outcome(writer))
        except CaseUnusable as error:
            why = why or error
        self.imported = writer.imported
        if why is None:
            return talk.Ended(imported=writer.imported) if sys.exception() is None else None
        facts = _plain_facts(why) | _rescued(case, why)
        return talk.Ended(imported=writer.imported, code=why.code, message=str(why), facts=facts)

    def _outcome(self, writer: LiveWriter) -> Outcome:
        tracking: Tracking | None = getattr(self, "_tapping", None) or getattr(self, "_browsing", None)
        return Outcome(
            state="complete" if sys.exception() is None else "cut",
            entries=writer.imported,
            producer=self._plan.tool,
            browser=self._environment.get("browser", ""),
            environment=self._environment,
            extra=tracking.extra() if tracking is not None else None,
        )


def _rescued(case: Case, why: EnClairError) -> dict[str, str | int]:
    """A case that was removed while it was recorded into: a copy of what is still held open."""
    if why.code != "case_removed":
        return {}
    for folder in (case.path.parent, Path.home()):
        target = folder / f"{case.path.stem}-rescued{case.path.suffix}"
        if folder.is_dir() and not target.exists():
            with contextlib.suppress(EnClairError, OSError):
                case.copy_to(target)
                return {"rescued": target.name}
    return {}


def _plain_facts(error: EnClairError) -> dict[str, str | int]:
    return {name: value if isinstance(value, int) else str(value) for name, value in error.facts.items()}
