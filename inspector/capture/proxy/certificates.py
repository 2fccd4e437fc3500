"""The certificate authority of a case: made once in its private folder, never in the system."""

import base64
import os
from hashlib import sha256
from pathlib import Path

from inspector.model.struct import Record

_NAME = "mitmproxy"  # of its files, as mitmproxy looks for them
_SHOWN = "En Clair"  # of the certificate, as a phone shows it
TRUSTED_NAME = "upstream-roots.pem"
_KEY_BITS = 2048


class Authority(Record, frozen=True, kw_only=True):
    """`cert_file`: PEM without the key. `sha256`: hex of the certificate (DER). `spki`: base64 of the SHA-256 of its
    public key, as Chromium takes it: leaves carry the same key."""

    cert_file: Path
    sha256: str
    spki: str
    der: bytes


def prepare_authority(folder: Path) -> Authority:
    """The authority of this folder (0700), made where missing; key files are 0600. Raises OSError."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from mitmproxy.certs import CertStore

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    cert_file = folder / f"{_NAME}-ca-cert.pem"
    if not ((folder / f"{_NAME}-ca.pem").exists() and cert_file.exists()):  # one alone: it was broken off
        CertStore.create_store(folder, _NAME, _KEY_BITS, organization=_SHOWN, cn=_SHOWN)
    CertStore.from_store(folder, _NAME, _KEY_BITS)
    for path in folder.iterdir():
        if path.is_file():
            path.chmod(0o600)
    certificate = x509.load_pem_x509_certificate(cert_file.read_bytes())
    der = certificate.public_bytes(Encoding.DER)
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Authority(
        cert_file=cert_file,
        sha256=sha256(der).hexdigest(),
        spki=base64.b64encode(sha256(key).digest()).decode(),
        der=der,
    )


def trusted_bundle(folder: Path, extra: Path) -> Path:
    """A file with the usual roots and those of `extra`, for the proxy's own connections. Raises OSError."""
    import certifi

    bundle = folder / TRUSTED_NAME
    data = Path(certifi.where()).read_bytes() + b"\n" + extra.read_bytes()
    handle = os.open(bundle, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return bundle
