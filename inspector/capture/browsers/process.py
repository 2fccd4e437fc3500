"""A browser that runs for a recording: started, waited for, ended, and nothing of it left."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from inspector.capture.browsers.kin import ask_to_end, birth_of, end_kin
from inspector.capture.browsers.note import Note, remove_note, write_note
from inspector.capture.browsers.profile import remove_profile
from inspector.model.struct import Record
from inspector.store.clock import now_us

POLITE_S = 3.0


class DebuggingPipe(Record, frozen=True, kw_only=True):
    """Our ends of Chromium's debugging pipe, both non-blocking: JSON messages, each ended by NUL."""

    reading: int
    writing: int


class RunningBrowser:
    """One started browser with its profile. `ended` is set when its first process has ended, for whatever reason;
    `exit_code` then tells how."""

    def __init__(self, *, profile: Path, base: Path, note_folder: Path) -> None:
        self.profile = profile
        self.ended = asyncio.Event()
        self.exit_code: int | None = None
        self.pid = 0
        self.pipe: DebuggingPipe | None = None
        self._base = base
        self._note_folder = note_folder
        self._birth = ""

    async def start(self, command: Sequence[str], environ: Mapping[str, str], *, debugging_pipe: bool = False) -> None:
        """Starts it. Raises OSError; `close` then still removes the profile."""
        note = Note(profile=str(self.profile), base=str(self._base), started_us=now_us())
        write_note(self._note_folder, note)  # before: the token alone is enough to find it
        self.pid = self._spawn(command, environ, debugging_pipe=debugging_pipe)
        self._birth = birth_of(self.pid)
        write_note(self._note_folder, msgspec.structs.replace(note, pid=self.pid, birth=self._birth))

    async def wait(self) -> int | None:
        """Waits for its end; the exit code (negative: the signal)."""
        await self.ended.wait()
        return self.exit_code

    async def close(self) -> bool:
        """Asks it to end, then kills whatever is left of it, deletes the profile and the note.

        True when nothing is left; on False the note stays for `clean_up_after`. Closes the debugging pipe. May be
        called again, and after the browser ended by itself.
        """
        await self._ask_to_end()
        self._close_pipe()
        ended = await asyncio.to_thread(end_kin, self.profile.name, leader=self.pid, birth=self._birth)
        removed = await asyncio.to_thread(remove_profile, self.profile, base=self._base)
        if ended and removed:
            remove_note(self._note_folder)
        return ended and removed

    async def _ask_to_end(self) -> None:
        if not self.pid or self.ended.is_set():
            return
        await asyncio.to_thread(ask_to_end, self.pid)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.ended.wait(), POLITE_S)

    def _spawn(self, command: Sequence[str], environ: Mapping[str, str], *, debugging_pipe: bool) -> int:
        loop = asyncio.get_running_loop()

        def tell(code: int) -> None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(self._note_end, code)

        if sys.platform == "win32":
            from inspector.capture.browsers.spawn_windows import spawn_on_windows

            return spawn_on_windows(command, environ, tell)
        from inspector.capture.browsers.spawn import spawn, wait_in_background

        pid = self._spawn_with_pipe(command, environ) if debugging_pipe else spawn(command, environ)
        wait_in_background(pid, tell)
        return pid

    def _spawn_with_pipe(self, command: Sequence[str], environ: Mapping[str, str]) -> int:
        from inspector.capture.browsers.spawn import spawn

        its_reading, writing = os.pipe()
        reading, its_writing = os.pipe()
        self.pipe = DebuggingPipe(reading=reading, writing=writing)
        for end in (reading, writing):
            os.set_blocking(end, False)
        try:
            return spawn(command, environ, (its_reading, its_writing))
        finally:
            os.close(its_reading)
            os.close(its_writing)

    def _note_end(self, code: int) -> None:
        self.exit_code = code
        self.ended.set()

    def release_pipe(self) -> DebuggingPipe | None:
        """The pipe's ends, from now on the caller's to close (asyncio's transports close what they are given)."""
        pipe, self.pipe = self.pipe, None
        return pipe

    def _close_pipe(self) -> None:
        if pipe := self.release_pipe():
            os.close(pipe.reading)
            os.close(pipe.writing)
