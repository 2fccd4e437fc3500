"""Values of binary formats as JSON-like trees. Bytes that are text become text, others hexadecimal.

A value that holds something more (gzip in a field, say) is opened by the engine through that hexadecimal.
"""

import math
from datetime import date, datetime

from inspector.decode.charset import is_readable
from inspector.decode.json_value import keep_repeated
from inspector.decode.plausible import is_plausible_text, is_speaking

_DEEPEST = 100  # the engine cuts before this, and says so


class NotBinary(ValueError):
    """The bytes are not of this format."""


class Telling:
    """Makes trees and counts how much of them is text."""

    __slots__ = ("opaque_bytes", "speaks", "text_bytes")

    def __init__(self) -> None:
        self.text_bytes = self.opaque_bytes = 0
        self.speaks = False  # a word was among them

    def is_evident(self, size_bytes: int) -> bool:
        """Whether the trees made so far, from so many bytes, can be no accident."""
        return self.speaks and is_speaking(
            text_bytes=self.text_bytes, opaque_bytes=self.opaque_bytes, size_bytes=size_bytes
        )

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
        self.opaque_bytes += len(data)
        return data.hex()

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


def readable_text(data: bytes) -> str | None:
    """The UTF-8 text without control characters that the bytes are, or None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if is_readable(text) else None
