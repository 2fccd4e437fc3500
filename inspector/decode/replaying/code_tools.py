"""The ways in which one layer of encoding or compression may be undone, the likeliest first."""

import base64
import re
import string
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from inspector.decode.replaying.base_tools import base_tools, three_figures
from inspector.decode.replaying.tool import (
    Tool,
    Tools,
    backwards,
    cut,
    decoded,
    encoded_words,
    joined_numbers,
    of_array,
    piece,
    rot13,
    rot47,
    stripped,
    texts_of,
    unbase64,
    uncompressed,
    unescaped_letters,
    unescaped_octal,
    unescaped_points,
    unhex,
    unlz,
    unpercent,
    unquoted_printable,
    unreferenced,
)

_UPPER, _LOWER, _DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits
_STANDARD = _UPPER + _LOWER + _DIGITS + "+/"
_SIGNS = ("._", "*-", "-~", "+,", ".-", "_:", "-.", "_-", "_.", "!-", "-*", "~-", "-/", "+_", "+-")
_ORDERS = (
    "./" + _UPPER + _LOWER + _DIGITS,
    "./" + _DIGITS + _UPPER + _LOWER,
    "+-" + _DIGITS + _UPPER + _LOWER,
    _DIGITS + _UPPER + _LOWER + "+/",
    _DIGITS + _LOWER + _UPPER + "+/",
    _LOWER + _UPPER + _DIGITS + "+/",
)
_PIECES = re.compile(r"[\w+/=-]{4,}", re.ASCII)
_UUENCODED = re.compile(r"\s*begin(-base64)? [0-7]{3,4} [^\r\n]{1,255}\r?\n")
_MOST_PIECES = 9


def code_tools(layer: str, x: object) -> Iterator[Tools]:
    """Each way as the tools to apply in turn; nothing for layers that are no encoding."""
    ways = _WAYS.get(layer)
    yield from ways(x) if ways is not None else base_tools(layer, x)


def _gzip(x: object) -> Iterator[Tools]:
    for before in _bytes_of(x):
        yield (*before, uncompressed("gzip"))


def _deflate(x: object) -> Iterator[Tools]:
    for before in _bytes_of(x):
        yield (*before, uncompressed("deflate", exactly=True))
        yield (*before, uncompressed("deflate"))


def _bytes_of(x: object) -> Iterator[Tools]:
    """The bytes as they are, or written as characters, one each."""
    yield ()
    for before, text in texts_of(x):
        if text.isascii() or max(text) < "\u0100":
            yield (*before, Tool(lambda x: x.encode("latin-1"), 'x.encode("latin-1")'))


def _brotli(_: object) -> Iterator[Tools]:
    yield (uncompressed("br"),)


def _zstd(_: object) -> Iterator[Tools]:
    yield (uncompressed("zstd"),)


def _base64(x: object) -> Iterator[Tools]:
    for before, text in texts_of(x):
        if text.startswith("=?"):
            yield (*before, encoded_words())
        if text.startswith("data:"):
            start: Tools = (cut(text, text.index(",") + 1, len(text)),)
        else:
            start = (cut(text, 6, len(text)),) if text.startswith("Basic ") else ()
        body = text[text.index(",") + 1 :] if text.startswith("data:") else text.removeprefix("Basic ")
        yield (*before, *start, unbase64(body))
        if " " in body:
            spaced = Tool(lambda x: x.replace(" ", "+"), 'x.replace(" ", "+")', (), "tr ' ' +")
            yield (*before, *start, spaced, unbase64(body.replace(" ", "+")))
        for match in list(_PIECES.finditer(text))[:_MOST_PIECES]:
            if match[0] != text:
                yield (*before, cut(text, match.start(), match.end()), unbase64(match[0]))
        yield from ((*before, *tools) for tools in _other_base64(text))


def _other_base64(text: str) -> Iterator[Tools]:
    signs = {c for c in text.rstrip("=") if not c.isalnum()}
    for pair in _SIGNS if 0 < len(signs) <= 3 else ():
        if signs <= {*pair, text[-1]}:
            padding = text[-1] if text[-1] not in pair else ""
            letters = _UPPER + _LOWER + _DIGITS + pair
            yield ((stripped(padding),) if padding else ()) + (unbase64(text.rstrip(padding or "="), letters=letters),)
    for order in _ORDERS:
        yield (unbase64(text, letters=order),)


