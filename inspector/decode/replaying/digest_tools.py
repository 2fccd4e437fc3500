"""From a known text to its digest, along a sighting's `form` (contracts.md): read from the right, it is a recipe."""

import base64
import hashlib
from collections.abc import Iterator, Sequence

from inspector.decode.replaying.tool import Tool, Tools

_OF_HASHLIB = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "ripemd160", "sha3_256", "sha3_512", "blake2b")
_XXH = {"xxh64": "xxh64", "xxh3_64": "xxh3_64", "xxh128": "xxh128"}
_SHELL = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


def digest_tools(value: str, *, form: str, texts: Sequence[str]) -> tuple[str, Tools]:
    """The text among these whose digest in this form stands in `value`, and the tools from the one to the other;
    ("", ()) where the form is no digest or none of them gives it."""
    tools = _recipe(form)
    if tools is None:
        return "", ()
    for text in dict.fromkeys(texts):
        digest: bytes | str = text
        for tool in tools:
            digest = tool.apply(digest)
        shown = digest if isinstance(digest, str) else digest.decode("latin-1")
        if shown and shown.casefold() in value.casefold():
            return text, tools
    return "", ()


def _recipe(form: str) -> Tools | None:
    words = form.split(">")
    tools: list[Tool] = []
    is_digest = False
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        is_raw = word.startswith("raw:")
        bare = word.removeprefix("raw:")
        if (algorithm := _algorithm(bare, is_raw=is_raw)) is not None:
            tools.append(algorithm)
            is_digest = True
        elif is_digest:
            step = list(_spelled(bare, is_raw=is_raw))
            if not step:
                return None
            tools += step
        # words before the first digest tell how the value was written: the texts are that already
    return tuple(tools) if is_digest else None


def _algorithm(name: str, *, is_raw: bool) -> Tool | None:
    if name in _OF_HASHLIB:
        new = f"hashlib.{name}(" if name != "ripemd160" else 'hashlib.new("ripemd160", '
        result = "digest()" if is_raw else "hexdigest()"
        shell = None
        if name in _SHELL:
            shell = f"openssl dgst -{name} -binary" + ("" if is_raw else " | xxd -p | tr -d '\\n'")

        def run(x: bytes | str) -> bytes | str:
            digest = hashlib.new(name, x.encode() if isinstance(x, str) else x, usedforsecurity=False)
            return digest.digest() if is_raw else digest.hexdigest()

        return Tool(run, f"{new}x if isinstance(x, bytes) else x.encode()).{result}", ("hashlib",), shell)
    if name not in _XXH:
        return None

    def run_xxh(x: bytes | str) -> bytes | str:
        import xxhash

        digest = getattr(xxhash, name)(x)
        raw: bytes = digest.digest()
        return raw if is_raw else raw.hex()

    result = "digest()" if is_raw else "hexdigest()"
    return Tool(run_xxh, f"xxhash.{name}(x).{result}", ("xxhash",), package="xxhash")


def _spelled(word: str, *, is_raw: bool) -> Iterator[Tool]:
    """What a digest is turned into: capitals, a piece, dashes, base64."""
    if word == "upper":
        yield Tool(lambda x: x.upper(), "x.upper()", (), "tr a-f A-F")
    elif word == "uuid":
        dashed = 'f"{x[:8]}-{x[8:12]}-{x[12:16]}-{x[16:20]}-{x[20:]}"'
        yield Tool(lambda x: f"{x[:8]}-{x[8:12]}-{x[12:16]}-{x[16:20]}-{x[20:]}", dashed)
    elif word.startswith("truncated-last-"):
        size = int(word.rpartition("-")[2])
        yield Tool(lambda x: x[-size:], f"x[-{size}:]", (), f"tail -c {size}")
    elif word.startswith("truncated-"):
        size = int(word.rpartition("-")[2])
        yield Tool(lambda x: x[:size], f"x[:{size}]", (), f"head -c {size}")
        if is_raw:
            yield Tool(bytes.fromhex, "bytes.fromhex(x)", (), "xxd -r -p")
    elif word in ("base64", "base64url"):
        encode = base64.urlsafe_b64encode if word == "base64url" else base64.b64encode
        python = f'base64.{encode.__name__}(x).decode().rstrip("=")'
        shell = "base64 -w0 | tr -d '='" + (" | tr '+/' '-_'" if word == "base64url" else "")
        yield Tool(lambda x: encode(x).decode().rstrip("="), python, ("base64",), shell)
