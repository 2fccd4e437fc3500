"""The text of a HAR as one read-only stretch of memory that the system may drop again."""

import mmap
import re

_BLANKS = re.compile(rb"[\s,]*+")
_WHITE = re.compile(rb"\s*+")
_DROP_BYTES = 16 * 1024 * 1024


class Text:
    """UTF-8 JSON: a memory map, or bytes for the small. Close it when no slice of it is held any more."""

    def __init__(self, source: mmap.mmap | bytes, *, start: int = 0) -> None:
        self._map = source if isinstance(source, mmap.mmap) else None
        self.view = memoryview(source)
        self.start = start
        self._dropped = 0

    def byte(self, at: int) -> bytes:
        """The byte there, b"" behind the end."""
        return bytes(self.view[at : at + 1])

    def after_blanks(self, at: int) -> int:
        found = _WHITE.match(self.view, at)
        return found.end() if found else at

    def after_separators(self, at: int) -> int:
        """Behind blanks and commas."""
        found = _BLANKS.match(self.view, at)
        return found.end() if found else at

    def drop_before(self, at: int) -> None:
        """Tells the system that pages before `at` are not needed again, so that memory stays flat."""
        if self._map is None or at - self._dropped < _DROP_BYTES or not hasattr(mmap, "MADV_DONTNEED"):
            return
        edge = at - at % mmap.PAGESIZE
        self._map.madvise(mmap.MADV_DONTNEED, self._dropped, edge - self._dropped)
        self._dropped = edge

    def close(self) -> None:
        self.view.release()
        if self._map is not None:
            self._map.close()
