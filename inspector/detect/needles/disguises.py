"""Reversible disguises that only a known value gives away: rot13, text and base64 written backwards, base64 in the
middle of other base64, letters as codes.

Undoing them for every leaf would turn any text into another; so the value is disguised instead, and looked for.
"""

import base64
import codecs
import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from inspector.decode.replaying.alphabets import BASE58, in_number
from inspector.detect.needles.escapes import escaped, undo_escapes, unquote_any
from inspector.detect.needles.rare_disguises import UNDO
from inspector.detect.needles.variants import Variant

_SHORTEST = 6
_SHORTEST_INSIDE = 8
_LONGEST = 400
_FEWEST_LETTERS = 4
_URLSAFE = str.maketrans("+/", "-_")
_ROT47 = {code: 33 + (code - 33 + 47) % 94 for code in range(33, 127)}


class Disguise(NamedTuple):
    """A disguised value and the layer word (`contracts.md`) that undoes it."""

    text: str
    layer: str


def disguise(value: str) -> list[Disguise]:
    """The disguises of a value that stand alone; none for short ones, which would be found by chance."""
    if len(value) < _SHORTEST or value == value[::-1]:
        return []
    encoded = _base64(value).rstrip("=")
    found = [Disguise(encoded[::-1], "base64-reversed"), Disguise(value[::-1], "reversed")]
    if sum(letter.isascii() and letter.isalpha() for letter in value) >= _FEWEST_LETTERS:
        found.append(Disguise(codecs.encode(value, "rot13"), "rot13"))
    return found


def disguised(value: str, *, thorough: bool = True) -> list[Variant]:
    """Every disguise of a value, and of its lower case, as variants to look for. Thorough ones are some forty texts,
    for values that a person planted or chose; the others are those of `disguise`, and base64 inside base64."""
    text = value.strip()
    if not _SHORTEST <= len(text) <= _LONGEST:
        return []
    distinct: dict[str, Variant] = {}
    for hidden, form in dict.fromkeys(((text, "plain"), (text.lower(), "casefold"))):
        if form == "plain" or hidden != text:
            for variant in _disguised(hidden, form, thorough=thorough):
                distinct.setdefault(variant.text, variant)
    return [variant for key, variant in distinct.items() if key.lower() != text.lower()]


def _disguised(text: str, form: str, *, thorough: bool) -> Iterator[Variant]:
    for hidden, layer in disguise(text):
        yield Variant(hidden, form, hashed=False, layer=layer)
    for hidden, layer in _inside(_base64_inside(text.encode("utf-8", "surrogatepass")), "base64"):
        yield Variant(hidden, form, hashed=False, layer=layer, inside=True)
    if thorough:
        for hidden, layer in (*escaped(text), *_coded(text)):
            yield Variant(hidden, form, hashed=False, layer=layer)
        for hidden, layer in _coded_inside(text):
            yield Variant(hidden, form, hashed=False, layer=layer, inside=True)


def undisguise(written: str, layer: str) -> str | None:
    """The text behind a disguise as it was written; None where it is none (base64 in other letter case), or where
    only the disguise of the value itself can tell (`base64` in the middle of more)."""
    text: str | None = written
    for word in layer.split(">"):
        undo = _UNDO.get(word)
        text = undo(text) if undo is not None and text is not None else None
    return text


def _base64(value: str) -> str:
    return base64.b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii")


def _base64_inside(data: bytes) -> Iterator[str]:
    """The letters that `data` alone decides, for each of the three places where it can begin in longer base64."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data).decode("ascii").rstrip("=")
        start = (0, 2, 3)[before]
        whole = (before + len(data)) * 8 // 6
        yield encoded[start:whole]


def _inside(texts: Iterable[str], layer: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        if len(text) >= _SHORTEST_INSIDE:
            yield text, layer
            if "+" in text or "/" in text:
                yield text.translate(_URLSAFE), f"{layer}url"


def _coded(text: str) -> Iterator[tuple[str, str]]:
    """Hexadecimal digits apart, numbers of letters, base32 and base58, base64 moved by rot13: words of their own."""
    data = text.encode("utf-8", "surrogatepass")
    for gap in " :-,":
        yield data.hex(gap), "hex"
    for codes in dict.fromkeys((tuple(data), tuple(map(ord, text)))):
        for between in (",", ", ", " ", "-"):
            yield between.join(map(str, codes)), "char-codes"
    yield base64.b32encode(data).decode("ascii").rstrip("="), "base32"
    yield in_number(data, BASE58), "base58"
    if codecs.encode(text, "rot13") != text:
        yield codecs.encode(_base64(text).rstrip("="), "rot13"), "rot13>base64"


def _coded_inside(text: str) -> Iterator[tuple[str, str]]:
    """What may stand inside more of the same: hexadecimal digits together, base85, two bytes a letter, rot47."""
    data = text.encode("utf-8", "surrogatepass")
    wide = text.encode("utf-16-le", "surrogatepass")
    backwards = text[::-1].encode("utf-8", "surrogatepass")
    yield data.hex(), "hex"
    yield data.hex()[::-1], "reversed>hex"
    yield wide.hex(), "hex"
    yield "\0".join(text), "utf-16"
    yield base64.b85encode(data).decode("ascii"), "base85"
    yield base64.a85encode(data).decode("ascii"), "ascii85"
    yield from _inside(_base64_inside(wide), "base64")
    yield from _inside(_base64_inside(backwards), "base64>reversed")
    if codecs.encode(text, "rot13") != text:
        yield text.translate(_ROT47), "rot47"


def _undo_reversed_base64(written: str) -> str | None:
    try:
        return base64.b64decode(written[::-1] + "=" * (-len(written) % 4), validate=True).decode("utf-8")
    except ValueError:
        return None


def _undo_hex(written: str) -> str | None:
    try:
        return bytes.fromhex(re.sub(r"[^0-9a-fA-F]", "", written)).decode("utf-8").replace("\0", "")
    except ValueError:
        return None


_UNDO: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        **UNDO,
        "rot13": lambda text: codecs.encode(text, "rot13"),
        "rot47": lambda text: text.translate(_ROT47),
        "reversed": lambda text: text[::-1],
        "base64-reversed": _undo_reversed_base64,
        "url": unquote_any,
        "html": html.unescape,
        "json-string": undo_escapes,
        "js-escape": undo_escapes,
        "hex": _undo_hex,
        "utf-16": lambda text: text.replace("\0", ""),
    }
)
