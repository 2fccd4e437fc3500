"""Draws a phone's screen as a small SVG: the upper part of a phone, its words, and what to touch.

Plain shapes and text only, so that a browser and Qt (SVG Tiny 1.2) show the same.
"""

import textwrap
from collections.abc import Iterator, Mapping
from html import escape

from inspector.capture.phone.screens import SCREENS, Line, Platform, Screen
from inspector.messages import Translator
from inspector.model.struct import Record

WIDTH = 216
LEAST_HEIGHT = 132
COLOURS = ("ground", "surface", "selection", "line", "ink", "quiet", "accent", "edge")

_LEFT, _RIGHT = 22, 194
_PITCH = 14  # between two lines of one text


class Pen(Record, frozen=True, kw_only=True):
    """What a drawing needs: colours by name (each of COLOURS, as CSS), the font, the facts of this recording, and the
    least height, for pictures that stand in a row."""

    colours: Mapping[str, str]
    facts: Mapping[str, str] = {}
    height: int = LEAST_HEIGHT
    font: str = "IBM Plex Sans, system-ui, sans-serif"


def css_colours() -> dict[str, str]:
    """Colours left to the page's own style sheet."""
    return {name: f"var(--{name})" for name in COLOURS}


def draw_screen(name: str, t: Translator, *, pen: Pen) -> str:
    """The SVG of the screen of that name; raises KeyError where there is none."""
    screen = SCREENS[name]
    rows, height = _rows(screen, t, pen)
    body = "".join((*_frame(screen, height, pen), *rows))
    alternative = escape(describe_screen(name, t, facts=pen.facts))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-label="{alternative}" font-family="{escape(pen.font)}">{body}</svg>'
    )


def screen_height(name: str, t: Translator, *, facts: Mapping[str, str]) -> int:
    """The height that the screen of that name needs."""
    return _rows(SCREENS[name], t, Pen(colours=css_colours(), facts=facts))[1]


def describe_screen(name: str, t: Translator, *, facts: Mapping[str, str]) -> str:
    """The same in words, for who does not see it."""
    screen = SCREENS[name]
    words = [_word(screen.title, t, facts)]
    words += [" ".join(filter(None, (_word(one.text, t, facts), _value(one, t, facts)))) for one in screen.lines]
    words += [_word(button, t, facts) for button in screen.buttons]
    return t("phone.picture_name", text=", ".join(words))


def _word(key: str, t: Translator, facts: Mapping[str, str]) -> str:
    if key.startswith("="):
        return key[1:]
    if key.startswith("$"):
        return facts.get(key[1:], "…")
    return t(f"phone.{key}")


def _value(line: Line, t: Translator, facts: Mapping[str, str]) -> str:
    is_sign = line.value.startswith("=")
    return "" if is_sign or not line.value else _word(line.value, t, facts)


def _rows(screen: Screen, t: Translator, pen: Pen) -> tuple[list[str], int]:
    """What draws title, rows and buttons, and the height that the picture needs."""
    drawn, y = [], 44
    for part in textwrap.wrap(_word(screen.title, t, pen.facts), 22)[:2]:
        drawn.append(_text(part, x=_LEFT, y=y, pen=pen, size=13, weight=600))
        y += 17
    y += 3
    for line in screen.lines:
        parts, y = _row(line, y, t=t, pen=pen)
        drawn += parts
    if screen.buttons:
        drawn += _buttons(screen, y + 10, t=t, pen=pen)
        y += 10 + 40 * len(screen.buttons)
    return drawn, max(y + 20, pen.height)


def _frame(screen: Screen, height: int, pen: Pen) -> tuple[str, str]:
    """The upper part of a phone, open below."""
    colours = pen.colours
    edge = f'fill="{colours["ground"]}" stroke="{colours["edge"]}" stroke-width="1.5"'
    outline = f'<path d="M9 {height} V30 a22 22 0 0 1 22 -22 H185 a22 22 0 0 1 22 22 V{height}" {edge}/>'
    if screen.platform is Platform.IOS:
        return outline, f'<rect x="88" y="15" width="40" height="9" rx="4.5" fill="{colours["edge"]}"/>'
    return outline, f'<circle cx="108" cy="19" r="3.5" fill="{colours["edge"]}"/>'


