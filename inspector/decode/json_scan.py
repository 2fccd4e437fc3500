"""A small exact JSON scanner: token by token, iterative, with positions; for spans and for damaged documents."""

import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r'[\s,:]*(?:(?P<string>"(?P<inner>(?:[^"\\]|\\.)*+)(?P<close>"|\\?\Z))|(?P<word>[-+.\w]+)|(?P<mark>[\[\]{}])|(?P<other>.))',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_MOST_INTEGER = 1 << 63
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}


class Token(NamedTuple):
    """A scalar or a bracket. `start` and `end` are character positions; those of a string leave the quotes out."""

    kind: str  # `string`, `word`, or the bracket itself
    text: str
    start: int
    end: int
    whole: bool = True  # False for a string that the end of the text cuts off


def tokens(text: str, position: int = 0) -> Iterator[Token]:
    """The tokens from `position` on; ends at the first character that JSON does not know."""
    while match := TOKEN.match(text, position):
        kind = match.lastgroup
        position = match.end()
        if match["string"] is not None:
            start, end = match.span("inner")
            yield Token("string", match["inner"], start, end, match["close"] == '"')
        elif kind == "word":
            yield Token("word", match["word"], *match.span("word"))
        elif kind == "mark":
            yield Token(match["mark"], match["mark"], *match.span("mark"))
        else:
            return


def unescaped(inner: str) -> str:
    """The characters of a string token; lone surrogates become U+FFFD."""
    if "\\" not in inner:
        return inner
    text = _ESCAPE.sub(_unescape, inner)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return _PLAIN.get(match[2], match[2])


def word_value(text: str) -> object:
    """The scalar of a word token; what is no number stays text."""
    if text in _WORDS:
        return _WORDS[text]
    if text.lstrip("-").isascii() and text.lstrip("-").isdigit():
        short = len(text) <= 20 and -_MOST_INTEGER <= int(text) < _MOST_INTEGER
        return int(text) if short else text
    try:
        value = float(text)
    except ValueError:
        return text
    return value if repr(value) == text else text


def salvaged(text: str, *, nesting: int) -> tuple[object, str]:
    """Everything readable up to the damage or the end, and why it is not whole (`depth`, `truncated`, "" if whole)."""
    root: list[object] = []
    stack: list[list[object] | dict[str, object]] = [root]
    keys: list[str | None] = [None]
    skipped, why, ended = 0, "", False
    for token in tokens(text):
        if token.kind in "[{":
            if skipped or len(stack) > nesting:
                skipped, why = skipped + 1, "depth"
                continue
            fresh: list[object] | dict[str, object] = [] if token.kind == "[" else {}
            _put(stack[-1], keys, fresh)
            stack.append(fresh)
            keys.append(None)
        elif token.kind in "]}":
            if skipped:
                skipped -= 1
                if not skipped:
                    keys[-1] = None
                continue
            if len(stack) == 1:
                break
            stack.pop()
            keys.pop()
            if len(stack) == 1:
                ended = True
                break
        elif not skipped:
            _take(stack[-1], keys, token)
    return (root[0] if root else None), why or ("" if ended else "truncated")


def _take(container: list[object] | dict[str, object], keys: list[str | None], token: Token) -> None:
    value = unescaped(token.text) if token.kind == "string" else word_value(token.text)
    if isinstance(container, dict) and keys[-1] is None:
        if token.kind == "string" and token.whole:
            keys[-1] = unescaped(token.text)
        return
    _put(container, keys, value)


def _put(container: list[object] | dict[str, object], keys: list[str | None], value: object) -> None:
    if isinstance(container, list):
        container.append(value)
        return
    key = keys[-1] or ""
    keys[-1] = None
    name, count = key, 1
    while name in container:
        count += 1
        name = f"{key}#{count}"
    container[name] = value
