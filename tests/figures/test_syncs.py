"""Shared identifiers in the graph: an edge of their own style, with its word, that moves nothing."""

from inspector.figures.bows import bow
from inspector.figures.graph import Direction, GraphEdge, direction, layout
from inspector.figures.palette import LIGHT
from inspector.figures.svg import graph_svg
from inspector.messages import Translator
from tests.figures.builders import star

SYNC = GraphEdge(source="n001", target="n004", synced=2)


def test_a_shared_identifier_moves_no_node():
    nodes, edges = star(12)
    assert layout(nodes, [*edges, SYNC]).nodes == layout(nodes, edges).nodes


def test_values_weigh_more_than_a_shared_identifier():
    assert direction(SYNC) is Direction.SYNC
    assert direction(GraphEdge(source="a", target="b", sent=1, synced=1)) is Direction.SENT


def test_it_is_drawn_dotted_and_the_legend_names_it_only_where_there_is_one():
    nodes, edges = star(12)
    t = Translator("fr")
    word = t("report.graph.synced")
    plain = graph_svg(layout(nodes, edges), LIGHT, words=t)
    drawn = graph_svg(layout(nodes, [*edges, SYNC]), LIGHT, words=t)
    assert word in drawn
    assert word not in plain
    assert 'stroke-linecap="round"' in drawn


def test_edges_of_grouped_nodes_keep_their_count():
    nodes, edges = star(100)
    found = layout(nodes, [*edges, GraphEdge(source="n001", target="n098", synced=3)], most_nodes=60)
    assert sum(placed.edge.synced for placed in found.edges) == 3


def test_its_line_bends_away_from_the_service_even_where_it_would_run_through_it():
    curve = bow((0.0, 0.0), (10.0, 10.0), centre=(5.0, 5.0), cut=(1.0, 1.0))
    assert curve is not None
    assert abs(curve.way[0] - curve.way[1]) > 2
    above = bow((0.0, 0.0), (10.0, 0.0), centre=(5.0, 5.0), cut=(1.0, 1.0))
    assert above is not None
    assert above.way[1] < 0
    assert bow((0.0, 0.0), (1.0, 0.0), centre=(5.0, 5.0), cut=(1.0, 1.0)) is None
