"""What is marked in a value tree: the sensitive leaves of a flow, and what is muted there."""

from inspector.detect.mutes import Mutes
from inspector.model.flow import Side
from inspector.model.leaf import Place, SensitiveLeaf
from inspector.model.mute import Mute
from inspector.store.mutes import read_mutes
from inspector.store.queries import CaseReader
from inspector.ui.models.tree_nodes import TreeNode
from inspector.ui.panels.flow_story import FlowStory


class TreeMarks:
    """`leaves` are those that no mute takes away, in the order of the message."""

    def __init__(self, reader: CaseReader) -> None:
        self._reader = reader
        self._all: list[SensitiveLeaf] = []
        self._mutes = Mutes()
        self.story: FlowStory | None = None
        self.leaves: list[SensitiveLeaf] = []

    def show(self, story: FlowStory, leaves: list[SensitiveLeaf]) -> None:
        self.story = story
        self._all = sorted(leaves, key=lambda leaf: leaf.place.span or (0, 0))
        self.read_mutes()

    def read_mutes(self) -> None:
        """What was muted loses its mark at once; what was taken back has it again, where it is still known."""
        self._mutes = Mutes(read_mutes(self._reader))
        self.leaves = [leaf for leaf in self._all if self._mutes.keeps(leaf)]

    @property
    def has_any(self) -> bool:
        """Whether a row may bear a class, or the word that it is muted."""
        host = self.story.content.facts.host if self.story is not None else ""
        return bool(self.leaves) or self._mutes.may_hold(host)

    def leaf_of(self, node: TreeNode) -> SensitiveLeaf | None:
        document, story = node.document, self.story
        if document is None or story is None:
            return None
        leaf = story.leaves.get((document.side, document.location, node.path, document.layers))
        return leaf if leaf is None or self._mutes.keeps(leaf) else None

    def mute_of(self, node: TreeNode) -> Mute | None:
        document, story = node.document, self.story
        if not self._mutes or document is None or story is None or node.value in (None, ""):
            return None
        facts = story.content.facts
        place = Place(
            capture=facts.capture, flow=facts.id, entry=facts.entry, side=document.side, location=document.location,
            path=node.path, layers=document.layers,
        )  # fmt: skip
        return self._mutes.find(place, host=facts.host, value=text_of(node.value))

    def shares(self) -> list[tuple[float, str]]:
        """How far down the message each leaf stands (0 to 1), and its class."""
        ends = [leaf.place.span[1] for leaf in self.leaves if leaf.place.span]
        size = self._size() or max(ends, default=1)
        count = max(len(self.leaves), 1)
        return [
            (min((leaf.place.span[0] / size) if leaf.place.span else n / count, 1.0), leaf.class_)
            for n, leaf in enumerate(self.leaves)
        ]

    def _size(self) -> int:
        if self.story is None or not self.leaves:
            return 0
        content, place = self.story.content, self.leaves[0].place
        body = content.request_body if place.side is Side.REQUEST else content.response_body
        return body.size if body is not None and place.location == "body" else 0


def text_of(value: object) -> str:
    """A scalar as the analysis writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
