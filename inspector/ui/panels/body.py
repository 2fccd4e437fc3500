"""A body: as a tree, text, picture or bytes; chosen by what it is, and by hand."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from inspector.decode.body import body_bytes, body_text, pretty_json
from inspector.decode.document import Document, NoteKind
from inspector.findings.step_words import layers_word
from inspector.model.flow import Headers, Location, Side, StoredBody, header_value
from inspector.model.leaf import Place, SensitiveLeaf
from inspector.ui.case_view import CaseView
from inspector.ui.models.tree_nodes import TreeBuilder
from inspector.ui.panels.empty import EmptyState
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.panels.hex_view import HexView
from inspector.ui.panels.image_view import image_format
from inspector.ui.panels.json_view import JsonView
from inspector.ui.panels.picture_view import PictureView
from inspector.ui.panels.text_view import TextView
from inspector.ui.panels.wording import prefix_word
from inspector.ui.theme import Theme
from inspector.ui.words import media_word, safe_text

MODES = ("tree", "text", "image", "hex")
_PRETTY_MOST = 5_000_000
_LOCATIONS = (Location.BODY, Location.SSE)


class BodyView(QWidget):
    """One side's body. `choices` keeps what was chosen by hand for a host and a media type."""

    mode_chosen = Signal(str)

    def __init__(self, view: CaseView, theme: Theme, side: Side, *, choices: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self._view, self._theme, self._side, self._choices = view, theme, side, choices
        self._story: FlowStory | None = None
        self._is_revealed = False
        self._shown: set[str] = set()
        t = view.t
        self.mode = "tree"
        self.tree = JsonView(view, theme)
        self.text, self.image, self.hex = TextView(t, theme), PictureView(view, theme, side), HexView(theme)
        self.hex.setAccessibleName(t("detail.mode_hex"))
        self.none = EmptyState(theme, title="", text="")
        self._note = QLabel()
        self._note.setWordWrap(True)
        self._note.setProperty("tone", "quiet")
        self._views: dict[str, QWidget] = {
            "tree": self.tree, "text": self.text, "image": self.image, "hex": self.hex, "none": self.none,
        }  # fmt: skip
        self._buttons: dict[str, QToolButton] = {}
        self._lay_out()
        theme.changed.connect(self._dress)
        self._dress()

    def _lay_out(self) -> None:
        t, bar = self._view.t, QHBoxLayout()
        bar.setContentsMargins(12, 0, 8, 0)
        bar.setSpacing(4)
        group = QButtonGroup(self)
        for mode in MODES:
            button = QToolButton()
            button.setText(t(f"detail.mode_{mode}"))
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, wanted=mode: self.choose(wanted))
            group.addButton(button)
            self._buttons[mode] = button
            bar.addWidget(button)
        bar.addWidget(self.tree.search, 1)
        bar.addWidget(self.text.search, 1)
        bar.addStretch()
        self._bar = QWidget()
        self._bar.setLayout(bar)
        self._stack = QStackedWidget()
        for widget in self._views.values():
            self._stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addWidget(self._note)
        column.addWidget(self._stack, 1)

    # content

    def show_story(self, story: FlowStory) -> None:
        self._story = story
        self._shown.clear()
        self._is_revealed = False
        self._note.setText(self._write_note())
        self._note.setVisible(bool(self._note.text()))
        possible = self._possible()
        self._bar.setVisible(bool(possible))
        for mode, button in self._buttons.items():
            button.setVisible(mode in possible)
        if not possible:
            self._show_none()
            return
        chosen = self._choices.get(self._kind(), possible[0])
        self._show(chosen if chosen in possible else possible[0])

    def choose(self, mode: str) -> None:
        """What the person wants to see for bodies of this kind from this host."""
        self._choices[self._kind()] = mode
        self._show(mode)

    def go_to_place(self, place: Place) -> bool:
        """Shows the leaf in the tree where there is one, else its bytes."""
        if self._buttons["tree"].isVisibleTo(self._bar):
            self._show("tree")
            return self.tree.go_to_place(place)
        if place.span is not None:
            self._show("hex")
            self.hex.go_to(place.span[0])
            return True
        return False

    @property
    def body(self) -> StoredBody | None:
        if self._story is None:
            return None
        content = self._story.content
        return content.request_body if self._side is Side.REQUEST else content.response_body

    @property
    def _mime(self) -> str | None:
        assert self._story is not None
        facts = self._story.content.facts
        return facts.request_mime if self._side is Side.REQUEST else facts.response_mime

    def _kind(self) -> tuple[str, str]:
        assert self._story is not None
        return (self._story.content.facts.host, f"{self._side} {media_word(self._mime, None)}")

    def _marked(self) -> list[SensitiveLeaf]:
        return [] if self._story is None else self._story.marked(self._side, *_LOCATIONS)

    def _possible(self) -> list[str]:
        """The views this body has, best first."""
        body, story = self.body, self._story
        if body is None or not body.data or story is None:
            return []
        documents = story.documents(self._side, *_LOCATIONS)
        form = image_format(self._mime)
        is_plain = all(document.layers in ((), ("html",)) for document in documents)
        has_text = self._text() is not None
        found = ["image"] if form else []
        found += ["tree"] if documents and not is_plain else []
        found += ["text"] if has_text and not form else []
        if documents and is_plain and any(document.leaves for document in documents):
            found.append("tree")
        return [*found, "hex"]

    def _show(self, mode: str) -> None:
        self.mode = mode
        if mode not in self._shown:
            self._shown.add(mode)
            getattr(self, f"_fill_{mode}")()
        self._buttons[mode].setChecked(True)
        self.tree.search.setVisible(mode == "tree")
        self.text.search.setVisible(mode == "text")
        self._stack.setCurrentWidget(self._views[mode])
        self.mode_chosen.emit(mode)

    @property
    def _announced_bytes(self) -> int:
        """What Content-Length says; 0 where it says nothing."""
        claimed = header_value(self._headers, "content-length") or ""
        return int(claimed[:15]) if claimed.isascii() and claimed.isdigit() else 0

    @property
    def is_announced(self) -> bool:
        """Whether there is a body, or should be one."""
        return self.body is not None or (self._story is not None and self._announced_bytes > 0)

    def _show_none(self) -> None:
        assert self._story is not None
        t, announced = self._view.t, self._announced_bytes
        key = "missing" if announced else "none"
        facts = self._story.content.facts
        text = t(f"detail.body_{key}_text", size=t.size(announced))
        if self._side is Side.RESPONSE and facts.status is None:
            text = t("detail.body_unanswered")
        self.none.set_text(title=t(f"detail.body_{key}"), text=text)
        self._stack.setCurrentWidget(self.none)

    def _fill_tree(self) -> None:
        assert self._story is not None
        story = self._story
        builder = tree_builder(self._view, story)
        leaves = story.marked(self._side, *_LOCATIONS)
        root = builder.root(story.documents(self._side, *_LOCATIONS))
        self.tree.show_rows(root, story, leaves=leaves, conceal=story.secrets.conceal)
        self.tree.set_revealed(revealed=self._is_revealed)

    def _fill_text(self) -> None:
        assert self._story is not None
        text = self._text() or ""
        if len(text) <= _PRETTY_MOST and (pretty := pretty_json(text)) is not None:
            text = pretty
        self.text.show_text(text, conceal=str if self._is_revealed else self._story.secrets.conceal)

    def _fill_image(self) -> None:
        form, body, story = image_format(self._mime), self.body, self._story
        assert story is not None
        lines = body.lines if body is not None else ()
        if form is None or not self.image.show_picture(self._bytes(), form, flow=story.content.facts.id, lines=lines):
            self._note.setText(self._view.t("detail.image_broken"))
            self._note.show()

    def _fill_hex(self) -> None:
        assert self._story is not None
        body, marks = self.body, []
        data = body.data if body is not None else b""
        for leaf in self._story.marked(self._side, Location.BODY):
            if leaf.place.span is not None:
                colour = QColor(self._theme.class_color(leaf.class_))
                colour.setAlpha(70)
                marks.append((*leaf.place.span, colour))
        self.hex.show_bytes(data if self._is_revealed else self._story.secrets.conceal_bytes(data), marks=marks)

    @property
    def _headers(self) -> Headers:
        assert self._story is not None
        content = self._story.content
        return content.request_headers if self._side is Side.REQUEST else content.response_headers

    def _bytes(self) -> bytes:
        assert self._story is not None
        body, coded = self.body, self._story.content.content_coded
        return b"" if body is None else body_bytes(body, headers=self._headers, content_coded=coded)

    def _text(self) -> str | None:
        assert self._story is not None
        body, coded = self.body, self._story.content.content_coded
        if body is None:
            return None
        return body_text(body, mime=self._mime, headers=self._headers, content_coded=coded)

    def _write_note(self) -> str:
        """What is not whole about this body."""
        t, body, story = self._view.t, self.body, self._story
        parts = []
        if body is not None and body.truncated:
            parts.append(t("detail.body_truncated"))
        if body is not None and not body.complete:
            parts.append(t("detail.body_long", size=t.size(len(body.data)), n=body.size))
        for note in story.decoded.notes if story is not None else ():
            if note.side is self._side and note.location in _LOCATIONS:
                key = "detail.undecoded" if note.kind is NoteKind.UNDECODED else "detail.cut"
                parts.append(t(key, why=safe_text(note.why, limit=60)))
        return " ".join(dict.fromkeys(parts))

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or hides the secrets of this body, in every view of it."""
        self._is_revealed = revealed
        self.tree.set_revealed(revealed=revealed)
        self._shown -= {"text", "hex"}
        self.text.show_text("")
        self.hex.show_bytes(b"", marks=[])
        if self._story is not None and self.body is not None and self.mode in ("text", "hex"):
            self._show(self.mode)

    def _dress(self) -> None:
        for button in self._buttons.values():
            button.setFont(self._theme.font(11))
        edge = self._theme.px(12)
        self._note.setContentsMargins(edge, 4, edge, 4)
        self._note.setFont(self._theme.font(11))


def tree_builder(view: CaseView, story: FlowStory) -> TreeBuilder:
    """Nodes for the documents of a flow; a row for a layer names what was undone."""

    def label(document: Document) -> str:
        layers = document.own_layers()
        prefix = f"{prefix_word(view.t, document.prefix)}  " if document.parent is None and document.prefix else ""
        if not layers:
            return prefix or view.t("detail.layer_address")
        return prefix + view.t("detail.layer_row", layers=layers_word(view.t, layers))

    return TreeBuilder(
        lambda side, location, path, layers: story.nested.get((side, location, path, layers), []), layer_label=label
    )
