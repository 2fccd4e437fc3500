"""Tables, views and migrations of the case file (documented in ARCHITECTURE.md).

Capture tables are written once and never rewritten; analysis tables can be dropped and rebuilt; the
investigator's own tables (markers, verdicts, needles, overrides, documents, log) are never touched by a rebuild.
"""

import sqlite3

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

APPLICATION_ID = 0x456E436C  # "EnCl"
USER_VERSION = 4

_CAPTURE = """
CREATE TABLE capture (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  path TEXT,
  sha256 TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  producer TEXT NOT NULL DEFAULT '',
  browser TEXT NOT NULL DEFAULT '',
  har_version TEXT,
  scenario TEXT,
  state TEXT NOT NULL DEFAULT 'importing' CHECK (state IN ('importing', 'complete', 'cut')),
  entries INTEGER NOT NULL DEFAULT 0,
  imported INTEGER NOT NULL DEFAULT 0,
  sanitized INTEGER NOT NULL DEFAULT 0,
  started_us INTEGER,
  ended_us INTEGER,
  imported_us INTEGER NOT NULL,
  environment TEXT NOT NULL DEFAULT '{}',
  extra TEXT
) STRICT;
CREATE TABLE original (
  capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
  part INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (capture_id, part)
) STRICT;
CREATE TABLE warning (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
  entry INTEGER,
  code TEXT NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE TABLE body (
  sha256 BLOB NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  coding TEXT NOT NULL CHECK (coding IN ('identity', 'zstd')),
  data BLOB NOT NULL
) STRICT;
CREATE TABLE connection (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
  label TEXT,
  server_address TEXT,
  server_port INTEGER,
  sni TEXT,
  alpn TEXT,
  tls_version TEXT,
  cipher TEXT,
  certificate TEXT
) STRICT;
CREATE TABLE page (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
  label TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '',
  started_us INTEGER,
  content_load_us INTEGER,
  load_us INTEGER,
  extra TEXT
) STRICT;
CREATE TABLE flow (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
  entry INTEGER,
  started_us INTEGER,
  duration_us INTEGER,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  scheme TEXT NOT NULL,
  host TEXT NOT NULL,
  port INTEGER,
  path TEXT NOT NULL,
  http_version TEXT NOT NULL,
  status INTEGER,
  reason TEXT NOT NULL,
  delivery TEXT NOT NULL,
  error TEXT,
  request_headers TEXT NOT NULL,
  response_headers TEXT NOT NULL,
  request_mime TEXT,
  response_mime TEXT,
  request_body BLOB,
  request_form TEXT,
  request_truncated INTEGER NOT NULL DEFAULT 0,
  request_size INTEGER NOT NULL DEFAULT 0,
  request_claimed_size INTEGER,
  response_body BLOB,
  response_form TEXT,
  response_truncated INTEGER NOT NULL DEFAULT 0,
  response_size INTEGER NOT NULL DEFAULT 0,
  response_claimed_size INTEGER,
  response_wire_size INTEGER,
  redirect_url TEXT,
  blocked_us INTEGER, dns_us INTEGER, connect_us INTEGER, tls_us INTEGER,
  send_us INTEGER, wait_us INTEGER, receive_us INTEGER,
  connection_id INTEGER REFERENCES connection(id),
  server_address TEXT,
  page TEXT,
  initiator_kind TEXT,
  initiator_url TEXT,
  initiator TEXT,
  resource_type TEXT,
  extra TEXT
) STRICT;
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  flow_id INTEGER NOT NULL REFERENCES flow(id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  at_us INTEGER,
  from_client INTEGER NOT NULL,
  opcode INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;
"""

CAPTURE_INDEXES = (
    "CREATE INDEX IF NOT EXISTS flow_started ON flow(started_us, id)",
    "CREATE INDEX IF NOT EXISTS flow_host ON flow(host)",
    "CREATE INDEX IF NOT EXISTS flow_off_wire ON flow(id) WHERE delivery NOT IN ('network', 'revalidated')",
    "CREATE INDEX IF NOT EXISTS flow_capture ON flow(capture_id, entry)",
    "CREATE INDEX IF NOT EXISTS message_flow ON message(flow_id, n)",
)

_PEOPLE = """
CREATE TABLE marker (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER REFERENCES capture(id) ON DELETE CASCADE,
  at_us INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE verdict (
  finding_id TEXT PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('draft', 'verified', 'rejected', 'needs-reply')),
  note TEXT NOT NULL DEFAULT '',
  at_us INTEGER NOT NULL
) STRICT;
CREATE TABLE needle (
  id INTEGER PRIMARY KEY,
  origin TEXT NOT NULL CHECK (origin IN ('persona', 'chosen')),
  name TEXT NOT NULL,
  class TEXT NOT NULL,
  value TEXT NOT NULL,
  UNIQUE (origin, name, value)
) STRICT;
CREATE TABLE override (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT;
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  date TEXT,
  sha256 TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  data BLOB NOT NULL
) STRICT;
CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  tool TEXT NOT NULL
) STRICT;
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
"""

