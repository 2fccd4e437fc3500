"""The steps from the first format of a case to today's. A step that was released is never changed."""

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from inspector.store.schema.analysis import ANALYSIS, IDENTIFIERS
from inspector.store.schema.captured import CAPTURED, RECORDED
from inspector.store.schema.people import PEOPLE
from inspector.store.schema.views import VIEWS, WITHOUT_BACKGROUND

APPLICATION_ID = 0x456E436C  # "EnCl"
USER_VERSION = 4

_FINDINGS = """
CREATE TABLE IF NOT EXISTS signal (
  id INTEGER PRIMARY KEY,
  flow_id INTEGER NOT NULL REFERENCES flow(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  side TEXT NOT NULL,
  location TEXT NOT NULL,
  path TEXT NOT NULL,
  site TEXT NOT NULL,
  first_party INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS signal_kind ON signal(kind, flow_id);
CREATE INDEX IF NOT EXISTS signal_flow ON signal(flow_id);
-- the traps that a person answered (JSON), the runs they saw it in, what the company replied, word for word
ALTER TABLE verdict ADD COLUMN traps TEXT NOT NULL DEFAULT '[]';
ALTER TABLE verdict ADD COLUMN runs_seen INTEGER;
ALTER TABLE verdict ADD COLUMN runs_tried INTEGER;
ALTER TABLE verdict ADD COLUMN reply TEXT NOT NULL DEFAULT '';
ALTER TABLE verdict ADD COLUMN reply_from TEXT NOT NULL DEFAULT '';
ALTER TABLE verdict ADD COLUMN reply_date TEXT NOT NULL DEFAULT '';
ALTER TABLE verdict ADD COLUMN reviewer TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN url TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN media_type TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN at_us INTEGER NOT NULL DEFAULT 0;
CREATE TABLE claim (
  id INTEGER PRIMARY KEY,
  quote TEXT NOT NULL,
  date TEXT NOT NULL DEFAULT '',
  url TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'other'
    CHECK (kind IN ('end-to-end-encrypted', 'no-third-party', 'consent-respected', 'other')),
  scope TEXT NOT NULL DEFAULT '[]',
  confirmed_scope INTEGER NOT NULL DEFAULT 0,
  document_id INTEGER REFERENCES document(id),
  note TEXT NOT NULL DEFAULT '',
  at_us INTEGER NOT NULL
) STRICT;
-- ticks were kept among the overrides, as "finding:number"
INSERT INTO verdict (finding_id, status, at_us)
  SELECT substr(key, 1, instr(key, ':') - 1), 'draft', min(at_us) FROM override
  WHERE kind = 'trap' AND value = '1' AND key GLOB '*:[0-9]*' GROUP BY 1
  ON CONFLICT (finding_id) DO NOTHING;
UPDATE verdict SET traps = (
  SELECT json_group_array(json_object(
      'number', CAST(substr(key, instr(key, ':') + 1) AS INTEGER), 'word', '', 'at_us', at_us))
    FROM override WHERE kind = 'trap' AND value = '1' AND key GLOB finding_id || ':[0-9]*');
DELETE FROM override WHERE kind = 'trap';
"""

migrations = Migrations("enclair")


@migrations(name="0001_case")
def _case(db: Database) -> None:
    for statement in _statements(CAPTURED + PEOPLE + ANALYSIS + VIEWS):
        db.execute(statement)


@migrations(name="0002_recording")
def _recording(db: Database) -> None:
    for statement in _statements(RECORDED + WITHOUT_BACKGROUND):
        db.execute(statement)


@migrations(name="0003_identifiers")
def _identifiers(db: Database) -> None:
    for statement in _statements(IDENTIFIERS):
        db.execute(statement)


@migrations(name="0004_findings")
def _findings(db: Database) -> None:
    for statement in _statements(_FINDINGS):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script, so that they run inside the migration's transaction."""
    statements: list[str] = []
    current = ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current.strip())
            current = ""
    return statements
