"""Writing SVG: elements with escaped text, marks and legends. Captured text is hostile and stays plain text."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from inspector.figures.palette import Theme
from inspector.figures.shapes import Shape, outline

FONT = "IBM Plex Sans"
_LETTER = 0.55

_UNSEEN = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def visible(text: str) -> str:
    """The text with controls, bidirectional marks, zero-width and lone-surrogate characters written `[U+202E]`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if _is_plain(c) else f"[U+{ord(c):04X}]" for c in text)


def _is_plain(c: str) -> bool:
    code = ord(c)
    if code < 0x20 or 0x7F <= code < 0xA0 or c in _UNSEEN or c in "\u2028\u2029":
        return False
    return not (0xD800 <= code <= 0xDFFF or 0xE000 <= code <= 0xF8FF or code >= 0xE0000 or code & 0xFFFE == 0xFFFE)


def text_width(text: str, size: float) -> float:
    """About how wide a text is set; a little too wide rather than too narrow."""
    return len(text) * size * _LETTER


def shortened(text: str, *, width: float, size: float) -> str:
    """The text, cut with an ellipsis where it would be wider than `width`."""
    most = max(int(width / (size * _LETTER)), 2)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def tag(name: str, content: str | None = None, /, **attributes: str | float) -> str:
    """One element; `_` in attribute names stands for `-`, a trailing one is dropped. `content` is already SVG."""
    pairs = " ".join(f"{_name(key)}={quoteattr(_written(value))}" for key, value in attributes.items())
    opening = f"{name} {pairs}" if pairs else name
    return f"<{opening}/>" if content is None else f"<{opening}>{content}</{name}>"


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _written(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text(
    content: str, *, x: float, y: float, size: float, fill: str, anchor: str = "start", weight: int = 400, turn: int = 0
) -> str:
    """One line of plain text on its baseline; `turn` in degrees about (x, y)."""
    extra: dict[str, str | float] = {"text_anchor": anchor} if anchor != "start" else {}
    if weight != 400:
        extra["font_weight"] = weight
    if turn:
        extra["transform"] = f"rotate({turn} {_written(x)} {_written(y)})"
    return tag("text", escape(visible(content)), x=x, y=y, font_size=size, fill=fill, **extra)


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float = 1, dash: str = "") -> str:
    extra: dict[str, str | float] = {"stroke_dasharray": dash} if dash else {}
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, **extra)


def rectangle(x: float, y: float, width: float, height: float, *, fill: str) -> str:
    return tag("rect", x=x, y=y, width=width, height=height, fill=fill)


def mark(shape: Shape, *, x: float, y: float, radius: float, fill: str, ground: str) -> str:
    """A shape centred on (x, y); hollow ones are filled with the ground."""
    if shape.is_hollow:
        return tag("circle", cx=x, cy=y, r=radius * 0.8, fill=ground, stroke=fill, stroke_width=radius * 0.4)
    if shape.is_round:
        return tag("circle", cx=x, cy=y, r=radius, fill=fill)
    corners = " ".join(f"{_written(x + px * radius)},{_written(y + py * radius)}" for px, py in outline(shape))
    return tag("polygon", points=corners, fill=fill)


def legend(entries: Sequence[tuple[str, str]], *, x: float, y: float, width: float, size: float, theme: Theme) -> str:
    """Entries (mark as SVG drawn about (0, 0), word) in rows that fit the width; (x, y) is the first row's middle."""
    return "".join(
        tag("g", drawn, transform=f"translate({_written(x + across)} {_written(y + row * size * 1.6)})")
        + text(word, x=x + across + size, y=y + row * size * 1.6 + size * 0.35, size=size, fill=theme.ink)
        for (drawn, word), (across, row) in zip(entries, _legend_places(entries, width=width, size=size), strict=True)
    )


def legend_height(entries: Sequence[tuple[str, str]], *, width: float, size: float) -> float:
    places = _legend_places(entries, width=width, size=size)
    return (places[-1][1] + 1) * size * 1.6 if places else 0.0


def _legend_places(entries: Sequence[tuple[str, str]], *, width: float, size: float) -> list[tuple[float, int]]:
    places: list[tuple[float, int]] = []
    across, row = size * 0.6, 0
    for _, word in entries:
        wide = size * 2.4 + text_width(word, size)
        if across > size and across + wide > width:
            across, row = size * 0.6, row + 1
        places.append((across, row))
        across += wide
    return places


def document(content: str, *, width: float, height: float, theme: Theme, title: str) -> str:
    """The whole file, with its title for screen readers and the theme's ground."""
    inner = tag("title", escape(visible(title))) + rectangle(0, 0, width, height, fill=theme.ground) + content
    return tag(
        "svg",
        inner,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_written(width)} {_written(height)}",
        width=width,
        height=height,
        font_family=FONT,
        role="img",
    )
