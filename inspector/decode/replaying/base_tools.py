"""The ways in which rarer encodings are undone: other bases, letters moved along the alphabet, UTF-7, bits, bzip2."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from inspector.decode.encodings.packed_streams import expand_rarely
from inspector.decode.replaying.alphabets import (
    BASE32,
    BASE32_HEX,
    BASE45,
    BASE85,
    CROCKFORD,
    LOWER,
    MIRRORED,
    NUMBERS,
    STEPS,
    UPPER,
    Z85,
    turned_by,
)
from inspector.decode.replaying.tool import MOST, Tool, Tools, decoded, texts_of

_LONGEST_NUMBER = 4000


def base_tools(layer: str, x: object) -> Iterator[Tools]:
    """Each way as the tools to apply in turn; nothing for other layers."""
    if layer in ("bz2", "xz"):
        yield (_unpacked(layer),)
        return
    ways = _WAYS.get(layer)
    if ways is None:
        return
    for before, _ in texts_of(x):
        yield from ((*before, *tools) for tools in ways())


def _unpacked(layer: str) -> Tool:
    module, shell = ("bz2", "bzip2 -dc") if layer == "bz2" else ("lzma", "xz -dc")
    return Tool(lambda x: expand_rarely(x, layer, most=MOST), f"{module}.decompress(x)", (module,), shell)


def _number(letters: str) -> Tool:
    def run(x: str) -> bytes:
        written, number = x.strip(), 0
        if len(written) > _LONGEST_NUMBER:
            raise ValueError("more than a value")
        for letter in written:
            number = number * len(letters) + letters.index(letter)
        return number.to_bytes((number.bit_length() + 7) // 8, "big")

    return Tool(run, f"from_number(x.strip(), {letters!a})", define=_FROM_NUMBER)


_FROM_NUMBER = '''
def from_number(text, letters):
    """The bytes that one large number stands for, written in these letters."""
    number = 0
    for letter in text:
        number = number * len(letters) + letters.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
'''.strip()


def _of_numbers(layer: str) -> Callable[[], Iterator[Tools]]:
    def ways() -> Iterator[Tools]:
        for letters in NUMBERS[layer]:
            yield _number(letters), decoded("utf-8")

    return ways


def _base32_in(letters: str) -> Callable[[], Iterator[Tools]]:
    table = str.maketrans(letters, BASE32)

    def run(x: str) -> bytes:
        body = x.strip().upper().rstrip("=").translate(table)
        return base64.b32decode(body + "=" * (-len(body) % 8))

    translated = f'x.strip().upper().rstrip("=").translate(str.maketrans({letters!a}, {BASE32!a}))'
    python = f'(lambda x: base64.b32decode(x + "=" * (-len(x) % 8)))({translated})'

    def ways() -> Iterator[Tools]:
        yield Tool(run, python, ("base64",)), decoded("utf-8")

    return ways


def _z85() -> Iterator[Tools]:
    table = str.maketrans(Z85, BASE85)
    python = f'base64.b85decode(x.translate(str.maketrans({Z85!a}, {BASE85!a}))).rstrip(b" \\0")'
    yield Tool(lambda x: base64.b85decode(x.translate(table)).rstrip(b" \0"), python, ("base64",)), decoded("utf-8")


def _base45() -> Iterator[Tools]:
    def run(x: str) -> bytes:
        found = bytearray()
        for at in range(0, len(x), 3):
            number = sum(BASE45.index(letter) * 45**power for power, letter in enumerate(x[at : at + 3]))
            found += number.to_bytes(len(x[at : at + 3]) - 1, "big")
        return bytes(found)

    yield Tool(run, "from_base45(x)", define=_FROM_BASE45), decoded("utf-8")


_FROM_BASE45 = f'''
def from_base45(text):
    """RFC 9285"""
    found = bytearray()
    for at in range(0, len(text), 3):
        places = [{BASE45!a}.index(letter) for letter in text[at:at + 3]]
        found += sum(place * 45 ** power for power, place in enumerate(places)).to_bytes(len(places) - 1, "big")
    return bytes(found)
'''.strip()


def _translated(old: str, new: str) -> Tool:
    letters = str.maketrans(old, new)
    return Tool(lambda x: x.translate(letters), f"x.translate(str.maketrans({old!a}, {new!a}))", (), f"tr {old} {new}")


def _atbash() -> Iterator[Tools]:
    yield (_translated(LOWER + UPPER, MIRRORED),)


def _caesar() -> Iterator[Tools]:
    for by in range(1, 26):
        yield (_translated(turned_by(by), LOWER + UPPER),)


def _shifted() -> Iterator[Tools]:
    for step in STEPS:
        yield (_stepped(step),)


def _stepped(step: int) -> Tool:
    def run(x: str) -> str:
        return "".join(chr(ord(letter) - step) for letter in x)

    return Tool(run, f'"".join(chr(ord(c) - {step}) for c in x)'.replace("- -", "+ "))


def _utf_7() -> Iterator[Tools]:
    yield (Tool(lambda x: x.encode("ascii").decode("utf-7"), 'x.encode("ascii").decode("utf-7")'),)

    def run(x: str) -> str:
        return re.sub(r"&([A-Za-z0-9+,]*)-", _from_imap, x)

    python = (
        're.sub("&([A-Za-z0-9+,]*)-", lambda m: base64.b64decode(m[1].replace(",", "/") + "=" * (-len(m[1]) % 4))'
        '.decode("utf-16-be") or "&", x)'
    )
    yield (Tool(run, python, ("base64", "re")),)


def _from_imap(found: re.Match[str]) -> str:
    body = found[1].replace(",", "/")
    return base64.b64decode(body + "=" * (-len(body) % 4)).decode("utf-16-be") or "&"


def _binary_digits() -> Iterator[Tools]:
    def run(x: str) -> bytes:
        return bytes(int(bits, 2) for bits in re.findall("[01]{8}", x))

    yield Tool(run, 'bytes(int(bits, 2) for bits in re.findall("[01]{8}", x))', ("re",)), decoded("utf-8")


def three_figures() -> Iterator[Tools]:
    """`099097109`: three figures for each byte, or each letter."""

    def codes(x: str) -> list[int]:
        return [int(x[at : at + 3]) for at in range(0, len(x), 3)]

    numbers = "int(x[n:n + 3]) for n in range(0, len(x), 3)"
    yield Tool(lambda x: bytes(codes(x)), f"bytes({numbers})"), decoded("utf-8")
    yield (Tool(lambda x: "".join(map(chr, codes(x))), f'"".join(map(chr, [{numbers}]))'),)


_WAYS: Mapping[str, Callable[[], Iterator[Tools]]] = MappingProxyType(
    {
        **{layer: _of_numbers(layer) for layer in NUMBERS},
        "base32hex": _base32_in(BASE32_HEX),
        "base32-crockford": _base32_in(CROCKFORD),
        "z85": _z85,
        "base45": _base45,
        "atbash": _atbash,
        "caesar": _caesar,
        "shifted": _shifted,
        "utf-7": _utf_7,
        "binary-digits": _binary_digits,
    }
)
