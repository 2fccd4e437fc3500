"""One act with a standard tool: what it does here, and how Python and a shell write it down.

A route (`route.py`) is made of these, so that what a person runs elsewhere is what was checked here. Captured text
enters the written forms as literals only: `ascii` for Python, `shlex.quote` for the shell, numbers for places.
"""

import base64
import codecs
import html
import json
import quopri
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from email.header import decode_header, make_header
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_plus

from inspector.decode.coding import expand, expand_exactly
from inspector.decode.encodings.lzstring import decompressed

MOST = 64_000_000
"""Bytes that a compressed stream may give here."""
_CHARSETS = ("utf-8", "utf-16", "utf-16-le", "utf-32", "utf-32-le", "utf-32-be", "cp1252", "latin-1")
_EXACT_IN_JQ = 2**53


class Tool(NamedTuple):
    """`python` is an expression of `x`; `shell` a filter, "" where nothing is to be done, None where there is no short
    one. `needs` are modules to import, `package` what has to be installed first, `define` a function it calls."""

    apply: Callable[[Any], Any]
    python: str
    needs: tuple[str, ...] = ()
    shell: str | None = None
    package: str = ""
    define: str = ""


type Tools = tuple[Tool, ...]


def decoded(charset: str) -> Tool:
    """Bytes to text."""
    same = charset in ("utf-8", "ascii")
    return Tool(lambda x: x.decode(charset), f'x.decode("{charset}")', shell="" if same else None)


def texts_of(x: object) -> Iterator[tuple[Tools, str]]:
    """The texts that a value may be, the likeliest first, each with how to get there."""
    if isinstance(x, str):
        yield (), x
        return
    if not isinstance(x, bytes):
        return
    for charset in ("utf-8-sig", *_CHARSETS) if x.startswith(b"\xef\xbb\xbf") else _CHARSETS:
        try:
            yield (decoded(charset),), x.decode(charset)
        except UnicodeDecodeError:
            continue


def cut(x: bytes | str, start: int, end: int) -> Tool:
    """`x[start:end]`; the shell counts bytes."""
    before, inner = (x[:start], x[start:end])
    skipped = len(before if isinstance(before, bytes) else before.encode("utf-8", "replace"))
    size = len(inner if isinstance(inner, bytes) else inner.encode("utf-8", "replace"))
    shell = (f"tail -c +{skipped + 1} | " if skipped else "") + f"head -c {size}"
    if start == 0 and end == len(x):
        return Tool(lambda x: x, "x", shell="")
    return Tool(lambda x: x[start:end], f"x[{start}:{end}]", shell=shell)


def stripped(marks: str = "") -> Tool:
    """Without white space, or these marks, around."""
    return Tool(lambda x: x.strip(marks or None), f"x.strip({ascii(marks) if marks else ''})")


def uncompressed(coding: str, *, exactly: bool = False) -> Tool:
    """One of gzip, deflate, br, zstd; `exactly`: raw deflate."""
    apply = expand_exactly if exactly else expand
    python, needs, shell, package = _CODINGS["raw" if exactly and coding == "deflate" else coding]

    def run(x: bytes) -> bytes:
        result = apply(x, coding, most=MOST)
        return result if isinstance(result, bytes) else result.data

    return Tool(run, python, (needs,), shell, package)


_CODINGS: dict[str, tuple[str, str, str | None, str]] = {
    "gzip": ("zlib.decompressobj(31).decompress(x)", "zlib", "gunzip", ""),
    "deflate": ("zlib.decompress(x)", "zlib", None, ""),
    "raw": ("zlib.decompressobj(-15).decompress(x)", "zlib", None, ""),
    "br": ("brotli.decompress(x)", "brotli", "brotli -dc", "brotli"),
    "zstd": ("zstandard.ZstdDecompressor().decompressobj().decompress(x)", "zstandard", "zstd -dc", "zstandard"),
}


def unbase64(text: str, *, letters: str = "") -> Tool:
    """Base64 without white space; `letters` where they are not in the usual order, or not the usual ones."""
    bare = "".join(text.split()).rstrip("=")
    pad = -len(bare) % 4
    usual = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    table = str.maketrans(letters or "-_", usual if letters else "+/")

    def run(x: str) -> bytes:
        body = "".join(x.split()).rstrip("=").translate(table)
        return base64.b64decode(body + "=" * (-len(body) % 4), validate=True)

    body, needs = 'x.rstrip("=")' if text == "".join(text.split()) else '"".join(x.split()).rstrip("=")', "base64"
    if letters:
        body += f".translate(str.maketrans({letters!a}, {usual!a}))"
    is_url = not letters and ("-" in bare or "_" in bare)
    call = "urlsafe_b64decode" if is_url else "b64decode"
    translate = "tr -- '-_' '+/' | " if is_url else ""
    if is_url and ("+" in bare or "/" in bare):
        body += '.replace("+", "-").replace("/", "_")'
    padding = f"{{ tr -d '=[:space:]'; printf {'=' * pad}; }} | " if pad else ""
    shell = None if letters else f"{translate}{padding}base64 -d"
    return Tool(run, f'base64.{call}({body} + "{"=" * pad}")', (needs,), shell)


