"""Digests of needles together with a salt, or under a key, that stands in the same request.

A salt that nobody shows hides the value from this program as from everybody else. One that travels beside the digest
hides nothing: whoever reads the request can check a known value. Only requests are looked at, and only those with a
field that is called a salt and a value as long as a digest.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from inspector.decode.document import Decoded, Document, Leaf
from inspector.decode.replaying.salting import HMAC, saltings, salts_in, says_salt
from inspector.detect.needles.digests import bytes_of_base64
from inspector.detect.needles.variants import Variant
from inspector.model.flow import Side

_ALGORITHMS = {16: "md5", 20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512"}
_HEX_SIZES = {2 * size: size for size in _ALGORITHMS}
_BASE64_SIZES = {length: size for size in _ALGORITHMS for length in (-(-size * 8 // 6), -(-size // 3) * 4)}
_LENGTHS = _HEX_SIZES.keys() | _BASE64_SIZES.keys()
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_HASHED_BEFORE = ("md5", "sha256")
_MOST_TEXTS = 120
_MOST_OF_ONE = 8
_MOST_HASHED_BEFORE = 4
_MOST_TABLES = 16
_MOST_OF_A_FLOW = 6  # tables, of some milliseconds each


class _Text(NamedTuple):
    """What may have been hashed: whose writing it is, and the digest that was made of it before, if any."""

    needle: int
    data: bytes
    inner: str


class _Table:
    """The digests of all texts with one salt; of two needles that give the same, the first one's."""

    def __init__(self, texts: Sequence[_Text], *, salt: str, algorithm: str) -> None:
        self._texts = texts
        self._ways = [*saltings(algorithm, [salt]), *saltings(f"{HMAC}{algorithm}", [salt])]
        data = [text.data for text in texts]
        digests = [digest for way in self._ways for digest in way.apply(data)]
        self._places = dict(zip(reversed(digests), reversed(range(len(digests))), strict=True))

    def find(self, digest: bytes) -> tuple[int, str] | None:
        """The number of the needle, and the form."""
        if (place := self._places.get(digest)) is None:
            return None
        way, text = self._ways[place // len(self._texts)], self._texts[place % len(self._texts)]
        return text.needle, f"{way.form}>{text.inner}" if text.inner else way.form


class SaltedDigests:
    """Looks for the main writings of some needles, those of planted ones first."""

    def __init__(self, spelled: Sequence[tuple[int, Variant]]) -> None:
        self._texts = list(_texts_of(spelled))
        self._tables: dict[tuple[str, str], _Table] = {}

    def __getstate__(self) -> dict[str, object]:
        return self.__dict__ | {"_tables": {}}

    def find(self, decoded: Decoded) -> Iterator[tuple[Document, Leaf, int, str]]:
        """The leaves of a request that are such digests, each with the number of the needle and the form."""
        sent = [document for document in decoded.documents if document.side is Side.REQUEST]
        if not self._texts or not any(any(map(says_salt, document.survey.names)) for document in sent):
            return
        likely = {
            value: size
            for document in sent
            for value in document.survey.values
            if isinstance(value, str) and len(value) in _LENGTHS and (size := _size_of(value))
        }
        found = self._among(likely, salts_in(sent)) if likely else {}
        for document in sent if found else ():
            for leaf in document.leaves:
                if isinstance(leaf[2], str) and (hit := found.get(leaf[2])) is not None:
                    yield document, leaf, *hit

    def _among(self, likely: dict[str, int], salts: list[str]) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        sizes = {size: [value for value in likely if likely[value] == size] for size in sorted(set(likely.values()))}
        for salt, size in list(product(salts, sizes))[:_MOST_OF_A_FLOW]:
            table = self._table(salt, _ALGORITHMS[size])
            for value in sizes[size]:
                hit = table.find(_bytes_of(value)) if value != salt and value not in found else None
                if hit is not None:
                    found[value] = hit[0], hit[1] if len(value) == 2 * size else _in_base64(value, hit[1])
        return found

    def _table(self, salt: str, algorithm: str) -> _Table:
        key = salt, algorithm
        if key not in self._tables:
            while len(self._tables) >= _MOST_TABLES:
                del self._tables[next(iter(self._tables))]
            self._tables[key] = _Table(self._texts, salt=salt, algorithm=algorithm)
        return self._tables[key]


def _texts_of(spelled: Sequence[tuple[int, Variant]]) -> Iterator[_Text]:
    counted: dict[int, int] = {}
    total = 0
    for needle, variant in spelled:
        if not variant.hashed or variant.part or counted.get(needle, 0) >= _MOST_OF_ONE or total >= _MOST_TEXTS:
            continue
        if variant.bare or variant.form in ("plain", "casefold"):
            counted[needle] = counted.get(needle, 0) + 1
            total += 1
            yield _Text(needle, variant.data, "")
            for name in _HASHED_BEFORE if counted[needle] <= _MOST_HASHED_BEFORE else ():
                digest = hashlib.new(name, variant.data, usedforsecurity=False).hexdigest()
                yield _Text(needle, digest.encode(), name)


def _size_of(value: str) -> int:
    """The bytes of the digest that a value may be; 0 where it is none."""
    if (size := _HEX_SIZES.get(len(value))) and _HEX.fullmatch(value):
        return size
    size = _BASE64_SIZES.get(len(value))
    return size if size and _BASE64.fullmatch(value) and len(_bytes_of(value)) == size else 0


def _bytes_of(value: str) -> bytes:
    if len(value) in _HEX_SIZES and _HEX.fullmatch(value):
        return bytes.fromhex(value)
    return bytes_of_base64(value.rstrip("="))


def _in_base64(value: str, form: str) -> str:
    """The form of a digest whose bytes are written in base64."""
    return f"{'base64url' if '-' in value or '_' in value else 'base64'}>raw:{form}"
