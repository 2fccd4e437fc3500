"""Setting captured text: broken into lines of a fixed number of letters, each break with a visible mark."""

from collections.abc import Iterable, Iterator

from inspector.report.glyphs import printable

CONTINUED = "↩"
_WIDE = frozenset("mw@%—…")
_FEWEST = 4  # letters worth a line of their own

type Run = tuple[str, bool]
"""A stretch of one line and whether it is set bold."""


def verbatim_lines(runs: Iterable[Run], *, letters: int, most_lines: int) -> list[list[Run]]:
    """The runs as lines of at most `letters` characters; line breaks of the text stay, others end with ↩.
    Beyond `most_lines` the last line is an ellipsis."""
    lines: list[list[Run]] = [[]]
    room = letters - 1
    for text, bold in runs:
        for part, ends_line in _parts(printable(text.replace("\r\n", "\n").replace("\r", "\n"))):
            rest = part
            while rest:
                if room <= 0:
                    lines[-1].append((CONTINUED, False))
                    lines.append([])
                    room = letters - 1
                    if len(lines) > most_lines:
                        return [*lines[:most_lines], [("…", False)]]
                lines[-1].append((rest[:room], bold))
                rest, room = rest[room:], room - len(rest[:room])
            if ends_line:
                lines.append([])
                room = letters - 1
        if len(lines) > most_lines:
            return [*lines[:most_lines], [("…", False)]]
    return lines if lines[-1] or len(lines) == 1 else lines[:-1]


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    pieces = text.split("\n")
    for index, piece in enumerate(pieces):
        yield piece.replace("\t", "    "), index < len(pieces) - 1


def breakable(text: str, *, longest: int = 32) -> str:
    """Running text in which long words may break: after `.` `/` `-` `_` `?` `&` `=` `:` without a mark, elsewhere
    with the continuation mark."""
    return " ".join(_breakable_word(word, longest) for word in printable(text.replace("\n", " ")).split(" "))


def _breakable_word(word: str, longest: int) -> str:
    if len(word) <= longest * 3 // 4:
        return word
    parts: list[str] = []
    run = 0.0
    for n, c in enumerate(word, start=1):
        parts.append(c)
        run += 1.6 if c in _WIDE or c.isupper() else 1
        if c in "./-_?&=:,;@":
            parts.append("\u200b")
            run = 0.0
        elif run >= longest and len(word) - n >= _FEWEST:
            parts.append(f"{CONTINUED}\n")
            run = 0.0
    return "".join(parts)


def excerpt(text: str, most: int, *, from_end: bool = False) -> str:
    """At most `most` characters of a text with an ellipsis where it was cut."""
    if len(text) <= most:
        return text
    return f"…{text[-most:]}" if from_end else f"{text[:most]}…"
