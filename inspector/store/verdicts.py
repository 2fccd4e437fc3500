"""Writing what people decided on findings: whole verdicts at once, so that each edit can be taken back."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from inspector.model.finding import Reply, Verdict
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.edits import add_log_line
from inspector.store.found_rows import VERDICT_COLUMNS
from inspector.store.queries import CaseReader

type Change = Callable[[Verdict], Verdict]


def change_verdicts(
    case: Case, findings: Sequence[str], change: Change, *, what: str, told: Callable[[Verdict], str]
) -> tuple[Verdict, ...]:
    """Changes the verdicts of these findings in one transaction, each with its line in the log (`what`, and what
    `told` says of it: never a captured value); returns them as they were before."""
    known = CaseReader(case).verdicts()
    before = tuple(known.get(finding, Verdict(finding=finding)) for finding in findings)
    with case.write() as connection:
        for verdict in before:
            after = msgspec.structs.replace(change(verdict), at_us=now_us())
            _put(connection, after)
            add_log_line(connection, what, f"{after.finding} {told(after)}".strip())
    return before


def restore_verdicts(case: Case, verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Puts verdicts back as they were, each with its line in the log; returns what stood in their place."""
    known: Mapping[str, Verdict] = CaseReader(case).verdicts()
    replaced = []
    with case.write() as connection:
        for verdict in verdicts:
            replaced.append(known.get(verdict.finding, Verdict(finding=verdict.finding)))
            if verdict == Verdict(finding=verdict.finding):
                connection.execute("DELETE FROM verdict WHERE finding_id = ?", (verdict.finding,))
            else:
                _put(connection, verdict)
            add_log_line(connection, "verdict taken back", f"{verdict.finding} {verdict.status}")
    return tuple(replaced)


def _put(connection: sqlite3.Connection, verdict: Verdict) -> None:
    reply = verdict.reply or Reply(text="")
    row = (
        verdict.finding, verdict.status, verdict.note, verdict.at_us, msgspec.json.encode(verdict.traps).decode(),
        verdict.runs_seen, verdict.runs_tried, reply.text, reply.said_by, reply.date, verdict.reviewer,
    )  # fmt: skip
    places = ", ".join("?" * len(row))
    connection.execute(f"INSERT OR REPLACE INTO verdict ({VERDICT_COLUMNS}) VALUES ({places})", row)
