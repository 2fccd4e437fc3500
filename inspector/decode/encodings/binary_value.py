"""Values of binary formats as JSON-like trees. Bytes that are text become text, others are told in hexadecimal.

Which texts stand for bytes is told with the tree: the engine opens what they hold (gzip in a field, say) as bytes.
"""

import math
import re
import zlib
from datetime import date, datetime

from inspector.decode.charset import is_readable
from inspector.decode.json_value import keep_repeated
from inspector.decode.part import Tree
from inspector.decode.plausible import is_plausible_text, is_speaking

_NAME = re.compile(r"[A-Za-z_$][\w$.-]*\Z", re.ASCII)
_STREAMS = (b"\x1f\x8b\x08", b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
_MOST_CHECKED = 1_000_000
_DEEPEST = 100  # the engine cuts before this, and says so


class NotBinary(ValueError):
    """The bytes are not of this format."""


class Telling:
    """Makes trees and counts how much of them is text."""

    __slots__ = ("is_named", "opaque_bytes", "raw", "speaks", "text_bytes")

    def __init__(self) -> None:
        self.text_bytes = self.opaque_bytes = 0
        self.speaks = False  # a word was among them
        self.is_named = False  # an object whose names are all written as programs write them, at least two
        self.raw: set[str] = set()  # the texts that stand for bytes

    def is_evident(self, size_bytes: int) -> bool:
        """Whether the trees made so far, from so many bytes, can be no accident."""
        has_text = is_speaking(text_bytes=self.text_bytes, opaque_bytes=self.opaque_bytes, size_bytes=size_bytes)
        return self.is_named or (self.speaks and has_text)

    def text(self, text: str) -> str:
        if len(text) > 1 and is_readable(text):
            self.text_bytes += len(text)
            self.speaks = self.speaks or is_plausible_text(text, marked=True)
        else:
            self.opaque_bytes += len(text)
        return text.encode("utf-8", "replace").decode("utf-8")

    def bytes_value(self, data: bytes) -> str:
        """Readable bytes as they read, others as hexadecimal digits."""
        if (text := readable_text(data)) is not None:
            return self.text(text)
        if is_whole_stream(data):
            self.text_bytes += len(data)
            self.speaks = True
        else:
            self.opaque_bytes += len(data)
        self.raw.add(written := data.hex())
        return written

    def made(self, tree: object) -> Tree:
        """A tree made here, as content."""
        return Tree(tree, raw=frozenset(self.raw))

    def tree(self, value: object, depth: int = 0) -> object:
        """The JSON-like tree of what a decoder gave."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, float):
            return value if math.isfinite(value) else str(value)
        if isinstance(value, bytes | bytearray):
            return self.bytes_value(bytes(value))
        if isinstance(value, datetime | date):
            return value.isoformat()
        return self._container(value, depth)

    def _container(self, value: object, depth: int) -> object:
        if depth >= _DEEPEST:
            return None
        if isinstance(value, dict):
            self.is_named = self.is_named or _is_named(value)
            return keep_repeated([(self._key(key), self.tree(item, depth + 1)) for key, item in value.items()])
        if isinstance(value, list | tuple | set | frozenset):
            return [self.tree(item, depth + 1) for item in value]
        return str(value)

    def _key(self, key: object) -> str:
        if isinstance(key, bytes):
            return self.bytes_value(key)
        if isinstance(key, str):  # a number written out tells nothing
            return self.text(key) if key[:1].isalpha() and key not in ("True", "False", "None") else key
        if not isinstance(key, int | float | None):
            raise NotBinary
        return str(key)


def _is_named(value: dict[object, object]) -> bool:
    """Chance gives one such object in millions."""
    return len(value) > 1 and all(isinstance(key, str) and _NAME.match(key) is not None for key in value)


def is_whole_stream(data: bytes) -> bool:
    """Whether the bytes are gzip or zlib to the last, with their check: no accident."""
    if not data.startswith(_STREAMS) or len(data) > _MOST_CHECKED:
        return False
    stream = zlib.decompressobj(47)
    try:
        stream.decompress(data, _MOST_CHECKED)
    except zlib.error:
        return False
    return stream.eof and not stream.unused_data


def readable_text(data: bytes) -> str | None:
    """The UTF-8 text without control characters that the bytes are, or None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if is_readable(text) else None
