"""One document on the way to a value: what its layers have to end in."""

import re
from dataclasses import dataclass

from inspector.decode.document import Document, Leaf
from inspector.model.flow import Location

_NUMBERED = re.compile(r"#(\d+)")


@dataclass(slots=True, kw_only=True)
class Stage:
    """One document on the way, and the leaf wanted of it. `names` are the parts of its path before its own notation,
    `goal` the leaf's value as text, `data` the bytes that it stands for where the next document begins with these,
    `mime` the kind of the outermost body."""

    document: Document
    leaf: Leaf
    layers: tuple[str, ...]
    names: tuple[str, ...]
    goal: str
    data: bytes | None = None
    mime: str = ""
    left: int = 600  # tries

    @property
    def wanted(self) -> bytes | str:
        """What the layers lead to."""
        return self.goal if self.data is None else self.data

    @property
    def keys(self) -> list[str | int]:
        node, key, _ = self.leaf
        keys: list[str | int] = [] if key == "" and node.value is None else [key]
        while node.parent is not None:
            keys.append(node.key)
            node = node.parent
        return keys[::-1]

    @property
    def is_field(self) -> bool:
        """Whether what `url` undoes is one raw value already, not a whole address or query."""
        outermost = self.document.parent is None and self.document.location is not Location.QUERY
        return len(self.layers) > 1 or outermost

    @property
    def name(self) -> str:
        """What stands before the value, most likely."""
        key = str(self.leaf[1]).partition("#")[0]
        return re.split(r"[@/\[\]='>]", key.rstrip("]'"))[-1]

    @property
    def number(self) -> int | None:
        """Of the line, event, item or message."""
        found = [match for name in self.names if (match := _NUMBERED.fullmatch(name))]
        return int(found[-1][1]) if found else None
