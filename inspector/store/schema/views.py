"""Views for people with a database tool, and the one list of personal values that all figures count."""

_HEADS = """
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
"""
_PERSONAL_VALUE = """
CREATE VIEW personal_value AS
  SELECT flow_id, side, location, path, class, host, site, first_party FROM (
    SELECT * FROM (SELECT flow_id, side, location, path, class, host, site, first_party FROM leaf
      WHERE about IN ('account-holder', 'other-person') AND confidence != 'tentative')
    UNION
    SELECT * FROM (SELECT flow_id, side, location, path, class, host, site, first_party FROM sighting
      WHERE about IN ('account-holder', 'other-person') AND class != '')
  )
  WHERE NOT (first_party AND (class GLOB 'behaviour.*' OR class GLOB 'device.*' OR class = 'credential.session'))
    AND flow_id NOT IN (SELECT id FROM flow WHERE {off_wire});
"""
"""Left out: what a service sets and reads of its own (its session, its pages), and what was off the wire."""
_LEAVES = """
CREATE VIEW sensitive_leaf AS
  SELECT leaf.flow_id AS flow, leaf.side, leaf.location, leaf.path, leaf.class, leaf.about, leaf.confidence,
         leaf.value, leaf.site, leaf.first_party
  FROM leaf;
"""

VIEWS = _HEADS + _PERSONAL_VALUE.format(off_wire="delivery NOT IN ('network', 'revalidated')") + _LEAVES

WITHOUT_BACKGROUND = "DROP VIEW personal_value;\n" + _PERSONAL_VALUE.format(
    off_wire="delivery NOT IN ('network', 'revalidated') OR background = 1"
)
"""Since format 2 without what the browser says on its own account."""
