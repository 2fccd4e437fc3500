"""Use cases: open, import, analyse, follow, report, export. No Qt."""
