"""From a known text to its digest, along a sighting's `form` (contracts.md): read from the right, it is a recipe."""

import base64
from collections.abc import Iterator, Sequence
from itertools import product

from inspector.decode.replaying.alphabets import BASE58, in_number
from inspector.decode.replaying.hash_tools import hash_tool
from inspector.decode.replaying.salting import HMAC, SALTED, Salting, saltings
from inspector.decode.replaying.tool import Tool, Tools


def digest_tools(value: str, *, form: str, texts: Sequence[str], salts: Sequence[str] = ()) -> tuple[str, Tools]:
    """The text among these whose digest in this form stands in `value`, and the tools from the one to the other;
    ("", ()) where the form is no digest or none of them gives it. `salts` are what may have been hashed with it."""
    sought = value.casefold()
    for tools in _recipes(form, salts):
        for text in dict.fromkeys(texts):
            digest: bytes | str = text
            for tool in tools:
                digest = tool.apply(digest)
            shown = digest if isinstance(digest, str) else digest.decode("latin-1")
            if shown and shown.casefold() in sought:
                return text, tools
    return "", ()


def _recipes(form: str, salts: Sequence[str]) -> Iterator[Tools]:
    """The tools along a form; several where it is salted, nobody knows how."""
    words = form.split(">")
    ways: list[list[Tools]] = []
    is_digest = False
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        is_raw, bare = word.startswith("raw:"), word.removeprefix("raw:")
        is_fed = any(hash_tool(each.removeprefix("raw:"), is_raw=False) for each in words[:at])
        if bare == SALTED:
            continue  # the algorithm to its left does it
        if words[at + 1 : at + 2] == [SALTED] or bare.startswith(HMAC):
            ways.append([_salted(salting, is_raw=is_raw) for salting in saltings(bare, salts)])
            is_digest = True
        elif (algorithm := hash_tool(bare, is_raw=is_raw)) is not None:
            ways.append([(algorithm,)])
            is_digest = True
        elif is_digest:
            step = tuple(_spelled(bare, is_raw=is_raw, is_fed=is_fed))
            several: list[Tools] = [(tool,) for tool in _figures(bare)] or ([step] if step else [])
            if not several:
                return
            ways.append(several)
        # words before the first digest tell how the value was written: the texts are that already
    if is_digest:
        for way in product(*ways):
            yield tuple(tool for tools in way for tool in tools)


def _salted(salting: Salting, *, is_raw: bool) -> Tools:
    """A text hashed with a salt."""

    def run(x: bytes | str) -> bytes | str:
        digest = salting.apply([x.encode() if isinstance(x, str) else x])[0]
        return digest if is_raw else digest.hex()

    needs = ("hmac",) if salting.python.startswith("hmac") else ("hashlib",)
    result = "digest()" if is_raw else "hexdigest()"
    python = f"(lambda x: {salting.python})(x if isinstance(x, bytes) else x.encode()).{result}"
    return (Tool(run, python, needs),)


def _spelled(word: str, *, is_raw: bool, is_fed: bool) -> Iterator[Tool]:
    """What a digest is turned into: capitals, a piece, dashes, another base. `is_fed`: it is hashed again, with its
    padding."""
    if word == "upper":
        yield Tool(lambda x: x.upper(), "x.upper()", (), "tr a-f A-F")
    elif word == "reversed":
        yield Tool(lambda x: x[::-1], "x[::-1]", (), "rev")
    elif word == "uuid":
        dashed = 'f"{x[:8]}-{x[8:12]}-{x[12:16]}-{x[16:20]}-{x[20:]}"'
        yield Tool(lambda x: f"{x[:8]}-{x[8:12]}-{x[12:16]}-{x[16:20]}-{x[20:]}", dashed)
    elif word in ("base58", "base32"):
        yield _in_base58() if word == "base58" else _in_base32()
    elif word.startswith("truncated-"):
        yield from _cut(word, is_raw=is_raw)
    elif word in ("base64", "base64url"):
        encode = base64.urlsafe_b64encode if word == "base64url" else base64.b64encode
        padding = "" if is_fed else '.rstrip("=")'
        python = f"base64.{encode.__name__}(x).decode(){padding}"
        shell = "base64 -w0" + ("" if is_fed else " | tr -d '='")
        shell += " | tr '+/' '-_'" if word == "base64url" else ""
        yield Tool(
            lambda x: encode(x).decode() if is_fed else encode(x).decode().rstrip("="), python, ("base64",), shell
        )


def _figures(word: str) -> Iterator[Tool]:
    """The ways to write the figures of a digest as a number, with a sign or without, and in pairs."""
    if word == "decimal":
        yield Tool(lambda x: str(int(x, 16)), "str(int(x, 16))")
        yield Tool(lambda x: str(int(x, 16) - 16 ** len(x)), "str(int(x, 16) - 16 ** len(x))")
    for between in ":- " if word == "pairs" else "":
        yield _paired(between)


def _paired(between: str) -> Tool:
    python = f"{between!a}.join(x[n:n + 2] for n in range(0, len(x), 2))"
    return Tool(lambda x: between.join(x[at : at + 2] for at in range(0, len(x), 2)), python)


def _cut(word: str, *, is_raw: bool) -> Iterator[Tool]:
    size = int(word.rpartition("-")[2])
    if word.startswith("truncated-last-"):
        yield Tool(lambda x: x[-size:], f"x[-{size}:]", (), f"tail -c {size}")
        return
    if word.startswith("truncated-middle-"):
        yield Tool(lambda x: x[8 : 8 + size], f"x[8:{8 + size}]", (), f"tail -c +9 | head -c {size}")
        return
    yield Tool(lambda x: x[:size], f"x[:{size}]", (), f"head -c {size}")
    if is_raw:
        yield Tool(bytes.fromhex, "bytes.fromhex(x)", (), "xxd -r -p")


def _in_base32() -> Tool:
    python = 'base64.b32encode(x).decode().rstrip("=")'
    return Tool(lambda x: base64.b32encode(x).decode().rstrip("="), python, ("base64",), "base32 -w0 | tr -d '='")


def _in_base58() -> Tool:
    return Tool(lambda x: in_number(x, BASE58), "to_base58(x)", define=_TO_BASE58)


_TO_BASE58 = f'''
def to_base58(data):
    """One large number in the letters of Bitcoin."""
    number, written = int.from_bytes(data, "big"), ""
    while number:
        number, place = divmod(number, 58)
        written = "{BASE58}"[place] + written
    return written
'''.strip()
