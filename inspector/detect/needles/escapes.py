"""A text with letters written as escapes: of addresses, HTML, JavaScript and mail."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.entities import codepoint2name
from urllib.parse import quote, unquote

_WIDE = re.compile(r"%u([0-9a-fA-F]{4})")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")


def escaped(text: str) -> Iterator[tuple[str, str]]:
    """Percent once and twice, character references of HTML, escapes of JavaScript and of mail, each with its layer
    word: the letters that must be written so, or more, or all of them."""
    once = quote(text.encode("utf-8", "surrogatepass"), safe="")
    every = f"%{text.encode('utf-8', 'surrogatepass').hex('%')}"
    yield (once, "url")
    yield (quote(once, safe=""), "url>url")
    yield (every, "url")
    yield (every.replace("%", "%25"), "url>url")
    if not text.isascii():
        for safe in ("", "@*_+-./", "@*_+-./ "):
            yield ("".join(_latin_percent(c, safe) for c in text), "url")
    for table, layer in _tables():
        yield (text.translate(table), layer)


def undo_escapes(written: str) -> str:
    """The text with its escapes of JavaScript read."""
    units = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), written)
    return units.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace")


def unquote_any(written: str) -> str:
    """The text without its percent signs, of UTF-8 or else of Latin-1, as JavaScript's `escape` writes it."""
    try:
        return unquote(written, errors="strict")
    except UnicodeDecodeError:
        return unquote(_WIDE.sub(lambda found: chr(int(found[1], 16)), written), encoding="latin-1")


class _Table(dict[int, str]):
    """How each letter is written, by its code, where it is not kept; for `str.translate`."""

    def __init__(self, write: Callable[[str], str], kept: Callable[[str], bool]) -> None:
        super().__init__()
        self._write = write
        self._kept = kept

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = letter if self._kept(letter) else self._write(letter)
        return self[code]


@cache
def _tables() -> list[tuple[_Table, str]]:
    every = (_is_plain, _is_letter, str.isascii, _is_nothing)
    return [(_Table(write, kept), layer) for write, layer in _ESCAPES for kept in every]


def _latin_percent(character: str, safe: str) -> str:
    if ord(character) > 255:
        return (
            f"%u{ord(character):04X}" if ord(character) < 65536 else quote(character.encode("utf-8", "surrogatepass"))
        )
    return quote(character.encode("latin-1"), safe=safe)


def _is_plain(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_letter(character: str) -> bool:
    """What an address is left with when only its @ is hidden."""
    return character.isascii() and (character.isalnum() or character in "+-._ ")


def _is_nothing(_character: str) -> bool:
    return False


def _named(character: str) -> str:
    name = codepoint2name.get(ord(character))
    return f"&{name};" if name else _decimal(character)


def _decimal(character: str) -> str:
    return f"&#{ord(character)};"


def _hexadecimal(character: str) -> str:
    return f"&#x{ord(character):x};"


def _unicode_escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _latin_escape(character: str) -> str:
    return f"\\x{ord(character):02x}" if ord(character) < 256 else _unicode_escape(character)


def _quoted_printable(character: str) -> str:
    return "".join(f"={byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


_ESCAPES = (
    (_named, "html"),
    (_decimal, "html"),
    (_hexadecimal, "html"),
    (_unicode_escape, "json-string"),
    (_latin_escape, "js-escape"),
    (_quoted_printable, "quoted-printable"),
)
