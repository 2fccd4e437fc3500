"""Rules to findings: one rule per file, severity, claim ladder, coverage."""
