"""The model of a value tree: key, value, and the class in the margin."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from inspector.decode.document import Document
from inspector.messages import Translator
from inspector.model.flow import Location
from inspector.model.leaf import SensitiveLeaf
from inspector.model.mask import mask
from inspector.model.mute import Mute
from inspector.model.secrecy import DOTS, conceal_field, is_secret_name
from inspector.ui.models.tree_nodes import TreeNode, scalar_text
from inspector.ui.theme import Theme
from inspector.ui.words import class_word, safe_text

KEY, VALUE, MARGIN = range(3)
_SHOWN = 400
_TIP = 1500

type AnyIndex = QModelIndex | QPersistentModelIndex
type LeafOf = Callable[[TreeNode], SensitiveLeaf | None]
type MuteOf = Callable[[TreeNode], Mute | None]


def _is_in_secret(document: Document) -> bool:
    """Whether a document was unpacked from a secret; what a signed token states (JWT) is no secret itself."""
    name = document.prefix.partition(" > ")[0]
    in_head = document.location in (Location.HEADER, Location.COOKIE)
    return in_head and "jwt" not in document.layers and is_secret_name(name)


class TreeModel(QAbstractItemModel):
    """Shows the children of a hidden root; nodes are made when Qt asks for them."""

    def __init__(self, t: Translator, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.t, self._theme = t, theme
        self._root = TreeNode("", path="", value=None, document=None, is_group=True)
        self._leaf_of: LeafOf = lambda _: None
        self._mute_of: MuteOf = lambda _: None
        self._conceal: Callable[[str], str] = lambda text: text
        self.is_revealed = False

    @property
    def root(self) -> TreeNode:
        return self._root

    def set_root(
        self,
        root: TreeNode,
        *,
        leaf_of: LeafOf,
        conceal: Callable[[str], str],
        mute_of: MuteOf = lambda _: None,
    ) -> None:
        """Shows another tree. `leaf_of` finds what was recognised at a row, `mute_of` by what a row is muted, `conceal`
        hides credentials in texts."""
        self.beginResetModel()
        self._mute_of = mute_of
        self._root, self._leaf_of, self._conceal = root, leaf_of, conceal
        self.endResetModel()

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or masks credentials."""
        self.is_revealed = revealed
        self.layoutChanged.emit()

    def node(self, index: AnyIndex) -> TreeNode:
        if not index.isValid():
            return self._root
        found = index.internalPointer()
        assert isinstance(found, TreeNode)
        return found

    def index_of(self, node: TreeNode, column: int = KEY) -> QModelIndex:
        return QModelIndex() if node is self._root else self.createIndex(node.row, column, node)

    def leaf(self, index: AnyIndex) -> SensitiveLeaf | None:
        """What was recognised at this row."""
        node = self.node(index)
        return self._leaf_of(node) if node.is_scalar else None

    def mute(self, index: AnyIndex) -> Mute | None:
        """By what this row is muted."""
        node = self.node(index)
        return self._mute_of(node) if node.is_scalar else None

    def text_of_mute(self, index: AnyIndex) -> str:
        return self.t("muting.margin") if self.mute(index) is not None else ""

    def shown_value(self, node: TreeNode) -> str:
        """The value as one line: containers by their length, credentials masked until asked."""
        if node.is_group:
            return ""
        if isinstance(node.value, dict):
            return f"{{ {self.t.number(len(node.value))} }}"
        if isinstance(node.value, list):
            return f"[ {self.t.number(len(node.value))} ]"
        text = scalar_text(node.value)
        return text if self.is_revealed else self._concealed(node, text)

    def _concealed(self, node: TreeNode, text: str) -> str:
        """What may be seen of a scalar while nothing is revealed."""
        leaf, document = self._leaf_of(node), node.document
        if leaf is not None and leaf.class_.startswith("credential"):
            return mask(text)
        if document is None:
            return self._conceal(text)
        is_told = leaf is not None and document.location is Location.COOKIE  # a value that is no credential
        if document.parent is None and not is_told:
            return self._conceal(conceal_field(document.location, node.label, text))
        if _is_in_secret(document) or is_secret_name(node.label):
            return DOTS
        return self._conceal(text)

    # what Qt asks

    def index(self, row: int, column: int, parent: AnyIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
        children = self.node(parent).children
        if 0 <= row < len(children):
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, index: AnyIndex = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        if not index.isValid():
            return QModelIndex()
        above = self.node(index).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, KEY, above)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.column() > 0 else len(self.node(parent).children)

    def columnCount(self, _parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 3

    def hasChildren(self, parent: AnyIndex = QModelIndex()) -> bool:  # noqa: B008
        return parent.column() <= 0 and self.node(parent).has_children

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.t(f"detail.tree_{('key', 'value', 'class')[section]}")
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        kind = Qt.ItemDataRole
        if role not in (kind.DisplayRole, kind.ForegroundRole, kind.FontRole, kind.BackgroundRole, kind.ToolTipRole,
                        kind.AccessibleTextRole):  # fmt: skip
            return None
        node, column = self.node(index), index.column()
        if role in (kind.DisplayRole, kind.AccessibleTextRole):
            return self._text(node, column)
        if role == kind.FontRole:
            return self._theme.font(13, mono=not node.is_group)
        if role == kind.ForegroundRole:
            return self._ink(node, column)
        if role == kind.ToolTipRole:
            return safe_text(self.shown_value(node), limit=_TIP) if column == VALUE else None
        return self._tint(node) if column == VALUE else None

    def _text(self, node: TreeNode, column: int) -> str:
        if column == KEY:
            return safe_text(node.label, limit=_SHOWN)
        if column == VALUE:
            return safe_text(self.shown_value(node), limit=_SHOWN)
        leaf = self._leaf_of(node) if node.is_scalar else None
        if leaf is None:
            return self.t("muting.margin") if node.is_scalar and self._mute_of(node) is not None else ""
        return class_word(self.t, leaf.class_)

    def _ink(self, node: TreeNode, column: int) -> Any:
        is_value = column == VALUE and node.is_scalar and node.value is not None and not isinstance(node.value, bool)
        return self._theme.color("ink" if is_value or column == MARGIN else "quiet")

    def _tint(self, node: TreeNode) -> Any:
        leaf = self._leaf_of(node) if node.is_scalar else None
        if leaf is None:
            return None
        colour = self._theme.class_color(leaf.class_)
        colour.setAlpha(28 if not self._theme.is_dark else 44)
        return colour
