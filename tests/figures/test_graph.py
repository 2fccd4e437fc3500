import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.figures.graph import OTHERS, Direction, GraphEdge, GraphNode, direction, layout
from inspector.figures.labels import Anchor, place_labels
from tests.figures.builders import star


def test_same_input_same_layout():
    assert layout(*star(30)) == layout(*star(30))


def test_first_party_stands_in_the_middle():
    own = layout(*star(20)).nodes[0]
    assert own.node.first_party
    assert (own.x, own.y) == pytest.approx((0.5, 0.5))


@given(n=st.integers(0, 40), seed=st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_every_node_lies_in_the_unit_square(n: int, seed: int):
    nodes, edges = star(n + 1)
    assert all(0 <= p.x <= 1 and 0 <= p.y <= 1 for p in layout(nodes, edges, seed=seed).nodes)


@pytest.mark.parametrize("n", [2, 12, 30])
def test_nodes_do_not_cover_each_other(n: int):
    found = layout(*star(n))
    for index, one in enumerate(found.nodes):
        for other in found.nodes[index + 1 :]:
            apart = (((one.x - other.x) * found.aspect) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert apart > one.radius + other.radius


def test_beyond_the_bound_the_lightest_become_one_node():
    found = layout(*star(100), most_nodes=60)
    assert len(found.nodes) == 60
    assert found.others == 41
    assert [p.count for p in found.nodes if p.node.id == OTHERS] == [41]
    assert all(p.node.id != "n000" for p in found.nodes)


def test_edges_of_grouped_nodes_are_added_up():
    found = layout(*star(100), most_nodes=60)
    merged = next(p.edge for p in found.edges if p.edge.target == OTHERS)
    assert merged.sensitive == sum((i + 0) % 7 for i in range(41))


def test_a_warm_start_does_not_jump():
    nodes, edges = star(20)
    first = layout(nodes, edges)
    second = layout(nodes, edges, positions=first.positions)
    third = layout(nodes, edges, positions=second.positions)
    moved = [abs(a.x - b.x) + abs(a.y - b.y) for a, b in zip(second.nodes, third.nodes, strict=True)]
    assert max(moved) < 0.25


def test_an_edge_to_nowhere_is_dropped():
    found = layout([GraphNode(id="a", label="a", first_party=True)], [GraphEdge(source="a", target="gone")])
    assert not found.edges


def test_direction_is_read_from_the_counts():
    assert direction(GraphEdge(source="a", target="b", sent=1, returned=1)) is Direction.BOTH
    assert direction(GraphEdge(source="a", target="b")) is Direction.NONE


def test_nothing_gives_an_empty_layout():
    assert layout([], []).nodes == ()


def test_a_label_keeps_off_the_lines():
    points = np.array([[0.75, 0.5], [0.2, 0.5], [0.75, 0.1]])
    radii = np.array([0.02, 0.02, 0.02])
    anchors = place_labels(
        points, radii, ["centre", "a company", "another"], aspect=1.5, size=0.03, lines=[(0, 1), (0, 2)]
    )
    assert anchors[1] is not Anchor.RIGHT
    assert anchors[2] is not Anchor.BELOW
    assert anchors[0] is not Anchor.LEFT
