"""What a file seems to be, by its first bytes: for one clear line instead of a stack of complaints."""

import gzip
import re
import zlib
from pathlib import Path

from inspector.model.errors import InputUnreadable

_HEAD_BYTES = 65_536

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"SQLite format 3\0", "sqlite"),
    (b"\xd4\xc3\xb2\xa1", "pcap"),
    (b"\xa1\xb2\xc3\xd4", "pcap"),
    (b"\x4d\x3c\xb2\xa1", "pcap"),
    (b"\x0a\x0d\x0d\x0a", "pcap"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"Rar!", "rar"),
    (b"\xac\xed\x00\x05", "charles"),
)
_CASE_ID = b"EnCl"
_MITMPROXY = re.compile(rb"\d{1,12}:(?:\d{1,10}:|[0-9a-z_]+)")
_MARKUP = re.compile(rb"\s*<(?:!doctype html|html|head|body|!--)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml|\s*<[a-zA-Z]")
_WARC = re.compile(rb"WARC/\d")
_JSON = re.compile(rb"\s*[\[{]")
_JSONP = re.compile(rb"\s*+(?:/\*\*/\s*+)?[A-Za-z_$][\w$.]*+\s*+\(\s*+\{")  # possessive: linear on blanks

SEEMS = {
    "empty": "empty",
    "pdf": "a PDF document",
    "zip": "a ZIP archive (or Fiddler's SAZ)",
    "sqlite": "an SQLite database",
    "pcap": "a network packet capture (pcap)",
    "image": "an image",
    "program": "a program",
    "zstd": "a Zstandard archive",
    "7z": "a 7-Zip archive",
    "xz": "an XZ archive",
    "bzip2": "a bzip2 archive",
    "rar": "a RAR archive",
    "charles": "a Charles session",
    "html": "a web page (HTML)",
    "xml": "an XML document",
    "warc": "a web archive (WARC)",
    "mitmproxy-flows": "a mitmproxy flow file",
    "case": "an En Clair case",
    "text": "a text",
    "binary": "an unknown binary file",
    "har": "a HAR",
    "folder": "a folder",
}
"""English words for every kind that `sniff` and `seems` answer."""


def sniff(path: Path) -> str:
    """`har`, `case`, `mitmproxy-flows`, or the word of SEEMS for what the file is; compressed HARs count as `har`.

    Reads at most 64 kB. Raises InputUnreadable where the file cannot be read at all.
    """
    return seems(read_head(path))


def read_head(path: Path) -> bytes:
    """The first 64 kB; raises InputUnreadable with the system's reason."""
    if path.is_dir():
        raise InputUnreadable(f"{path.name} is a folder: name a file.", code="input_is_folder", name=path.name)
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise InputUnreadable(
            f"{path.name} cannot be read ({reason}).", code="input_unreadable", name=path.name, reason=reason
        ) from error


def seems(head: bytes) -> str:
    """The kind of a file that begins with `head`."""
    if head.startswith(b"SQLite format 3\0") and head[68:72] == _CASE_ID:
        return "case"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "empty" if len(head) < _HEAD_BYTES else "binary"
    inner = _inflated(head)
    return _seems_text(head if inner is None else inner)


def _seems_text(head: bytes) -> str:
    text = _narrow(head)
    if _JSON.match(text) or _JSONP.match(text):
        return "har"
    if _MITMPROXY.match(text):
        return "mitmproxy-flows"
    if _MARKUP.match(text):
        return "html"
    if _XML.match(text):
        return "xml"
    if _WARC.match(text):
        return "warc"
    for magic, kind in _MAGIC:
        if text.startswith(magic):
            return kind
    return "binary" if b"\0" in text or _is_mostly_control(text) else "text"


def _is_mostly_control(text: bytes) -> bool:
    sample = text[:1024]
    odd = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return odd * 10 > len(sample)


def _narrow(head: bytes) -> bytes:
    """UTF-16 made readable for the patterns, and any byte order mark taken off."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head[2:].replace(b"\0", b"")
    if head[:1] == b"\0" or head[1:2] == b"\0":
        return head.replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def is_zlib(head: bytes) -> bool:
    """A zlib stream's two bytes (RFC 1950): deflate, and the check sum of the header."""
    return len(head) > 2 and head[0] & 0x0F == 8 and head[0] >> 4 <= 7 and int.from_bytes(head[:2]) % 31 == 0


def is_gzip(head: bytes) -> bool:
    return head.startswith(b"\x1f\x8b")


def _inflated(head: bytes) -> bytes | None:
    """The beginning of what a gzip or zlib stream holds; None where `head` is neither."""
    if not (is_gzip(head) or is_zlib(head)):
        return None
    try:
        return zlib.decompressobj(wbits=47).decompress(head, _HEAD_BYTES)
    except (zlib.error, gzip.BadGzipFile):
        return None
