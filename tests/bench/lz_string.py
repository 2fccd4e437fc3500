"""Writes LZ-String text, as the library of that name in pages does: what a reader of it is measured on."""

import string

_BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits
_STANDARD = _BASE64 + "+/"
_ADDRESS = _BASE64 + "+-"


def lz_base64(text: str) -> str:
    """The text of `compressToBase64`, padded."""
    written = "".join(_STANDARD[code] for code in _codes(text, bits=6))
    return written + "=" * (-len(written) % 4)


def lz_address(text: str) -> str:
    """The text of `compressToEncodedURIComponent`."""
    return "".join(_ADDRESS[code] for code in _codes(text, bits=6))


def lz_utf16(text: str) -> str:
    """The text of `compressToUTF16`: fifteen bits a character."""
    return "".join(chr(code + 32) for code in _codes(text, bits=15)) + " "


class _Stream:
    """Numbers of growing width, lowest bit first."""

    def __init__(self) -> None:
        self.bits: list[int] = []
        self.width = 2
        self._room = 2

    def put(self, number: int, width: int) -> None:
        self.bits += [number >> place & 1 for place in range(width)]

    def count(self) -> None:
        self._room -= 1
        if self._room == 0:
            self._room = 1 << self.width
            self.width += 1


def _codes(text: str, *, bits: int) -> list[int]:
    stream = _compress(text)
    padded = stream + [0] * (bits - len(stream) % bits)
    return [int("".join(map(str, padded[at : at + bits])), 2) for at in range(0, len(padded), bits)]


def _compress(text: str) -> list[int]:
    stream, known, fresh, word = _Stream(), dict[str, int](), set[str](), ""
    for letter in text:
        if letter not in known:
            known[letter] = len(known) + 3
            fresh.add(letter)
        if word + letter in known:
            word += letter
            continue
        _put_word(stream, word, known, fresh)
        known[word + letter] = len(known) + 3
        word = letter
    if word:
        _put_word(stream, word, known, fresh)
    stream.put(2, stream.width)
    return stream.bits


def _put_word(stream: _Stream, word: str, known: dict[str, int], fresh: set[str]) -> None:
    if word in fresh:
        is_wide = ord(word) > 255
        stream.put(int(is_wide), stream.width)
        stream.put(ord(word), 16 if is_wide else 8)
        fresh.remove(word)
        stream.count()
    else:
        stream.put(known[word], stream.width)
    stream.count()
