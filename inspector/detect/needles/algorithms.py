"""The hash functions that trackers use, by name. Checksums and 32-bit hashes are no proof of a value: a random number
of eight digits is some needle's by chance, so they are not matched; salted and keyed ones only where the salt can be
seen (`salted.py`)."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from types import MappingProxyType
from typing import Any

import mmh3
import xxhash

from inspector.decode.replaying.hash_functions import fnv1a_64, keccak_256, md4

type Algorithm = Callable[[bytes], bytes]
type Hash = Callable[[bytes], Any]
"""Begins a hash, as those of `hashlib` do."""

_OF_HASHLIB = (
    "md5",
    "sha1",
    "sha224",
    "sha256",
    "sha384",
    "sha512",
    "ripemd160",
    "sha3_256",
    "sha3_512",
    "blake2b",
    "blake2s",
)
_RARE_OF_HASHLIB = ("sha3_224", "sha3_384", "sha512_224", "sha512_256", "sm3")
_OWN: Mapping[str, str] = MappingProxyType(
    {"md5": "_md5", "sha1": "_sha1"} | dict.fromkeys(("sha224", "sha256", "sha384", "sha512"), "_sha2")
)
NESTED = ("md5", "sha1", "sha256", "sha512")
"""What is hashed again, and what hashes it."""
SHORTEST_HEX = 16


@cache
def algorithms() -> Mapping[str, Algorithm]:
    """Each algorithm from the bytes of a text to the bytes of its digest; RIPEMD-160 is missing where OpenSSL is older
    than 3.0.7. `murmur3_128` is the x64 variant, its two halves written as numbers (FingerprintJS); `murmur3_128_le`
    has the same halves as they lie in memory (Guava, Python). All with seed 0."""
    return usual_algorithms() | _rare_algorithms()


@cache
def usual_algorithms() -> dict[str, Algorithm]:
    """Those that every writing of a value is hashed with."""
    found = {name: _hashlib(name) for name in _OF_HASHLIB if _works(name)}
    return found | {
        "xxh64": xxhash.xxh64_digest,
        "xxh3_64": xxhash.xxh3_64_digest,
        "xxh128": xxhash.xxh3_128_digest,
        "murmur3_128": _murmur,
        "murmur3_128_le": mmh3.mmh3_x64_128_digest,
    }


@cache
def _rare_algorithms() -> dict[str, Algorithm]:
    """Those for needles that are not very many. `blake2b_256` and the like are BLAKE2 of so many bits."""
    found = {name: _hashlib(name) for name in _RARE_OF_HASHLIB if _works(name)}
    for bits in (128, 160, 256, 384):
        found[f"blake2b_{bits}"] = _blake2(hashlib.blake2b, bits)
    found["blake2s_128"] = _blake2(hashlib.blake2s, 128)
    found |= {"md4": lambda data: md4([data])[0], "fnv1a_64": fnv1a_64}
    return found | {"keccak_256": lambda data: keccak_256([data])[0]}


def available() -> tuple[str, ...]:
    """The names of the algorithms that this Python offers, the usual ones first."""
    return tuple(algorithms())


def usual() -> tuple[str, ...]:
    """The names of those for every writing of a value."""
    return tuple(usual_algorithms())


def rarely_hashed(texts: Sequence[bytes]) -> list[list[bytes]]:
    """The digests of each text with each of the rare algorithms, in the order of `available`."""
    known = _rare_algorithms()
    together = {"md4": md4, "keccak_256": keccak_256}
    columns = [together[name](texts) if name in together else [known[name](text) for text in texts] for name in known]
    return [list(row) for row in zip(*columns, strict=True)]


@cache
def nested_hashes() -> dict[str, Hash]:
    """How the hashes of `NESTED` begin, for whoever makes hundreds of thousands of them."""
    return {name: _begin(name) for name in NESTED}


def _hashlib(name: str) -> Algorithm:
    new = _begin(name)
    return lambda data: new(data).digest()


def _begin(name: str) -> Hash:
    return _own(name) or partial(getattr(hashlib, name, None) or partial(hashlib.new, name), usedforsecurity=False)


def _blake2(new: Hash, bits: int) -> Algorithm:
    return lambda data: new(data, digest_size=bits // 8, usedforsecurity=False).digest()  # type: ignore[call-arg]


def _own(name: str) -> Callable[..., Any] | None:
    """Python's own implementation, which begins in half the time that OpenSSL takes; None where Python was built
    without, or may not use it for what is no matter of security."""
    try:
        found: Callable[..., Any] = getattr(import_module(_OWN[name]), name)
        found(b"")
    except (KeyError, ImportError, AttributeError, ValueError):
        return None
    return found


def _works(name: str) -> bool:
    try:
        hashlib.new(name, usedforsecurity=False)
    except ValueError:
        return False
    return True


def _murmur(data: bytes) -> bytes:
    little = mmh3.mmh3_x64_128_digest(data)
    return little[7::-1] + little[:7:-1]
