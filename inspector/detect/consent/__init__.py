"""Consent: the signals that cookies and addresses carry, and the choices that markers and signals tell of."""
