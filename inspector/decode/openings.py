"""What the values of one flow hide, asked for many at a time: level by level, before any document is made of it."""

from collections.abc import Callable

from inspector.decode.document import Document
from inspector.decode.limits import Limits
from inspector.decode.part import Pairs, Part, Text, Tree
from inspector.decode.strings import open_strings
from inspector.decode.trees import surveyed
from inspector.model.leaf import Scalar

type Opened = dict[str, tuple[Part, ...]]


class Openings:
    """Remembers what opened, for the flow. A document inside another has a few values only, and asking for a few costs
    nearly as much as asking for hundreds: so whoever asks for some is told of what comes out of them as well."""

    __slots__ = ("_is_late", "_limits", "_opened")

    def __init__(self, limits: Limits, *, is_late: Callable[[], bool]) -> None:
        self._is_late = is_late
        self._limits = limits
        self._opened: tuple[Opened, Opened] = ({}, {})

    def look(self, values: set[Scalar], *, bare: bool) -> None:
        """Looks at values, at what they hide, at what that hides, and so on. `bare` as in `open_strings`."""
        known = self._opened[bare]
        for _ in range(self._limits.layers + 2):  # one beyond the bound, which leaves a note
            opened = open_strings(values, bare=bare, is_late=self._is_late)
            if not opened:
                return
            values = self._values_in(opened)
            known |= opened
            values -= known.keys()

    def among(self, document: Document, *, bare: bool) -> Opened:
        """The parts of all texts that hide something, where a value of this document does; {} where none does. They
        were looked at, or came out of such as were."""
        opened = self._opened[bare]
        return {} if not opened or opened.keys().isdisjoint(document.survey.values) else opened

    def _values_in(self, opened: Opened) -> set[Scalar]:
        nesting, leaves = self._limits.nesting, self._limits.leaves
        found: set[Scalar] = set()
        for parts in opened.values():
            for part in parts:
                content = part.content
                if isinstance(content, Tree):
                    found |= surveyed(content, nesting=nesting, leaves=leaves).survey.values
                elif isinstance(content, Pairs):
                    found.update([value for _, value in content.items])
                elif isinstance(content, Text):
                    found.add(content.text)
        return found
