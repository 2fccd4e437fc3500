"""Signed and encrypted tokens, signed ids, consent strings and consent cookies."""
