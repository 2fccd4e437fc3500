"""A bounded copy of a body that streams through: kept up to a cap, always counted and, beyond the cap, hashed whole."""

from collections.abc import Callable
from hashlib import sha256

PART_BYTES = 65_536
"""What an open flow has gathered is handed on in parts of about this size."""
STREAM_LATE = "enclair-stream-late"
"""A flow's metadata: called with the flow where its small body comes in pieces; sets `response.stream`."""


class Budget:
    """How much all copies together may keep in memory: many large bodies at once are kept in part."""

    __slots__ = ("left_bytes",)

    def __init__(self, size_bytes: int) -> None:
        self.left_bytes = size_bytes

    def take(self, size_bytes: int) -> bool:
        """Whether there was room."""
        if size_bytes > self.left_bytes:
            return False
        self.left_bytes -= size_bytes
        return True


class BodyCopy:
    """Called with each chunk, gives it back unchanged (mitmproxy's `stream`); the last call brings b\"\"."""

    __slots__ = ("_budget", "_cap_bytes", "_digest", "_kept", "_parts", "on_part", "size_bytes")

    def __init__(self, cap_bytes: int, budget: Budget | None = None) -> None:
        self._budget = budget
        self._cap_bytes = cap_bytes
        self._kept = 0
        self._parts: list[bytes] = []
        self._digest = None if cap_bytes else sha256()
        self.size_bytes = 0
        self.on_part: Callable[[bytes], None] | None = None

    def __call__(self, chunk: bytes) -> bytes:
        size = len(chunk)
        self.size_bytes += size
        if self._digest is not None:
            self._digest.update(chunk)
        elif self._kept + size <= self._cap_bytes and self._has_room(size):
            self._keep(chunk)
        elif size:
            self._digest = sha256()
            for part in self._parts:
                self._digest.update(part)
            self._digest.update(chunk)
            rest = self._cap_bytes - self._kept
            if rest < size and self._has_room(rest):
                self._keep(chunk[:rest])
        return chunk

    def _has_room(self, size: int) -> bool:
        return self._budget is None or self._budget.take(size)

    def release(self) -> None:
        """What is kept has been handed on: its room is free for others."""
        if self._budget is not None:
            self._budget.left_bytes += self._kept
            self._budget = None

    def _keep(self, chunk: bytes) -> None:
        if chunk:
            self._kept += len(chunk)
            self._parts.append(chunk)
            if self.on_part is not None:
                self.on_part(chunk)

    def stop_keeping(self) -> None:
        """From now on it only counts and hashes."""
        self._cap_bytes = self._kept

    @property
    def is_truncated(self) -> bool:
        return self.size_bytes > self._kept

    @property
    def kept(self) -> bytes:
        """The first bytes, up to the cap."""
        if len(self._parts) > 1:
            self._parts = [b"".join(self._parts)]
        return self._parts[0] if self._parts else b""

    @property
    def whole_sha256(self) -> str:
        """Hex of all that passed, where that is more than what was kept; else "" (the store hashes what is kept)."""
        return self._digest.hexdigest() if self._digest is not None and self.is_truncated else ""
