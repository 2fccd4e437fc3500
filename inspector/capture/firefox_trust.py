"""Trust in one certificate authority, for one Firefox profile: the certificate database that NSS reads, made by hand.

`cert9.db` is SQLite: one table with a column per PKCS #11 attribute (their numbers in hexadecimal), and two rows, the
certificate and NSS's trust in it. As long as the profile has no primary password NSS asks for no signature on it.
Schema and values are those that NSS writes for trust `C,,` (Firefox ESR 153); a newer NSS adds what columns it misses.
"""

import hashlib
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

_NAMES = """
0 1 2 3 4 10 11 12 80 81 82 83 84 85 86 87 88 89 8a 8b 8c 90 100 101 102 103 104 105 106 107 108 109 10a 10b 10c 110
111 120 121 122 123 124 125 126 127 128 129 130 131 132 133 134 160 161 162 163 164 165 166 170 171 172 180 181 200 201
202 210 40000211 40000212 40000213 220 221 222 223 224 225 226 227 22e 22f 22a 22b 22c 22d 250 251 252 300 301 302 400
401 402 403 404 405 406 480 481 482 500 501 502 503 601 602 603 604 605 606 607 608 609 60a 60b 60c 60d 60e 60f 610 611
612 617 618 619 61a 61b 61c 61d 61e 61f 620 621 622 623 624 625 626 627 629 628 62a 62b 62c 62d 62e 62f 630 631 632 633
634 635 636 637 80000001 ce534351 ce534352 ce534353 ce534354 ce534355 ce534356 ce534357 ce534358 ce534364 ce534365
ce534366 ce534367 ce534368 ce534369 ce534373 ce534374 ce536351 ce536352 ce536353 ce536354 ce536355 ce536356 ce536357
ce536358 ce536359 ce53635a ce53635b ce53635c ce53635d ce53635e ce53635f ce536360 ce5363b4 ce5363b5 d5a0db00
"""
_INDEXES = {"issuer": "a81", "subject": "a101", "label": "a3", "ckaid": "a102"}

# PKCS #11 attributes and values, and NSS's own (vendor) ones
_CLASS, _TOKEN, _PRIVATE, _LABEL, _VALUE, _CERTIFICATE_TYPE = "a0", "a1", "a2", "a3", "a11", "a80"
_ISSUER, _SERIAL, _SUBJECT, _ID, _MODIFIABLE = "a81", "a82", "a101", "a102", "a170"
_SERVER_AUTH, _CLIENT_AUTH, _EMAIL, _CODE_SIGNING = "ace536358", "ace536359", "ace53635a", "ace53635b"
_STEP_UP, _SHA1, _MD5 = "ace536360", "ace5363b4", "ace5363b5"
_CERTIFICATE, _NSS_TRUST = 1, 0xCE534353
_TRUSTED_DELEGATOR, _MUST_VERIFY, _UNKNOWN = 0xCE534352, 0xCE53435B, 0xCE534353


def trust_in_profile(profile: Path, certificate: bytes, label: str) -> None:
    """Makes a fresh profile trust an authority for servers, and for nothing else.

    `certificate` is DER or PEM. Raises ValueError where it is not a certificate, FileExistsError where the profile has
    a database already.
    """
    rows = _rows(certificate, label)
    path = profile / "cert9.db"
    path.touch(mode=0o600, exist_ok=False)
    with closing(sqlite3.connect(path)) as database, database:
        columns = ", ".join(f"a{name}" for name in _NAMES.split())
        database.execute(f"CREATE TABLE nssPublic (id PRIMARY KEY UNIQUE ON CONFLICT ABORT, {columns})")
        for index, column in _INDEXES.items():
            database.execute(f"CREATE INDEX {index} ON nssPublic ({column})")
        for number, row in enumerate(rows, 1):
            _insert(database, number, row)


def _insert(database: sqlite3.Connection, number: int, row: Mapping[str, bytes]) -> None:
    marks = ", ".join("?" * (len(row) + 1))
    database.execute(f"INSERT INTO nssPublic (id, {', '.join(row)}) VALUES ({marks})", (number, *row.values()))


def _rows(certificate: bytes, label: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    pem = certificate.lstrip().startswith(b"-----BEGIN")
    parsed = x509.load_pem_x509_certificate(certificate) if pem else x509.load_der_x509_certificate(certificate)
    der = parsed.public_bytes(Encoding.DER)
    common = {
        _TOKEN: b"\x01",
        _PRIVATE: b"\x00",
        _MODIFIABLE: b"\x01",
        _LABEL: label.encode(),
        _ISSUER: parsed.issuer.public_bytes(),
        _SERIAL: _der_integer(parsed.serial_number),
    }
    key_id = x509.SubjectKeyIdentifier.from_public_key(parsed.public_key()).digest
    return (
        common
        | {_CLASS: _long(_CERTIFICATE), _CERTIFICATE_TYPE: _long(0), _VALUE: der}
        | {_SUBJECT: parsed.subject.public_bytes(), _ID: key_id},
        common
        | {_CLASS: _long(_NSS_TRUST), _SERVER_AUTH: _long(_TRUSTED_DELEGATOR), _CLIENT_AUTH: _long(_MUST_VERIFY)}
        | {_EMAIL: _long(_UNKNOWN), _CODE_SIGNING: _long(_UNKNOWN), _STEP_UP: b"\x00"}
        | {_SHA1: hashlib.sha1(der).digest(), _MD5: hashlib.md5(der).digest()},
    )


def _long(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _der_integer(value: int) -> bytes:
    """DER of an INTEGER (X.690 8.3); a serial number has at most 20 octets (RFC 5280 4.1.2.2)."""
    body = value.to_bytes(value.bit_length() // 8 + 1, "big", signed=value < 0)
    return bytes((2, len(body))) + body
