"""The figures as SVG, for export and for the printed page."""

from inspector.figures.svg_graph import graph_svg
from inspector.figures.svg_matrix import matrix_svg
from inspector.figures.svg_timeline import timeline_svg

__all__ = ["graph_svg", "matrix_svg", "timeline_svg"]