def unhex() -> Tool:
    r"""Hexadecimal digits, with or without `0x`, `\x` and separators."""

    def run(x: str) -> bytes:
        return bytes.fromhex(re.sub(r"0x|[^0-9a-fA-F]", "", x, flags=re.IGNORECASE))

    python = 'bytes.fromhex(re.sub("(?i)0x|[^0-9a-f]", "", x))'
    return Tool(run, python, ("re",), "sed 's/0[xX]//g' | tr -cd '0-9a-fA-F' | xxd -r -p")


def unpercent(*, plus: bool, charset: str = "utf-8") -> Tool:
    """Percent-decoded once; `plus`: `+` is a space."""
    named = "" if charset == "utf-8" else f', encoding="{charset}"'
    function = unquote_plus if plus else unquote
    perl = ("tr/+/ /; " if plus else "") + "s/%([0-9A-Fa-f]{2})/chr hex $1/ge"
    shell = f"perl -pe {shlex.quote(perl)}" if charset == "utf-8" else None
    python = f"urllib.parse.{function.__name__}(x{named})"
    return Tool(lambda x: function(x, encoding=charset), python, ("urllib.parse",), shell)


def member(keys: Sequence[str | int], *, leaf: object = "", exact: bool = False) -> Tool:
    """The value at these keys of a JSON text; `exact`: decimals as they are written."""

    def run(x: str | bytes) -> Any:
        value = json.loads(x, strict=False, parse_float=str if exact else None)
        for key in keys:
            value = value[key]
        return value

    options = (", strict=False" if isinstance(leaf, str) else "") + (", parse_float=str" if exact else "")
    python = f"json.loads(x{options})" + "".join(f"[{key!a}]" for key in keys)
    told = "." + "".join(f"[{json.dumps(key)}]" for key in keys)
    is_plain = isinstance(leaf, str | bool | None) or (isinstance(leaf, int) and abs(leaf) < _EXACT_IN_JQ)
    return Tool(run, python, ("json",), f"jq -j {shlex.quote(told)}" if is_plain and not exact else None)


def pair(name: str, number: int, *, between: str = "&", equals: str = "=") -> Tool:
    """The raw value of the n-th (from 0) field of this raw name."""

    def run(x: str) -> str:
        pieces = [piece.partition(equals) for piece in x.split(between)]
        return [value for key, _, value in pieces if key == name][number]

    python = f"[v for k, _, v in (p.partition({equals!a}) for p in x.split({between!a})) if k == {name!a}][{number}]"
    shell = None
    if between == "&" and re.fullmatch(r"[\w-]+", name, re.ASCII) and equals == "=":
        shell = f"tr '&' '\\n' | sed -n 's/^{name}=//p' | sed -n {number + 1}p | tr -d '\\n'"
    return Tool(run, python, (), shell)


def piece(between: str | None, number: int) -> Tool:
    """The n-th piece (from 0, or from the end) of a text."""
    mark = "" if between is None else ascii(between)
    return Tool(lambda x: x.split(between)[number], f"x.split({mark})[{number}]")


def line(number: int) -> Tool:
    """The n-th line (from 1) that is not blank."""

    def run(x: str) -> str:
        return [each for each in x.split("\n") if each.strip()][number - 1].strip()

    python = f'[line for line in x.split("\\n") if line.strip()][{number - 1}].strip()'
    return Tool(run, python, (), f"grep -v '^[[:space:]]*$' | sed -n {number}p | tr -d '\\r\\n'")


def event(number: int) -> Tool:
    """The data of the n-th server-sent event (from 1)."""

    def run(x: str) -> str:
        blocks = [block for block in re.split(r"(?:\r\n|\n|\r){2,}", x) if re.search("^data", block, re.M)]
        return "\n".join(re.findall(r"^data: ?([^\r\n]*)", blocks[number - 1], re.M))

    python = (
        '"\\n".join(re.findall(r"^data: ?([^\\r\\n]*)", '
        f'[e for e in re.split(r"(?:\\r\\n|\\n|\\r){{2,}}", x) if re.search("^data", e, re.M)][{number - 1}], re.M))'
    )
    return Tool(run, python, ("re",))


def unreferenced() -> Tool:
    """HTML's character references undone."""
    return Tool(html.unescape, "html.unescape(x)", ("html",))


def untagged() -> Tool:
    """HTML without its tags, white space in one piece."""

    def run(x: str) -> str:
        return " ".join(html.unescape(re.sub(r"<[^>]*>", "", x)).split())

    return Tool(run, '" ".join(html.unescape(re.sub("<[^>]*>", "", x)).split())', ("html", "re"))


def backwards(text: str) -> Tool:
    """From the last letter to the first."""
    return Tool(lambda x: x[::-1], "x[::-1]", (), "perl -0777 -ne 'print scalar reverse'" if text.isascii() else None)


def rot13() -> Tool:
    python = 'codecs.decode(x, "rot13")'
    return Tool(lambda x: codecs.decode(x, "rot13"), python, ("codecs",), "tr A-Za-z N-ZA-Mn-za-m")