def _row(line: Line, y: int, *, t: Translator, pen: Pen) -> tuple[list[str], int]:
    """What draws a row, and where the next one begins."""
    value, sign = _value(line, t, pen.facts), line.value[1:] if line.value.startswith("=") else ""
    room = 20 if sign or line.is_on is not None else 27
    words = textwrap.wrap(_word(line.text, t, pen.facts), room)[:3]
    stacked = bool(value) and len(words[0]) + len(value) > 24
    height = _PITCH * (len(words) + stacked) + 16
    colours, drawn = pen.colours, []
    if line.is_target:
        box = f'x="14" y="{y}" width="188" height="{height}" rx="6"'
        drawn.append(f'<rect {box} fill="{colours["selection"]}" stroke="{colours["accent"]}" stroke-width="1.5"/>')
    elif not line.is_quiet:
        drawn.append(f'<path d="M{_LEFT} {y + height} H{_RIGHT}" stroke="{colours["line"]}" stroke-width="1"/>')
    baseline = y + 19
    for word in words:
        drawn.append(_text(word, x=_LEFT, y=baseline, pen=pen, colour="quiet" if line.is_quiet else "ink"))
        baseline += _PITCH
    if value:
        at = (_LEFT, baseline, "start") if stacked else (_RIGHT, y + 19, "end")
        drawn.append(_text(value, x=at[0], y=at[1], anchor=at[2], pen=pen, colour="accent", weight=600))
    middle = y + height / 2
    if sign:
        drawn.append(_sign(sign, middle, pen))
    if line.is_on is not None:
        drawn.append(_switch(middle, pen))
    return drawn, y + height + (6 if line.is_target else 2)


def _sign(sign: str, y: float, pen: Pen) -> str:
    """A tick, an arrow, a wheel or an i, drawn: fonts do not all have them."""
    line = f'fill="none" stroke="{pen.colours["accent"]}" stroke-width="1.6" stroke-linecap="round"'
    x = 184
    match sign:
        case "✓":
            return f'<path d="M{x - 5} {y} l4 4 l7 -8" {line}/>'
        case "›":
            return f'<path d="M{x} {y - 4} l4 4 l-4 4" {line}/>'
        case "⚙":
            spokes = "M0 -7 V7 M-7 0 H7 M-5 -5 L5 5 M-5 5 L5 -5"
            ground = pen.colours["selection"]
            return (
                f'<g transform="translate({x} {y})"><path d="{spokes}" {line}/>'
                f'<circle r="4.5" fill="{ground}" stroke="{pen.colours["accent"]}" stroke-width="1.6"/></g>'
            )
        case _:
            return (
                f'<g transform="translate({x} {y})"><circle r="7" {line}/>'
                f'<path d="M0 -0.5 V3.5 M0 -3.4 V-3.2" {line}/></g>'
            )


def _switch(y: float, pen: Pen) -> str:
    accent, ground = pen.colours["accent"], pen.colours["ground"]
    return (
        f'<rect x="166" y="{y - 8}" width="28" height="16" rx="8" fill="{accent}"/>'
        f'<circle cx="186" cy="{y}" r="6" fill="{ground}"/>'
    )


def _buttons(screen: Screen, y: int, *, t: Translator, pen: Pen) -> Iterator[str]:
    for number, key in enumerate(screen.buttons, start=1):
        is_target = number == len(screen.buttons)
        fill, edge = (pen.colours["accent"], pen.colours["accent"]) if is_target else ("none", pen.colours["edge"])
        yield f'<rect x="24" y="{y}" width="168" height="30" rx="15" fill="{fill}" stroke="{edge}" stroke-width="1.2"/>'
        colour = "ground" if is_target else "ink"
        yield _text(_word(key, t, pen.facts), x=108, y=y + 19, anchor="middle", pen=pen, colour=colour, weight=600)
        y += 40


def _text(
    text: str,
    *,
    x: int,
    y: float,
    pen: Pen,
    colour: str = "ink",
    size: int = 11,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"'
        f' fill="{pen.colours[colour]}">{escape(text)}</text>'
    )
