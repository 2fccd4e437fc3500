"""Salted and keyed digests whose salt can be seen: which fields of a request hold one, and how it joins a text."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

from inspector.decode.document import Document

ALGORITHMS = ("md5", "sha1", "sha256", "sha384", "sha512")
JOINTS = ("", ":", "|", "-", ".", "_")
HMAC = "hmac_"
"""How the names of keyed digests begin."""
SALTED = "salted"
_SALTY = frozenset(("salt", "slt", "salz", "sel", "pepper", "nonce", "seed", "hmac", "secret", "key"))
_BARE = frozenset(("s", "k", "hk", "hmackey", "hashkey"))
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LONGEST_NAME = 40
_LONGEST_SALT = 128
_MOST_SALTS = 4


class Salting(NamedTuple):
    """One way to hash a text with a salt: the word for it (`sha256>salted`, `hmac_sha256`), the expression of Python
    that begins the hash of `x`, and what gives its raw digest."""

    form: str
    python: str
    apply: Callable[[bytes], bytes]


@lru_cache(maxsize=4096)
def says_salt(name: str) -> bool:
    """Whether a field name says that its value is a salt or a key."""
    if len(name) > _LONGEST_NAME:
        return False
    low = name.lower()
    return low in _BARE or low.endswith("salt") or any(word.lower() in _SALTY for word in _WORD.findall(name))


def is_salted(form: str) -> bool:
    """Whether the form of a sighting says that a salt or a key was used."""
    return any(word == SALTED or word.startswith(HMAC) for word in form.replace("raw:", "").split(">"))


def salts_in(documents: Iterable[Document]) -> list[str]:
    """The values under such names, at most a few."""
    found: dict[str, None] = {}
    for document in documents:
        names = {name for name in document.survey.names if says_salt(name)}
        for leaf in document.leaves if names else ():
            if leaf[1] in names and leaf[2].__class__ in (str, int):
                salt = str(leaf[2])
                if 0 < len(salt) <= _LONGEST_SALT:
                    found[salt] = None
    return list(found)[:_MOST_SALTS]


def saltings(name: str, salts: Iterable[str]) -> Iterator[Salting]:
    """Every usual way to hash with these salts by an algorithm, or by its HMAC (`hmac_sha256`)."""
    algorithm = name.removeprefix(HMAC)
    if algorithm in ALGORITHMS:
        for salt in salts:
            yield from _keyed(algorithm, salt) if name.startswith(HMAC) else _joined(algorithm, salt)


def _joined(algorithm: str, salt: str) -> Iterator[Salting]:
    """Before the text, or behind it."""
    form, plain = f"{algorithm}>{SALTED}", salt.encode("utf-8", "surrogatepass")
    for joint in JOINTS:
        before, behind = plain + joint.encode(), joint.encode() + plain
        yield Salting(form, f"hashlib.{algorithm}({before!a} + x)", partial(_digest, algorithm, before, b""))
        yield Salting(form, f"hashlib.{algorithm}(x + {behind!a})", partial(_digest, algorithm, b"", behind))


def _keyed(algorithm: str, salt: str) -> Iterator[Salting]:
    """As the key of an HMAC (RFC 2104), or as what is hashed, with the text as the key."""
    form, plain = f"{HMAC}{algorithm}", salt.encode("utf-8", "surrogatepass")
    for key in _keys(salt, plain):
        yield Salting(form, f'hmac.new({key!a}, x, "{algorithm}")', partial(hmac.digest, key, digest=algorithm))
    yield Salting(form, f'hmac.new(x, {plain!a}, "{algorithm}")', partial(_keyed_by, algorithm, plain))


def _digest(algorithm: str, before: bytes, behind: bytes, text: bytes) -> bytes:
    return hashlib.new(algorithm, before + text + behind, usedforsecurity=False).digest()


def _keyed_by(algorithm: str, salt: bytes, text: bytes) -> bytes:
    return hmac.digest(text, salt, algorithm)


def _keys(salt: str, plain: bytes) -> list[bytes]:
    """As it stands, and the bytes that it writes in hexadecimal or base64."""
    keys = [plain]
    try:
        keys.append(bytes.fromhex(salt))
    except ValueError:
        pass
    try:
        keys.append(base64.b64decode(salt.translate(_STANDARD) + "=" * (-len(salt) % 4), validate=True))
    except (binascii.Error, ValueError):
        pass
    return [key for key in dict.fromkeys(keys) if key]


_STANDARD = str.maketrans("-_", "+/")
