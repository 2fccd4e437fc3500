"""Tables of the analysis: they can be emptied and rebuilt."""

import sqlite3

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

IDENTIFIERS = """
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
"""Since format 3."""

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


def drop_analysis(connection: sqlite3.Connection) -> None:
    """Empties every analysis table; verdicts, markers and needles stay."""
    for table in ANALYSIS_TABLES:
        connection.execute(f"DELETE FROM {table}")
