"""What the analysis concluded, and what the investigator said of it."""

from collections.abc import Mapping

import msgspec

from inspector.model.finding import Finding, NotAssessable, Verdict
from inspector.model.flow import FlowId
from inspector.model.leaf import Needle
from inspector.model.party import Recipient
from inspector.model.struct import Record
from inspector.store import found_rows
from inspector.store.reading.source import Source

# Made while the module loads: msgspec may crash where two threads decode the first value of a type at once.
_RECIPIENT = msgspec.json.Decoder(Recipient)


class Counts(Record, frozen=True, kw_only=True):
    """The figures of the status bar and of `counts` in `enclair-scan/1`."""

    flows: int
    hosts: int
    sites: int
    third_party_sites: int
    leaves: int
    sensitive: int
    about_the_user: int
    places: int  # with a value about a person, as the matrix and the report count them: none of a cache, none twice
    findings: int


class ConclusionReading(Source):
    """Queries about recipients, findings and verdicts."""

    def recipients(self) -> tuple[Recipient, ...]:
        """Every site of the case, first parties first, then by traffic."""
        found = [_RECIPIENT.decode(row[0]) for row in self._all("SELECT data FROM recipient ORDER BY site")]
        return tuple(sorted(found, key=lambda r: (not r.first_party, -r.flows, r.site)))

    def findings(self) -> tuple[Finding, ...]:
        """Worst first, as the analysis ordered them."""
        return tuple(found_rows.finding_of_row(row) for row in self._all("SELECT data FROM finding ORDER BY position"))

    def findings_of_flow(self, flow: FlowId) -> tuple[Finding, ...]:
        return tuple(
            found_rows.finding_of_row(row)
            for row in self._all(
                "SELECT data FROM finding WHERE id IN (SELECT finding_id FROM evidence WHERE flow_id = ?)"
                " ORDER BY position",
                flow,
            )
        )

    def verdicts(self) -> Mapping[str, Verdict]:
        """By finding id; findings without one are drafts."""
        found = (
            found_rows.verdict_of_row(row) for row in self._all(f"SELECT {found_rows.VERDICT_COLUMNS} FROM verdict")
        )
        return found_rows.with_old_ticks({verdict.finding: verdict for verdict in found}, self.overrides("trap"))

    def not_assessable(self) -> tuple[NotAssessable, ...]:
        return tuple(
            found_rows.not_assessable_of_row(row)
            for row in self._all("SELECT rule, capture_id, reason, facts FROM not_assessable ORDER BY id")
        )

    def outcome(self, key: str) -> bytes | None:
        """JSON kept by the analysis under this key (`first_party`, `coverage`, `counts`, `searched` ...)."""
        row = self._connection.execute("SELECT value FROM outcome WHERE key = ?", (key,)).fetchone()
        return row[0].encode() if row else None

    def needles(self) -> tuple[Needle, ...]:
        """The persona and chosen values the investigator entered."""
        return tuple(
            found_rows.needle_of_row(row)
            for row in self._all("SELECT origin, name, class, value FROM needle ORDER BY id")
        )

    def counts(self) -> Counts:
        leaves = self.outcome("leaf_count")
        values = {
            "flows": "SELECT count(*) FROM flow",
            "hosts": "SELECT count(DISTINCT host) FROM flow WHERE host != ''",
            "sites": "SELECT count(*) FROM recipient",
            "third_party_sites": "SELECT count(*) FROM recipient WHERE NOT json_extract(data, '$.first_party')"
            " AND NOT coalesce(json_extract(data, '$.background'), 0)",
            "sensitive": "SELECT count(*) FROM leaf",
            "about_the_user": "SELECT count(*) FROM leaf WHERE about IN ('account-holder', 'other-person')",
            "places": "SELECT count(*) FROM personal_value",
            "findings": "SELECT count(*) FROM finding",
        }
        return Counts(
            leaves=msgspec.json.decode(leaves, type=int) if leaves else 0,
            **{name: int(self._value(sql)) for name, sql in values.items()},
        )
