"""Nodes of a value tree, made when they are looked at: JSON objects and arrays, named values, decoded layers."""

import re
from collections.abc import Callable, Iterable

from inspector.decode.document import Document, Notation, json_step
from inspector.model.flow import Location, Side
from inspector.model.leaf import Scalar

GROUP = 1000
"""Arrays and objects longer than this are shown in groups."""

type Nested = Callable[[Side, Location, str, tuple[str, ...]], list[Document]]

type Make = Callable[["TreeNode"], list["TreeNode"]]
"""Makes the rows below one."""

_INDEX = re.compile(r"\[(\d+)\]")


class TreeNode:
    """One row. `value` is a container, a scalar, or None for a row that only groups others (`is_group`)."""

    __slots__ = ("_children", "_make", "document", "is_group", "label", "parent", "path", "row", "value")

    def __init__(
        self,
        label: str,
        *,
        path: str,
        value: object,
        document: Document | None,
        make: "Make | None" = None,
        is_group: bool = False,
    ) -> None:
        self.label = label
        self.path = path
        self.value = value
        self.document = document
        self.is_group = is_group
        self.parent: TreeNode | None = None
        self.row = 0
        self._make = make
        self._children: list[TreeNode] | None = None

    @property
    def has_children(self) -> bool:
        return self._make is not None

    @property
    def children(self) -> "list[TreeNode]":
        if self._children is None:
            self._children = [] if self._make is None else self._make(self)
            for row, child in enumerate(self._children):
                child.parent, child.row = self, row
        return self._children

    @property
    def is_scalar(self) -> bool:
        return not self.is_group and not isinstance(self.value, dict | list)

    @property
    def layers(self) -> tuple[str, ...]:
        return self.document.layers if self.document is not None else ()

    def find(self, path: str, layers: tuple[str, ...]) -> "TreeNode | None":
        """The row of a leaf below this one: same path and same layers."""
        for child in self._towards(path):
            if child.is_scalar and child.path == path and child.layers == layers:
                return child
            if child.has_children and (found := child.find(path, layers)) is not None:
                return found
        return None

    def _towards(self, path: str) -> "Iterable[TreeNode]":
        """The children that can lead to a path."""
        return (child for child in self.children if child.may_lead_to(path))

    def may_lead_to(self, path: str) -> bool:
        if self.is_group and isinstance(self.value, range):
            index = _INDEX.match(path, len(self.path))
            return path.startswith(self.path) and index is not None and int(index[1]) in self.value
        if not path.startswith(self.path):
            return False
        return not self.path or path[len(self.path) :][:1] in ("", ".", "[", " ")


class TreeBuilder:
    """Makes the nodes of documents; `nested` gives the documents that came out of a leaf."""

    def __init__(self, nested: Nested, *, layer_label: Callable[[Document], str]) -> None:
        self._nested = nested
        self._layer_label = layer_label

    def root(self, documents: list[Document]) -> TreeNode:
        """A hidden root: the content of one document, or a row for each of several."""
        if len(documents) == 1:
            return self._root_of(documents[0])
        return self.rows([self._layer(document) for document in documents])

    def flat(self, documents: list[Document]) -> TreeNode:
        """A hidden root with the leaves of all documents side by side: names and values."""
        return self.rows([node for document in documents for node in self._leaves(document)])

    def named(self, items: Iterable[tuple[str, str, str]], *, side: Side, location: Location) -> TreeNode:
        """A hidden root of (label, path, value) rows that come straight from the flow."""
        document = Document(side=side, location=location, layers=(), notation=Notation.NAME, leaves=[])
        return self.rows(
            [self._value(label, path=path, value=value, document=document) for label, path, value in items]
        )

    def rows(self, nodes: list[TreeNode]) -> TreeNode:
        return TreeNode("", path="", value=None, document=None, make=lambda _: nodes, is_group=True)

    def _root_of(self, document: Document) -> TreeNode:
        value = _container_of(document)
        if value is None:
            return self.flat([document])
        base = _joined(document.prefix, "$")
        make = self._with_layers(self._inner(document, base), self._grow)
        return TreeNode("", path=base, value=value, document=document, make=make, is_group=True)

    def _layer(self, document: Document) -> TreeNode:
        root = self._root_of(document)
        return TreeNode(
            self._layer_label(document), path=document.prefix, value=None, document=document,
            make=lambda _: root.children, is_group=True,
        )  # fmt: skip

    def _leaves(self, document: Document) -> list[TreeNode]:
        container = _container_of(document)
        if container is not None:
            root = self._root_of(document)
            return root.children
        return [
            self._value(str(leaf[1]) if leaf[1] != "" else "$", path=document.path_of(leaf), value=leaf[2],
                        document=document)
            for leaf in document.leaves
        ]  # fmt: skip

    def _value(self, label: str, *, path: str, value: object, document: Document | None) -> TreeNode:
        inner = self._inner(document, path) if isinstance(value, str | dict | list) else []
        if isinstance(value, dict | list):
            make = self._with_layers(inner, self._grow) if value else None
            return TreeNode(label, path=path, value=value, document=document, make=make)
        make_layers = self._with_layers(inner, lambda _: []) if inner else None
        return TreeNode(label, path=path, value=value, document=document, make=make_layers)

    def _inner(self, document: Document | None, path: str) -> list[Document]:
        """What came out of a string, or out of an array whose letters or codes spell a text."""
        return [] if document is None else self._nested(document.side, document.location, path, document.layers)

    def _with_layers(self, inner: list[Document], make: Make) -> Make:
        """Rows of what came out, before those that `make` gives."""
        return (lambda node: [*(self._layer(each) for each in inner), *make(node)]) if inner else make

    def _grow(self, node: TreeNode) -> list[TreeNode]:
        value = node.value
        if isinstance(value, list):
            if len(value) > GROUP:
                return self._groups(node, value)
            return self._items(node, value, range(len(value)))
        if isinstance(value, dict):
            return [
                self._value(str(key), path=node.path + json_step(key), value=child, document=node.document)
                for key, child in value.items()
            ]
        return []

    def _items(self, node: TreeNode, value: list[object], span: range) -> list[TreeNode]:
        return [self._value(f"[{n}]", path=f"{node.path}[{n}]", value=value[n], document=node.document) for n in span]

    def _groups(self, node: TreeNode, value: list[object]) -> list[TreeNode]:
        made = []
        for start in range(0, len(value), GROUP):
            span = range(start, min(start + GROUP, len(value)))
            made.append(self._group(node, value, span))
        return made

    def _group(self, node: TreeNode, value: list[object], span: range) -> TreeNode:
        return TreeNode(
            f"[{span.start} … {span.stop - 1}]", path=node.path, value=span, document=node.document,
            make=lambda _: self._items(node, value, span), is_group=True,
        )  # fmt: skip


def _container_of(document: Document) -> dict[str, object] | list[object] | None:
    """The whole object or array of a document; None where it is a list of names or a single value."""
    if document.notation is not Notation.JSON or not document.leaves:
        return None
    node = document.leaves[0][0]
    while node.parent is not None:
        node = node.parent
    return node.value


def _joined(prefix: str, own: str) -> str:
    return f"{prefix} > {own}" if prefix else own


def scalar_text(value: Scalar | object) -> str:
    """A scalar as it is written in JSON, strings without quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
