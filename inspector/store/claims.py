"""Public claims of a case: kept as the investigator entered them; each edit is logged by number and kind."""

import msgspec
from msgspec.structs import replace

from inspector.model.claim import Claim, ClaimKind
from inspector.store.case import Case
from inspector.store.clock import now_us
from inspector.store.edits import add_log_line
from inspector.store.queries import CaseReader

_FIELDS = "quote, date, url, kind, scope, confirmed_scope, document_id, note, at_us"


def read_claims(reader: CaseReader) -> tuple[Claim, ...]:
    """The claims of a case, in the order in which they were entered."""
    rows = reader.case.connection.execute(
        "SELECT claim.id, quote, claim.date, claim.url, claim.kind, scope, confirmed_scope,"
        " coalesce(document.sha256, ''), claim.note, claim.at_us"
        " FROM claim LEFT JOIN document ON document.id = document_id ORDER BY claim.id"
    )
    return tuple(_claim(row) for row in rows)


def put_claim(case: Case, claim: Claim) -> Claim:
    """Keeps a claim: a new one gets a number, one that has a number takes its place. Raises LookupError where its
    archived copy is not among the documents."""
    kept = replace(claim, at_us=claim.at_us or now_us())
    with case.write() as connection:
        row = connection.execute("SELECT id FROM document WHERE sha256 = ?", (claim.document,)).fetchone()
        if claim.document and row is None:
            raise LookupError(claim.document)
        is_new = not connection.execute("SELECT 1 FROM claim WHERE id = ?", (claim.id,)).fetchone()
        scope = msgspec.json.encode(kept.scope).decode()
        cursor = connection.execute(
            f"INSERT OR REPLACE INTO claim (id, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (kept.id or None, kept.quote, kept.date, kept.url, kept.kind, scope, kept.is_scope_confirmed,
             row[0] if row else None, kept.note, kept.at_us),
        )  # fmt: skip
        kept = replace(kept, id=kept.id or cursor.lastrowid or 0)
        covered = ", ".join(kept.scope) if kept.is_scope_confirmed else "nothing"
        add_log_line(connection, f"claim {'added' if is_new else 'changed'}", f"{kept.id} {kept.kind}: {covered}")
    return kept


def remove_claim(case: Case, claim: Claim) -> bool:
    """Takes a claim out; False where it is not (or no longer) there."""
    with case.write() as connection:
        done = connection.execute("DELETE FROM claim WHERE id = ?", (claim.id,)).rowcount
        if done:
            add_log_line(connection, "claim removed", f"{claim.id} {claim.kind}")
    return bool(done)


def _claim(row: tuple[object, ...]) -> Claim:
    names = ("id", "quote", "date", "url", "kind", "scope", "is_scope_confirmed", "document", "note", "at_us")
    values = dict(zip(names, row, strict=True))
    values |= {
        "kind": ClaimKind(str(values["kind"])),
        "scope": msgspec.json.decode(str(values["scope"]), type=tuple[str, ...]),
        "is_scope_confirmed": bool(values["is_scope_confirmed"]),
    }
    return Claim(**values)  # type: ignore[arg-type]
