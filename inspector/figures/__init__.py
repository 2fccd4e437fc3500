"""Geometry of graph, timeline and matrix, for window and paper alike."""
