"""Lines of a printed page or a picture: what stands behind a label goes by that label (`Motif : …`), else `text`."""

import re

from inspector.decode.pairs import numbered

_LABELLED = re.compile(
    r"([^\W\d_][\w’'°().,/ \xa0\u202f-]{1,39}?)[ \xa0\u202f]{0,3}:(?<!\d:)(?!//) *(?=\S)(.+)\Z"  # no time, no URL
)
_MOST_LINES = 5000
_LONGEST = 20_000
TEXT = "text"
"""The name of a line without a label."""


def named_lines(text: str) -> tuple[tuple[str, str], ...]:
    """The lines of a page, each with its name, numbered; a line that goes on in lower case is joined with the next."""
    lines: list[str] = []
    for line in text.splitlines()[: 2 * _MOST_LINES]:
        clean = " ".join(line.split())
        if lines and clean and lines[-1] and clean[0].islower() and len(lines[-1]) < _LONGEST:
            lines[-1] += f" {clean}"
        else:
            lines.append(clean)
    return numbered([named_line(line) for line in lines if line][:_MOST_LINES])


def named_line(line: str) -> tuple[str, str]:
    """The label of a line and what stands behind it; TEXT and the whole line where it has none."""
    match = _LABELLED.match(line)
    return (match[1].strip(), match[2].strip()) if match else (TEXT, line)
