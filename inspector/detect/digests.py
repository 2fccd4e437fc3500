"""Digests of needles, looked up by their first bytes: one table answers for every needle, variant and algorithm."""

import base64
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from inspector.detect.variants import Variant

ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
OUTER = ("md5", "sha1", "sha256", "sha512")
INNER = ("md5", "sha1", "sha256")
_PREFIX_BYTES = 8
_FEWEST_HEX = 16


class Source(NamedTuple):
    """What was hashed: the number of the needle, the variant, and the chain of algorithms, outermost first."""

    needle: int
    variant: Variant
    chain: tuple[str, ...]


class DigestTable:
    """Digests of every variant, and digests of the hexadecimal text of digests, one level deep."""

    def __init__(self, variants: Sequence[tuple[int, Variant]]) -> None:
        self._sources: list[tuple[int, Variant]] = [pair for pair in variants if pair[1].hashed]
        self._table: dict[bytes, int] = {}
        self._chains: list[tuple[str, ...]] = [(name,) for name in available()]
        self._chains += [(outer, inner) for outer in OUTER for inner in INNER]
        for number, (_, variant) in enumerate(self._sources):
            self._enter(number, variant.text.encode("utf-8", "surrogatepass"))

    def __len__(self) -> int:
        return len(self._table)

    def find_hex(self, run: str) -> tuple[Source, str] | None:
        """The source of a run of hexadecimal digits, whole or cut to at least 16, and its form; None where unknown."""
        if len(run) < _FEWEST_HEX or len(run) > 128:
            return None
        source = self._look_up(bytes.fromhex(run[:_FEWEST_HEX]))
        if source is None:
            return None
        digest = digest_of(source).hex()
        if not digest.startswith(run.lower()):
            return None
        chain = ">".join(source.chain)
        return source, chain if len(run) == len(digest) else f"truncated-{len(run)}>{chain}"

    def find_base64(self, run: str) -> tuple[Source, str] | None:
        """The source of a run of base64 or base64url that is a whole raw digest, and its form; None where unknown."""
        bare = run.rstrip("=")
        if not 22 <= len(bare) <= 86:
            return None
        source = self._look_up(_decode_base64(bare[:12])[:_PREFIX_BYTES])
        if source is None or _decode_base64(bare) != digest_of(source):
            return None
        word = "base64url" if "-" in bare or "_" in bare else "base64"
        return source, f"{word}>raw:{'>'.join(source.chain)}"

    def find_raw(self, text: str) -> tuple[Source, str] | None:
        """The source of a text whose characters are the bytes of a raw digest; None where unknown."""
        try:
            data = text.encode("latin-1")
        except UnicodeEncodeError:
            return None
        source = self._look_up(data[:_PREFIX_BYTES])
        if source is None or data != digest_of(source):
            return None
        return source, f"raw:{'>'.join(source.chain)}"

    def _enter(self, number: int, text: bytes) -> None:
        base = number * len(self._chains)
        for place, chain in enumerate(self._chains):
            self._table.setdefault(_digest(text, chain)[:_PREFIX_BYTES], base + place)

    def _look_up(self, prefix: bytes) -> Source | None:
        found = self._table.get(prefix)
        if found is None:
            return None
        number, place = divmod(found, len(self._chains))
        needle, variant = self._sources[number]
        return Source(needle, variant, self._chains[place])


def available() -> tuple[str, ...]:
    """The algorithms this Python offers; RIPEMD-160 is missing from many builds of OpenSSL 3."""
    return (
        (*ALGORITHMS, "ripemd160")
        if "ripemd160" in hashlib.algorithms_available and _works("ripemd160")
        else ALGORITHMS
    )


def digest_of(source: Source) -> bytes:
    return _digest(source.variant.text.encode("utf-8", "surrogatepass"), source.chain)


def _digest(text: bytes, chain: tuple[str, ...]) -> bytes:
    for name in reversed(chain[1:]):
        text = hashlib.new(name, text, usedforsecurity=False).hexdigest().encode("ascii")
    return hashlib.new(chain[0], text, usedforsecurity=False).digest()


def _works(name: str) -> bool:
    try:
        hashlib.new(name, usedforsecurity=False)
    except ValueError:
        return False
    return True


def _decode_base64(run: str) -> bytes:
    try:
        return base64.b64decode(run.translate(_STANDARD) + "=" * (-len(run) % 4))
    except ValueError:
        return b""


_STANDARD = str.maketrans("-_", "+/")
