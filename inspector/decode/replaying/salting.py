"""Salted and keyed digests whose salt can be seen: which fields of a request hold one, and how it joins a text."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from inspector.decode.document import Document
from inspector.decode.replaying.short_texts import short_text

ALGORITHMS = ("md5", "sha1", "sha256", "sha384", "sha512")
JOINTS = ("", ":", "|", "-", ".", "_")
HMAC = "hmac_"
"""How the names of keyed digests begin."""
SALTED = "salted"
_SURELY = frozenset(("salt", "slt", "salz", "pepper", "hmac", "secret"))
_MAYBE = frozenset(("sel", "nonce", "seed", "key"))
_BARE = frozenset(("s", "k", "hk", "hmackey", "hashkey"))
_MAY_SAY = re.compile("s(?:a?lt|alz|el|eed|ecret)|pepper|nonce|hmac|key", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LONGEST_NAME = 40
_LONGEST_SALT = 128
_SHORTEST_MAYBE = 3
"""Characters of a value under a name that says many other things too: `k=1` is a page."""
_MOST_SALTS = 4


class Salting(NamedTuple):
    """One way to hash a text with a salt: the word for it (`sha256>salted`, `hmac_sha256`), the expression of Python
    that begins the hash of `x`, and what gives the raw digests of texts."""

    form: str
    python: str
    apply: Callable[[Sequence[bytes]], list[bytes]]


def says_salt(name: str) -> bool:
    """Whether a field name says that its value is a salt or a key."""
    if len(name) > _LONGEST_NAME:
        return False
    if _MAY_SAY.search(name) is None:
        return name.lower() in _BARE
    return _says_surely(name) or name.lower() in _BARE or not _MAYBE.isdisjoint(_words(name))


def _says_surely(name: str) -> bool:
    """Whether it says nothing else."""
    return name.lower().endswith("salt") or not _SURELY.isdisjoint(_words(name))


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(name)]


def is_salted(form: str) -> bool:
    """Whether the form of a sighting says that a salt or a key was used."""
    return any(word == SALTED or word.startswith(HMAC) for word in form.replace("raw:", "").split(">"))


def salts_in(documents: Iterable[Document]) -> list[str]:
    """The values under such names, at most a few: those first whose names say nothing else."""
    sure: dict[str, None] = {}
    maybe: dict[str, None] = {}
    for document in documents:
        names = {name: _says_surely(name) for name in document.survey.names if says_salt(name)}
        for leaf in document.leaves if names else ():
            if leaf[1] in names and (salt := short_text(leaf[2], longest=_LONGEST_SALT)):
                if names[str(leaf[1])]:
                    sure[salt] = None
                elif len(salt) >= _SHORTEST_MAYBE:
                    maybe[salt] = None
    return list(sure | maybe)[:_MOST_SALTS]


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
        yield Salting(form, f"hashlib.{algorithm}({before!a} + x)", partial(_digests, algorithm, before, b""))
        yield Salting(form, f"hashlib.{algorithm}(x + {behind!a})", partial(_digests, algorithm, b"", behind))


def _keyed(algorithm: str, salt: str) -> Iterator[Salting]:
    """As the key of an HMAC (RFC 2104), or as what is hashed, with the text as the key."""
    form, plain = f"{HMAC}{algorithm}", salt.encode("utf-8", "surrogatepass")
    for key in _keys(salt, plain):
        yield Salting(form, f'hmac.new({key!a}, x, "{algorithm}")', partial(_keyed_digests, algorithm, key))
    yield Salting(form, f'hmac.new(x, {plain!a}, "{algorithm}")', partial(_keyed_by, algorithm, plain))


def _digests(algorithm: str, before: bytes, behind: bytes, texts: Sequence[bytes]) -> list[bytes]:
    new = getattr(hashlib, algorithm)
    return [new(before + text + behind, usedforsecurity=False).digest() for text in texts]


def _keyed_digests(algorithm: str, key: bytes, texts: Sequence[bytes]) -> list[bytes]:
    return [hmac.digest(key, text, algorithm) for text in texts]


def _keyed_by(algorithm: str, salt: bytes, texts: Sequence[bytes]) -> list[bytes]:
    return [hmac.digest(text, salt, algorithm) for text in texts]


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
