"""The hash functions that trackers use, by name. Checksums and 32-bit hashes are no proof of a value: a random number
of eight digits is some needle's by chance, so they are not matched; nor can salted and keyed hashes be."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib import import_module
from types import MappingProxyType
from typing import Any

import mmh3
import xxhash

type Algorithm = Callable[[bytes], bytes]

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
    found = {name: _hashlib(name) for name in _OF_HASHLIB if _works(name)}
    return found | {
        "xxh64": xxhash.xxh64_digest,
        "xxh3_64": xxhash.xxh3_64_digest,
        "xxh128": xxhash.xxh3_128_digest,
        "murmur3_128": _murmur,
        "murmur3_128_le": mmh3.mmh3_x64_128_digest,
    }


def available() -> tuple[str, ...]:
    """The names of the algorithms that this Python offers."""
    return tuple(algorithms())


def _hashlib(name: str) -> Algorithm:
    new = _own(name) or partial(getattr(hashlib, name, None) or partial(hashlib.new, name), usedforsecurity=False)
    return lambda data: new(data).digest()


def _own(name: str) -> Callable[..., Any] | None:
    """Python's own implementation, which begins in half the time that OpenSSL takes; None where Python was built
    without."""
    try:
        found: Callable[..., Any] = getattr(import_module(_OWN[name]), name)
    except (KeyError, ImportError, AttributeError):
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
