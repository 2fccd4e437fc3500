"""One request to the clinic over HTTP/1.1 or HTTP/2, its certificate checked against the test authority."""

import http.client
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import h2.config
import h2.connection
import h2.events

from tests.clinic.clinic import Clinic
from tests.data.chrome import Pairs

TIMEOUT_S = 60


@dataclass(frozen=True, kw_only=True)
class Reply:
    """`body` is as on the wire; cut at `at_most` bytes, where it was asked so."""

    version: str
    status: int
    headers: Pairs
    body: bytes
    trailers: Pairs = ()

    def header(self, name: str) -> str:
        """The first header of this name, "" where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, kw_only=True)
class Request:
    url: str
    method: str = "GET"
    headers: Pairs = ()
    body: bytes = b""
    at_most: int | None = None  # bytes of the body after which the client leaves


def open_wire(clinic: Clinic, url: str, *, alpn: str = "http/1.1") -> socket.socket:
    """A connection to the clinic for this address, TLS where it is https or wss."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    wire = socket.create_connection(clinic.host_map[name], timeout=TIMEOUT_S)
    if parts.scheme not in {"https", "wss"}:
        return wire
    context = ssl.create_default_context(cafile=str(clinic.ca_file))
    context.set_alpn_protocols([alpn])
    return context.wrap_socket(wire, server_hostname=name)


def fetch_h1(clinic: Clinic, request: Request) -> Reply:
    parts = urlsplit(request.url)
    connection = http.client.HTTPConnection(parts.hostname or "")
    connection.sock = open_wire(clinic, request.url)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(request.method, target, body=request.body or None, headers=dict(request.headers))
        answer = connection.getresponse()
        return Reply(
            version={10: "1.0", 11: "1.1"}[answer.version],
            status=answer.status,
            headers=tuple(answer.getheaders()),
            body=answer.read(request.at_most),
        )
    finally:
        connection.close()


def fetch_h2(clinic: Clinic, request: Request) -> Reply:
    with open_wire(clinic, request.url, alpn="h2") as wire:
        assert isinstance(wire, ssl.SSLSocket)
        assert wire.selected_alpn_protocol() == "h2"
        talk = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        talk.initiate_connection()
        talk.send_headers(1, _h2_head(request), end_stream=not request.body)
        if request.body:
            talk.send_data(1, request.body, end_stream=True)
        return _read_h2(wire, talk, at_most=request.at_most)


def _h2_head(request: Request) -> list[tuple[str, str]]:
    parts = urlsplit(request.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    head = [(":method", request.method), (":scheme", parts.scheme), (":authority", parts.netloc), (":path", target)]
    return [*head, *request.headers]


def _read_h2(wire: ssl.SSLSocket, talk: h2.connection.H2Connection, *, at_most: int | None) -> Reply:
    headers: list[Pairs] = []
    body = b""
    ended = False
    while not ended and (at_most is None or len(body) < at_most):
        wire.sendall(talk.data_to_send())
        data = wire.recv(1 << 16)
        if not data:
            raise ConnectionError("the clinic closed the connection")
        for event in talk.receive_data(data):
            if isinstance(event, h2.events.ResponseReceived | h2.events.TrailersReceived):
                headers.append(tuple((str(name), str(value)) for name, value in event.headers or ()))
            elif isinstance(event, h2.events.DataReceived):
                body += event.data
                talk.acknowledge_received_data(event.flow_controlled_length, 1)
            elif isinstance(event, h2.events.StreamEnded | h2.events.StreamReset):
                ended = True
    status = int(dict(headers[0])[":status"])
    return Reply(version="2", status=status, headers=headers[0], body=body, trailers=(*headers[1:], ())[0])
