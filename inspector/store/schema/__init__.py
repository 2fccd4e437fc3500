"""Tables, views and migrations of the case file (documented in ARCHITECTURE.md)."""