def rot47() -> Tool:
    def run(x: str) -> str:
        return "".join(chr(33 + (ord(c) + 14) % 94) if "!" <= c <= "~" else c for c in x)

    python = '"".join(chr(33 + (ord(c) + 14) % 94) if "!" <= c <= "~" else c for c in x)'
    return Tool(run, python, (), "tr '!-~' 'P-~!-O'")


def joined_numbers(*, wide: bool) -> Tool:
    """`67, 97, 109`: the codes of letters (`wide`), or of bytes."""

    def run(x: str) -> bytes | str:
        codes = [int(number) for number in re.findall(r"\d+", x)]
        return "".join(map(chr, codes)) if wide else bytes(codes)

    codes = r're.findall(r"\d+", x)'
    python = f'"".join(chr(int(n)) for n in {codes})' if wide else f"bytes(int(n) for n in {codes})"
    return Tool(run, python, ("re",))


def of_array(python: str, read: Callable[[list[Any]], bytes | str]) -> Tools:
    """A JSON array, or the values of an object that is numbered like one, and how its items are put together."""

    def items(x: str) -> list[Any]:
        value = json.loads(x)
        return list(value.values()) if isinstance(value, dict) else value

    python_items = "(lambda value: list(value.values()) if isinstance(value, dict) else value)(json.loads(x))"
    return Tool(items, python_items, ("json",)), Tool(read, python)


def unescaped_letters() -> Tool:
    r"""`\u00e9` and `\xe9` written out."""

    def run(x: str) -> str:
        units = re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1] or m[2], 16)), x)
        return units.encode("utf-16", "surrogatepass").decode("utf-16")

    python = (
        r're.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1] or m[2], 16)), x)'
        '.encode("utf-16", "surrogatepass").decode("utf-16")'
    )
    return Tool(run, python, ("re",))


def unescaped_points() -> Tool:
    r"""`\u{e9}` written out."""

    def run(x: str) -> str:
        return re.sub(r"\\u\{([0-9a-fA-F]{1,6})\}", lambda m: chr(int(m[1], 16)), x)

    return Tool(run, r're.sub(r"\\u\{([0-9a-fA-F]{1,6})\}", lambda m: chr(int(m[1], 16)), x)', ("re",))


def unescaped_octal() -> Tool:
    r"""`\303\251`, the bytes of UTF-8, written out."""

    def run(x: str) -> str:
        return re.sub(
            r"(?:\\[0-3][0-7]{2})+", lambda m: bytes(int(n, 8) for n in m[0].split("\\")[1:]).decode("utf-8"), x
        )

    python = (
        r're.sub(r"(?:\\[0-3][0-7]{2})+", '
        r'lambda m: bytes(int(n, 8) for n in m[0].split("\\")[1:]).decode("utf-8"), x)'
    )
    return Tool(run, python, ("re",))


def encoded_words() -> Tool:
    """The encoded words of mail headers."""
    python = "str(email.header.make_header(email.header.decode_header(x)))"
    return Tool(lambda x: str(make_header(decode_header(x))), python, ("email.header",))


def unquoted_printable() -> Tool:
    return Tool(lambda x: quopri.decodestring(x), "quopri.decodestring(x)", ("quopri",))


def unlz(width: int, *, letters: str = "", less: int = 0) -> Tool:
    """LZ-string: of `letters` of six bits each, or of characters or bytes of `width` bits, `less` that much."""

    def numbers(x: bytes | str) -> list[int]:
        if isinstance(x, bytes):
            return list(x)
        if letters:
            return [letters.index(c) for c in x.rstrip("=$")]
        return [ord(c) - less for c in (x.removesuffix(" ") if less else x)]

    def run(x: bytes | str) -> str:
        return decompressed("".join([format(number, f"0{width}b") for number in numbers(x)]), most=4_000_000)

    each = f"{letters!a}.index(c) for c in x.rstrip('=$')" if letters else "ord(c) for c in x"
    each = f"ord(c) - {less} for c in x.removesuffix(' ')" if less else "c for c in x" if width == 8 else each
    return Tool(run, f'unlz("".join(format(n, "0{width}b") for n in [{each}]))', define=_UNLZ)


_UNLZ = '''
def unlz(bits):
    """LZ-string, https://pieroxy.net/blog/pages/lz-string/"""
    at = 0
    def take(count):
        nonlocal at
        at += count
        return int(bits[at - count:at][::-1], 2)
    def letter(code):
        return chr(take(16 if code else 8))
    words = ["", "", "", letter(take(2))]
    result, last, width, room = words[3], words[3], 3, 4
    while (code := take(width)) != 2:
        for is_new in (True, False):
            if is_new and code > 1:
                continue
            if is_new:
                words.append(letter(code))
                code = len(words) - 1
            else:
                word = words[code] if code < len(words) else last + last[0]
                result += word
                words.append(last + word[0])
                last = word
            room -= 1
            if room == 0:
                room, width = 1 << width, width + 1
    return result.encode("utf-16", "surrogatepass").decode("utf-16")
'''.strip()
