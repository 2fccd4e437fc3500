"""Names that stand in values: `{"name": "motif", "value": ...}`, `[["motif", ...]]`, tables with a header row, codes
beside their code system, references beside what they show.

Nearly all documents have none, which their names tell at once; only the others are walked.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from inspector.decode.document import Document, Leaf, Node, Notation
from inspector.detect.names.aliases import COLUMNS, PAIRED, ROWS, SYSTEM, UNITS, VALUED, Finder, Given
from inspector.detect.names.keys import KeyIndex
from inspector.detect.names.measures import results_in, signs_in
from inspector.detect.names.questionnaires import answers_in, may_be_questionnaire
from inspector.detect.names.threads import may_be_thread, messages_in
from inspector.detect.names.units import units_of_bodies

_MOST_CONTAINERS = 20_000
_EXTENDED = frozenset(
    ("valueString", "valueCoding", "valueCode", "valueBoolean", "valueCodeableConcept", "valueDateTime")
)
_SIGNS = frozenset(("reference", *SYSTEM, *VALUED, *COLUMNS, *_EXTENDED))


def names_given(document: Document, keys: KeyIndex) -> Given:
    """The leaves of a document whose name stands elsewhere, where that name says something; {} for most documents."""
    if document.tree in ({}, []):
        return {}
    asked = answers_in(_nodes_of(document), keys) if may_be_questionnaire(document.survey.names) else {}
    if may_be_thread(document.survey.names):
        asked |= messages_in(islice(_nodes_of(document), _MOST_CONTAINERS))
    signs = signs_in(document.survey.names, document.survey.values)
    if signs is not None:
        asked |= results_in(islice(_nodes_of(document), _MOST_CONTAINERS), signs)
    if not _may_give(document):
        return asked
    finder = Finder(keys)
    for node in islice(_nodes_of(document), _MOST_CONTAINERS):
        value: Any = node.value
        if value.__class__ is dict:
            finder.look_in_object(node, value)
        elif value.__class__ is list:
            finder.look_in_array(node, value)
    return asked | finder.given if asked else finder.given


def named_in(given: Given) -> set[str]:
    """The names that leaves go by."""
    return {alias.name for alias in given.values()}


def with_aliases(picked: list[Leaf], given: Given) -> list[Leaf]:
    """The picked leaves and those that go by another name, once each."""
    known = {(id(node.value), key) for node, key, _ in picked}
    return picked + [alias.leaf for place, alias in given.items() if place not in known]


def _may_give(document: Document) -> bool:
    names = document.survey.names
    if not names.isdisjoint(_SIGNS) and _do_names_give(names, document):
        return True
    return _holds_rows(document.tree, 2) if document.tree is not None else _stands_in_rows(document)


def _do_names_give(names: set[str], document: Document) -> bool:
    if "reference" in names or not names.isdisjoint(SYSTEM) or ("url" in names and not names.isdisjoint(_EXTENDED)):
        return True
    if not names.isdisjoint(VALUED):
        if not names.isdisjoint(PAIRED):
            return True
        if not names.isdisjoint(UNITS) and not units_of_bodies().isdisjoint(document.survey.values):
            return True
    return not names.isdisjoint(COLUMNS) and not names.isdisjoint(ROWS)


def _holds_rows(value: Any, depth: int) -> bool:
    """Whether an array of arrays stands near the root."""
    if value.__class__ is list:
        return bool(value) and value[0].__class__ is list
    if value.__class__ is dict and depth:
        return any(_holds_rows(inner, depth - 1) for inner in islice(value.values(), 48))
    return False


def _stands_in_rows(document: Document) -> bool:
    if document.notation is not Notation.JSON:
        return False
    return any(key.__class__ is int and node.key.__class__ is int for node, key, _ in islice(document.leaves, 64))


def _nodes_of(document: Document) -> Iterator[Node]:
    if document.tree is not None:
        yield from _nodes_below(Node(None, "", document.tree))
        return
    seen: set[Node] = set()
    for leaf in document.leaves:
        node: Node | None = leaf[0]
        while node is not None and node not in seen:
            seen.add(node)
            yield node
            node = node.parent


def _nodes_below(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        value: Any = node.value
        steps = value.items() if value.__class__ is dict else enumerate(value)
        waiting += [Node(node, key, inner) for key, inner in steps if inner and inner.__class__ in (dict, list)]
