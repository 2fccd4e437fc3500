"""The value tree: keys, values, classes in the margin, search, the next sensitive leaf, a note that says why."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from inspector.model.leaf import Place, SensitiveLeaf
from inspector.ui.case_view import CaseView
from inspector.ui.models.json_tree import KEY, MARGIN, VALUE, TreeModel
from inspector.ui.models.tree_nodes import TreeNode
from inspector.ui.panels.concealment import is_credential
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.panels.leaf_note import LeafNote
from inspector.ui.panels.mark_bar import MarkBar
from inspector.ui.panels.search_line import SearchLine
from inspector.ui.panels.subtree import subtree_text
from inspector.ui.panels.tree_marks import TreeMarks
from inspector.ui.panels.tree_menu import RowWishes, row_menu
from inspector.ui.panels.tree_search import Hit, Row, find_leaves, search_rows
from inspector.ui.panels.tree_unfolding import count_rows, expand_branch, open_leaves, open_short
from inspector.ui.panels.value_tree import MarginDelegate, ValueDelegate, ValueTree
from inspector.ui.theme import Theme


class JsonView(QWidget):
    """A tree over documents of one side of a flow, with its marks and its note."""

    leaf_shown = Signal()

    def __init__(self, view: CaseView, theme: Theme, *, has_search: bool = True) -> None:
        super().__init__()
        self._view, self._theme = view, theme
        self._marked = TreeMarks(view.reader)
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
        self.marks.mark_chosen.connect(lambda n: self.go_to_leaf(self._marked.leaves[n]))
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
        return count_rows(self.tree, self.model)

    # content

    def show_rows(
        self, root: TreeNode, story: FlowStory, *, leaves: list[SensitiveLeaf], conceal: Callable[[str], str]
    ) -> None:
        """Shows a tree; sensitive branches are opened, the rest is folded, but for a short first level."""
        self._hits = []
        self._marked.show(story, leaves)
        self.note.show_leaf(None)
        self.search.clear()
        self.model.is_revealed = False
        self.model.set_root(root, leaf_of=self._marked.leaf_of, conceal=conceal, mute_of=self._marked.mute_of)
        self._span_groups(QModelIndex())
        open_leaves(self.tree, self.model, self._marked.leaves)
        if not self._marked.leaves:
            open_short(self.tree, self.model)
        self._show_margin()
        self.marks.show_marks(self._marked.shares())
        self._dress()

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or hides secrets, in the rows and in what can be done with them."""
        self.model.set_revealed(revealed=revealed)
        if not self.note.isHidden():
            self._show_note(self.tree.currentIndex(), QModelIndex())

    def _follow_mutes(self) -> None:
        """What was muted loses its mark at once; what was taken back has it again, where it is still known."""
        self._marked.read_mutes()
        self._show_margin()
        self.marks.show_marks(self._marked.shares())
        self.model.layoutChanged.emit()
        self._share_width()
        self._show_note(self.tree.currentIndex(), QModelIndex())

    def _show_margin(self) -> None:
        self.tree.setColumnHidden(MARGIN, not self._marked.has_any)

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
        if self._marked.leaves:
            current = self.model.leaf(self.tree.currentIndex())
            at = self._marked.leaves.index(current) if current in self._marked.leaves else (-1 if step > 0 else 0)
            self.go_to_leaf(self._marked.leaves[(at + step) % len(self._marked.leaves)])

    def seek(self, text: str) -> None:
        """Finds rows whose key or value holds the text, whatever the letter case."""
        self._hits, self._at = self._find(text) if text else [], -1
        self._step_hit(1)

    def _find(self, text: str) -> list[Hit]:
        nodes, is_whole = search_rows(self.model.root, text)
        document = self.model.root.document
        if is_whole or document is None or self._marked.story is None:
            return list(nodes)
        same = [
            each
            for each in self._marked.story.decoded.documents
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
        story = self._marked.story
        elsewhere = story.elsewhere.get(leaf.value, ()) if leaf is not None and story is not None else ()
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
        wishes = RowWishes(
            follow=self._view.follow_requested.emit,
            mute=self._view.mute_requested.emit,
            unmute=self._view.unmute_requested.emit,
            say_why_not=self._say_why_not,
            expand=lambda branch: expand_branch(self.tree, self.model, branch),
            branch_text=self._branch_text,
        )
        return row_menu(node, self.tree, t=self._view.t, wishes=wishes)

    def _say_why_not(self, node: TreeNode) -> None:
        self._go_to(node)
        self.note.show_why_not(node.path)
        self.leaf_shown.emit()
        self._fit_note()

    def _branch_text(self, node: TreeNode) -> str:
        text, story = subtree_text(node), self._marked.story
        return text if self.model.is_revealed or story is None else story.secrets.conceal(text)

    def _dress(self) -> None:
        self._share_width()
        self.tree.setStyleSheet(f"QTreeView::item {{ height: {self._theme.row_height - 4}px; }}")
        self.tree.viewport().update()
        self.tree.setForegroundRole(QPalette.ColorRole.Text)
