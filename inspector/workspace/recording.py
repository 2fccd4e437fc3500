"""Recording into a case: the recorder's process as its owner sees it, and what it is asked."""

import contextlib
import multiprocessing
import platform
import threading
import time
from pathlib import Path

import msgspec

from inspector.capture import talk
from inspector.capture.browsers.find import Browser, browser_version, find_browser
from inspector.capture.browsers.find import installed_browsers as find_installed
from inspector.capture.plan import Plan
from inspector.model.errors import CaseUnusable
from inspector.store.case import Case
from inspector.store.edits import tool_version
from inspector.store.recovery import close_broken_recordings
from inspector.workspace.folders import private_folder, profiles_folder

_END_S = 20.0
"""How long a clean end may take before the process is killed."""


class Recording:
    """One recorder at work. `poll` never blocks; after `talk.Ended` nothing more comes."""

    def __init__(self, plan: Plan) -> None:
        from inspector.capture.child import record

        context = multiprocessing.get_context("spawn")
        self.plan = plan
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=record, args=(msgspec.json.encode(plan), theirs), name="recorder", daemon=True
        )
        self._process.start()
        theirs.close()
        self.is_over = False
        self._tidying: threading.Thread | None = None

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def poll(self) -> list[talk.Saying]:
        """What the recorder has said since the last call, in order."""
        said: list[talk.Saying] = []
        while not self.is_over:
            try:
                if not self._pipe.poll():
                    break
                saying: talk.Saying = talk.SAYINGS.decode(self._pipe.recv_bytes())
            except (EOFError, OSError, msgspec.MsgspecError):
                saying = talk.Ended(
                    imported=0,
                    code="recorder_died",
                    message="The recorder stopped unexpectedly; at most its last second is missing.",
                )
            said.append(saying)
            if isinstance(saying, talk.Ended):
                self._end()
        return said

    def wait(self, timeout_s: float | None = None) -> bool:
        """Blocks until something can be polled; False after the timeout. For the command line and tests."""
        if self.is_over:
            return True
        try:
            return self._pipe.poll(timeout_s)
        except (EOFError, OSError):
            return True

    def fileno(self) -> int:
        """To be watched by an event loop."""
        return self._pipe.fileno()

    def send(self, order: talk.Order) -> None:
        """Gives an order; one that comes too late is forgotten."""
        if not self.is_over:
            try:
                self._pipe.send_bytes(talk.ENCODER.encode(order))
            except (OSError, ValueError):
                pass  # it has ended: `poll` will say so

    def stop(self) -> None:
        """Asks for a clean end; `talk.Ended` follows."""
        self.send(talk.Stop())

    def stop_and_wait(self, timeout_s: float = _END_S) -> list[talk.Saying]:
        """Asks for a clean end and waits for it; kills the recorder where it does not come. What was said meanwhile."""
        self.stop()
        said: list[talk.Saying] = []
        until = time.monotonic() + timeout_s
        while not self.is_over and time.monotonic() < until:
            self.wait(max(0.0, until - time.monotonic()))
            said.extend(self.poll())
        self.kill()
        self.wait_tidy()
        return said

    def kill(self) -> None:
        """Ends the recorder at once: what is in the case stays, the browser and its profile go."""
        if not self.is_over:
            self._process.kill()
            self._end()
            self.wait_tidy()

    def _end(self) -> None:
        """Nothing more is heard; what the recorder leaves is seen to in a thread, so that nobody waits for it here."""
        self.is_over = True
        self._tidying = threading.Thread(target=self._tidy, name="after-recorder")
        self._tidying.start()

    def wait_tidy(self) -> None:
        """Blocks until nothing is left of the recorder."""
        if self._tidying is not None:
            self._tidying.join()

    def _tidy(self) -> None:
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._pipe.close()
        with contextlib.suppress(CaseUnusable):  # the case is gone or its disk full: told when it is opened again
            tidy_after_recorder(Path(self.plan.case))


def start_recording(plan: Plan) -> Recording:
    """Starts the recorder; `talk.Ready` follows, or `talk.Ended` with the reason why not."""
    return Recording(plan)


def plan_for(case_path: Path, **choices: object) -> Plan:
    """A plan for this case; `choices` are fields of Plan."""
    fixed = {
        "case": str(case_path),
        "folder": str(private_folder(case_path)),
        "name": time.strftime("%Y-%m-%d %H:%M"),
        "tool": f"enclair {tool_version()}",
        "profiles": str(profiles_folder()),
    }
    return msgspec.convert(fixed | choices, type=Plan)


def tidy_after_recorder(case_path: Path) -> None:
    """What a recorder that died left behind: its browser, its profile, a capture without an end. Does nothing while a
    recorder is at work, or where there is nothing."""
    folder = private_folder(case_path)
    if not folder.is_dir():
        return
    from inspector.capture.browsers.note import clean_up_after

    with Case.open(case_path) as case:
        if close_broken_recordings(case, folder, tool=f"enclair {tool_version()}"):
            clean_up_after(folder)


def installed_browsers() -> tuple[Browser, ...]:
    return find_installed()


def suggested_environment(browser: Browser | None = None) -> dict[str, str]:
    """What may be noted about where this is recorded: shown and edited before it is kept, nothing else is collected."""
    found = {
        "system": f"{platform.system()} {platform.release()}".strip(),
        "machine": platform.machine(),
        "time_zone": time.strftime("%z"),
        "tool": f"enclair {tool_version()}",
    }
    if browser is not None:
        found["browser"] = f"{browser.name} {browser_version(browser)}".strip()
    return {name: text for name, text in found.items() if text}


def suggested_environment_of(browser_id: str) -> dict[str, str]:
    """The same, for an installed browser by its id."""
    return suggested_environment(next((one for one in find_installed() if one.id == browser_id), None))


def browser_named(wanted: str) -> Browser:
    """An installed browser by id, kind or path. Raises EnvironmentLacks with one line."""
    return find_browser(wanted)
