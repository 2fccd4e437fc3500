"""Ciphertexts of many makers, and values that merely look like ciphertext: the labelled set of test_opaque."""

import base64
import gzip
import hashlib
import json
import random
import uuid
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import brotli  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

SIZES = (16, 40, 75, 200, 500, 1500, 5000, 40_000)

type Sample = tuple[str, str, str, dict[str, object]]
"""Kind, key, value, and the members of its object."""


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def gcm(source: random.Random, size: int) -> bytes:
    return AESGCM(source.randbytes(32)).encrypt(source.randbytes(12), b"x" * size, None)


def cbc(source: random.Random, size: int) -> bytes:
    padder = PKCS7(128).padder()
    padded = padder.update(b"x" * size) + padder.finalize()
    encryptor = Cipher(algorithms.AES(source.randbytes(32)), modes.CBC(source.randbytes(16))).encryptor()
    return encryptor.update(padded) + encryptor.finalize()


def jwe(source: random.Random, size: int, *, wrapped: int = 0) -> str:
    header = json.dumps({"alg": "dir" if not wrapped else "RSA-OAEP-256", "enc": "A256GCM"}).encode()
    sealed = gcm(source, size)
    pieces = (header, source.randbytes(wrapped), source.randbytes(12), sealed[:-16], sealed[-16:])
    return ".".join(b64url(piece) for piece in pieces)


def tanker(source: random.Random, size: int, *, version: int) -> bytes:
    if version == 4:
        return b"\x04" + (1 << 20).to_bytes(4, "little") + source.randbytes(40) + gcm(source, size)
    head = source.randbytes(40) if version not in (3, 6) else b""
    return bytes([version]) + head + gcm(source, size)


def packet(tag: int, body: bytes) -> bytes:
    return bytes([0xC0 | tag, 255]) + len(body).to_bytes(4) + body


def pgp(source: random.Random, size: int) -> bytes:
    session = packet(1, b"\x03" + source.randbytes(8) + b"\x12" + source.randbytes(80))
    return session + packet(18, b"\x01" + gcm(source, size))


def pgp_by_password(source: random.Random, size: int) -> bytes:
    return b"\x8c\x0d\x04\x09\x03\x08" + source.randbytes(8) + b"\x60" + packet(18, b"\x01" + gcm(source, size))


def armoured(name: str, data: bytes, *, headers: str = "") -> str:
    lines = [line.decode() for line in base64.encodebytes(data).splitlines()]
    return "\n".join([f"-----BEGIN {name}-----", *([headers, ""] if headers else []), *lines, f"-----END {name}-----"])


def age(source: random.Random, size: int) -> bytes:
    stanza = f"age-encryption.org/v1\n-> X25519 {b64url(source.randbytes(32))}\n{b64url(source.randbytes(32))}\n--- "
    return stanza.encode() + b64url(source.randbytes(32)).encode() + b"\n" + gcm(source, size)


_LIFETIME = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC))


def certificate() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "clinic.example")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 5, *_LIFETIME)
    return builder.sign(key, hashes.SHA256()), key


CERTIFICATE, RSA_KEY = certificate()


def cms(size: int) -> bytes:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(b"x" * size).add_recipient(CERTIFICATE)
    return builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)


def megolm(source: random.Random, size: int) -> bytes:
    sealed = cbc(source, size)
    return b"\x03\x08\x05\x12" + varint(len(sealed)) + sealed + source.randbytes(72)


def signal(source: random.Random, size: int) -> bytes:
    sealed = cbc(source, size)
    key = b"\x0a\x21\x05" + source.randbytes(32)
    return b"\x33" + key + b"\x10\x02\x18\x01\x22" + varint(len(sealed)) + sealed + source.randbytes(8)


def vectored(source: random.Random, size: int, *, iv: str, key: str) -> tuple[str, str, dict[str, object]]:
    value = b64(gcm(source, size))
    return key, value, {iv: b64(source.randbytes(12)), key: value, "alg": "AES-GCM"}


