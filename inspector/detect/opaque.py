"""Application-layer ciphertext: leaves that no decoder opens and that look like encryption, a positive observation.

The shapes are those of the published Tanker formats (a version byte, a resource id, an IV, the ciphertext, a MAC) and
of JWE (RFC 7516). "Consistent with client-side encryption" is all this can say.
"""

import binascii
import re
from typing import NamedTuple

import pybase64

from inspector.detect.fold import tokens

_BASE64 = re.compile(r"[A-Za-z0-9+/_\-]{32,}={0,2}\Z")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")
_URLSAFE = r"[A-Za-z0-9_\-]"
_JWE = re.compile(rf"eyJ{_URLSAFE}{{8,}}\.{_URLSAFE}*\.{_URLSAFE}{{8,}}\.{_URLSAFE}{{8,}}\.{_URLSAFE}{{16,}}\Z")
_VERSIONS = frozenset(range(3, 12))
_MEDIA = (
    b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd", b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF", b"%PDF", b"PK\x03\x04",
    b"\x00\x00\x01\x00", b"wOF", b"OTTO", b"\x00\x01\x00\x00", b"ID3", b"OggS", b"\x04\x22\x4d\x18", b"\x00asm",
)  # fmt: skip
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_IDENTIFIERS = frozenset(
    (
        "id", "ids", "uid", "uuid", "token", "tokens", "hash", "digest", "checksum", "etag", "nonce", "cursor",
        "session", "sid", "signature", "sig", "csrf", "key", "keys", "state", "cookie", "jwt", "auth", "secret",
        "sri", "integrity", "challenge", "verifier", "ticket", "cache", "build", "after", "before", "page", "next",
        "previous", "prev", "image", "img", "photo", "icon", "font", "src", "thumbnail", "lqip", "blurhash",
        "certificate", "cert", "thumbprint", "fingerprint", "captcha", "recaptcha", "gclid", "fbclid", "ga",
        "visitor", "device", "client", "trace", "span"
    )
)  # fmt: skip
_ENCRYPTION = frozenset(
    (
        "encrypted", "cipher", "ciphertext", "encryption", "chiffre", "verschluesselt", "cifrato", "cifrado", "e2ee",
        "tanker", "sealed"
    )
)  # fmt: skip
LONGEST = 1_000_000


class OpaqueHit(NamedTuple):
    """What made a value look encrypted: `jwe`, `version-byte` or `entropy`."""

    what: str
    named: bool  # the field name says so too


def find_opaque(key: str, value: str, siblings: frozenset[str] = frozenset()) -> OpaqueHit | None:
    """Whether a text leaf looks like application-layer ciphertext. `siblings` are the names beside it."""
    if not 24 <= len(value) <= LONGEST or " " in value:
        return None
    names = frozenset(tokens(key))
    named = bool(names & _ENCRYPTION) or "encrypt" in key.lower()
    if _JWE.match(value):
        return OpaqueHit("jwe", named) if b'"enc"' in _decoded(value.split(".", 1)[0])[:2048] else None
    if (names & _IDENTIFIERS) and not named:
        return None
    data = _bytes_of(value)
    if len(data) < 17 or _is_known(data) or not _is_random(data):
        return None
    if data[0] in _VERSIONS and len(data) >= 33 and _fits_version(data):
        return OpaqueHit("version-byte", named)
    if named or _has_cipher_siblings(siblings):
        return OpaqueHit("entropy", named)
    return None


def may_be_opaque(value: str) -> bool:
    """A cheap look: no blanks, no address, and dots only in what may be JWE."""
    if " " in value or value.startswith(("http", "/", "data:")):
        return False
    return "." not in value or value.startswith("eyJ")


def _has_cipher_siblings(siblings: frozenset[str]) -> bool:
    names = {token for sibling in siblings for token in tokens(sibling)}
    algorithm = names & ({"alg", "enc", "kid", "wrapped"} | _ENCRYPTION)
    return bool(algorithm) and bool(names & {"iv", "nonce", "tag", "mac", "aad"})


def _bytes_of(value: str) -> bytes:
    if _HEX.match(value):
        return b""  # hexadecimal leaves are identifiers and digests far more often than ciphertext
    return _decoded(value) if _BASE64.match(value) else b""


def _decoded(value: str) -> bytes:
    altchars = b"-_" if "-" in value or "_" in value else None
    try:
        return pybase64.b64decode(value + "=" * (-len(value) % 4), altchars=altchars)
    except (binascii.Error, ValueError):
        return b""


def _is_known(data: bytes) -> bool:
    return data.startswith(_MEDIA) or data.startswith(_ZLIB)


def _is_random(data: bytes) -> bool:
    """As many distinct byte values, and as many high bytes, as randomness of this length would give."""
    sample = data[:4096]
    length = len(sample)
    expected = 256 * (1 - (255 / 256) ** length)
    high = sum(byte >= 0x80 for byte in sample[:512]) / min(length, 512)
    return len(set(sample)) >= 0.9 * expected and 0.25 <= high <= 0.75


def _fits_version(data: bytes) -> bool:
    """v3 and v6: one MAC behind; v5, v7 and later: resource id, IV and MAC; v4: a chunk size that makes sense."""
    version = data[0]
    if version in (3, 6):
        return len(data) >= 33
    if version == 4:
        return len(data) >= 61 and 1024 <= int.from_bytes(data[1:5], "little") <= 1 << 26
    return len(data) >= 57
