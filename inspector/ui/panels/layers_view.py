"""What decoding opened: each document with its layers, and the steps to its first value."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from inspector.decode.document import Document
from inspector.decode.steps import Step, steps_of
from inspector.model.leaf import Place
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.ui.case_view import CaseView
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.panels.prose import Block, Prose, block, code, link, quiet
from inspector.ui.theme import Theme
from inspector.ui.words import safe_text
from inspector.ui.work import Desk

_DOCUMENTS_SHOWN = 200


def read_steps(path: Path, place: Place) -> tuple[Step, ...]:
    """The steps to a place, with a connection of its own."""
    with Case.open(path, read_only=True) as case:
        return steps_of(CaseReader(case).content(place.flow), place)


def opened_count(story: FlowStory) -> int:
    """How many documents came out of a value."""
    return sum(1 for document in story.decoded.documents if document.parent is not None)


class LayersView(QWidget):
    """A list of documents above the steps of the one that was chosen."""

    def __init__(self, view: CaseView, theme: Theme) -> None:
        super().__init__()
        self._view = view
        self._story: FlowStory | None = None
        self._steps: tuple[Place, tuple[Step, ...]] | None = None
        self._is_revealed = False
        self._desk = Desk(self)
        self.list, self.steps = Prose(theme, margin=16), Prose(theme, margin=16)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.list)
        split.addWidget(self.steps)
        split.setHandleWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    def show_story(self, story: FlowStory) -> None:
        t = self._view.t
        self._story = story
        documents = [document for document in story.decoded.documents if document.layers]
        blocks = [block(t("detail.layers_lead", n=opened_count(story)))]
        blocks += [self._line(document) for document in documents[:_DOCUMENTS_SHOWN]]
        if len(documents) > _DOCUMENTS_SHOWN:
            blocks.append(block(quiet(t("detail.more", n=len(documents) - _DOCUMENTS_SHOWN))))
        self.list.write(blocks)
        self.steps.write([])
        self._steps, self._is_revealed = None, False
        self._desk.drop()

    def set_revealed(self, *, revealed: bool) -> None:
        """Shows or hides secrets in the steps."""
        self._is_revealed = revealed
        if self._steps is not None:
            self._write_steps(*self._steps)

    def show_place(self, place: Place) -> None:
        """The steps to a place; for a leaf the chain is its own."""
        path = self._view.reader.case.path
        self._desk.submit(lambda: read_steps(path, place), done=lambda steps: self._write_steps(place, steps))

    def _line(self, document: Document) -> Block:
        t = self._view.t
        where = f"{t(f'detail.side_{document.side}')}, {t(f'detail.location_{document.location}')}"
        runs = [quiet(f"{where}  "), link(" → ".join(document.layers), lambda: self._open(document))]
        if document.prefix:
            runs.append(code(f"  {safe_text(document.prefix, limit=80)}"))
        runs.append(quiet(f"  {t('detail.leaf_count', n=len(document.leaves))}"))
        return block(*runs)

    def _open(self, document: Document) -> None:
        if document.leaves and self._story is not None:
            facts = self._story.content.facts
            self.show_place(
                Place(
                    capture=facts.capture, flow=facts.id, entry=facts.entry, side=document.side,
                    location=document.location, path=document.path_of(document.leaves[0]), layers=document.layers,
                )
            )  # fmt: skip

    def _write_steps(self, place: Place, steps: tuple[Step, ...]) -> None:
        t, story = self._view.t, self._story
        self._steps = (place, steps)
        conceal = str if story is None or self._is_revealed else story.secrets.conceal
        blocks = [block(t("detail.steps_lead"), quiet("  "), code(safe_text(place.path, limit=120)), kind="heading")]
        if steps:
            blocks.append(block(code(safe_text(conceal(steps[0].before), limit=200)), indent=1))
        for step in steps:
            blocks.append(block(quiet(f"↓ {step.layer}")))
            blocks.append(block(code(safe_text(conceal(step.after), limit=200)), indent=1))
        if not steps:
            blocks.append(block(quiet(t("detail.steps_none"))))
        self.steps.write(blocks)
