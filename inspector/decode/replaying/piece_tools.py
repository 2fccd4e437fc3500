"""The whole of a value that travels in pieces: what stands beside a piece, in the same object, query or array."""

import base64
from collections.abc import Collection, Iterator

from inspector.decode.document import Document, Leaf
from inspector.decode.replaying.short_texts import short_text
from inspector.decode.replaying.tool import Tool, Tools

LAYER = "pieces"
_MOST = 12  # pieces
_LONGEST = 200


def whole_tools(document: Document, leaf: Leaf, *, texts: Collection[str]) -> Tools:
    """From a piece to one of these texts, or to its base64; the piece alone where it is none of any."""
    known = {_bare(text) for text in texts}
    known |= {_encoded(each) for text in texts for each in (text, text.lower())}
    for before, behind in _neighbours(document, leaf):
        for gap in ("", " "):
            start, end = "".join(each + gap for each in before), "".join(gap + each for each in behind)
            whole = f"{start}{leaf[2]}{end}"
            if _bare(whole) in known or whole.rstrip("=") in known:
                return (_put_together(start, end),)
    return (Tool(lambda x: x, "x", (), ""),)


def _put_together(start: str, end: str) -> Tool:
    written = " + ".join([*([ascii(start)] if start else []), "x", *([ascii(end)] if end else [])])
    return Tool(lambda x: f"{start}{x}{end}", written)


def _neighbours(document: Document, leaf: Leaf) -> Iterator[tuple[list[str], list[str]]]:
    """What may belong to a piece before and behind it, less of it first."""
    leaves = document.leaves
    at = next((place for place, each in enumerate(leaves) if each[0] is leaf[0] and each[1] == leaf[1]), None)
    if at is None:
        return
    sides: list[list[str]] = []
    for beside in (leaves[max(0, at - _MOST) : at][::-1], leaves[at + 1 : at + 1 + _MOST]):
        side: list[str] = []
        for node, _, value in beside:
            piece = short_text(value, longest=_LONGEST) if node is leaf[0] else ""
            if not piece:
                break
            side.append(piece)
        sides.append(side)
    for size in range(1, _MOST):
        for before in range(min(size, len(sides[0])) + 1):
            if size - before <= len(sides[1]):
                yield sides[0][:before][::-1], sides[1][: size - before]


def _bare(text: str) -> str:
    return text.replace(" ", "").casefold()


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii").rstrip("=")
