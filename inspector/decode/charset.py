"""Bytes to characters: byte order mark, Content-Type, UTF-8, then a guess; never raises."""

import codecs
import re

from charset_normalizer import from_bytes

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 16_384
# ASCII with single accented letters, quotes or signs in between: Western European text, without the dear guess.
_WESTERN = re.compile(
    rb"(?:[\t\n\r\x20-\x7e]+|(?<![\xc0-\xff]{2})[\x80\x85\x8c\x91-\x97\x9c\xa0\xa7\xab\xb0\xb4\xb7\xbb\xc0-\xd6\xd8-\xf6\xf8-\xff])*+"
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def charset_of(mime: str | None) -> str | None:
    """The charset parameter of a Content-Type value."""
    match = _CHARSET.search(mime or "")
    return match[1] if match else None


def text_of(data: bytes, mime: str | None) -> str:
    """The characters of a text body. A wrong or unknown charset falls back; the mark is not part of the text."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace")
    named = charset_of(mime) or _meta_charset(data)
    for candidate in (named, "utf-8"):
        text = _decoded(data, candidate)
        if text is not None:
            return text
    return _guessed(data)


def is_texty(data: bytes) -> bool:
    """Whether the bytes look like text in some charset: hardly any control characters in the first kilobytes."""
    head = data[:4096]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return len(_CONTROL.findall(head)) * 100 <= len(head)


def is_readable(text: str) -> bool:
    """Whether every character is printable or a line break or tab."""
    return text.isprintable() or all(c.isprintable() or c in "\n\r\t" for c in text)


def _meta_charset(data: bytes) -> str | None:
    match = _META.search(data[:2048]) if data[:1] in (b"<", b"\n", b" ", b"\r") else None
    return match[1].decode("ascii") if match else None


def _decoded(data: bytes, charset: str | None) -> str | None:
    if charset is None:
        return None
    try:
        text = data.decode("cp1252" if charset.lower() in ("iso-8859-1", "latin1", "latin-1") else charset)
    except (UnicodeError, LookupError, ValueError):
        return None
    return text if isinstance(text, str) else None


def _guessed(data: bytes) -> str:
    if (cut := _cut_utf8(data)) is not None:
        return cut
    if _WESTERN.fullmatch(data[:_SAMPLE]) and (western := _decoded(data, "cp1252")) is not None:
        return western
    best = from_bytes(data[:_SAMPLE]).best()
    guess = _decoded(data, best.encoding) if best else None
    return guess if guess is not None else data.decode("utf-8", "replace")


def _cut_utf8(data: bytes) -> str | None:
    """UTF-8 that breaks off inside its last character."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.start > 0:
            return data[: error.start].decode("utf-8")
    return None