def ciphertexts(seed: int = 2026) -> Iterator[Sample]:
    """Every format in every size, with a boring key where the format speaks for itself."""
    source = random.Random(seed)
    alone: dict[str, Callable[[int], str]] = {
        "jwe": lambda n: jwe(source, n),
        "jwe-rsa": lambda n: jwe(source, n, wrapped=256),
        "pgp-armour": lambda n: armoured("PGP MESSAGE", pgp(source, n), headers="Version: OpenPGP.js v5"),
        "pgp": lambda n: b64(pgp(source, n)),
        "pgp-password": lambda n: b64(pgp_by_password(source, n)),
        "age": lambda n: b64(age(source, n)),
        "age-armour": lambda n: armoured("AGE ENCRYPTED FILE", age(source, n)),
        "cms": lambda n: b64(cms(n)),
        "cms-pem": lambda n: armoured("PKCS7", cms(n)),
        "openssl": lambda n: b64(b"Salted__" + source.randbytes(8) + cbc(source, n)),
        "openssl-hex": lambda n: (b"Salted__" + source.randbytes(8) + cbc(source, n)).hex(),
        "openssl-lines": lambda n: base64.encodebytes(b"Salted__" + source.randbytes(8) + cbc(source, n)).decode(),
        "fernet": lambda n: Fernet(b64(source.randbytes(32))).encrypt(b"x" * n).decode(),
        "megolm": lambda n: b64(megolm(source, n)).rstrip("="),
        "signal": lambda n: b64(signal(source, n)),
        "rails": lambda n: "--".join(b64(piece) for piece in (gcm(source, n), source.randbytes(12), bytes(range(16)))),
        "bitwarden": lambda n: f"2.{b64(source.randbytes(16))}|{b64(cbc(source, n))}|{b64(source.randbytes(32))}",
        "vault": lambda n: f"vault:v1:{b64(gcm(source, n))}",
        "paseto": lambda n: f"v4.local.{b64url(source.randbytes(32) + gcm(source, n))}",
        "kms": lambda n: b64(b"\x01\x02\x02\x00\x78" + source.randbytes(64) + gcm(source, n)),
    }
    named: dict[str, Callable[[int], str]] = {
        "secretbox": lambda n: b64(
            source.randbytes(24) + ChaCha20Poly1305(bytes(32)).encrypt(bytes(12), b"x" * n, None)
        ),
        "gcm-url": lambda n: b64url(source.randbytes(12) + gcm(source, n)),
        "gcm-hex": lambda n: (source.randbytes(12) + gcm(source, n + 1)).hex(),
        "tanker-3": lambda n: b64(tanker(source, n, version=3)),
    }
    for size in SIZES:
        for kind, make in alone.items():
            yield kind, "content", make(size), {}
        for kind, make in named.items():
            for key in ("encrypted_note", "ciphertext", "messageChiffre", "EncryptedData"):
                yield kind, key, make(size), {}
        for version in (4, 5, 7, 8):
            yield f"tanker-{version}", "content", b64(tanker(source, size, version=version)), {}
        for iv, key in (("iv", "data"), ("nonce", "box"), ("iv", "ct"), ("iv", "value"), ("initVector", "payload")):
            yield f"vector-{iv}-{key}", *vectored(source, size, iv=iv, key=key)
        rails = b64(gcm(source, size))
        yield "active-record", "p", rails, {"p": rails, "h": {"iv": b64(source.randbytes(12)), "at": "x"}}
    for size in (500, 1500, 40_000):
        yield "blob", "payload", b64url(source.randbytes(12) + gcm(source, size)), {}
    wrapped = RSA_KEY.public_key().encrypt(
        bytes(32), padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    )
    yield "rsa-oaep", "encrypted_key", b64(wrapped), {}
    yield "pkcs8", "privateKey", encrypted_key(), {}


def encrypted_key() -> str:
    lock = serialization.BestAvailableEncryption(b"secret")
    return RSA_KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock).decode()


def _field(number: int, data: bytes) -> bytes:
    return bytes([number << 3 | 2]) + varint(len(data)) + data


