"""Files that hold captures: what each is by its content, and how it is read."""

import hashlib
import mmap
from pathlib import Path

from inspector.capture.flow_files import FlowFile, check_is_flow_file, is_flow_file, open_flows
from inspector.formats.har.reader import HarFile, open_har
from inspector.formats.har.sniff import check_is_har
from inspector.model.flow import CaptureKind

_HASH_BYTES = 8 * 1024 * 1024

type Source = HarFile | FlowFile


def kind_of(path: Path) -> CaptureKind:
    """What an input is by its content; what is no flow file is read as a HAR, which says what it seems to be."""
    return CaptureKind.MITMPROXY_FLOWS if is_flow_file(path) else CaptureKind.HAR


def open_source(path: Path, kind: CaptureKind) -> Source:
    return open_flows(path) if kind is CaptureKind.MITMPROXY_FLOWS else open_har(path)


def check_input(path: Path) -> None:
    """Raises InputUnreadable with one line where the file is no capture, before anything is made for it."""
    if kind_of(path) is CaptureKind.MITMPROXY_FLOWS:
        check_is_flow_file(path)
    else:
        check_is_har(path)


def file_sha256(path: Path) -> str:
    """Hex. In large steps over a memory map: each one is free of the interpreter's lock."""
    digest = hashlib.sha256()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        for start in range(0, len(mapped), _HASH_BYTES):
            with memoryview(mapped) as view, view[start : start + _HASH_BYTES] as piece:
                digest.update(piece)
            if hasattr(mmap, "MADV_DONTNEED"):
                mapped.madvise(mmap.MADV_DONTNEED, start, min(_HASH_BYTES, len(mapped) - start))
    return digest.hexdigest()
