"""Application-layer ciphertext: values that no decoder opens and that look like encryption, a positive observation.

Three kinds of evidence: a published form (see ciphers), the first byte of the published Tanker formats (a version, a
resource id, an IV, the ciphertext, a MAC), and randomness where the names around it speak of encryption. "Consistent
with client-side encryption" is all this can say.
"""

import re
from binascii import Error
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import pybase64

from inspector.detect.names.fold import tokens
from inspector.detect.opacity.ciphers import HEADS, form_of_bytes, form_of_text
from inspector.detect.opacity.randomness import is_known, is_random, is_structured

_BASE64 = re.compile(r"[A-Za-z0-9+/_\-\r\n]{22,}={0,2}\s*\Z")
_HEX = re.compile(r"(?:[0-9a-f]{2}){16,}\Z|(?:[0-9A-F]{2}){16,}\Z")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_VERSIONS = frozenset(range(3, 12))
_VERSION_HEADS = frozenset("ABC")
_FILE = "data:application/octet-stream;base64,"
_SALTED = "53616c7465645f5f"  # OpenSSL's mark in hexadecimal
_DIGEST_SIZES = (16, 20, 28, 32, 48, 64)
_ROUND_SIZES = (*_DIGEST_SIZES, 65, 96, 128, 256, 384, 512)  # also keys and signatures
_LEAST_UNNAMED = 120
_IDENTIFIERS = frozenset(
    (
        "id", "ids", "uid", "uuid", "guid", "token", "tokens", "hash", "digest", "checksum", "etag", "nonce", "cursor",
        "session", "sid", "signature", "sig", "csrf", "xsrf", "key", "keys", "state", "cookie", "jwt", "auth", "secret",
        "sri", "integrity", "challenge", "verifier", "ticket", "cache", "build", "after", "before", "page", "next",
        "previous", "prev", "image", "img", "photo", "icon", "font", "src", "thumbnail", "thumb", "lqip", "blurhash",
        "blur", "placeholder", "preview", "avatar", "picture", "logo", "audio", "video", "certificate", "cert", "x5c",
        "thumbprint", "fingerprint", "captcha", "recaptcha", "turnstile", "gclid", "fbclid", "ga", "visitor", "device",
        "client", "trace", "span", "iv", "salt", "tag", "mac", "hmac", "public", "pubkey", "p256dh", "vapid",
        "assertion", "attestation", "authorization", "credential", "proof", "sensor", "viewstate", "continuation",
        "offset", "otp", "code", "sourcemap", "map", "mask", "texture", "wasm", "protobuf", "viewport", "identity",
        "sess", "login", "remember",
    )
)  # fmt: skip
_ENCRYPTED = frozenset((
    "encrypted", "cipher", "ciphertext", "ciphered", "chiffre", "chiffree", "crypte", "cryptee", "verschluesselt",
    "verschlusselt", "cifrato", "criptato", "cifrado", "encriptado", "versleuteld", "sealed", "wrapped", "crypted",
))  # fmt: skip
_ENCRYPTING = frozenset(["encryption", "chiffrement", "e2ee", "e2e", "tanker", "secretbox", "cryptobox"])
_CONTENTS = frozenset((
    "content", "contents", "data", "payload", "body", "document", "file", "message", "blob", "note", "notes",
    "text", "attachment", "record", "report", "value", "ct", "box", "answer", "answers", "form", "profile",
    "result", "results", "c", "v", "p", "enc",
))  # fmt: skip
_VECTORS = frozenset((
    "iv", "nonce", "IV", "Iv", "ivec", "initVector", "init_vector", "initializationVector", "initialization_vector",
    "ivBase64", "iv_b64", "Nonce",
))  # fmt: skip
_VECTOR_SIZES = (8, 12, 15, 16, 24)


class OpaqueHit(NamedTuple):
    """What made a value look encrypted: a published form (`jwe`, `pgp`, `age`, `cms`, `openssl`, `fernet` ...),
    `version-byte`, `vector` (an IV or nonce of a fitting size beside it) or `entropy`."""

    what: str
    named: bool  # the field name says so too
    proven: bool = False  # the form leaves little doubt


class _Name(NamedTuple):
    encrypted: bool
    identifier: bool
    content: bool


def find_opaque(key: str, value: str, beside: Mapping[str, object] | None = None) -> OpaqueHit | None:
    """Whether a text leaf looks like application-layer ciphertext. `beside` are the members of its object."""
    if len(value) < 22:
        return None
    name = _name(key)
    form = form_of_text(value)
    if form is not None:
        return OpaqueHit(form, name.encrypted, proven=True)
    text = value.removeprefix(_FILE)
    vector = name.content or name.encrypted or not name.identifier
    vector = vector and beside is not None and _has_vector(beside)
    speaks = name.encrypted or vector or (name.content and len(text) >= 160)
    if not speaks and not _has_mark(text):
        return None
    data = _bytes_of(text, any_hex=name.encrypted or vector)
    if not data:
        return None
    form = form_of_bytes(data)
    if form is not None:
        return OpaqueHit(form, name.encrypted, proven=True)
    return _by_evidence(data, name, vector=vector)


