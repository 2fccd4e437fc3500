"""A quick look at whether a file can be a HAR, before anything is made for it."""

from pathlib import Path

from inspector.formats.har.opening import check_kind


def check_is_har(path: Path) -> None:
    """Raises InputUnreadable, with one line that says what the file seems to be, where it cannot be a HAR.

    Looks at the first 64 kB only: a file that passes may still turn out to be other JSON when it is imported.
    """
    check_kind(path)
