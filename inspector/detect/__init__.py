"""Leaves to classes: taxonomy, lexicon, checksums, needles, sightings."""
