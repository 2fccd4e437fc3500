"""Hosts to sites to parties, each statement with its source and date."""
