"""Unfolding a value tree: down to what is sensitive, or a short answer at a glance."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex

from inspector.model.leaf import SensitiveLeaf
from inspector.ui.models.json_tree import KEY, TreeModel
from inspector.ui.models.tree_nodes import TreeNode
from inspector.ui.panels.value_tree import ValueTree

_OPENED = 200
_EXPANDED = 2000
ROWS_OPENED = 60


def open_leaves(tree: ValueTree, model: TreeModel, leaves: Sequence[SensitiveLeaf]) -> None:
    """Opens the branches that lead to the first leaves."""
    for leaf in leaves[:_OPENED]:
        node = model.root.find(leaf.place.path, leaf.place.layers)
        above = node.parent if node is not None else None
        while above is not None and above is not model.root:
            tree.expand(model.index_of(above))
            above = above.parent


def open_short(tree: ValueTree, model: TreeModel) -> None:
    """Opens single branches on the way down, so that a short answer is read at a glance."""
    if len(model.root.children) > ROWS_OPENED:
        return
    budget = ROWS_OPENED
    waiting = [child for child in model.root.children if child.has_children]
    while waiting and budget > 0:
        node = waiting.pop(0)
        budget -= len(node.children)
        if budget > 0:
            tree.expand(model.index_of(node))
            waiting += [child for child in node.children if child.has_children]


def expand_branch(tree: ValueTree, model: TreeModel, node: TreeNode) -> None:
    """Opens a branch, at most as many rows as can be looked through."""
    waiting, budget = [node], _EXPANDED
    while waiting and budget > 0:
        current = waiting.pop(0)
        budget -= len(current.children)
        tree.expand(model.index_of(current))
        waiting += [child for child in current.children if child.has_children]


def count_rows(tree: ValueTree, model: TreeModel) -> int:
    """Rows that are unfolded, counted up to a screenful."""
    index: QModelIndex = model.index(0, KEY)
    count = 0
    while index.isValid() and count < ROWS_OPENED:
        count += 1
        index = tree.indexBelow(index)
    return count
