"""One side of a flow: its body, headers, cookies and parameters, each a view away."""

from typing import NamedTuple

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from inspector.figures.palette import group_rank
from inspector.model.flow import Headers, Location, Side
from inspector.model.leaf import Place, SensitiveLeaf
from inspector.ui.case_view import CaseView
from inspector.ui.models.tree_nodes import TreeNode
from inspector.ui.panels.body import BodyView, tree_builder
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.panels.json_view import JsonView
from inspector.ui.panels.tree_search import Row
from inspector.ui.theme import Theme
from inspector.ui.words import media_word

_TABS = {
    Side.REQUEST: ("body", "address", "headers", "cookies"),
    Side.RESPONSE: ("body", "headers", "cookies"),
}
_LOCATIONS = {
    "body": (Location.BODY, Location.SSE),
    "address": (Location.QUERY, Location.URL),
    "headers": (Location.HEADER,),
    "cookies": (Location.COOKIE,),
}


class Position(NamedTuple):
    """Which view of a side is shown, and the current row of its tree."""

    tab: int
    row: Row | None


class MessagePane(QWidget):
    """The request or the response."""

    leaf_shown = Signal()
    steps_requested = Signal(object)  # the Place whose layers are wanted

    def __init__(self, view: CaseView, theme: Theme, side: Side, *, choices: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self._view, self._theme, self._side = view, theme, side
        self._story: FlowStory | None = None
        self._heading, self._facts = QLabel(view.t(f"detail.side_{side}")), QLabel()
        self._facts.setProperty("tone", "quiet")
        self.tabs, self._stack = QTabBar(), QStackedWidget()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(self._heading.text())
        self.body = BodyView(view, theme, side, choices=choices)
        self.trees = {name: JsonView(view, theme, has_search=False) for name in _TABS[side] if name != "body"}
        for name in _TABS[side]:
            self.tabs.addTab(view.t(f"detail.tab_{name}"))
            self._stack.addWidget(self.body if name == "body" else self.trees[name])
        for tree in (self.body.tree, *self.trees.values()):
            tree.leaf_shown.connect(self.leaf_shown)
            tree.note.steps_requested.connect(self.steps_requested)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        head = QHBoxLayout()
        head.setContentsMargins(16, 4, 12, 0)
        head.setSpacing(12)
        head.addWidget(self._heading)
        head.addWidget(self.tabs)
        head.addStretch()
        head.addWidget(self._facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_story(self, story: FlowStory) -> None:
        self._story = story
        self.body.show_story(story)
        for name, tree in self.trees.items():
            root = self._root(name)
            leaves = story.marked(self._side, *_LOCATIONS[name])
            tree.show_rows(root, story, leaves=leaves, conceal=story.secrets.conceal)
        for index, name in enumerate(_TABS[self._side]):
            self._name_tab(index, name)
        self._write_facts()
        self.tabs.setCurrentIndex(self._best())

    def go_to_place(self, place: Place) -> bool:
        """Brings a leaf of this side into view."""
        for index, name in enumerate(_TABS[self._side]):
            if place.location in _LOCATIONS[name]:
                self.tabs.setCurrentIndex(index)
                shown = self.body if name == "body" else self.trees[name]
                return shown.go_to_place(place)
        return False

    @property
    def position(self) -> Position:
        """What is being read here."""
        return Position(tab=self.tabs.currentIndex(), row=self._tree().current_row)

    def go_back(self, position: Position) -> None:
        """Shows again what was read, where it is still there."""
        if self.tabs.isTabVisible(position.tab):
            self.tabs.setCurrentIndex(position.tab)
            if position.row is not None:
                self._tree().go_to_row(position.row)

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or hides the secrets of this side."""
        self.body.set_revealed(revealed=revealed)
        for tree in self.trees.values():
            tree.set_revealed(revealed=revealed)

    def focus_content(self) -> None:
        shown = self._stack.currentWidget()
        if isinstance(shown, JsonView):
            shown.tree.setFocus()
        elif self.body.mode == "tree":
            self.body.tree.tree.setFocus()
        else:
            self.tabs.setFocus()

    def natural_height(self) -> int:
        """What is shown needs so many pixels; a large number for a text, a picture or bytes."""
        px, shown = self._theme.px, self._stack.currentWidget()
        if isinstance(shown, JsonView):
            return px(84) + self._note_height(shown) + shown.row_count * self._theme.row_height
        if self.body.body is None:
            return px(160)
        if self.body.mode != "tree":
            return 4000
        tree = self.body.tree
        return px(124) + self._note_height(tree) + tree.row_count * self._theme.row_height

    @property
    def has_note(self) -> bool:
        """Whether a sensitive leaf is being read here."""
        return not self._tree().note.isHidden()

    def _tree(self) -> JsonView:
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, JsonView) else self.body.tree

    def _note_height(self, tree: JsonView) -> int:
        return 0 if tree.note.isHidden() else self._theme.px(230)

    # content

    def _headers(self) -> Headers:
        assert self._story is not None
        content = self._story.content
        return content.request_headers if self._side is Side.REQUEST else content.response_headers

    def _root(self, name: str) -> TreeNode:
        assert self._story is not None
        builder = tree_builder(self._view, self._story)
        if name == "headers":
            return builder.named(numbered_headers(self._headers()), side=self._side, location=Location.HEADER)
        found = [d for place in _LOCATIONS[name] for d in self._story.documents(self._side, place)]
        return builder.flat(found)

    def _marks(self, name: str) -> list[SensitiveLeaf]:
        return [] if self._story is None else self._story.marked(self._side, *_LOCATIONS[name])

    def _name_tab(self, index: int, name: str) -> None:
        t = self._view.t
        count = 0 if name == "body" else len(self.trees[name].model.root.children)
        text = t(f"detail.tab_{name}")
        self.tabs.setTabText(index, f"{text} {t.number(count)}" if count else text)
        has_body = self._side is Side.RESPONSE or self.body.is_announced
        self.tabs.setTabVisible(index, has_body if name == "body" else bool(count))
        marks = sorted(self._marks(name), key=lambda leaf: group_rank(leaf.class_))
        if marks:
            self.tabs.setTabIcon(index, self._theme.class_icon(marks[0].class_))
            self.tabs.setTabToolTip(index, t("detail.tab_sensitive", n=len(marks)))
        else:
            self.tabs.setTabIcon(index, self._theme.no_icon)
            self.tabs.setTabToolTip(index, "")

    def _best(self) -> int:
        """The view to begin with: what is sensitive, else the body, else the parameters, else the headers."""
        names = _TABS[self._side]
        for name in names:
            if self._marks(name):
                return names.index(name)
        if self.body.body is not None and self.body.body.data:
            return 0
        if "address" in names and len(self.trees["address"].model.root.children) > 2:
            return names.index("address")
        return names.index("headers") if self._headers() else 0

    def _write_facts(self) -> None:
        assert self._story is not None
        t, facts = self._view.t, self._story.content.facts
        is_request = self._side is Side.REQUEST
        size = facts.request_size if is_request else facts.response_size
        mime = media_word(facts.request_mime if is_request else facts.response_mime, None)
        status = "" if is_request or not facts.status else f"{facts.status} {facts.reason}".strip()[:40]
        parts = [status, t.size(size) if size else "", mime if size else ""]
        self._facts.setText(" · ".join(part for part in parts if part))

    def _dress(self) -> None:
        self._heading.setFont(self._theme.font(13, bold=True))
        self._facts.setFont(self._theme.font(11))
        self.tabs.setFont(self._theme.font(11))
        self.tabs.setIconSize(QSize(self._theme.px(12), self._theme.px(12)))


def numbered_headers(headers: Headers) -> list[tuple[str, str, str]]:
    """(name as recorded, path, value): repeated names as `name#2`, cookies with the others but without a path."""
    seen: dict[str, int] = {}
    rows = []
    for name, value in headers:
        low = name.lower().replace("#", "%23")
        seen[low] = seen.get(low, 0) + 1
        is_apart = name.startswith(":") or low in ("cookie", "set-cookie")
        path = "" if is_apart else (low if seen[low] == 1 else f"{low}#{seen[low]}")
        rows.append((name, path, value))
    return rows
