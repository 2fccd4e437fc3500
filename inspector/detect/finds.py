"""What is gathered while one flow is read."""

from collections import Counter

from inspector.decode.document import Decoded
from inspector.detect.attention import is_nameless
from inspector.detect.context import FlowContext
from inspector.detect.joins import Join
from inspector.detect.shapes import Stage
from inspector.model.leaf import SensitiveLeaf

type Opened = dict[int, set[tuple[int, str | int]]]


class FlowFinds:
    """Leaves and joins found so far, and what goes for all documents of the flow."""

    __slots__ = (
        *("being", "context", "elsewhere", "joining", "joins", "leaves", "opened", "shelves", "stages", "unlisted"),
    )

    def __init__(self, decoded: Decoded, context: FlowContext, *, joining: bool) -> None:
        self.context = context
        self.joining = joining
        self.elsewhere = False
        self.being = False
        self.opened = _opened(decoded)
        self.leaves: list[SensitiveLeaf] = []
        self.joins: list[Join] = []
        self.shelves: Counter[str] = Counter()
        self.unlisted = 0
        self.stages: dict[tuple[int, int, tuple[str, ...], bool, bool, bool], Stage] = {}


def _opened(decoded: Decoded) -> Opened:
    """By document, the leaves whose whole value was one encoded text, which speaks for them (percent-coding may be of
    a part)."""
    opened: Opened = {}
    for document in decoded.documents:
        if document.origin is not None and is_nameless(document) and document.layers[-1:] != ("url",):
            opened.setdefault(id(document.parent), set()).add((id(document.origin[0].value), document.origin[1]))
    return opened
