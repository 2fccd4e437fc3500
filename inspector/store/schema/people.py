"""Tables of the investigator's own work: a rebuild of the analysis never touches them."""

PEOPLE = """
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
