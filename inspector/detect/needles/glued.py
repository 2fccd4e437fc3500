"""Digests that are not written as such: between dashes, as a UUID, in base32, as a number, in pairs, within letters."""

import base64
import re
from collections.abc import Iterable, Sequence

from inspector.detect.needles.algorithms import SHORTEST_HEX

type Pieces = dict[str, list[tuple[str, str]]]
"""Hexadecimal or base64 digests that may be: the words they come from, and how the form then begins."""

_UUID_LENGTH = 36
_SIZES = (16, 20, 28, 32, 48, 64)
_HEX_LENGTHS = frozenset(2 * size for size in _SIZES)
PAIR_SIZES = frozenset(3 * size - 1 for size in _SIZES)
"""How long a digest in pairs is."""
_DECIMAL_SIZES = {
    length: size for size in (16, 20, 32) for length in range(len(str(256**size)) - 3, len(str(256**size)) + 1)
}
_BASE32_LENGTHS = frozenset({26, 28, 32, 45, 47, 52, 54, 77, 79, 103, 104})
"""With up to two signs of padding: more of them are no part of a word."""
_ODD = re.compile(r"(?:[A-Z2-7]{26,}|[a-z2-7]{26,}|[0-9]{36,})=*\Z")
_HEX_PIECE = re.compile(r"(?<=/)[0-9a-fA-F]{16,}(?![^/])")
_HEX = re.compile(r"[0-9a-fA-F]{16,}\Z")
_HEX_RUN = re.compile(r"[0-9a-f]+|[0-9A-F]+")
SHORTEST_NUMBER = 16
"""Figures of 64 bits: fewer are not worth a look."""
_NUMBER = re.compile(rf"-?[1-9][0-9]{{{SHORTEST_NUMBER - 1},19}}\Z")
_ODD_LENGTHS = _BASE32_LENGTHS | _DECIMAL_SIZES.keys()


def pieces_of(words: Sequence[str]) -> Pieces:
    """What may be a digest within words, or behind one more step."""
    found: Pieces = {}
    for word in [word for word in words if "-" in word or "_" in word]:
        pieces = word.replace("_", "-").split("-")
        for piece in pieces:
            if len(piece) >= SHORTEST_HEX:
                found.setdefault(piece, []).append((word, ""))
        if len(word) == _UUID_LENGTH and len(pieces) == 5:
            found.setdefault("".join(pieces), []).append((word, "uuid>"))
    for word in [word for word in words if "/" in word]:
        if (within := _HEX_PIECE.search(word)) is not None:
            found.setdefault(within[0], []).append((word, ""))
    for word in words:
        for run in _HEX_RUN.findall(word) if not word.isalnum() or _HEX.match(word) is None else ():
            if len(run) in _HEX_LENGTHS and run != word:
                found.setdefault(run, []).append((word, ""))
    for word in [word for word in words if _NUMBER.match(word)]:
        bits = int(word) % 2**64 if -(2**63) <= int(word) < 2**64 else 0
        if bits:
            found.setdefault(f"{bits:016x}", []).append((word, "decimal>"))
    for word in [word for word in words if len(word) in _ODD_LENGTHS and _ODD.match(word)]:
        if (behind := _behind(word)) is not None:
            found.setdefault(behind[0], []).append((word, behind[1]))
    return found


def pairs_in(texts: Iterable[str]) -> Pieces:
    """Texts that are nothing but pairs of hexadecimal digits."""
    found: Pieces = {}
    for text in texts:
        if len(text) in PAIR_SIZES and text[2] in ": -":
            piece = text.replace(text[2], "")
            if len(piece) in _HEX_LENGTHS and _HEX.match(piece):
                found.setdefault(piece, []).append((text, "pairs>"))
    return found


def _behind(word: str) -> tuple[str, str] | None:
    """The hexadecimal digits that a word stands for, and the step from them to the word."""
    if word.isdigit() and len(word) in _DECIMAL_SIZES:
        number, size = int(word), _DECIMAL_SIZES[len(word)]
        return (number.to_bytes(size).hex(), "decimal>") if number < 256**size else None
    bare = word.rstrip("=").upper()
    try:
        return base64.b32decode(bare + "=" * (-len(bare) % 8)).hex(), "base32>raw:"
    except ValueError:
        return None
