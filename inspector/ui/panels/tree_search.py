"""Looking for words in a value tree: in its rows, and in documents with more rows than can be made."""

from collections.abc import Iterable

from inspector.decode.document import Document
from inspector.ui.models.tree_nodes import TreeNode

HITS = 2000
_VISITED = 60_000

type Row = tuple[str, tuple[str, ...]]
"""The path and the layers of a row."""

type Hit = TreeNode | Row
"""A row, or where one stands that has not been made yet."""


def find_nodes(root: TreeNode, text: str) -> list[TreeNode]:
    """Rows below `root` in order whose key or value holds `text`; at most 2,000 hits in 60,000 rows."""
    return search_rows(root, text)[0]


def search_rows(root: TreeNode, text: str) -> tuple[list[TreeNode], bool]:
    """The hits, and whether every row was looked at."""
    wanted, found, visited = text.casefold(), list[TreeNode](), 0
    waiting = list(reversed(root.children))
    while waiting and visited < _VISITED and len(found) < HITS:
        node = waiting.pop()
        visited += 1
        if wanted in node.label.casefold() or (node.is_scalar and wanted in str(node.value).casefold()):
            found.append(node)
        if node.has_children:
            waiting += reversed(node.children)
    return found, not waiting


def find_leaves(documents: Iterable[Document], text: str) -> list[Row]:
    """(path, layers) of leaves whose key or value holds `text`, at most 2,000: for trees with too many rows to make."""
    wanted, found = text.casefold(), list[Row]()
    for document in documents:
        for leaf in document.leaves:
            if wanted in str(leaf[2]).casefold() or wanted in str(leaf[1]).casefold():
                found.append((document.path_of(leaf), document.layers))
                if len(found) >= HITS:
                    return found
    return found
