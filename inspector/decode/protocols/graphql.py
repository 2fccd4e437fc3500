"""Opener: the values written into a GraphQL text (GraphQL specification, October 2021), by field and argument.

`{ appointment(motive: "VIH") { doctor(id: 5) { name } } }` gives `$.appointment.motive` and
`$.appointment.doctor.id`; a variable's default goes by the variable's name. Variables themselves are JSON beside it.
"""

import re
from collections.abc import Iterator

from inspector.decode.json_scan import unescaped
from inspector.decode.json_value import exact_integer, exact_number
from inspector.decode.part import Part, Tree

_MOST_CHARACTERS = 1_000_000
_MOST_DEPTH = 60
_TOKEN = re.compile(
    r"(?:[\s,\ufeff]++|#[^\n]*+)*+(?:"
    r'"""(?P<block>(?:[^"\\]|\\.|"(?!""))*+)"""'
    r'|"(?P<string>(?:[^"\\\n]|\\.)*+)"'
    r"|(?P<number>-?\d[\w.+-]*)"
    r"|(?P<name>\$?[A-Za-z_]\w*)"
    r"|(?P<mark>\.\.\.|[{}()\[\]:=|!@&])"
    r"|(?P<end>\Z))",
    re.DOTALL,
)
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}
OPERATIONS = "query|mutation|subscription|fragment"
_OPERATIONS = frozenset(OPERATIONS.split("|"))

type Values = dict[str, object]


def open_graphql(text: str) -> tuple[Part, ...] | None:
    """The literal values of a whole, well-formed operation text; None where it has none or is something else."""
    if len(text) > _MOST_CHARACTERS or ":" not in text or "(" not in text:
        return None
    try:
        values = _Reader(text).document()
    except _NotGraphql:
        return None
    return (Part(Tree(values), ("graphql",)),) if values else None


class _NotGraphql(ValueError):
    """The text is something else."""


class _Reader:
    """One token ahead of a descent that follows the grammar."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._depth = 0
        self._counts: dict[tuple[int, str], int] = {}
        self._kind, self._text = next(self._tokens)

    def document(self) -> Values:
        values: Values = {}
        while self._kind != "end":
            if self._text != "{" or self._kind != "mark":
                self._head(values)
            self._selection(values)
        return values

    def _head(self, values: Values) -> None:
        """`query Name($motive: String = "x") @live`, `fragment Name on Type`."""
        if self._name() not in _OPERATIONS:
            raise _NotGraphql
        while self._kind == "name":
            self._take()
        if self._skip("("):
            while not self._skip(")"):
                self._variable(values)
        self._directives()

    def _variable(self, values: Values) -> None:
        name = self._name()
        self._expect(":")
        while (self._kind == "name" and not self._text.startswith("$")) or self._text in ("[", "]", "!"):
            self._take()
        if self._skip("="):
            self._keep(values, name.removeprefix("$"), self._value())
        self._directives()

    def _selection(self, values: Values) -> None:
        self._enter()
        self._expect("{")
        while not self._skip("}"):
            if self._skip("..."):
                while self._kind == "name":
                    self._take()
                self._directives()
                if self._is("{"):
                    self._selection(values)
            else:
                self._field(values)
        self._depth -= 1

    def _field(self, values: Values) -> None:
        name = self._name()
        if self._skip(":"):
            name = self._name()
        inner = self._arguments()
        self._directives()
        if self._is("{"):
            self._selection(inner)
        if inner:
            self._keep(values, name, inner)

    def _arguments(self) -> Values:
        values: Values = {}
        if self._skip("("):
            while not self._skip(")"):
                name = self._name()
                self._expect(":")
                self._keep(values, name, self._value())
        return values

    def _directives(self) -> None:
        while self._skip("@"):
            self._name()
            self._arguments()

    def _value(self) -> object:
        if self._kind == "mark":
            return self._container()
        kind, text = self._take()
        if kind == "name":
            return _VARIABLE if text.startswith("$") else _WORDS.get(text, text)
        if kind == "number":
            return _number(text)
        return text if kind == "block" else unescaped(text)

    def _container(self) -> object:
        self._enter()
        items: list[object] = []
        values: Values = {}
        if self._skip("["):
            while not self._skip("]"):
                if (item := self._value()) is not _VARIABLE:
                    items.append(item)
        else:
            self._expect("{")
            while not self._skip("}"):
                name = self._name()
                self._expect(":")
                self._keep(values, name, self._value())
        self._depth -= 1
        return items or values or _VARIABLE

    def _keep(self, values: Values, name: str, value: object) -> None:
        """Keeps a literal; a name that comes again is `name#2`."""
        if value is _VARIABLE:
            return
        count = self._counts[id(values), name] = self._counts.get((id(values), name), 0) + 1
        values[name if count == 1 else f"{name}#{count}"] = value

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise _NotGraphql

    def _is(self, mark: str) -> bool:
        return self._kind == "mark" and self._text == mark

    def _take(self) -> tuple[str, str]:
        taken = self._kind, self._text
        if taken[0] == "end":
            raise _NotGraphql
        self._kind, self._text = next(self._tokens)
        return taken

    def _name(self) -> str:
        kind, text = self._take()
        if kind != "name":
            raise _NotGraphql
        return text

    def _skip(self, mark: str) -> bool:
        if self._is(mark):
            self._take()
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._skip(mark):
            raise _NotGraphql


_VARIABLE = object()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while match := _TOKEN.match(text, position):
        position = match.end()
        kind = match.lastgroup or "end"
        yield kind, match[kind]
        if kind == "end":
            return
    raise _NotGraphql


def _number(text: str) -> object:
    try:
        return exact_integer(text) if text.lstrip("-").isdigit() else exact_number(text)
    except ValueError:
        raise _NotGraphql from None
