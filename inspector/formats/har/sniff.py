"""A look at whether a file can be a HAR, before anything is made for it."""

from pathlib import Path

from inspector.formats.har.opening import check_kind
from inspector.formats.har.reader import open_har
from inspector.formats.kinds import is_gzip, is_zlib


def check_is_har(path: Path) -> None:
    """Raises InputUnreadable, with one line that says what the file seems to be, where it is no HAR.

    Reads up to the first entry; of a compressed file only the first 64 kB, so that it may still turn out to be other
    JSON when it is imported.
    """
    head = check_kind(path)
    if not is_gzip(head) and not is_zlib(head):
        open_har(path).close()
