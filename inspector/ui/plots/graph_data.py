"""The graph's layout for the window."""

from collections.abc import Sequence

from inspector.figures.graph import GraphLayout, layout
from inspector.workspace.pictures import Company, graph_of


def lay_out(found: Sequence[Company], *, aspect: float, label_size: float) -> GraphLayout:
    """Where the companies stand; the same input gives the same drawing."""
    nodes, edges = graph_of(found)
    return layout(nodes, edges, aspect=aspect, label_size=label_size)