def _base64_reversed(x: object) -> Iterator[Tools]:
    for before, text in texts_of(x):
        yield (*before, backwards(text), unbase64(text[::-1]))


def _hex(x: object) -> Iterator[Tools]:
    for before, _ in texts_of(x):
        yield (*before, unhex())
        yield (*before, unescaped_letters())
        for encoding in ("utf-8", "latin-1"):
            yield (*before, _unhexed_escapes(encoding))


def _unhexed_escapes(encoding: str) -> Tool:
    def run(x: str) -> str:
        return re.sub(
            r"(?:\\x[0-9a-fA-F]{2})+", lambda m: bytes.fromhex(m[0].replace("\\x", "")).decode(encoding, "replace"), x
        )

    python = (
        r're.sub(r"(?:\\x[0-9a-fA-F]{2})+", '
        rf'lambda m: bytes.fromhex(m[0].replace("\\x", "")).decode("{encoding}", "replace"), x)'
    )
    return Tool(run, python, ("re",))


def _url(x: object) -> Iterator[Tools]:
    for before, text in texts_of(x):
        for charset in ("utf-8", "cp1252"):
            for plus in ("+" in text, "+" not in text):
                yield (*before, unpercent(plus=plus, charset=charset))
        yield (*before, _percent_u(), unpercent(plus=False))


