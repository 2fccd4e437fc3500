"""`enclair capture`: records without the window, until it is told to stop."""

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import msgspec

from inspector.cli.capture_arguments import markers_of, plan_of
from inspector.cli.saying import DONE, LACKING, LEFT_OUT
from inspector.messages import Translator
from inspector.model.flow import CaptureId, Marker

if TYPE_CHECKING:
    from inspector.capture import talk
    from inspector.workspace.recording import Recording

_LOOK_S = 0.2
_LACKING = ("browser_missing", "browser_not_started", "browser_silent", "proxy_cannot_listen", "port_taken")


def run_capture(options: argparse.Namespace, t: Translator) -> int:
    """Records; the exit status. Raises EnClairError where it cannot begin."""
    from inspector.store.case import Case
    from inspector.store.case_files import remove_case
    from inspector.workspace.recording import start_recording, tidy_after_recorder

    plan, markers = plan_of(options, t), markers_of(options.marker)
    is_new = not options.output.exists()
    if is_new:
        Case.create(options.output).close()
    else:
        Case.open(options.output).close()
        tidy_after_recorder(options.output)
    with _told_to_stop() as is_stopped:
        recording = start_recording(plan)
        ended = _Command(recording, t, markers=markers, duration_s=options.duration, is_stopped=is_stopped).run()
    if is_new and ended.code and _is_empty(options.output):
        _remove(options.output, remove_case)
    return _tell_end(ended, t, name=options.output.name)


def _is_empty(path: Path) -> bool:
    """Whether a case holds no capture; what the recorder said last does not tell, it may have been killed."""
    from inspector.model.errors import CaseUnusable
    from inspector.store.case import Case

    try:
        with Case.open(path, read_only=True) as case:
            return case.connection.execute("SELECT 1 FROM capture LIMIT 1").fetchone() is None
    except CaseUnusable:
        return False


def _remove(path: Path, remove_case: Callable[[Path], None]) -> None:
    """A case that holds nothing, with its private folder."""
    import shutil

    from inspector.workspace.folders import private_folder

    remove_case(path)
    shutil.rmtree(private_folder(path), ignore_errors=True)


class _Command:
    """One recording from the command line."""

    def __init__(
        self,
        recording: "Recording",
        t: Translator,
        *,
        markers: list[tuple[float, Marker]],
        duration_s: float | None,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._recording = recording
        self._t = t
        self._markers = markers
        self._duration_s = duration_s
        self._is_stopped = is_stopped
        self._ready: talk.Ready | None = None
        self._since = 0.0
        self._ended: talk.Ended | None = None

    def run(self) -> "talk.Ended":
        recording = self._recording
        try:
            while self._ended is None:
                recording.wait(_LOOK_S)
                self._hear(recording.poll())
                if self._ready is not None:
                    self._set_markers()
                if self._is_stopped() or self._is_over():
                    break
            if self._ended is None:
                self._hear(recording.stop_and_wait())
        finally:
            recording.stop_and_wait()
        from inspector.capture import talk

        return self._ended or talk.Ended(imported=0, code="recorder_died", message="The recorder stopped unexpectedly.")

    def _is_over(self) -> bool:
        return (
            self._ready is not None
            and self._duration_s is not None
            and time.monotonic() - self._since >= self._duration_s
        )

    def _hear(self, said: "list[talk.Saying]") -> None:
        from inspector.capture import talk

        for saying in said:
            match saying:
                case talk.Ready():
                    self._ready, self._since = saying, time.monotonic()
                    ready = {"proxy": saying.proxy, "ca": saying.ca or None, "devtools": saying.devtools or None}
                    print(msgspec.json.encode(ready).decode(), flush=True)
                case talk.Told():
                    self._say(f"recording.{saying.code}", **saying.facts)
                case talk.Suspicion():
                    self._say("recording.suspicion.text", host=saying.host, n=saying.count)
                case talk.BrowserGone():
                    self._say("recording.browser_closed")
                    self._recording.stop()
                case talk.Ended():
                    self._ended = saying

    def _say(self, key: str, **facts: str | int) -> None:
        if self._t.has(key):
            print(f"enclair: {self._t(key, **facts)}", file=sys.stderr)

    def _set_markers(self) -> None:
        """Those whose time has come, each with the state of the page."""
        from inspector.capture import talk
        from inspector.store.clock import now_us
        from inspector.workspace.editing import add_marker

        assert self._ready is not None
        plan = self._recording.plan
        while self._markers and time.monotonic() - self._since >= self._markers[0][0]:
            _, planned = self._markers.pop(0)
            marker = msgspec.structs.replace(planned, at_us=now_us())
            add_marker(Path(plan.case), CaptureId(self._ready.capture), marker)
            if plan.browser:
                self._recording.send(talk.KeepState(marker_us=marker.at_us))


def _tell_end(ended: "talk.Ended", t: Translator, *, name: str) -> int:
    """One line on standard error; the exit status."""
    if not ended.code:
        print(f"enclair: {t('cli.recorded', n=ended.imported, name=name)}", file=sys.stderr)
        return DONE
    key = f"errors.{ended.code}"
    sentence = t(key, **ended.facts) if t.language != "en" and t.has(key) else ended.message
    print(f"enclair: {sentence}", file=sys.stderr)
    if rescued := ended.facts.get("rescued"):
        print(f"enclair: {t('cli.rescued', name=rescued)}", file=sys.stderr)
    return LACKING if ended.code in _LACKING else LEFT_OUT


@contextmanager
def _told_to_stop() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and SIGTERM end the recording cleanly instead of this process."""
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), ask) for name in names}
    try:
        yield lambda: bool(asked)
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
