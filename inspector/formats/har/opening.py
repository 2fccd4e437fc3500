"""From a file on disk to UTF-8 JSON in memory: mapped, unzipped, transcoded, unwrapped from JSONP."""

import codecs
import mmap
import re
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from inspector.formats.har.limits import Limits
from inspector.formats.har.text import Text
from inspector.formats.kinds import SEEMS, is_gzip, is_zlib, read_head, seems
from inspector.model.errors import InputUnreadable
from inspector.model.flow import Warning as Oddity

_CHUNK_BYTES = 1024 * 1024
_JSONP = re.compile(rb"\s*+(?:/\*\*/\s*+)?[A-Za-z_$][\w$.]*+\s*+\(")


class Opened:
    """A HAR's text with the warnings that opening it gave."""

    def __init__(self, text: Text, warnings: tuple[Oddity, ...]) -> None:
        self.text = text
        self.warnings = warnings


def open_text(path: Path, *, limits: Limits) -> Opened:
    """The JSON text of a HAR, plain, gzip, zlib, UTF-16, with a byte order mark or wrapped in a call.

    Raises InputUnreadable naming what the file seems to be where it cannot be a HAR. An archive that is damaged,
    or that grows beyond `limits`, gives what could be read of it, with a warning.
    """
    head = check_kind(path)
    warnings: list[Oddity] = []
    with path.open("rb") as file:
        source: BinaryIO = file
        if is_gzip(head) or is_zlib(head):
            source = _unzipped(file, limits=limits, warnings=warnings)
        narrow = _transcoded(source)
        mapped = mmap.mmap(narrow.fileno(), 0, access=mmap.ACCESS_READ)
        for temporary in (source, narrow):
            if temporary is not file:
                temporary.close()
    return Opened(Text(mapped, start=_beginning(mapped)), tuple(warnings))


def check_kind(path: Path) -> bytes:
    """The file's first 64 kB; raises InputUnreadable where they cannot be a HAR's."""
    head = read_head(path)
    kind = seems(head)
    if kind != "har":
        raise _not_a_har(path, kind)
    return head


def _not_a_har(path: Path, kind: str) -> InputUnreadable:
    if kind == "empty":
        return InputUnreadable(f"{path.name} is empty: record or export it again.", code="input_empty", name=path.name)
    if kind == "mitmproxy-flows":
        return InputUnreadable(
            f"{path.name} is a mitmproxy flow file, not a HAR: export it as HAR first.",
            code="input_is_mitmproxy",
            name=path.name,
        )
    if kind == "case":
        return InputUnreadable(
            f"{path.name} is an En Clair case, not a HAR: open it as a case.", code="input_is_case", name=path.name
        )
    return InputUnreadable(
        f"{path.name} seems to be {SEEMS[kind]}, not a HAR: export the session as HAR and try again.",
        code="input_seems",
        name=path.name,
        seems=kind,
    )


def _beginning(mapped: mmap.mmap) -> int:
    """Where the JSON begins: behind a byte order mark and the opening of a JSONP call."""
    start = 3 if mapped[:3] == codecs.BOM_UTF8 else 0
    call = _JSONP.match(mapped, start)
    return call.end() if call else start


def _unzipped(file: BinaryIO, *, limits: Limits, warnings: list[Oddity]) -> BinaryIO:
    """The inflated stream in a nameless temporary file."""
    target: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  closed by `open_text`
    for piece in _inflate(file, limits=limits, warnings=warnings):
        target.write(piece)
    if target.tell() == 0:
        target.write(b" ")  # an empty file cannot be mapped
    target.seek(0)
    return target


def _inflate(file: BinaryIO, *, limits: Limits, warnings: list[Oddity]) -> Iterator[bytes]:
    taken = given = 0
    inflater = zlib.decompressobj(wbits=47)
    while packed := file.read(_CHUNK_BYTES):
        taken += len(packed)
        while packed:
            try:
                piece = inflater.decompress(packed, _CHUNK_BYTES)
            except zlib.error:
                warnings.append(_archive_warning("archive-damaged", f"The archive is damaged after {taken:,} bytes."))
                return
            given += len(piece)
            if piece:
                yield piece
            if given > limits.unwrapped_bytes or (given > limits.free_unwrapped_bytes and given > taken * limits.ratio):
                message = f"The archive grows beyond all measure: stopped after {given // 1_000_000:,} MB."
                warnings.append(_archive_warning("archive-bomb", message))
                return
            packed = inflater.unconsumed_tail
            if inflater.eof:
                packed = inflater.unused_data
                if not is_gzip(packed):
                    return
                inflater = zlib.decompressobj(wbits=47)
    if not inflater.eof:
        warnings.append(_archive_warning("archive-cut", f"The archive ends too early, after {taken:,} bytes."))


def _archive_warning(code: str, message: str) -> Oddity:
    return Oddity(entry=None, code=code, message=message)


def _transcoded(source: BinaryIO) -> BinaryIO:
    """The stream itself where it is UTF-8, else a UTF-8 copy in a nameless temporary file."""
    encoding = _wide_encoding(source.read(4))
    source.seek(0)
    if encoding is None:
        return source
    target: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  closed by `open_text`
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while piece := source.read(_CHUNK_BYTES):
        target.write(decoder.decode(piece).removeprefix("\ufeff").encode("utf-8", "replace"))
    target.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))
    target.seek(0)
    return target


def _wide_encoding(head: bytes) -> str | None:
    if head[:2] == codecs.BOM_UTF16_LE or (head[1:2] == b"\0" and head[:1] != b"\0"):
        return "utf-16-le"
    if head[:2] == codecs.BOM_UTF16_BE or (head[:1] == b"\0" and head[1:2] not in (b"", b"\0")):
        return "utf-16-be"
    return None
