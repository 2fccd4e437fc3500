"""Findings to PDF, redacted by default."""
