"""Bodies that were still on their way when a recording ended."""

from hashlib import sha256

from inspector.store.bodies import body_rows
from inspector.store.case import Case
from inspector.store.flow_rows import BODY_SQL, insert_rows


def assemble_parts(case: Case, capture: int) -> int:
    """Makes truncated bodies of what had come of bodies that never ended; the number of flows concerned."""
    connection = case.connection
    found = connection.execute(
        "SELECT DISTINCT part.flow_id, part.side FROM part JOIN flow ON flow.id = part.flow_id"
        " WHERE flow.capture_id = ?",
        (capture,),
    ).fetchall()
    for flow, side in found:
        data = b"".join(
            row[0]
            for row in connection.execute(
                "SELECT data FROM part WHERE flow_id = ? AND side = ? ORDER BY id", (flow, side)
            )
        )
        digest = sha256(data).digest()
        with case.write() as writing:
            insert_rows(writing, BODY_SQL, body_rows({digest: data}))
            writing.execute(
                f"UPDATE flow SET {side}_body = ?, {side}_form = 'bytes', {side}_truncated = 1, {side}_size = ?"
                " WHERE id = ?",
                (digest, len(data), flow),
            )
            writing.execute("DELETE FROM part WHERE flow_id = ? AND side = ?", (flow, side))
    return len({flow for flow, _ in found})
