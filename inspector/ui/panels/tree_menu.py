"""The menu of a row of a value tree."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from inspector.messages import Translator
from inspector.model.leaf import SensitiveLeaf
from inspector.model.mute import Mute
from inspector.model.struct import Record
from inspector.ui.models.json_tree import TreeModel
from inspector.ui.models.tree_nodes import TreeNode, scalar_text
from inspector.ui.panels.value_tree import ValueTree


class RowWishes(Record, frozen=True, kw_only=True):
    """What a menu can ask for beyond the clipboard."""

    follow: Callable[[str], None]
    mute: Callable[[SensitiveLeaf], None]
    unmute: Callable[[Mute], None]
    say_why_not: Callable[[TreeNode], None]
    expand: Callable[[TreeNode], None]
    branch_text: Callable[[TreeNode], str]


def row_menu(node: TreeNode, tree: ValueTree, *, t: Translator, wishes: RowWishes) -> QMenu:
    """The menu of a row; it goes when it is closed."""
    model, menu = tree.model(), QMenu(tree)
    assert isinstance(model, TreeModel)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    index = model.index_of(node)
    is_whole = True
    if node.is_scalar:
        value = "" if node.value is None else str(node.value)
        shown = value if node.value is None else model.shown_value(node)
        is_whole = shown in (value, scalar_text(node.value))
        menu.addAction(t("detail.copy_value"), lambda: _copy(value if is_whole else shown))
    else:
        menu.addAction(t("detail.copy_subtree"), lambda: _copy(wishes.branch_text(node)))
    menu.addAction(t("detail.copy_path"), lambda: _copy(node.path))
    if node.is_scalar and node.value not in (None, "") and is_whole:
        menu.addSeparator()
        menu.addAction(t("detail.follow"), lambda: wishes.follow(str(node.value)))
    leaf, mute = model.leaf(index), model.mute(index)
    if leaf is not None:
        menu.addSeparator()
        menu.addAction(f"{t('muting.action')}\tM", lambda: wishes.mute(leaf))
    elif mute is not None:
        menu.addSeparator()
        menu.addAction(t("muting.undo"), lambda: wishes.unmute(mute))
    elif node.is_scalar and node.document is not None and node.value not in (None, ""):
        menu.addSeparator()
        menu.addAction(t("explain.not_action"), lambda: wishes.say_why_not(node))
    if node.has_children:
        menu.addSeparator()
        menu.addAction(t("detail.expand"), lambda: wishes.expand(node))
        menu.addAction(t("detail.collapse"), lambda: tree.collapse(index))
    return menu


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
