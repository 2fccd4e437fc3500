"""What was read in the pixels of pictures: kept by the picture's SHA-256 beside the person's own word, because it was
asked for and costs seconds. It comes back with the body, so that every later analysis reads it too.
"""

import msgspec

from inspector.model.picture import PictureLine
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.edits import write_log
from inspector.store.queries import CaseReader
from inspector.store.reading.flows import PICTURE_KIND


def keep_lines(case: Case, sha256: bytes, lines: tuple[PictureLine, ...]) -> None:
    """Keeps what a picture says; () where it was read and says nothing. Logged without the words."""
    value = msgspec.json.encode(lines).decode()
    with case.write() as connection:
        row = (PICTURE_KIND, sha256.hex(), value, now_us())
        connection.execute("INSERT OR REPLACE INTO override VALUES (?, ?, ?, ?)", row)
    write_log(case, "picture read", f"{sha256.hex()[:16]} {len(lines)} lines")


def read_before(reader: CaseReader) -> frozenset[bytes]:
    """The SHA-256 of the pictures that were read, those without a word included."""
    return frozenset(bytes.fromhex(key) for key in reader.overrides(PICTURE_KIND))
