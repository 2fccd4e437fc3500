"""Journeys: what each recipient could read in time order, how visits hang together, and composites of findings."""