ANALYSIS = """
CREATE TABLE IF NOT EXISTS leaf (
  id INTEGER PRIMARY KEY,
  flow_id INTEGER NOT NULL REFERENCES flow(id) ON DELETE CASCADE,
  side TEXT NOT NULL,
  location TEXT NOT NULL,
  path TEXT NOT NULL,
  layers TEXT NOT NULL,
  span_start INTEGER,
  span_end INTEGER,
  class TEXT NOT NULL,
  about TEXT NOT NULL,
  about_why TEXT NOT NULL,
  confidence TEXT NOT NULL,
  rule TEXT NOT NULL,
  clues TEXT NOT NULL,
  value TEXT NOT NULL,
  value_id TEXT NOT NULL,
  label TEXT,
  revealing INTEGER NOT NULL,
  host TEXT NOT NULL,
  site TEXT NOT NULL,
  first_party INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS leaf_flow ON leaf(flow_id, side);
CREATE INDEX IF NOT EXISTS leaf_site ON leaf(site, class);
CREATE TABLE IF NOT EXISTS sighting (
  id INTEGER PRIMARY KEY,
  flow_id INTEGER NOT NULL REFERENCES flow(id) ON DELETE CASCADE,
  side TEXT NOT NULL,
  location TEXT NOT NULL,
  path TEXT NOT NULL,
  layers TEXT NOT NULL,
  span_start INTEGER,
  span_end INTEGER,
  form TEXT NOT NULL,
  at_us INTEGER,
  needle TEXT NOT NULL,
  class TEXT NOT NULL,
  about TEXT NOT NULL,
  value_id TEXT NOT NULL,
  host TEXT NOT NULL,
  site TEXT NOT NULL,
  first_party INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS sighting_flow ON sighting(flow_id);
CREATE TABLE IF NOT EXISTS recipient (
  site TEXT PRIMARY KEY,
  data TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS flow_site (
  host TEXT PRIMARY KEY,
  site TEXT NOT NULL,
  first_party INTEGER NOT NULL,
  role TEXT NOT NULL,
  operator TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS finding (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  recipient TEXT NOT NULL,
  class TEXT,
  severity TEXT NOT NULL,
  confidence TEXT NOT NULL,
  rung TEXT NOT NULL,
  phase TEXT,
  position INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS evidence (
  finding_id TEXT NOT NULL REFERENCES finding(id) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  flow_id INTEGER NOT NULL,
  PRIMARY KEY (finding_id, n)
) STRICT;
CREATE INDEX IF NOT EXISTS evidence_flow ON evidence(flow_id);
CREATE TABLE IF NOT EXISTS not_assessable (
  id INTEGER PRIMARY KEY,
  rule TEXT NOT NULL,
  capture_id INTEGER,
  reason TEXT NOT NULL,
  facts TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS outcome (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
"""

_IDENTIFIERS = """
CREATE TABLE IF NOT EXISTS identifier (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL,
  first_party INTEGER NOT NULL,
  kind TEXT NOT NULL,
  confidence TEXT NOT NULL,
  value_id TEXT NOT NULL,
  flows INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS identifier_site ON identifier(site);
CREATE TABLE IF NOT EXISTS sync (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  via TEXT NOT NULL,
  value_id TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS cookie (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL,
  site TEXT NOT NULL,
  name TEXT NOT NULL,
  first_party INTEGER NOT NULL,
  value_id TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS cookie_site ON cookie(site);
"""

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

ANALYSIS_TABLES = (
    "signal",
    "identifier",
    "sync",
    "cookie",
    "evidence",
    "finding",
    "sighting",
    "leaf",
    "recipient",
    "flow_site",
    "not_assessable",
    "outcome",
)

