"""A fast HTTPS origin on loopback for measurements: HTTP/1.1 and HTTP/2, small JSON answers, downloads of any size.

`python -m tests.bench.origin` prints its port and the file of its authority, then serves until it is ended.
"""

import asyncio
import datetime
import json
import ssl
import sys
import tempfile
from pathlib import Path

import h2.config
import h2.connection
import h2.events
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "origin.test"
BODY = json.dumps({"appointments": [{"id": n, "label": "rendez-vous", "place": "Lyon 3e"} for n in range(18)]}).encode()
_PIECE = bytes(65_536)


def make_certificates(folder: Path, host: str = HOST) -> tuple[Path, Path]:
    """An authority and a certificate of it for `host`: (authority PEM, chain with key PEM)."""
    now = datetime.datetime.now(datetime.UTC)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench authority")])

    def build(subject: x509.Name, public: ec.EllipticCurvePublicKey, *, is_ca: bool) -> x509.Certificate:
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False
            )
        )
        if not is_ca:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return made.sign(authority_key, hashes.SHA256())

    authority = build(issuer, authority_key.public_key(), is_ca=True)
    leaf = build(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key.public_key(), is_ca=False)
    ca_file, chain_file = folder / "authority.pem", folder / "origin.pem"
    ca_file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    chain_file.write_bytes(
        leaf.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return ca_file, chain_file


async def serve_h1(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            break
        path = head.split(b" ", 2)[1]
        if path.startswith(b"/large/"):
            size = int(path.rsplit(b"/", 1)[1])
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: %d\r\n\r\n" % size
            )
            while size > 0:
                writer.write(_PIECE[: min(size, len(_PIECE))])
                size -= len(_PIECE)
                await writer.drain()
        else:
            writer.write(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY) + BODY
            )
            await writer.drain()
    writer.close()


async def serve_h2(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    http2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding=None))
    http2.initiate_connection()
    writer.write(http2.data_to_send())
    headers = [(b":status", b"200"), (b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]
    while data := await _read(reader):
        for event in http2.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                http2.send_headers(event.stream_id, headers)
                http2.send_data(event.stream_id, BODY, end_stream=True)
        writer.write(http2.data_to_send())
        await writer.drain()
    writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(65_536)
    except (ConnectionError, ssl.SSLError):
        return b""


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    tls = writer.get_extra_info("ssl_object")
    await (serve_h2 if tls.selected_alpn_protocol() == "h2" else serve_h1)(reader, writer)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        ca_file, chain_file = make_certificates(Path(folder))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chain_file)
        context.set_alpn_protocols(["h2", "http/1.1"])
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        print(json.dumps({"port": server.sockets[0].getsockname()[1], "ca": str(ca_file)}), flush=True)
        await asyncio.to_thread(sys.stdin.read)  # until whoever started it closes the pipe


if __name__ == "__main__":
    asyncio.run(main())