def _percent_u() -> Tool:
    def run(x: str) -> str:
        return re.sub(r"%u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), x)

    return Tool(run, 're.sub("%u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), x)', ("re",))


def _base32(x: object) -> Iterator[Tools]:
    for before, text in texts_of(x):
        pad = -len(text.rstrip("=")) % 8
        upper, shell = (".upper()", "tr a-z A-Z | ") if text[:64].islower() else ("", "")
        shell += "base32 -d" if not pad or text.endswith("=") else f"{{ cat; printf {'=' * pad}; }} | base32 -d"
        python = f'base64.b32decode(x{upper}.rstrip("=") + "{"=" * pad}")'
        run = Tool(partial(_unbase32, pad), python, ("base64",), shell)
        yield (*before, run)


def _unbase32(pad: int, x: str) -> bytes:
    return base64.b32decode(x.upper().rstrip("=") + "=" * pad)


def _ascii85(x: object) -> Iterator[Tools]:
    for before, _ in texts_of(x):
        python = "base64.a85decode(x.strip(), adobe=True)"
        yield (*before, Tool(lambda x: base64.a85decode(x.strip(), adobe=True), python, ("base64",)))
        yield (*before, Tool(base64.b85decode, "base64.b85decode(x)", ("base64",)))
        yield (*before, Tool(base64.a85decode, "base64.a85decode(x)", ("base64",)))


def _lzstring(x: object) -> Iterator[Tools]:
    if isinstance(x, bytes):
        yield (unlz(8),)
    for before, text in texts_of(x):
        if text.isascii():
            yield (*before, unlz(6, letters=_STANDARD))
            yield (*before, unlz(6, letters=_STANDARD[:-2] + "+-"))
        else:
            yield (*before, unlz(15, less=32))
            yield (*before, unlz(16))


def _uuencode(x: object) -> Iterator[Tools]:
    for before, text in texts_of(x):
        head = _UUENCODED.match(text)
        if head is None:
            continue
        if head[1]:
            end = text.find("====", head.end())
            body = text[head.end() : end if end >= 0 else len(text)]
            yield (*before, cut(text, head.end(), head.end() + len(body)), unbase64(body))
            continue
        run = Tool(_unuuencoded, _UUDECODE, ("binascii", "itertools"))
        yield (*before, cut(text, head.end(), len(text)), run)


def _unuuencoded(x: str) -> bytes:
    import binascii
    import itertools

    lines = itertools.takewhile(lambda each: each.strip() not in ("end", "`", ""), x.splitlines())
    return b"".join(binascii.a2b_uu(each) for each in lines)


_UUDECODE = (
    'b"".join(binascii.a2b_uu(line) for line in'
    ' itertools.takewhile(lambda line: line.strip() not in ("end", "`", ""), x.splitlines()))'
)


def _reversed(x: object) -> Iterator[Tools]:
    for before, text in texts_of(x):
        yield (*before, backwards(text))


def _texts(*tools: Tool) -> "Callable[[object], Iterator[Tools]]":
    def ways(x: object) -> Iterator[Tools]:
        for before, _ in texts_of(x):
            yield (*before, *tools)

    return ways


def _rot13(x: object) -> Iterator[Tools]:
    yield from _texts(rot13())(x)


def _rot47(x: object) -> Iterator[Tools]:
    yield from _texts(rot47())(x)


def _html(x: object) -> Iterator[Tools]:
    yield from _texts(unreferenced())(x)


def _escapes(x: object) -> Iterator[Tools]:
    yield from _texts(unescaped_letters())(x)
    yield from _texts(unescaped_points(), unescaped_octal())(x)


def _char_codes(x: object) -> Iterator[Tools]:
    yield from _texts(*of_array("bytes(x)", bytes))(x)
    yield from _texts(*of_array('"".join(map(chr, x))', _joined_points))(x)
    yield from _texts(joined_numbers(wide=False))(x)
    yield from _texts(joined_numbers(wide=True))(x)
    for before, _ in texts_of(x):
        yield from ((*before, *tools) for tools in three_figures())


def _joined_points(codes: list[int]) -> str:
    return "".join(map(chr, codes))


def _letters(x: object) -> Iterator[Tools]:
    yield from _texts(*of_array('"".join(x)', "".join))(x)


def _utf_16(x: object) -> Iterator[Tools]:
    if isinstance(x, bytes):
        yield from ((decoded(charset),) for charset in ("utf-16-le", "utf-16-be"))
    without = Tool(lambda x: x.replace("\0", ""), 'x.replace("\\0", "")', (), "tr -d '\\000'")
    yield from _texts(without)(x)


def _quoted_printable(x: object) -> Iterator[Tools]:
    if isinstance(x, bytes):
        yield (unquoted_printable(),)
    elif isinstance(x, str):
        yield (Tool(lambda x: x.encode(), "x.encode()", (), ""), unquoted_printable())
        yield (encoded_words(),)


def _token(x: object) -> Iterator[Tools]:
    """The second part of a token of three, the first, and a token written in digits (SMART Health Cards)."""
    for before, text in texts_of(x):
        start: Tools = before
        if text.startswith("shc:/"):
            digits = cut(text, text.rindex("/") + 1, len(text))
            spell = Tool(_spelled, '"".join(chr(int(x[n:n + 2]) + 45) for n in range(0, len(x), 2))')
            start, text = (*before, digits, spell), _spelled(text[text.rindex("/") + 1 :])
        pieces = text.split(".")
        for number in (1, 0):
            if number < len(pieces):
                bare = re.search(r"[\w-]+\Z" if number == 0 else r"[\w-]*", pieces[number], re.ASCII)
                body = bare[0] if bare else ""
                whole = (
                    ()
                    if body == pieces[number]
                    else (cut(pieces[number], len(pieces[number]) - len(body), len(pieces[number])),)
                )
                yield (*start, piece(".", number), *whole, unbase64(body))


def _signed(x: object) -> Iterator[Tools]:
    """`base64--digest`, also with a number in front."""
    for before, text in texts_of(x):
        body = text.rpartition("--")[0]
        for start in (0, body.find("-") + 1):
            yield (*before, cut(text, start, len(body)), unbase64(body[start:]))


def _spelled(digits: str) -> str:
    return "".join(chr(int(digits[at : at + 2]) + 45) for at in range(0, len(digits), 2))


_WAYS: Mapping[str, Callable[[object], Iterator[Tools]]] = MappingProxyType(
    {
        "gzip": _gzip,
        "deflate": _deflate,
        "br": _brotli,
        "zstd": _zstd,
        "base64": _base64,
        "base64url": _base64,
        "base64-reversed": _base64_reversed,
        "hex": _hex,
        "url": _url,
        "base32": _base32,
        "ascii85": _ascii85,
        "base85": _ascii85,
        "lzstring": _lzstring,
        "uuencode": _uuencode,
        "reversed": _reversed,
        "rot13": _rot13,
        "rot47": _rot47,
        "html": _html,
        "json-string": _escapes,
        "js-escape": _escapes,
        "char-codes": _char_codes,
        "letters": _letters,
        "utf-16": _utf_16,
        "quoted-printable": _quoted_printable,
        "jwt": _token,
        "jwe": _token,
        "rails-signed": _signed,
    }
)