_VIEWS = """
CREATE VIEW flow_header AS
  SELECT flow.id AS flow, 'request' AS side, pair.key AS n, pair.value ->> 0 AS name, pair.value ->> 1 AS value
  FROM flow, json_each(flow.request_headers) AS pair
  UNION ALL
  SELECT flow.id, 'response', pair.key, pair.value ->> 0, pair.value ->> 1
  FROM flow, json_each(flow.response_headers) AS pair;
CREATE VIEW flow_overview AS
  SELECT flow.id AS flow, capture.name AS capture, datetime(flow.started_us / 1000000, 'unixepoch') AS started_utc,
         flow.method, flow.host, flow.path, flow.status, flow.response_mime, flow.response_size, flow.delivery
  FROM flow JOIN capture ON capture.id = flow.capture_id;
-- left out: what a service sets and reads of its own (its session, its pages), and what was never on the wire
CREATE VIEW personal_value AS
  SELECT flow_id, side, location, path, class, host, site, first_party FROM (
    SELECT * FROM (SELECT flow_id, side, location, path, class, host, site, first_party FROM leaf
      WHERE about IN ('account-holder', 'other-person') AND confidence != 'tentative')
    UNION
    SELECT * FROM (SELECT flow_id, side, location, path, class, host, site, first_party FROM sighting
      WHERE about IN ('account-holder', 'other-person') AND class != '')
  )
  WHERE NOT (first_party AND (class GLOB 'behaviour.*' OR class GLOB 'device.*' OR class = 'credential.session'))
    AND flow_id NOT IN (SELECT id FROM flow WHERE delivery NOT IN ('network', 'revalidated'));
CREATE VIEW sensitive_leaf AS
  SELECT leaf.flow_id AS flow, leaf.side, leaf.location, leaf.path, leaf.class, leaf.about, leaf.confidence,
         leaf.value, leaf.site, leaf.first_party
  FROM leaf;
"""

_RECORDING = """
ALTER TABLE flow ADD COLUMN background INTEGER NOT NULL DEFAULT 0;
ALTER TABLE connection ADD COLUMN client_address TEXT;
ALTER TABLE connection ADD COLUMN client_tls_version TEXT;
ALTER TABLE connection ADD COLUMN client_cipher TEXT;
ALTER TABLE connection ADD COLUMN client_alpn TEXT;
-- bytes of bodies that are still on their way; gone once the flow is whole
CREATE TABLE part (
  id INTEGER PRIMARY KEY,
  flow_id INTEGER NOT NULL REFERENCES flow(id) ON DELETE CASCADE,
  side TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX part_flow ON part(flow_id, side);
CREATE TABLE flow_phase (
  flow_id INTEGER PRIMARY KEY REFERENCES flow(id) ON DELETE CASCADE,
  phase TEXT NOT NULL
) STRICT;
CREATE TABLE handshake (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  client TEXT NOT NULL,
  refusal TEXT NOT NULL,
  count INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  likely_pinned INTEGER NOT NULL DEFAULT 0,
  UNIQUE (capture_id, host, port, client, refusal)
) STRICT;
CREATE TABLE name_answer (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
  host TEXT NOT NULL,
  at_us INTEGER NOT NULL,
  resolver TEXT NOT NULL,
  chain TEXT NOT NULL DEFAULT '[]',
  error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE page_state (
  id INTEGER PRIMARY KEY,
  capture_id INTEGER NOT NULL REFERENCES capture(id) ON DELETE CASCADE,
  marker_us INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  kind TEXT NOT NULL,
  url TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  data BLOB NOT NULL
) STRICT;
DROP VIEW personal_value;
-- left out: what a service sets and reads of its own (its session, its pages), what was never on the wire, and what
-- the browser says on its own account
CREATE VIEW personal_value AS
  SELECT flow_id, side, location, path, class, host, site, first_party FROM (
    SELECT * FROM (SELECT flow_id, side, location, path, class, host, site, first_party FROM leaf
      WHERE about IN ('account-holder', 'other-person') AND confidence != 'tentative')
    UNION
    SELECT * FROM (SELECT flow_id, side, location, path, class, host, site, first_party FROM sighting
      WHERE about IN ('account-holder', 'other-person') AND class != '')
  )
  WHERE NOT (first_party AND (class GLOB 'behaviour.*' OR class GLOB 'device.*' OR class = 'credential.session'))
    AND flow_id NOT IN (SELECT id FROM flow WHERE delivery NOT IN ('network', 'revalidated') OR background = 1);
"""

migrations = Migrations("enclair")


@migrations(name="0001_case")
def _case(db: Database) -> None:
    for statement in _statements(_CAPTURE + _PEOPLE + ANALYSIS + _VIEWS):
        db.execute(statement)


@migrations(name="0002_recording")
def _recording(db: Database) -> None:
    for statement in _statements(_RECORDING):
        db.execute(statement)


@migrations(name="0003_identifiers")
def _identifiers(db: Database) -> None:
    for statement in _statements(_IDENTIFIERS):
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


def drop_analysis(connection: sqlite3.Connection) -> None:
    """Empties every analysis table; verdicts, markers and needles stay."""
    for table in ANALYSIS_TABLES:
        connection.execute(f"DELETE FROM {table}")
