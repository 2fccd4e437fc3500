"""What the investigator muted: kept as their own word, beside what they decided of the first party; each edit is
logged."""

from collections.abc import Iterable

import msgspec

from inspector.model.mask import mask
from inspector.model.mute import Mute, MuteBy
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.edits import write_log
from inspector.store.queries import CaseReader

_KIND = "mute"
_LONGEST_LINE = 300


def read_mutes(reader: CaseReader) -> tuple[Mute, ...]:
    """The mutes of a case, oldest first."""
    kept = (msgspec.json.decode(value, type=Mute) for value in reader.overrides(_KIND).values())
    return tuple(sorted(kept, key=lambda mute: (mute.at_us, mute.id)))


def add_mutes(case: Case, mutes: Iterable[Mute]) -> tuple[Mute, ...]:
    """Keeps the mutes that are not there yet, each with its line in the log; returns those, with their time."""
    added = []
    with case.write() as connection:
        for mute in mutes:
            kept = msgspec.structs.replace(mute, at_us=mute.at_us or now_us())
            row = (_KIND, kept.id, msgspec.json.encode(kept).decode(), kept.at_us)
            if connection.execute("INSERT OR IGNORE INTO override VALUES (?, ?, ?, ?)", row).rowcount:
                added.append(kept)
    for mute in added:
        write_log(case, "mute added", log_line(mute))
    return tuple(added)


def remove_mute(case: Case, mute: Mute) -> bool:
    """Takes a mute back; False where it is not (or no longer) there."""
    with case.write() as connection:
        gone = connection.execute("DELETE FROM override WHERE kind = ? AND key = ?", (_KIND, mute.id)).rowcount
    if gone:
        write_log(case, "mute removed", log_line(mute))
    return bool(gone)


def log_line(mute: Mute) -> str:
    """A mute in one line for the log: names and paths as they are, a value masked; never the person's own words."""
    what = mask(mute.what) if mute.by is MuteBy.VALUE else mute.what[:_LONGEST_LINE]
    places = [part for part in (mute.side, mute.location) if part]
    where = mute.host or "everywhere"
    return " ".join([mute.id, mute.by, what, "at", where, *places, *([f"({mute.class_})"] if mute.class_ else [])])
