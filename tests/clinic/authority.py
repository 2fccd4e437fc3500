"""The test authority and one certificate per site, made anew at each start; nothing outside the folder trusts them."""

import ssl
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.clinic.hosts import site_of

CA_FILE = "clinic-ca.pem"
type Key = ec.EllipticCurvePrivateKey


class Authority:
    """Writes `clinic-ca.pem` into `folder`, and `<site>.pem` (key, certificate) for the sites of `names`.

    All certificates share one key, so that one `spki` stands for them all."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self._folder = folder
        self._ca_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.spki = _spki(self._key)
        self._ca = self._write_ca()
        self._sites: dict[str, list[str]] = {}
        for name in names:
            self._sites.setdefault(site_of(name), []).append(name)
        for site, known in self._sites.items():
            self._write_leaf(site, known)

    def context(self, alpn: list[str]) -> ssl.SSLContext:
        """A server's context that shows the certificate of the site asked for."""
        contexts = {site: self._site_context(site, alpn) for site in self._sites}
        first = next(iter(contexts.values()))
        first.sni_callback = lambda wire, name, _: _turn(wire, contexts.get(site_of(name or ""), first))
        return first

    def _site_context(self, site: str, alpn: list[str]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / f"{site}.pem")
        context.set_alpn_protocols(alpn)
        return context

    def _write_ca(self) -> x509.Certificate:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Clinic test authority")])
        made = _builder(name, name, self._ca_key).add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        ca = made.add_extension(usage, critical=True).sign(self._ca_key, SHA256())
        (self._folder / CA_FILE).write_bytes(ca.public_bytes(Encoding.PEM))
        return ca

    def _write_leaf(self, site: str, names: list[str]) -> None:
        subject = x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{site} (fictional)"),
                x509.NameAttribute(NameOID.COMMON_NAME, names[0]),
            ]
        )
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._ca_key.public_key())
        made = (
            _builder(subject, self._ca.subject, self._key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(identifier, critical=False)
            .sign(self._ca_key, SHA256())
        )
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        chain = made.public_bytes(Encoding.PEM) + self._ca.public_bytes(Encoding.PEM)
        (self._folder / f"{site}.pem").write_bytes(key + chain)


def _turn(wire: ssl.SSLSocket | ssl.SSLObject, context: ssl.SSLContext) -> None:
    wire.context = context


def _builder(subject: x509.Name, issuer: x509.Name, key: Key) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _spki(key: Key) -> str:
    """Base64 SHA-256 of the SubjectPublicKeyInfo, as Chromium's flag wants it (RFC 7469 2.4)."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b64encode(sha256(der).digest()).decode()
