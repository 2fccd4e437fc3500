"""The imported file itself, byte for byte, compressed in parts inside the case."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import zstandard

from inspector.model.errors import Cancelled, CaseUnusable
from inspector.model.flow import CaptureId
from inspector.store.case import Case

KEEP_UP_TO_BYTES = 256 * 1024 * 1024
_PART_BYTES = 2 * 1024 * 1024


def keep_original(
    case: Case, capture: CaptureId, path: Path, *, is_cancelled: Callable[[], bool] | None = None
) -> None:
    """Stores the file's bytes, one short transaction for each 2 MB. Raises Cancelled, and then leaves nothing;
    CaseUnusable where the disk is full."""
    compressor = zstandard.ZstdCompressor(level=1)
    with path.open("rb") as file:
        part = 0
        while data := file.read(_PART_BYTES):
            if is_cancelled is not None and is_cancelled():
                _forget(case, capture)
                raise Cancelled
            packed = compressor.compress(data)
            with case.write() as connection:
                connection.execute("INSERT INTO original VALUES (?, ?, ?)", (capture, part, packed))
            part += 1


def _forget(case: Case, capture: CaptureId) -> None:
    with case.write() as connection:
        connection.execute("DELETE FROM original WHERE capture_id = ?", (capture,))


def has_original(case: Case, capture: CaptureId) -> bool:
    """Whether the case holds the file itself, not only its path."""
    row = case.connection.execute("SELECT 1 FROM original WHERE capture_id = ? LIMIT 1", (capture,)).fetchone()
    return row is not None


def original_parts(case: Case, capture: CaptureId) -> Iterator[bytes]:
    """The file's bytes in order, at most 2 MB at a time; raises CaseUnusable where a part is damaged."""
    decompressor = zstandard.ZstdDecompressor()
    numbers = case.connection.execute(
        "SELECT part FROM original WHERE capture_id = ? ORDER BY part", (capture,)
    ).fetchall()
    for (part,) in numbers:
        (packed,) = case.connection.execute(
            "SELECT data FROM original WHERE capture_id = ? AND part = ?", (capture, part)
        ).fetchone()
        try:
            yield decompressor.decompress(packed, max_output_size=_PART_BYTES)
        except zstandard.ZstdError as error:
            raise _damaged(capture) from error


def extract_original(case: Case, capture: CaptureId, target: Path) -> str:
    """Writes the imported file again and returns its SHA-256 (hex).

    Raises CaseUnusable where the case does not hold it, or where it is not what the capture's SHA-256 says; the
    target is then removed.
    """
    row = case.connection.execute("SELECT sha256 FROM capture WHERE id = ?", (capture,)).fetchone()
    if row is None or not has_original(case, capture):
        raise CaseUnusable(
            f"Capture {capture} does not hold its original file: only its path was kept.",
            code="original_missing",
            capture=capture,
        )
    digest = sha256()
    try:
        with target.open("wb") as file:
            for data in original_parts(case, capture):
                digest.update(data)
                file.write(data)
        if digest.hexdigest() != row[0]:
            raise _damaged(capture)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _damaged(capture: CaptureId) -> CaseUnusable:
    return CaseUnusable(
        f"The original of capture {capture} is damaged: it is no longer the file that was imported.",
        code="original_damaged",
        capture=capture,
    )
