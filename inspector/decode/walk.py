"""Trees to leaves: the hot loop of decoding."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from inspector.decode.document import Leaf, Node
from inspector.model.leaf import Scalar

_OPENS_WITH_SPACES = '{[h"<'


@dataclass(slots=True)
class Walk:
    """Leaves of one tree in document order, those whose text may hide another layer, and the bound that was hit."""

    leaves: list[Leaf] = field(default_factory=list)
    candidates: list[Leaf] = field(default_factory=list)
    keys: int = 0
    cut: str = ""


def walk_tree(value: object, *, nesting: int, leaves: int) -> Walk:
    """The leaves of a JSON-like value, at most `leaves` of them and none deeper than `nesting` containers."""
    result = Walk()
    root = Node(None, "", value if isinstance(value, dict | list) else None)
    if isinstance(value, dict | list):
        _walker(result, nesting=nesting, most=leaves)(root, value, 1)
    else:
        _take_root(result, root, value)
    if len(result.leaves) > leaves:
        del result.leaves[leaves:]
        result.cut = "leaves"
    return result


def may_hide(text: str) -> bool:
    """The cheap first test: whether the text is worth a closer look."""
    return len(text) > 7 and (" " not in text or text[0] in _OPENS_WITH_SPACES)


def _take_root(result: Walk, root: Node, value: object) -> None:
    scalar: Scalar = value if isinstance(value, str | int | float | bool) or value is None else str(value)
    leaf = (root, "", scalar)
    result.leaves.append(leaf)
    if isinstance(scalar, str) and may_hide(scalar):
        result.candidates.append(leaf)


def _walker(result: Walk, *, nesting: int, most: int) -> Callable[[Node, Any, int], None]:
    leaves, candidates = result.leaves, result.candidates
    append, suspect = leaves.append, candidates.append

    def visit(node: Node, container: Any, depth: int) -> None:
        # Written flat on purpose: this runs once per leaf of captures with tens of millions of them.
        if len(leaves) > most:
            return
        items: Iterable[tuple[str | int, Any]]
        if type(container) is dict:
            items = container.items()
            result.keys += len(container)
        else:
            items = enumerate(container)
        for key, child in items:
            kind = type(child)
            if kind is str:
                leaf = (node, key, child)
                append(leaf)
                if len(child) > 7 and (" " not in child or child[0] in _OPENS_WITH_SPACES):
                    suspect(leaf)
            elif kind is dict or kind is list:
                if depth < nesting:
                    visit(Node(node, key, child), child, depth + 1)
                else:
                    result.cut = "depth"
            else:
                append((node, key, child))

    return visit
