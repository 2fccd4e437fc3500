"""What is known of the connections of a recording: worked out once, looked up for every flow."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from inspector.capture.wire import word_of
from inspector.model.flow import Connection

if TYPE_CHECKING:
    from cryptography import x509
    from mitmproxy.certs import Cert
    from mitmproxy.connection import Client, Server
    from mitmproxy.http import HTTPFlow

_MOST_CONNECTIONS = 10_000
_MOST_CERTIFICATES = 2_000
_ENCODE = msgspec.json.Encoder().encode


class _Known:
    """A connection to a server, as it was found at its first flow."""

    __slots__ = ("client", "connection", "flow", "label")

    def __init__(self, label: str, flow: str) -> None:
        self.label = label
        self.flow = flow  # id of the flow for which it was made: the one that waited for it
        self.client = ""
        self.connection: Connection | None = None


class ConnectionBook:
    """The connections of one recording or one file. Bounded: the oldest are forgotten beyond 10,000."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._certificates: dict[bytes, bytes] = {}
        self._count = 0

    def look_up(self, flow: "HTTPFlow") -> tuple[Connection, bool]:
        """The connection of a flow, and whether it is the first that used it. The same object for every flow of one
        connection, once that is established."""
        server, client = flow.server_conn, flow.client_conn
        known = self._known.get(server.id)
        if known is None:
            known = self._enter(server.id, flow.id)
        if known.connection is None or known.client != client.id:
            connection = self._describe(server, client, known.label)
            if not _is_established(server):
                return connection, known.flow == flow.id
            known.connection, known.client = connection, client.id
        return known.connection, known.flow == flow.id

    def _enter(self, server: str, flow: str) -> _Known:
        if len(self._known) >= _MOST_CONNECTIONS:
            for oldest in list(self._known)[: _MOST_CONNECTIONS // 10]:
                del self._known[oldest]
        self._count += 1
        known = self._known[server] = _Known(str(self._count), flow)
        return known

    def _describe(self, server: "Server", client: "Client", label: str) -> Connection:
        address, port = address_of(server)
        return Connection(
            label=label,
            server_address=address,
            server_port=port,
            tls_version=server.tls_version,
            cipher=server.cipher,
            alpn=word_of(server.alpn),
            sni=server.sni or None,
            certificate=self._chain(server.certificate_list),
            client_address=client.peername[0] or None if client.peername else None,
            client_tls_version=client.tls_version,
            client_cipher=client.cipher,
            client_alpn=word_of(client.alpn),
        )

    def _chain(self, certificates: "Sequence[Cert]") -> bytes | None:
        if not certificates:
            return None
        return b"[" + b",".join(self._certificate(certificate) for certificate in certificates) + b"]"

    def _certificate(self, certificate: "Cert") -> bytes:
        print_ = certificate.fingerprint()
        found = self._certificates.get(print_)
        if found is None:
            if len(self._certificates) >= _MOST_CERTIFICATES:
                self._certificates.clear()
            found = self._certificates[print_] = describe_certificate(certificate)
        return found


def _is_established(server: "Server") -> bool:
    return server.timestamp_tcp_setup is not None and (not server.tls or server.timestamp_tls_setup is not None)


def address_of(server: "Server") -> tuple[str | None, int | None]:
    """The address that was connected to; only the port where no connection came about."""
    if server.peername:
        return server.peername[0].partition("%")[0], _port(server.peername[1])
    return None, _port(server.address[1]) if server.address else None


def _port(number: int) -> int | None:
    return number if 0 < number < 65536 else None


def describe_certificate(certificate: "Cert") -> bytes:
    """The JSON object of `Connection.certificate`; the PEM alone where it cannot be read."""
    parsed = certificate.to_cryptography()
    facts: dict[str, Any] = {"sha256": certificate.fingerprint().hex(), "pem": certificate.to_pem().decode("ascii")}
    try:
        facts["subject"] = parsed.subject.rfc4514_string()
        facts["issuer"] = parsed.issuer.rfc4514_string()
        facts["valid_from_us"] = round(certificate.notbefore.timestamp() * 1_000_000)
        facts["valid_to_us"] = round(certificate.notafter.timestamp() * 1_000_000)
        facts["names"] = [_name(name) for name in certificate.altnames]
    except (ValueError, OverflowError):
        pass  # odd names or dates: the PEM holds them
    return _ENCODE(facts)


def _name(name: "x509.GeneralName") -> str:
    return str(name.value)
