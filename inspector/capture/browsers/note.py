"""The small file that says which browser runs with which profile: enough for another process to clean up."""

import os
from pathlib import Path

import msgspec

from inspector.capture.browsers.kin import end_kin
from inspector.capture.browsers.profile import remove_profile
from inspector.model.struct import Record

NOTE = "browser.json"


class Note(Record, frozen=True, kw_only=True):
    """`profile` and `base` are folders; the profile's name is the token in the browser's environment. `pid` is also its
    session and process group, 0 until it was started; `birth` tells it from a later process with that number."""

    profile: str
    base: str
    pid: int = 0
    birth: str = ""
    started_us: int = 0


def write_note(folder: Path, note: Note) -> None:
    """Whole or not at all; readable by the person only."""
    part = folder / f"{NOTE}.part"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(note))
    part.replace(folder / NOTE)


def read_note(folder: Path) -> Note | None:
    """The note in a folder, None where there is none that can be read."""
    try:
        return msgspec.json.decode((folder / NOTE).read_bytes(), type=Note)
    except (OSError, msgspec.DecodeError):
        return None


def remove_note(folder: Path) -> None:
    for name in (NOTE, f"{NOTE}.part"):
        (folder / name).unlink(missing_ok=True)


def clean_up_after(folder: Path) -> bool:
    """Ends the browser that the note in `folder` tells of, if it is still that one, and deletes its profile.

    For the owner of a recorder that died. True when nothing is left (also where there was no note); on False the note
    stays, for another try. Waits a few seconds at most.
    """
    note = read_note(folder)
    if note is not None:
        profile = Path(note.profile)
        ended = end_kin(profile.name, leader=note.pid, birth=note.birth)
        if not remove_profile(profile, base=Path(note.base)) or not ended:
            return False
    remove_note(folder)
    return True
