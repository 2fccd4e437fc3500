"""The containers and leaves of a tree: all of them, or only those that hold certain texts."""

import json
from collections.abc import Set
from typing import Any

import msgspec

from inspector.model.leaf import Scalar


class Node(msgspec.Struct, eq=False, gc=False):
    """A container (object or array) on the way to a leaf. `value` holds the siblings; None where there are none.

    Compared and hashed by identity. Nodes point upwards only, so they need no garbage collector.
    """

    parent: "Node | None"
    key: str | int
    value: dict[str, object] | list[object] | None


type Leaf = tuple[Node, str | int, Scalar]
"""The container, the key in it, and the scalar."""

type Named = tuple[tuple[str, Scalar], ...]
"""Values by name; the names are paths."""

type Begun = dict[int, tuple[Node, dict[str | int, Leaf]]]
"""By the identity of a container: its node, and those of its leaves that have been made."""

type _Place = tuple[_Place | None, str | int, Any]


def leaves_of(tree: object, begun: Begun | None = None) -> list[Leaf]:
    """The leaves of a JSON object or array, in document order; flat on purpose: it runs once per leaf. Nodes and leaves
    that were `begun` before stay the same."""
    leaves: list[Leaf] = []
    append = leaves.append

    def visit(node: Node, container: Any, known: dict[str | int, Leaf] | None) -> None:
        items: Any = container.items() if container.__class__ is dict else enumerate(container)
        for key, child in items:
            kind = child.__class__
            if kind is dict or kind is list:
                inner = begun.get(id(child)) if begun else None
                if inner is None:
                    visit(Node(node, key, child), child, None)
                else:
                    visit(inner[0], child, inner[1])
            elif known and key in known:
                append(known[key])
            else:
                append((node, key, child))

    root = begun.get(id(tree)) if begun else None
    if root is None:
        visit(Node(None, "", tree if isinstance(tree, dict | list) else None), tree, None)
    else:
        visit(root[0], tree, root[1])
    return leaves


def leaves_of_pairs(pairs: Named) -> list[Leaf]:
    """The leaves of named values, in order."""
    root = Node(None, "", dict(pairs))
    return [(root, name, value) for name, value in pairs]


def containers(tree: object, wanted: Set[int], begun: Begun) -> list[tuple[Leaf, int]]:
    """The containers of these identities in document order, each told as if it were a leaf: its JSON text."""
    found: list[tuple[Leaf, int]] = []

    def node_of(place: _Place) -> Node:
        above, key, container = place
        if id(container) not in begun:
            begun[id(container)] = (Node(node_of(above) if above else None, key, container), {})
        return begun[id(container)][0]

    def visit(place: _Place | None, key: str | int, container: Any) -> None:
        if id(container) in wanted:
            node = node_of(place) if place else Node(None, "", None)
            found.append(((node, key, json.dumps(container)), id(container)))
        inner = (place, key, container)
        items: Any = container.items() if container.__class__ is dict else enumerate(container)
        for name, child in items:
            if child.__class__ is dict or child.__class__ is list:
                visit(inner, name, child)

    visit(None, "", tree)
    return found


def begin(tree: object, texts: Set[str], begun: Begun) -> list[Leaf]:
    """The leaves of these texts, entered in `begun` with the nodes above them."""
    found: list[Leaf] = []

    def node_of(place: _Place) -> tuple[Node, dict[str | int, Leaf]]:
        above, key, container = place
        known = begun.get(id(container))
        if known is None:
            known = begun[id(container)] = (Node(node_of(above)[0] if above else None, key, container), {})
        return known

    def visit(place: _Place, container: Any) -> None:
        items: Any = container.items() if container.__class__ is dict else enumerate(container)
        known: tuple[Node, dict[str | int, Leaf]] | None = None
        for key, child in items:
            kind = child.__class__
            if kind is dict or kind is list:
                if child:
                    visit((place, key, child), child)
            elif child in texts:
                node, leaves = known = known or node_of(place)
                leaf = leaves[key] = (node, key, child)
                found.append(leaf)

    visit((None, "", tree), tree)
    return found
