"""Tables of what was captured: written once, never rewritten."""

CAPTURED = """
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

RECORDED = """
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
"""
"""What a recording tells beyond what a file does, since format 2."""
