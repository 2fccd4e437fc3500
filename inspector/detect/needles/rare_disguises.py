"""Disguises that few use, looked for in the values of a persona: other bases, letters shifted along the alphabet or
mirrored in it, UTF-7, bits.

Only a known value gives them away. Letter by letter a short word becomes another word, and digits other digits: those
are for texts with letters enough.
"""

import base64
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from inspector.decode.replaying.alphabets import (
    BASE32,
    BASE32_HEX,
    BASE45,
    BASE58,
    BASE85,
    CROCKFORD,
    LOWER,
    MIRRORED,
    NUMBERS,
    STEPS,
    UPPER,
    Z85,
    in_number,
    turned_by,
)
from inspector.detect.needles.variants import Variant

_SHORTEST = 8
_LONGEST = 200
_FEWEST_LETTERS = 8
_FEWEST_SIGNS = 4  # different letters: of fewer, a mask of `xxxxxxxx` would be somebody
_CASELESS = "base36"
_NUMBERS = tuple(
    (layer, letters)
    for layer, several in NUMBERS.items()
    for letters in (several[:1] if layer == _CASELESS else several)
    if letters != BASE58  # which more values are looked for in
)
_HEX32 = str.maketrans(BASE32, BASE32_HEX)
_CROCKFORD = str.maketrans(BASE32, CROCKFORD)
_Z85 = str.maketrans(BASE85, Z85)
_ATBASH = str.maketrans(LOWER + UPPER, MIRRORED)
_TURNS = tuple(str.maketrans(LOWER + UPPER, turned_by(by)) for by in range(1, 26))
_ROT13 = _TURNS[12]
_BEYOND = re.compile(r"[^ -~]+")


def rarely_disguised(value: str) -> list[Variant]:
    """The rare disguises of a value, and of its lower case: some hundred texts."""
    text = value.strip()
    if not _SHORTEST <= len(text) <= _LONGEST:
        return []
    found = {variant.text: variant for variant in _disguised(text.lower(), "casefold")}
    return list((found | {variant.text: variant for variant in _disguised(text, "plain")}).values())


def _disguised(text: str, form: str) -> Iterator[Variant]:
    for hidden, layer in (*_in_bases(text.encode("utf-8", "surrogatepass")), *_spelled(text), *_in_utf_7(text)):
        yield Variant(hidden, form, hashed=False, layer=layer)
    letters = [letter for letter in text if letter.isascii() and letter.isalpha()]
    if len(letters) >= _FEWEST_LETTERS and len(set(letters)) >= _FEWEST_SIGNS:
        for hidden, layer in _letter_by_letter(text):
            yield Variant(hidden, form, hashed=False, layer=layer)


def _in_bases(data: bytes) -> Iterator[tuple[str, str]]:
    for layer, letters in _NUMBERS:
        yield in_number(data, letters), layer
    plain = base64.b32encode(data).decode("ascii").rstrip("=")
    yield plain.translate(_HEX32), "base32hex"
    yield plain.translate(_CROCKFORD), "base32-crockford"
    for padded in dict.fromkeys((data, data + b" " * (-len(data) % 4), data + bytes(-len(data) % 4))):
        yield base64.b85encode(padded).decode("ascii").translate(_Z85), "z85"
    yield _in_base45(data), "base45"


def _in_base45(data: bytes) -> str:
    """RFC 9285: two bytes in three letters, a last one in two."""
    written = ""
    for at in range(0, len(data), 2):
        number, size = int.from_bytes(data[at : at + 2]), 3 if at + 1 < len(data) else 2
        for _ in range(size):
            number, place = divmod(number, 45)
            written += BASE45[place]
    return written


def _spelled(text: str) -> Iterator[tuple[str, str]]:
    data = text.encode("utf-8", "surrogatepass")
    for gap in (" ", ""):
        yield gap.join(f"{byte:08b}" for byte in data), "binary-digits"
    yield "".join(f"{byte:03d}" for byte in data), "char-codes"
    if not text.isascii() and max(text) < "\u03e8":
        yield "".join(f"{ord(letter):03d}" for letter in text), "char-codes"


def _in_utf_7(text: str) -> Iterator[tuple[str, str]]:
    """As mail wrote it (RFC 2152), and as IMAP names folders (RFC 3501)."""
    if text.isascii():
        return
    yield text.encode("utf-7", "replace").decode("ascii"), "utf-7"
    yield _BEYOND.sub(_in_imap, text.replace("&", "&-")), "utf-7"


def _in_imap(found: re.Match[str]) -> str:
    written = b64encode(found[0].encode("utf-16-be", "surrogatepass")).decode("ascii")
    return f"&{written.rstrip('=').replace('/', ',')}-"


def _letter_by_letter(text: str) -> Iterator[tuple[str, str]]:
    yield text.translate(_ATBASH), "atbash"
    yield text.translate(_ROT13)[::-1], "reversed>rot13"
    yield from ((text.translate(table), "caesar") for table in _TURNS if table is not _ROT13)
    for step in STEPS:
        if all(ord(letter) + step >= 32 for letter in text):
            yield "".join(chr(ord(letter) + step) for letter in text), "shifted"


def _turned(text: str) -> Iterator[str]:
    yield from (text.translate(table) for table in _TURNS)


def _unshifted(text: str) -> Iterator[str]:
    for step in STEPS:
        yield "".join(chr(max(0, ord(letter) - step)) for letter in text)


def _undo_utf_7(written: str) -> str | None:
    try:
        return written.encode("ascii").decode("utf-7")
    except UnicodeError:
        return None


def _undo_base36(written: str) -> str | None:
    try:
        number = int(written, 36)
        return number.to_bytes((number.bit_length() + 7) // 8).decode("utf-8")
    except ValueError:
        return None


READINGS: Mapping[str, Callable[[str], Iterator[str]]] = MappingProxyType({"caesar": _turned, "shifted": _unshifted})
"""What a text may say whose letters were moved, nobody knows how far."""
UNDO: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {"atbash": lambda text: text.translate(_ATBASH), "utf-7": _undo_utf_7, "base36": _undo_base36}
)
