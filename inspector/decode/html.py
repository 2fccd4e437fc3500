"""HTML bodies (selectolax): JSON in scripts, values in attributes, visible text by block."""

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inspector.decode.part import Pairs, Part
from inspector.decode.payload import Payload
from inspector.decode.script import script_parts

_MOST_CHARACTERS = 8_000_000
_MOST_NODES = 200_000
_MOST_NESTING = 1000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_OFTEN_UNCLOSED = frozenset(
    ("p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "hr", "img", "input", "meta", "link", "source", "wbr")
)
_MOST_TEXT = 2_000_000
_SILENT = frozenset(("script", "style", "noscript", "template", "svg", "math", "iframe", "-comment", "!doctype"))
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "output", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr",
))
# fmt: on
_ATTRIBUTES = frozenset(("href", "action", "content", "value", "alt", "title", "placeholder", "aria-label", "src"))


def open_html(payload: Payload) -> tuple[Part, ...] | None:
    """Scripts (`html-script`), attributes (`html-data`), then visible text (`html`)."""
    start = payload.head[:256].lower()
    if not (start.startswith((b"<!doctype html", b"<html")) or ("html" in payload.mime and b"<" in start)):
        return None
    text = payload.text[:_MOST_CHARACTERS]
    end = end_of_sane_nesting(text)
    page = _Page(text[:end])
    cut = page.cut or ("depth" if end < len(text) else "size" if len(payload.text) > _MOST_CHARACTERS else "")
    parts = [part for prefix, kind, text in page.scripts for part in script_parts(text, prefix=prefix, kind=kind)]
    if page.values:
        parts.append(Part(Pairs(tuple(page.values)), ("html-data",)))
    if page.links:
        parts.append(Part(Pairs(tuple(page.links)), ("html-data",), is_final=True))
    if texts := page.visible_text():
        parts.append(Part(Pairs(texts), ("html",)))
    return (replace(parts[0], cut=cut), *parts[1:]) if parts else ()


def end_of_sane_nesting(text: str) -> int:
    """Where the elements get nested too deep: the time of HTML parsers grows with the square of the depth."""
    if text.count("<") - text.count("</") <= _MOST_NESTING:
        return len(text)
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _OFTEN_UNCLOSED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > _MOST_NESTING:
                return match.start()
    return len(text)


class _Page:
    """One pass over the tree: what scripts, attributes and blocks of text hold, with their paths."""

    def __init__(self, text: str) -> None:
        self.scripts: list[tuple[str, str, str]] = []  # path, type, text
        self.values: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []  # without a query: nothing more to open in them
        self.cut = ""
        self._counts: dict[str, int] = {}
        self._blocks: list[tuple[str, list[str]]] = []
        root = LexborHTMLParser(text).root
        if root is not None:
            self._visit(root)

    def visible_text(self) -> tuple[tuple[str, str], ...]:
        """The text of each block, white space collapsed, by its CSS path."""
        named = ((path, " ".join("".join(pieces).split())) for path, pieces in self._blocks)
        return tuple((self._numbered(path), text) for path, text in named if text)

    def _visit(self, root: LexborNode) -> None:
        stack: list[tuple[LexborNode, str, list[str] | None]] = [(root, "", None)]
        nodes = characters = 0
        while stack:
            node, path, block = stack.pop()
            nodes += 1
            if nodes > _MOST_NODES or characters > _MOST_TEXT:
                self.cut = "size"
                return
            if (following := node.next) is not None:
                stack.append((following, path, block))
            tag = node.tag or ""
            if tag == "-text":
                if block is not None:
                    characters += len(text := node.text_content or "")
                    block.append(text)
                continue
            if tag in _SILENT:
                self._silent(node, tag)
                continue
            self._attributes(node, tag)
            if block is not None and (tag not in _INLINE or tag in ("a", "label")):
                block.append(" ")
            if tag not in _INLINE:
                path = ">".join((*path.split(">")[-2:], tag)) if path else tag
                block = []
                self._blocks.append((path, block))
            if (child := node.child) is not None:
                stack.append((child, path, block))

    def _silent(self, node: LexborNode, tag: str) -> None:
        if tag != "script":
            return
        attributes = node.attributes
        if not attributes.get("src"):
            name = attributes.get("id")
            path = self._numbered(f"script[id={name}]" if name else "script")
            self.scripts.append((path, (attributes.get("type") or "").lower(), node.text(deep=True) or ""))

    def _attributes(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        if not attributes:
            return
        named = attributes.get("name")
        for name, value in attributes.items():
            if value and (name in _ATTRIBUTES or name.startswith("data-")):
                path = f"{tag}[name={named}]@{name}" if named else f"{tag}@{name}"
                values = self.links if name in ("href", "src", "action") and "?" not in value else self.values
                values.append((self._numbered(path), value))

    def _numbered(self, path: str) -> str:
        if "#" in path:
            path = path.replace("#", "%23")
        count = self._counts[path] = self._counts.get(path, 0) + 1
        return path if count == 1 else f"{path}#{count}"
