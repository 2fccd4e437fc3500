"""The value tree: keys, values, classes in the margin, search, the next sensitive leaf, a note that says why."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from inspector.decode.document import Document
from inspector.detect.mutes import Mutes
from inspector.model.flow import Side
from inspector.model.leaf import Place, SensitiveLeaf
from inspector.model.mute import Mute
from inspector.store.mutes import read_mutes
from inspector.ui.case_view import CaseView
from inspector.ui.models.json_tree import KEY, MARGIN, VALUE, TreeModel
from inspector.ui.models.tree_nodes import TreeNode, scalar_text
from inspector.ui.panels.concealment import is_credential
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.panels.leaf_note import LeafNote
from inspector.ui.panels.mark_bar import MarkBar
from inspector.ui.panels.search_line import SearchLine
from inspector.ui.panels.subtree import subtree_text
from inspector.ui.panels.value_tree import MarginDelegate, ValueDelegate, ValueTree
from inspector.ui.theme import Theme

_OPENED = 200
_ROWS_OPENED = 60
_HITS = 2000
_VISITED = 60_000


type Row = tuple[str, tuple[str, ...]]
"""The path and the layers of a row."""

type Hit = TreeNode | Row
"""A row, or where one stands that has not been made yet."""


class JsonView(QWidget):
    """A tree over documents of one side of a flow, with its marks and its note."""

    leaf_shown = Signal()

    def __init__(self, view: CaseView, theme: Theme, *, has_search: bool = True) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self._story: FlowStory | None = None
        self._leaves: list[SensitiveLeaf] = []
        self._all_leaves: list[SensitiveLeaf] = []
        self._mutes = Mutes()
        self._hits: list[Hit] = []
        self._at = -1
        self._has_search = has_search
        self.model = TreeModel(view.t, theme, self)
        self.tree = ValueTree()
        self.search = SearchLine(view.t, theme, self)
        self.search.setVisible(has_search)
        self.marks = MarkBar(theme)
        self.note = LeafNote(view, theme)
        self._set_up_tree()
        self._lay_out()
        self.search.sought.connect(self.seek)
        self.search.stepped.connect(self._step_hit)
        self.search.left.connect(self.tree.setFocus)
        self.marks.mark_chosen.connect(lambda n: self.go_to_leaf(self._leaves[n]))
        self.tree.step_requested.connect(self.step_leaf)
        self.tree.search_requested.connect(self.search.setFocus)
        self.tree.mute_requested.connect(self.mute_current)
        view.mutes_changed.connect(self._follow_mutes)
        self.tree.selectionModel().currentChanged.connect(self._show_note)
        theme.changed.connect(self._dress)
        self._dress()

    def _set_up_tree(self) -> None:
        tree = self.tree
        tree.setModel(self.model)
        tree.setUniformRowHeights(True)
        tree.setIndentation(16)
        tree.setMinimumHeight(self._theme.px(56))  # its head and a row: the note may need the rest
        tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.setItemDelegateForColumn(VALUE, ValueDelegate(tree))
        tree.setItemDelegateForColumn(MARGIN, MarginDelegate(self._theme, tree))
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(self._show_menu)
        tree.expanded.connect(self._span_groups)
        tree.setAccessibleName(self._view.t("detail.tree"))
        header = tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(60)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.tree, 1)
        middle.addWidget(self.marks)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._has_search:
            column.addWidget(self.search)
        column.addLayout(middle, 1)
        column.addWidget(self.note)

    @property
    def row_count(self) -> int:
        """Rows that are unfolded, counted up to a screenful."""
        index, count = self.model.index(0, KEY), 0
        while index.isValid() and count < _ROWS_OPENED:
            count += 1
            index = self.tree.indexBelow(index)
        return count

    # content

    def show_rows(
        self, root: TreeNode, story: FlowStory, *, leaves: list[SensitiveLeaf], conceal: Callable[[str], str]
    ) -> None:
        """Shows a tree; sensitive branches are opened, the rest is folded, but for a short first level."""
        self._story, self._hits = story, []
        self._mutes = Mutes(read_mutes(self._view.reader))
        self._all_leaves = sorted(leaves, key=lambda leaf: leaf.place.span or (0, 0))
        self._leaves = [leaf for leaf in self._all_leaves if self._mutes.keeps(leaf)]
        self.note.show_leaf(None)
        self.search.clear()
        self.model.is_revealed = False
        self.model.set_root(root, leaf_of=self._leaf_of, conceal=conceal, mute_of=self._mute_of)
        self._span_groups(QModelIndex())
        self._open_sensitive()
        if not self._leaves and len(root.children) <= _ROWS_OPENED:
            self._open_short(root)
        self._show_margin()
        self.marks.show_marks(self._shares())
        self._dress()

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or hides secrets, in the rows and in what can be done with them."""
        self.model.set_revealed(revealed=revealed)
        if not self.note.isHidden():
            self._show_note(self.tree.currentIndex(), QModelIndex())

    def _leaf_of(self, node: TreeNode) -> SensitiveLeaf | None:
        document, story = node.document, self._story
        if document is None or story is None:
            return None
        leaf = story.leaves.get((document.side, document.location, node.path, document.layers))
        return leaf if leaf is None or self._mutes.keeps(leaf) else None

    def _mute_of(self, node: TreeNode) -> Mute | None:
        document, story = node.document, self._story
        if not self._mutes or document is None or story is None or node.value in (None, ""):
            return None
        facts = story.content.facts
        place = Place(
            capture=facts.capture, flow=facts.id, entry=facts.entry, side=document.side, location=document.location,
            path=node.path, layers=document.layers,
        )  # fmt: skip
        return self._mutes.find(place, host=facts.host, value=text_of(node.value))

    def _follow_mutes(self) -> None:
        """What was muted loses its mark at once; what was taken back has it again, where it is still known."""
        self._mutes = Mutes(read_mutes(self._view.reader))
        self._leaves = [leaf for leaf in self._all_leaves if self._mutes.keeps(leaf)]
        self._show_margin()
        self.marks.show_marks(self._shares())
        self.model.layoutChanged.emit()
        self._share_width()
        self._show_note(self.tree.currentIndex(), QModelIndex())

    def _show_margin(self) -> None:
        host = self._story.content.facts.host if self._story is not None else ""
        self.tree.setColumnHidden(MARGIN, not (self._leaves or self._mutes.may_hold(host)))

    def mute_current(self) -> None:
        """Asks to mute the current leaf; where it is muted already, shows by what."""
        index = self.tree.currentIndex()
        leaf = self.model.leaf(index) if index.isValid() else None
        if leaf is not None:
            self._view.mute_requested.emit(leaf)
        elif index.isValid() and self.model.mute(index) is not None:
            self._view.mutes_requested.emit()

    def _span_groups(self, index: QModelIndex) -> None:
        """Rows that only group others have no value: their words take the whole width."""
        for child in self.model.node(index).children:
            if child.is_group:
                self.tree.setFirstColumnSpanned(child.row, index, True)

    def _open_sensitive(self) -> None:
        for leaf in self._leaves[:_OPENED]:
            node = self.model.root.find(leaf.place.path, leaf.place.layers)
            above = node.parent if node is not None else None
            while above is not None and above is not self.model.root:
                self.tree.expand(self.model.index_of(above))
                above = above.parent

    def _open_short(self, root: TreeNode) -> None:
        """Opens single branches on the way down, so that a short answer is read at a glance."""
        budget = _ROWS_OPENED
        waiting = [child for child in root.children if child.has_children]
        while waiting and budget > 0:
            node = waiting.pop(0)
            budget -= len(node.children)
            if budget > 0:
                self.tree.expand(self.model.index_of(node))
                waiting += [child for child in node.children if child.has_children]

    def _shares(self) -> list[tuple[float, str]]:
        ends = [leaf.place.span[1] for leaf in self._leaves if leaf.place.span]
        size = self._size() or max(ends, default=1)
        count = max(len(self._leaves), 1)
        return [
            (min((leaf.place.span[0] / size) if leaf.place.span else n / count, 1.0), leaf.class_)
            for n, leaf in enumerate(self._leaves)
        ]

    def _size(self) -> int:
        if self._story is None or not self._leaves:
            return 0
        content, place = self._story.content, self._leaves[0].place
        body = content.request_body if place.side is Side.REQUEST else content.response_body
        return body.size if body is not None and place.location == "body" else 0

    # moving

    def go_to_place(self, place: Place) -> bool:
        """Makes the row of a place current; False where it is not in this tree."""
        return self._go_to(self.model.root.find(place.path, place.layers))

    @property
    def current_row(self) -> Row | None:
        """Where the current row stands, to come back to it after the tree was read again."""
        index = self.tree.currentIndex()
        node = self.model.node(index) if index.isValid() else None
        return None if node is None or node.document is None else (node.path, node.document.layers)

    def go_to_row(self, row: Row) -> bool:
        """Makes a row current; False where it is not in this tree."""
        return self._go_to(self.model.root.find(*row))

    def go_to_leaf(self, leaf: SensitiveLeaf) -> None:
        self.go_to_place(leaf.place)

    def step_leaf(self, step: int) -> None:
        """The next (1) or previous (-1) sensitive leaf, round and round."""
        if self._leaves:
            current = self.model.leaf(self.tree.currentIndex())
            at = self._leaves.index(current) if current in self._leaves else (-1 if step > 0 else 0)
            self.go_to_leaf(self._leaves[(at + step) % len(self._leaves)])

    def seek(self, text: str) -> None:
        """Finds rows whose key or value holds the text, whatever the letter case."""
        self._hits, self._at = self._find(text) if text else [], -1
        self._step_hit(1)

    def _find(self, text: str) -> list[Hit]:
        nodes, is_whole = _search(self.model.root, text)
        document = self.model.root.document
        if is_whole or document is None or self._story is None:
            return list(nodes)
        same = [
            each
            for each in self._story.decoded.documents
            if (each.side, each.location) == (document.side, document.location)
        ]
        return list(find_leaves(same, text))

    def _step_hit(self, step: int) -> None:
        if self._hits:
            self._at = (self._at + step) % len(self._hits)
            hit = self._hits[self._at]
            self._go_to(hit if isinstance(hit, TreeNode) else self.model.root.find(*hit))
        self.search.show_count(self._at + 1, len(self._hits))

    def _go_to(self, node: TreeNode | None) -> bool:
        if node is None:
            return False
        index = self.model.index_of(node)
        self.tree.setCurrentIndex(index)
        self.tree.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def _show_note(self, current: QModelIndex, _previous: QModelIndex) -> None:
        leaf = self.model.leaf(current) if current.isValid() else None
        elsewhere = self._story.elsewhere.get(leaf.value, ()) if leaf is not None and self._story is not None else ()
        is_hidden = leaf is not None and is_credential(leaf) and not self.model.is_revealed
        mute = self.model.mute(current) if leaf is None and current.isValid() else None
        if mute is not None:
            self.note.show_mute(mute)
        else:
            self.note.show_leaf(leaf, elsewhere, is_hidden=is_hidden)
        if leaf is not None or mute is not None:
            self.leaf_shown.emit()
            self._fit_note()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_note()
        self._share_width()

    def _fit_note(self) -> None:
        """Gives the note its height, and keeps in view what it speaks of."""
        self.note.fit(self.height())
        layout, current = self.layout(), self.tree.currentIndex()
        if layout is not None and current.isValid() and not self.note.isHidden():
            layout.activate()
            self.tree.scrollTo(current)

    def _share_width(self) -> None:
        px, room, header = self._theme.px, self.tree.width(), self.tree.header()
        header.resizeSection(KEY, min(px(210), room * 37 // 100))
        header.resizeSection(MARGIN, min(px(180), room * 32 // 100))

    # menu

    def _show_menu(self, at: QPoint) -> None:
        index = self.tree.indexAt(at)
        if index.isValid():
            menu = self.make_menu(self.model.node(index))
            menu.exec(self.tree.viewport().mapToGlobal(at))

    def make_menu(self, node: TreeNode) -> QMenu:
        """What can be done with a row."""
        t, menu = self._view.t, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        index = self.model.index_of(node)
        is_whole = True
        if node.is_scalar:
            value = "" if node.value is None else str(node.value)
            shown = value if node.value is None else self.model.shown_value(node)
            is_whole = shown in (value, scalar_text(node.value))
            menu.addAction(t("detail.copy_value"), lambda: _copy(value if is_whole else shown))
        else:
            menu.addAction(t("detail.copy_subtree"), lambda: _copy(self._branch_text(node)))
        menu.addAction(t("detail.copy_path"), lambda: _copy(node.path))
        if node.is_scalar and node.value not in (None, "") and is_whole:
            menu.addSeparator()
            menu.addAction(t("detail.follow"), lambda: self._view.follow_requested.emit(str(node.value)))
        leaf, mute = self.model.leaf(index), self.model.mute(index)
        if leaf is not None:
            menu.addSeparator()
            menu.addAction(f"{t('muting.action')}\tM", lambda: self._view.mute_requested.emit(leaf))
        elif mute is not None:
            menu.addSeparator()
            menu.addAction(t("muting.undo"), lambda: self._view.unmute_requested.emit(mute))
        elif node.is_scalar and node.document is not None and node.value not in (None, ""):
            menu.addSeparator()
            menu.addAction(t("explain.not_action"), lambda: self._say_why_not(node))
        if node.has_children:
            menu.addSeparator()
            menu.addAction(t("detail.expand"), lambda: self._expand(node))
            menu.addAction(t("detail.collapse"), lambda: self.tree.collapse(index))
        return menu

    def _say_why_not(self, node: TreeNode) -> None:
        self._go_to(node)
        self.note.show_why_not(node.path)
        self.leaf_shown.emit()
        self._fit_note()

    def _branch_text(self, node: TreeNode) -> str:
        text = subtree_text(node)
        return text if self.model.is_revealed or self._story is None else self._story.secrets.conceal(text)

    def _expand(self, node: TreeNode) -> None:
        """Opens a branch, at most as many rows as can be looked through."""
        waiting, budget = [node], _HITS
        while waiting and budget > 0:
            current = waiting.pop(0)
            budget -= len(current.children)
            self.tree.expand(self.model.index_of(current))
            waiting += [child for child in current.children if child.has_children]

    def _dress(self) -> None:
        self._share_width()
        self.tree.setStyleSheet(f"QTreeView::item {{ height: {self._theme.row_height - 4}px; }}")
        self.tree.viewport().update()
        self.tree.setForegroundRole(QPalette.ColorRole.Text)


def find_nodes(root: TreeNode, text: str) -> list[TreeNode]:
    """Rows below `root` in order whose key or value holds `text`; at most 2,000 hits in 60,000 rows."""
    return _search(root, text)[0]


def _search(root: TreeNode, text: str) -> tuple[list[TreeNode], bool]:
    """The hits, and whether every row was looked at."""
    wanted, found, visited = text.casefold(), list[TreeNode](), 0
    waiting = list(reversed(root.children))
    while waiting and visited < _VISITED and len(found) < _HITS:
        node = waiting.pop()
        visited += 1
        if wanted in node.label.casefold() or (node.is_scalar and wanted in str(node.value).casefold()):
            found.append(node)
        if node.has_children:
            waiting += reversed(node.children)
    return found, not waiting


def find_leaves(documents: Iterable[Document], text: str) -> list[tuple[str, tuple[str, ...]]]:
    """(path, layers) of leaves whose key or value holds `text`, at most 2,000: for trees with too many rows to make."""
    wanted, found = text.casefold(), list[tuple[str, tuple[str, ...]]]()
    for document in documents:
        for leaf in document.leaves:
            if wanted in str(leaf[2]).casefold() or wanted in str(leaf[1]).casefold():
                found.append((document.path_of(leaf), document.layers))
                if len(found) >= _HITS:
                    return found
    return found


def text_of(value: object) -> str:
    """A scalar as the analysis writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
