"""En Clair: which sensitive data travelled, readable, to whom."""
