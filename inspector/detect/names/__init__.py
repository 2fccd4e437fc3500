"""What field names say, and the names that stand in values."""
