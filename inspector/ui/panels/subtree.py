"""A branch of a value tree as text, for the clipboard."""

import json

from inspector.ui.models.tree_nodes import TreeNode, scalar_text

_MOST_ROWS = 100_000


def subtree_text(node: TreeNode) -> str:
    """Containers as indented JSON; rows that group others as `name: value` lines."""
    if isinstance(node.value, dict | list):
        return json.dumps(node.value, ensure_ascii=False, indent=2)
    if node.is_scalar:
        return scalar_text(node.value)
    lines: list[str] = []
    waiting = list(reversed(node.children))
    while waiting and len(lines) < _MOST_ROWS:
        child = waiting.pop()
        if child.is_group:
            waiting += reversed(child.children)
        else:
            lines.append(f"{child.label}: {subtree_text(child)}")
    return "\n".join(lines)
