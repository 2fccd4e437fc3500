"""One page or snippet of HTML: what its scripts, attributes, form fields, comments and blocks of text hold."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_NODES = 200_000
_MOST_TEXT = 2_000_000
_MOST_COMMENTS = 1000
_LONGEST_COMMENT = 100_000
_MOST_SELECTED = 20
_SILENT = frozenset(("style", "math", "!doctype"))
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "output", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tspan", "tt", "u",
    "var", "wbr",
))
ATTRIBUTES = frozenset((
    "href", "action", "formaction", "content", "value", "alt", "title", "placeholder", "aria-label",
    "aria-description", "src", "srcdoc", "datetime",
))
# fmt: on
"""The attributes that are read, beside `data-*` and any that holds JSON."""
_NAMES = ("name", "property", "itemprop", "http-equiv")
_FIELDS = frozenset(("input", "textarea", "select", "button", "output"))
_DRAWN = frozenset(("title", "desc", "text", "tspan", "a"))

type _Step = tuple[LexborNode, str, list[str] | None]


class Page:
    """One pass over the tree; `cut` says why it stopped early."""

    def __init__(self, text: str) -> None:
        self.scripts: list[tuple[str, str, str]] = []  # path, type, text
        self.values: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []  # without a query: nothing more to open in them
        self.comments: list[tuple[str, str]] = []
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
        stack: list[_Step] = [(root, "", None)]
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
            elif tag == "-comment":
                self._comment(node)
            elif tag == "script":
                self._script(node)
            elif tag not in _SILENT:
                stack += self._element(node, tag, path=path, block=block)

    def _element(self, node: LexborNode, tag: str, *, path: str, block: list[str] | None) -> tuple[_Step, ...]:
        """Reads one element; what is to be visited inside it."""
        is_drawn = path.startswith("svg")
        if not is_drawn or tag in _DRAWN:
            self._attributes(node, tag)
        if tag in ("textarea", "select"):
            self._field(node, tag)
        if tag in ("textarea", "iframe"):
            return ()
        if is_drawn and tag not in _DRAWN:
            path, block = ("svg" if tag != "foreignobject" else tag), None
        elif block is not None and (tag not in _INLINE or tag in ("a", "label")):
            block.append(" ")
        if tag not in _INLINE and (not is_drawn or tag in _DRAWN):
            path = tag if tag == "svg" else ">".join((*path.split(">")[-2:], tag)) if path else tag
            block = []
            self._blocks.append((path, block))
        child = node.template_fragments()[0].child if tag == "template" else node.child
        return ((child, path, block),) if child is not None else ()

    def _script(self, node: LexborNode) -> None:
        attributes = node.attributes
        if attributes.get("src"):
            self._attributes(node, "script")
            return
        name = attributes.get("id")
        path = self._numbered(f"script[id={name}]" if name else "script")
        self.scripts.append((path, (attributes.get("type") or "").lower(), node.text(deep=True) or ""))

    def _comment(self, node: LexborNode) -> None:
        text = (node.comment_content or "").strip()[:_LONGEST_COMMENT]
        if len(text) > 3 and not text.startswith(("[if ", "[endif", "<![")) and len(self.comments) < _MOST_COMMENTS:
            self.comments.append((self._numbered("comment"), text))

    def _attributes(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        if not attributes:
            return
        place = tag + _selector(tag, attributes)
        for name, value in attributes.items():
            if not value or not (name in ATTRIBUTES or name.startswith("data-") or _is_json_like(value)):
                continue
            is_link = name in ("href", "src", "action", "formaction") and "?" not in value
            if not (is_link and tag == "script"):
                (self.links if is_link else self.values).append((self._numbered(f"{place}@{name}"), value))

    def _field(self, node: LexborNode, tag: str) -> None:
        """What is entered in a text area, or chosen in a list: the value, and the words that stand for it."""
        place = tag + _selector(tag, node.attributes)
        if tag == "textarea":
            if text := (node.text(deep=True) or "").strip():
                self.values.append((self._numbered(f"{place}@value"), text))
            return
        for option in node.css("option[selected]")[:_MOST_SELECTED]:
            text = " ".join((option.text(deep=True) or "").split())
            value = option.attributes.get("value")
            if value is not None and value != text:
                self.values.append((self._numbered(f"{place}@value"), value))
            if text:
                self.values.append((self._numbered(f"{place}>option"), text))

    def _numbered(self, path: str) -> str:
        if "#" in path:
            path = path.replace("#", "%23")
        count = self._counts[path] = self._counts.get(path, 0) + 1
        return path if count == 1 else f"{path}#{count}"


def _selector(tag: str, attributes: dict[str, str | None]) -> str:
    """`[name=x]` or what else tells this element from others; a choice that is not made is marked as such."""
    named = next((f"[{name}={attributes[name]}]" for name in _NAMES if attributes.get(name)), "")
    if tag not in _FIELDS:
        return named
    if not named and (identity := attributes.get("id")):
        named = f"[id={identity}]"
    is_choice = tag == "input" and attributes.get("type") in ("radio", "checkbox")
    return f"{named}:not(:checked)" if is_choice and "checked" not in attributes else named


def _is_json_like(value: str) -> bool:
    return value[0] in "{[" and value[-1] in "}]" and '"' in value
