"""The case file: one SQLite database per case. The only package that speaks SQL."""