def decoys(seed: int = 7) -> Iterator[Sample]:
    """Values that are no ciphertext, with the keys they really have."""
    source = random.Random(seed)
    prose = " ".join(
        source.choices(
            ["le", "patient", "revient", "pour", "un", "suivi", "annuel", "de", "sa", "vue", "et", "son", "dos"], k=400
        )
    )
    record = json.dumps([{"id": source.randrange(10**9), "label": prose[:80]} for _ in range(40)]).encode()
    ec_key = ec.generate_private_key(ec.SECP256R1())
    signature = RSA_KEY.sign(b"x", padding.PKCS1v15(), hashes.SHA256())
    spki = RSA_KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    pem = serialization.Encoding.PEM
    key = RSA_KEY.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    signed = pkcs7.PKCS7SignatureBuilder().set_data(b"x" * 300).add_signer(CERTIFICATE, RSA_KEY, hashes.SHA256())
    signed_der = signed.sign(serialization.Encoding.DER, [])
    raw_deflate = zlib.compress(record)[2:-4]
    jws = ".".join(b64url(piece) for piece in (b'{"alg":"RS256"}', b'{"sub":"1"}', signature))
    values: tuple[tuple[str, str, str], ...] = (
        ("gzip", "content", b64(gzip.compress(record, mtime=0))),
        ("zlib", "data", b64(zlib.compress(record))),
        ("raw-deflate", "payload", b64(raw_deflate)),
        ("brotli", "payload", b64(brotli.compress(record))),
        ("zstd", "data", b64(b"\x28\xb5\x2f\xfd" + source.randbytes(300))),
        ("bzip2", "data", b64(b"BZh9" + source.randbytes(300))),
        ("xz", "data", b64(b"\xfd7zXZ\0" + source.randbytes(300))),
        ("zip", "file", b64(b"PK\x03\x04" + source.randbytes(300))),
        ("png", "content", b64(b"\x89PNG\r\n\x1a\n" + source.randbytes(600))),
        ("jpeg", "image", b64(b"\xff\xd8\xff\xe0" + source.randbytes(600))),
        ("jpeg-content", "content", b64(b"\xff\xd8\xff\xe0" + source.randbytes(600))),
        ("webp", "data", b64(b"RIFF\x00\x10\0\0WEBPVP8 " + source.randbytes(400))),
        ("lqip", "lqip", b64(source.randbytes(60))),
        ("blurhash", "blurhash", "LEHV6nWB2yk8pyo0adR*.7kCMdnj"),
        ("mp4", "data", b64(b"\0\0\0\x20ftypisom" + source.randbytes(400))),
        ("avif", "data", b64(b"\0\0\0\x1cftypavif" + source.randbytes(400))),
        ("woff2", "data", b64(b"wOF2\0\1\0\0" + source.randbytes(400))),
        ("ttf", "content", b64(b"\0\1\0\0\0\x0c" + source.randbytes(400))),
        ("pdf", "document", b64(b"%PDF-1.7\n" + source.randbytes(400))),
        ("wasm", "body", b64(b"\0asm\1\0\0\0" + source.randbytes(400))),
        ("protobuf", "data", b64(_field(1, b"clinic") + _field(2, source.randbytes(200)) + b"\x18\x05")),
        ("msgpack", "data", b64(b"\xc4\xc8" + source.randbytes(200))),
        ("msgpack-16", "data", b64(b"\xc5\x01\x2c" + source.randbytes(300))),
        ("cbor", "data", b64(b"\x59\x01\x2c" + source.randbytes(300))),
        ("grpc", "body", b64(b"\0" + (300).to_bytes(4) + source.randbytes(300))),
        ("certificate", "content", b64(CERTIFICATE.public_bytes(serialization.Encoding.DER))),
        ("certificate-pem", "content", CERTIFICATE.public_bytes(pem).decode()),
        ("public-key", "publicKey", b64(spki)),
        ("private-key", "content", key),
        ("cms-signed", "content", b64(signed_der)),
        ("cms-signed-pem", "content", armoured("PKCS7", signed_der)),
        ("pgp-public", "content", armoured("PGP PUBLIC KEY BLOCK", packet(6, source.randbytes(300)))),
        ("pgp-signature", "content", armoured("PGP SIGNATURE", packet(2, b"\x04" + source.randbytes(300)))),
        ("pgp-signed-message", "content", armoured("PGP MESSAGE", packet(8, b"\x02" + source.randbytes(300)))),
        ("signature", "signature", b64(signature)),
        ("signature-content", "value", b64(signature)),
        ("ec-signature", "proof", b64(ec_key.sign(b"x", ec.ECDSA(hashes.SHA256())))),
        ("p256dh", "p256dh", b64url(b"\x04" + source.randbytes(64))),
        ("jws", "content", jws),
        ("jwt-hs", "data", ".".join((b64url(b'{"alg":"HS256","typ":"JWT"}'), b64url(b'{"a":1}'), "c2lnbmF0dXJl"))),
        ("session", "session", b64(source.randbytes(400))),
        ("token", "accessToken", b64url(source.randbytes(300))),
        ("captcha", "g-recaptcha-response", "03AGdBq" + b64url(source.randbytes(600))),
        ("turnstile", "cf-turnstile-response", "0." + b64url(source.randbytes(300)) + "." + b64url(bytes(range(32)))),
        ("cursor", "endCursor", b64(source.randbytes(120))),
        ("csrf", "csrf_token", b64(source.randbytes(64))),
        ("antiforgery", "__RequestVerificationToken", "CfDJ8" + b64url(source.randbytes(150))),
        ("viewstate", "__VIEWSTATE", b64(b"\xff\x01\x0f" + source.randbytes(300))),
        ("sri", "integrity", "sha384-" + b64(hashlib.sha384(b"x").digest())),
        ("sha256-b64", "value", b64(hashlib.sha256(b"x").digest())),
        ("sha512-b64", "content", b64(hashlib.sha512(b"x").digest())),
        ("sha512-hex", "content", hashlib.sha512(b"x").hexdigest()),
        ("hex-run", "content", "0123456789abcdef" * 8),
        ("hex-random", "payload", source.randbytes(300).hex()),
        ("uuid", "encrypted_id", str(uuid.UUID(int=source.getrandbits(128), version=4))),
        ("uuid-key", "encryptionKeyId", str(uuid.UUID(int=source.getrandbits(128), version=4))),
        ("key-id", "tanker_app_id", b64(source.randbytes(32))),
        ("prose", "content", b64(prose.encode())),
        ("prose-version", "content", b64(b"\x05" + prose.encode())),
        ("utf-16", "content", b64(prose.encode("utf-16"))),
        (
            "identifier",
            "content",
            "getPatientAppointmentsForPractitionerByIdentifierAndPracticeLocationWithMotives" * 2,
        ),
        ("zeroes", "content", "A" * 400),
        ("counted", "content", b64(bytes(range(256)) * 2)),
        ("floats", "data", b64(b"".join(source.randrange(1 << 20).to_bytes(4, "little") for _ in range(200)))),
        ("tcf", "gdpr_consent", "COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA.IBAgAAAgAIAwgAgAAAAEAAAACA"),
        ("url", "content", "https://img.example/" + b64url(source.randbytes(200))),
        ("data-url", "content", "data:image/png;base64," + b64(b"\x89PNG" + source.randbytes(200))),
        ("rails-signed", "content", f"{b64(b'9000042')}--{hashlib.sha1(b'x').hexdigest()}"),
        ("click-id", "gclid", "Cj0KCQiA" + b64url(source.randbytes(70))),
        ("etag", "etag", b64(source.randbytes(60))),
        ("flag", "encrypted", "true" * 8),
        ("status", "encryption_status", "encryption-finished-without-any-error"),
        ("algorithm", "encryptionAlgorithm", "xchacha20poly1305AndBlake2bOverCurve25519"),
        ("date", "content", datetime(2026, 1, 1, tzinfo=UTC).isoformat() * 3),
        ("font-list", "content", ",".join(["Arial", "Helvetica", "TimesNewRoman", "Verdana"] * 10)),
    )
    for kind, name, value in values:
        yield kind, name, value, {"id": 4, name: value}
    yield "iv", "iv", b64(source.randbytes(24)), {"iv": 1, "ciphertext": "x"}
    yield "tag", "authTag", b64(source.randbytes(24)), {"iv": b64(source.randbytes(12))}
