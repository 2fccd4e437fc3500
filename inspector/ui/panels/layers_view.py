"""What decoding opened: each document with its layers; the steps to a value, and how to take them elsewhere."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from inspector.decode.document import Document
from inspector.decode.replaying.route import Route
from inspector.decode.replaying.steps import steps_along
from inspector.findings.step_words import layers_word
from inspector.model.leaf import Place
from inspector.ui.case_view import CaseView
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.panels.prose import Block, Prose, block, code, link, quiet
from inspector.ui.panels.replay_button import ReplayButton
from inspector.ui.panels.step_blocks import step_blocks
from inspector.ui.panels.wording import prefix_word
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.ui.work import Desk
from inspector.workspace.replaying import read_route

_DOCUMENTS_SHOWN = 200


def opened_count(story: FlowStory) -> int:
    """How many documents came out of a value."""
    return sum(1 for document in story.decoded.documents if document.parent is not None)


class LayersView(QWidget):
    """A list of documents above the steps of the one that was chosen."""

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view = view
        self._story: FlowStory | None = None
        self._route: tuple[Place, Route | None] | None = None
        self._is_revealed = False
        self._desk = Desk(self)
        self.list, self.steps = Prose(theme, margin=16), Prose(theme, margin=16)
        split = QSplitter(Qt.Orientation.Vertical)
        self.replay = ReplayButton(view.t, theme)
        self.steps.setAccessibleName(view.t("detail.steps_lead"))
        self.list.setAccessibleName(view.t("detail.tab_layers"))
        lower = QWidget()
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.steps, 1)
        below.addWidget(self.replay)
        split.addWidget(self.list)
        split.addWidget(lower)
        split.setSizes([400, 600])
        split.setHandleWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    def show_story(self, story: FlowStory) -> None:
        t = self._view.t
        self._story = story
        documents = [document for document in story.decoded.documents if document.layers]
        blocks = [block(t("detail.layers_lead", n=opened_count(story)))]
        blocks.append(block(t("layers.legend"), kind="small"))
        blocks += [self._line(document) for document in documents[:_DOCUMENTS_SHOWN]]
        if len(documents) > _DOCUMENTS_SHOWN:
            blocks.append(block(quiet(t("detail.more", n=len(documents) - _DOCUMENTS_SHOWN))))
        self.list.write(blocks)
        self.steps.write([])
        self.replay.hide()
        self._route, self._is_revealed = None, False
        self._desk.drop()

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or hides secrets in the steps."""
        self._is_revealed = revealed
        if self._route is not None:
            self._write_steps(*self._route)

    def show_place(self, place: Place) -> None:
        """The steps to a place; for a leaf the chain is its own."""
        path = self._view.reader.case.path
        self._desk.submit(lambda: read_route(path, place), done=lambda route: self._write_steps(place, route))

    def _line(self, document: Document) -> Block:
        """What was undone, how much came out of it, and where that stood."""
        t = self._view.t
        where = f"{t(f'detail.side_{document.side}')}, {t(f'detail.location_{document.location}')}"
        prefix = safe_text(prefix_word(t, document.prefix), limit=80)
        told = (t("detail.leaf_count", n=len(document.leaves)), f"{where}, {prefix}" if prefix else where)
        chain = link(layers_word(t, document.layers), lambda: self._open(document))
        return block(chain, quiet(f"  {' · '.join(told)}"), kind="item")

    def _open(self, document: Document) -> None:
        if document.leaves and self._story is not None:
            facts = self._story.content.facts
            self.show_place(
                Place(
                    capture=facts.capture, flow=facts.id, entry=facts.entry, side=document.side,
                    location=document.location, path=document.path_of(document.leaves[0]), layers=document.layers,
                )
            )  # fmt: skip

    def _write_steps(self, place: Place, route: Route | None) -> None:
        t, story = self._view.t, self._story
        self._route = (place, route)
        is_hidden = story is not None and not self._is_revealed and not story.secrets.is_empty
        conceal = story.secrets.conceal if is_hidden and story is not None else None
        steps = steps_along(route, conceal=conceal) if route is not None else ()
        blocks = [block(t("detail.steps_lead"), quiet("  "), code(safe_text(place.path, limit=120)), kind="heading")]
        blocks += list(step_blocks(t, steps)) or [block(quiet(t("detail.steps_none")))]
        self.steps.write(blocks)
        self.replay.show_route(route, place, is_hidden=is_hidden)
