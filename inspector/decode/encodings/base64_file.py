"""Opener: a picture or a PDF in base64, with or without a data: URL (RFC 2397) around it."""

import re

from inspector.decode.documents.image_blocks import blocks_of
from inspector.decode.encodings.base64_text import bytes_of_base64
from inspector.decode.part import Blob, Part

# What JPEG, PNG, PDF, WebP, GIF and TIFF begin with.
STARTS = r"(?:[/_]9j[/_]|iVBORw0KGgo|JVBERi0|UklGR|R0lGOD|SUkqA|TU0AK)"
SIGN = rf"data:(?:image/|application/pdf)[\w.+;=-]*;base64,|{STARTS}[A-Za-z0-9+/_-]{{20}}"
_HEAD = re.compile(r"data:([\w.+-]+/[\w.+-]+)[^,]{0,200},")
_BODY = re.compile(r"[A-Za-z0-9+/_=\s-]+\Z")
_MOST_CHARACTERS = 28_000_000


def open_base64_file(text: str) -> tuple[Part, ...] | None:
    """The bytes of the file, to be opened like a body; None for a picture that says nothing beside its pixels."""
    match = _HEAD.match(text)
    body = text[match.end() :] if match else text
    if len(body) > _MOST_CHARACTERS or not _BODY.match(body):
        return None
    is_url = "-" in body or "_" in body
    data = bytes_of_base64("".join(body.split()))
    if not data or not _says_something(data):
        return None
    return (Part(Blob(data, match[1].lower() if match else ""), ("base64url" if is_url else "base64",)),)


def _says_something(data: bytes) -> bool:
    head = data[:1000].lstrip()
    return head.startswith(b"%PDF-") or (head.startswith(b"<") and b"<svg" in head) or bool(blocks_of(data))