def find_opaque_bytes(data: bytes, mime: str = "") -> OpaqueHit | None:
    """Whether a whole body or message of bytes looks like ciphertext. `mime` is its lower-case media type."""
    form = form_of_bytes(data)
    if form is not None:
        return OpaqueHit(form, named=False, proven=True)
    if len(data) < 48 or mime.startswith(("image/", "font/", "audio/", "video/", "text/")) or is_known(data):
        return None
    if "protobuf" in mime or "grpc" in mime or not is_random(data) or is_structured(data):
        return None
    named = "encrypted" in mime or "pgp" in mime or "jose" in mime
    return OpaqueHit("version-byte" if _fits_version(data) else "entropy", named)


def may_be_opaque(value: str) -> bool:
    """A cheap look: no blanks, no address, and dots only in what may be a published form."""
    if value.startswith(("http", "data:")):
        return value.startswith(_FILE)
    if value[:1] == "/" and 24 * (value.count("/") - 1) > len(value):
        return False
    if " " in value:
        return "-----BEGIN " in value[:20] or value.startswith(("age-encryption.org/", "$ANSIBLE_VAULT;"))
    return "." not in value or value[1:3] == "yJ" or value[:2] in ("0.", "2.", "v1", "v2", "v3", "v4", "Fe")


def is_identifier(key: str) -> bool:
    """Whether a name is that of an id, a session, a key or another value that is random by nature."""
    return _name(key).identifier


def _has_mark(text: str) -> bool:
    """Whether the first bytes may be those of a published form; a version byte only where the rest can follow it."""
    first = text[:1]
    if first in _VERSION_HEADS and len(text) >= 76:
        head = _decoded(text[:8])
        return bool(head) and (head[0] in _VERSIONS or first in HEADS)
    return first in HEADS or text.startswith(_SALTED)


def _by_evidence(data: bytes, name: _Name, *, vector: bool) -> OpaqueHit | None:
    if not (vector or name.encrypted) and (name.identifier or len(data) in _ROUND_SIZES or len(data) < 57):
        return None
    if is_known(data) or not is_random(data):
        return None
    if vector:
        return OpaqueHit("vector", name.encrypted, proven=True)
    if name.encrypted:
        what = "version-byte" if _fits_version(data) else "entropy"
        return OpaqueHit(what, named=True, proven=len(data) not in _DIGEST_SIZES)
    if is_structured(data):
        return None
    if _fits_version(data):
        return OpaqueHit("version-byte", named=False)
    return OpaqueHit("entropy", named=False) if name.content and len(data) >= _LEAST_UNNAMED else None


@lru_cache(maxsize=8192)
def _name(key: str) -> _Name:
    words = frozenset(tokens(key))
    identifier = bool(words & _IDENTIFIERS)
    encrypting = bool(words & _ENCRYPTING) or "crypt" in key.lower()
    return _Name(bool(words & _ENCRYPTED) or (encrypting and not identifier), identifier, bool(words & _CONTENTS))


def _has_vector(beside: Mapping[str, object]) -> bool:
    """Whether an IV or nonce of a size that ciphers use stands beside it; Rails keeps its own under `h`."""
    headers = beside.get("h")
    if isinstance(headers, dict) and _is_vector(headers.get("iv")):
        return True
    if beside.keys().isdisjoint(_VECTORS):
        return False
    return any(_is_vector(beside[name]) for name in _VECTORS if name in beside)


def _is_vector(value: object) -> bool:
    if isinstance(value, list):
        return len(value) in _VECTOR_SIZES and all(isinstance(item, int) for item in value)
    if not isinstance(value, str) or not 10 <= len(value) <= 48:
        return False
    data = bytes.fromhex(value) if _is_short_hex(value) else _decoded(value)
    return len(data) in _VECTOR_SIZES


def _is_short_hex(value: str) -> bool:
    return len(value) in (16, 24, 30, 32, 48) and not value.strip("0123456789abcdefABCDEF")


def _bytes_of(text: str, *, any_hex: bool) -> bytes:
    """The bytes of base64 or hexadecimal; b"" where it is neither.

    Hexadecimal leaves are identifiers and digests far more often than ciphertext.
    """
    if _HEX.match(text):
        return bytes.fromhex(text) if any_hex or text.startswith(_SALTED) else b""
    if _UUID.match(text) or not _BASE64.match(text) or not _is_mixed(text[:512]):
        return b""
    return _decoded(text)


def _is_mixed(text: str) -> bool:
    """Letters of both cases and digits in about the shares that base64 of randomness has."""
    upper = sum(map(str.isupper, text))
    lower = sum(map(str.islower, text))
    digits = sum(map(str.isdigit, text))
    if len(text) < 48:
        return upper >= 3 and lower >= 3 and (digits > 0 or upper + lower < len(text))
    return 5 * upper >= len(text) and 5 * lower >= len(text) and 25 * digits >= len(text)


def _decoded(value: str) -> bytes:
    body = ("".join(value.split()) if value[-1:].isspace() or "\n" in value else value).rstrip("=")
    is_url = "-" in body or "_" in body
    if len(body) % 4 == 1 or (is_url and ("+" in body or "/" in body)):
        return b""
    try:
        return pybase64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_" if is_url else None, validate=True)
    except (Error, ValueError):
        return b""


def _fits_version(data: bytes) -> bool:
    """v3 and v6: one MAC behind; v5, v7 and later: resource id, IV and MAC; v4: a chunk size that makes sense."""
    version = data[0]
    if version not in _VERSIONS:
        return False
    if version in (3, 6):
        return len(data) >= 17
    if version == 4:
        return len(data) >= 61 and 1024 <= int.from_bytes(data[1:5], "little") <= 1 << 26
    return len(data) >= 57
