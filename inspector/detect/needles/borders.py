"""Where a found value ends: whether it stands for itself, or is a piece of somebody else's address, name or number.

In a disguise the letters around it are disguised as well: they are undone together, as far as they reach.
"""

import html
import quopri
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from inspector.detect.needles.disguises import undisguise
from inspector.detect.needles.escapes import undo_escapes, unquote_any
from inspector.detect.needles.rare_disguises import READINGS

_AROUND = 96  # characters on either side that are undone with a disguised value
_IN_ADDRESS = ".-_+"
_BASE64 = re.compile(r"[A-Za-z0-9+/_\-]+")
_HEX = re.compile(r"[0-9a-fA-F]+(?:[ :,\-][0-9a-fA-F]+)*")
_GROUPED = re.compile(r"\+?\d+(?:[ ./\-]\d+){2,}")
_SIGNATURE = re.compile(r"\.[A-Za-z0-9+/_\-]{27}(?:[A-Za-z0-9+/_\-]{16})?=?(?![A-Za-z0-9+/_\-.])")
"""Of a signed cookie: no host ends so."""
_BITS = re.compile(r"[01]+(?: [01]+)*")
_CODES = re.compile(r"\d+")
_STANDARD = str.maketrans("-_", "+/")


def is_bounded(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is no part of a longer word or number."""
    before = text[start - 1 : start]
    after = text[end : end + 1]
    return not ((before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum()))


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, which is bounded, is a whole: an address with letters before or behind it is another
    mailbox, a name with a hyphen and more another name, a number with a sign, a point or more digits another number."""
    found = text[start:end]
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if _GROUPED.fullmatch(found):
        return not (_counts_on(before[::-1], _joints(found)) or _counts_on(after, _joints(found)))
    if "@" in found:
        if _SIGNATURE.match(text, end):
            return not _goes_on(before[::-1], _IN_ADDRESS)
        return not (_goes_on(before[::-1], _IN_ADDRESS) or _goes_on(after, ".-_"))
    if " " in found and any(map(str.isalpha, found)):
        return not (_goes_on(before[::-1], "-") or _goes_on(after, "-"))
    if found[0] == "+" and before[-1:].isalnum():
        return False
    if found[0].isupper() and found.isalpha():
        return not (_is_hyphenated(before[::-1]) or (_is_hyphenated(after) and after[1].isupper()))
    if found.isdigit():
        return not (_counts_on(before[::-1], ".,+") or _counts_on(after, ".,"))
    return True


def is_whole_behind(line: str, start: int, end: int, *, layer: str, value: str) -> bool:
    """Whether the value stands alone in what `line[start:end]` and its surroundings hide behind these layers; True
    where that cannot be told."""
    wanted, known = value.strip().casefold(), False
    for text in _behind(line, start, end, layer):
        low = text.casefold()
        at = low.find(wanted)
        while at >= 0:
            if is_bounded(low, at, at + len(wanted)) and stands_alone(low, at, at + len(wanted)):
                return True
            known, at = True, low.find(wanted, at + 1)
    return not known


def _goes_on(beyond: str, joints: str) -> bool:
    """Whether what comes next is a joint with a letter or digit behind it."""
    return beyond[:1] in joints and beyond[1:2].isalnum() if beyond else False


def _counts_on(beyond: str, joints: str) -> bool:
    return beyond[:1] in joints and beyond[1:2].isdigit() if beyond else False


def _is_hyphenated(beyond: str) -> bool:
    return beyond[:1] == "-" and beyond[1:2].isalpha()


def _joints(found: str) -> str:
    """What stands between the groups of a number: more of the same goes on counting."""
    return "".join(sign for sign in set(found) if not sign.isalnum() and sign != "+")


def _behind(line: str, start: int, end: int, layer: str) -> Iterator[str]:
    """What a disguised value and its surroundings may say."""
    outer, _, inner = layer.partition(">")
    words = (outer, *inner.split(">")) if inner else (outer,)
    if words[0] in ("base64", "base64url"):
        texts = _from_base64(_run(_BASE64, line, start, end))
    elif words[0] == "hex" or words[:2] == ("reversed", "hex"):
        texts = _from_hex(_run(_HEX, line, start, end), backwards=words[0] == "reversed")
        words = ("hex",)
    elif words[0] == "binary-digits":
        texts = _from_bits(_run(_BITS, line, start, end))
    elif words[0] == "char-codes":
        texts = _from_codes(line[max(0, start - _AROUND) : end + _AROUND])
    elif words[0] in READINGS:
        yield from READINGS[words[0]](line[max(0, start - _AROUND) : end + _AROUND])
        return
    elif all(word in _LETTERWISE for word in words):
        yield _undone(line[max(0, start - _AROUND) : end + _AROUND], words)
        return
    else:
        return
    for text in texts:
        yield _undone(text, words[1:]) if len(words) > 1 else text


def _undone(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        undo = _LETTERWISE.get(word)
        text = undo(text) if undo is not None else undisguise(text, word) or ""
    return text


def _run(pattern: re.Pattern[str], line: str, start: int, end: int) -> str:
    """The letters of an encoding around `line[start:end]`, so far as they are looked at."""
    first, last = max(0, start - _AROUND), min(len(line), end + _AROUND)
    piece = line[first:last]
    for run in pattern.finditer(piece):
        if run.start() <= start - first < run.end():
            return run[0]
    return line[start:end]


def _from_base64(run: str) -> Iterator[str]:
    """With each of the places where four letters can begin."""
    letters = run.translate(_STANDARD)
    for first in range(4):
        piece = letters[first:]
        piece = piece[: len(piece) - (len(piece) % 4 == 1)]
        yield from _texts(b64decode(piece + "=" * (-len(piece) % 4)))


def _from_hex(run: str, *, backwards: bool) -> Iterator[str]:
    digits = re.sub(r"[^0-9a-fA-F]", "", run)[:: -1 if backwards else 1]
    for first in range(2):
        piece = digits[first:]
        yield from _texts(bytes.fromhex(piece[: len(piece) // 2 * 2]))


def _from_bits(run: str) -> Iterator[str]:
    bits = run.replace(" ", "")
    for first in range(8):
        piece = bits[first:]
        yield from _texts(bytes(int(piece[at : at + 8], 2) for at in range(0, len(piece) - 7, 8)))


def _from_codes(piece: str) -> Iterator[str]:
    codes = [int(code) for code in _CODES.findall(piece) if len(code) < 7]
    if all(code < 256 for code in codes):
        yield from _texts(bytes(codes))
    yield "".join(chr(code) for code in codes if code < 0x110000)


def _texts(data: bytes) -> Iterator[str]:
    """Bytes as UTF-8, and as the lower bytes of two-byte letters."""
    yield data.decode("utf-8", "replace")
    if 0 in data:
        yield data.replace(b"\0", b"").decode("latin-1")


def _unquoted(text: str) -> str:
    return quopri.decodestring(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")


_LETTERWISE: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "html": html.unescape,
        "json-string": undo_escapes,
        "js-escape": undo_escapes,
        "url": unquote_any,
        "quoted-printable": _unquoted,
        "reversed": lambda text: text[::-1],
        "atbash": lambda text: undisguise(text, "atbash") or text,
        "rot13": lambda text: undisguise(text, "rot13") or text,
        "rot47": lambda text: undisguise(text, "rot47") or text,
        "utf-16": lambda text: text.replace("\0", ""),
    }
)
