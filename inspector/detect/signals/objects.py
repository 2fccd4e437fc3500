"""What was sent, as objects: JSON objects with those around them, and each form or query as one object of its own.

Only documents that hold one of the wanted names are walked; the walk of a flow is bounded.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from inspector.decode.document import Decoded, Document, Notation, json_step
from inspector.model.flow import Location, Side

MESSAGES = (Location.BODY, Location.QUERY, Location.WEBSOCKET)
_MOST_OBJECTS = 3_000  # of one flow
_MOST_NESTING = 24
_MOST_DOCUMENTS = 300
MOST_NAMES = 400
"""Fields of one object that are looked at."""

type Fields = dict[str, object]


class SentObject(NamedTuple):
    """`around`: the objects that hold this one, nearest first."""

    document: Document
    steps: tuple[str | int, ...]
    fields: Fields
    around: tuple[Fields, ...]

    def path_of(self, name: str) -> str:
        """The full path of one of the fields."""
        if self.document.notation is not Notation.JSON:
            own = name
        else:
            own = "$" + "".join(json_step(step) for step in (*self.steps, name))
        return " > ".join(part for part in (self.document.prefix, own) if part)


@dataclass(slots=True)
class _Room:
    left: int = _MOST_OBJECTS


def sent_documents(decoded: Decoded) -> list[Document]:
    """Bodies, queries and socket messages that were sent, whatever they were wrapped in."""
    sent = [one for one in decoded.documents if one.side is Side.REQUEST and one.location in MESSAGES]
    return sent[:_MOST_DOCUMENTS]


def sent_objects(
    documents: list[Document], *, wanted: Set[str], without: Set[str] = frozenset()
) -> Iterator[SentObject]:
    """The objects of those documents that hold a wanted name and none of whose layers is left out."""
    room = _Room()
    for document in documents:
        if wanted.isdisjoint(document.survey.names) or not without.isdisjoint(document.layers):
            continue
        if document.notation is Notation.JSON:
            if document.tree is not None:
                yield from _objects(document, document.tree, room)
        elif document.notation is Notation.NAME:
            yield SentObject(document, (), {str(key): value for _, key, value in document.leaves[:_MOST_OBJECTS]}, ())


def _objects(document: Document, tree: object, room: _Room) -> Iterator[SentObject]:
    pending: list[tuple[tuple[str | int, ...], object, tuple[Fields, ...]]] = [((), tree, ())]
    while pending and room.left > 0:
        steps, value, around = pending.pop()
        if len(steps) > _MOST_NESTING:
            continue
        if isinstance(value, dict):
            room.left -= 1
            yield SentObject(document, steps, value, around)
            inner = [((*steps, key), child, (value, *around)) for key, child in value.items() if _is_nested(child)]
            pending += reversed(inner)
        elif isinstance(value, list):
            nested = [((*steps, n), child, around) for n, child in enumerate(value[: room.left]) if _is_nested(child)]
            pending += reversed(nested)


def inside(fields: Fields) -> Iterator[Fields]:
    """The objects in an object, two levels down; `{"session": {"id": 1}}` is `{"session id": 1}`."""
    for outer, value in list(fields.items())[:MOST_NAMES]:
        if isinstance(value, dict):
            yield {f"{outer} {name}": inner for name, inner in list(value.items())[:MOST_NAMES]}
            for middle, inner in list(value.items())[:MOST_NAMES]:
                if isinstance(inner, dict):
                    yield {f"{middle} {name}": deep for name, deep in list(inner.items())[:MOST_NAMES]}


def _is_nested(value: object) -> bool:
    return isinstance(value, dict | list)


def spellings(*names: str) -> frozenset[str]:
    """Words apart, as the usual ways write them: `event name` -> `event_name`, `eventName`, `event-name` ..."""
    found: set[str] = set()
    for name in names:
        words = name.split()
        capitals = [word.capitalize() for word in words]
        found |= {"_".join(words), "-".join(words), ".".join(words), "".join(words), " ".join(words)}
        found |= {words[0] + "".join(capitals[1:]), "".join(capitals), "_".join(words).upper()}
    return frozenset(found)
