"""Values cut in pieces for their carrier: cookies `session.0`, `session.1`; the first labels of a host name."""

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import NamedTuple

from inspector.decode.strings import open_string

LAYER = "joined"
_NUMBERED = re.compile(r"(.*?[._-]?[A-Za-z]?)(\d{1,2})\Z")
_LEAST_CHUNK = 16  # characters of a chunk that is followed by another
_LABELS = re.compile(r"[0-9a-f]{10,63}\.(?:[0-9a-f]{2,63}\.){0,5}|[a-z2-7]{10,63}\.(?:[a-z2-7]{2,63}\.){0,5}")
_HEX = re.compile(r"[0-9a-f]+\Z")
_LEAST_LABELS = 20  # characters in all
_DIGEST_SIZES = frozenset((32, 40, 56, 64, 96, 128))
_LONGEST_NAME = 253


class Joined(NamedTuple):
    """The pieces put together, under the name of the first of them."""

    name: str
    value: str


def joined_cookies(pairs: tuple[tuple[str, str], ...]) -> tuple[Joined, ...]:
    """Cookies whose numbers follow one another, from 0 or 1, where together they hide something."""
    if len(pairs) < 2 or not any(name[-1:].isdigit() for name, _ in pairs):
        return ()
    return tuple(joined for joined in _runs(dict(pairs)) if open_string(joined.value))


def _runs(cookies: dict[str, str]) -> Iterator[Joined]:
    for name in cookies:
        pieces = [cookies[piece] for piece in pieces_of(name, cookies)]
        if len(pieces) > 1 and min(map(len, pieces[:-1])) >= _LEAST_CHUNK:
            yield Joined(name, "".join(pieces))


def pieces_of(first: str, names: Container[str]) -> list[str]:
    """The names that count on from this one, with itself; [] where it does not end in 0, or in 1 without a 0."""
    match = _NUMBERED.match(first)
    if match is None or match[2] not in ("0", "1") or f"{match[1]}{int(match[2]) - 1}" in names:
        return []
    pieces = [first]
    while (name := f"{match[1]}{int(match[2]) + len(pieces)}") in names:
        pieces.append(name)
    return pieces


@lru_cache(maxsize=4096)
def joined_labels(host: str) -> str:
    """The labels at the head of a host name, put together, where they hide something or are a digest in several
    pieces; "" else."""
    match = _LABELS.match(host) if len(host) <= _LONGEST_NAME else None
    labels = match[0].split(".")[: min(match[0].count("."), host.count(".") - 1)] if match else []
    for count in range(len(labels), 0, -1):
        text = "".join(labels[:count])
        is_digest = count > 1 and len(text) in _DIGEST_SIZES and _HEX.match(text) is not None
        if len(text) >= _LEAST_LABELS and (is_digest or open_string(text)):
            return text
    return ""
