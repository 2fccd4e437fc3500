"""The add-on that tells who refused our certificate, and tells refusals from accidents."""

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from inspector.capture.proxy.handshakes import HandshakeTally
from inspector.capture.proxy.tunnels import MOST_CONNECTIONS, Tunnels, address_url
from inspector.capture.sink import Sink
from inspector.model.flow import Connection, Delivery, FlowRecord
from inspector.model.recording import Handshake
from inspector.store.clock import now_us

if TYPE_CHECKING:
    from mitmproxy.connection import Client
    from mitmproxy.http import HTTPFlow
    from mitmproxy.tls import ClientHelloData, TlsData

_WAIT_S = 0.8


class _Seen:
    """A client connection: to whom, since when, and whether it asked for anything."""

    __slots__ = ("established", "host", "is_used", "port")

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.established: float | None = None
        self.is_used = False


class _Refusing(NamedTuple):
    """A connection that came to nothing; `lived_s` where its handshake was done."""

    client: str
    address: str | None
    host: str
    port: int
    text: str
    lived_s: float | None
    at_us: int


class Refusals:
    """Hooks of mitmproxy for handshakes. `refused` is told of each that means something; `sweep` has to be called
    every 0.1 s or so."""

    def __init__(
        self,
        sink: Sink,
        tunnels: Tunnels,
        *,
        own_hosts: frozenset[str],
        client_name: Callable[[str], str],
        refused: Callable[[Handshake], None],
        background: Callable[[str], bool] = lambda _host: False,
    ) -> None:
        self._sink = sink
        self._tunnels = tunnels
        self._own_hosts = own_hosts
        self._client_name = client_name
        self._refused = refused
        self._background = background
        self._clients: dict[str, _Seen] = {}
        self._waiting: deque[tuple[float, _Refusing]] = deque()
        self._told: set[tuple[str, str]] = set()
        self.tally = HandshakeTally()
        self.is_paused = False

    def tls_clienthello(self, data: "ClientHelloData") -> None:
        address = data.context.server.address
        host = data.client_hello.sni or (address[0] if address else "")
        if len(self._clients) < MOST_CONNECTIONS:
            self._clients[data.context.client.id] = _Seen(host, self._tunnels.port_of(data.context.client.id, address))

    def tls_established_client(self, data: "TlsData") -> None:
        seen = self._clients.get(data.context.client.id)
        if seen is not None:
            seen.established = time.monotonic()

    def tls_failed_client(self, data: "TlsData") -> None:
        address = data.context.server.address
        seen = self._clients.pop(data.context.client.id, None)
        host = data.conn.sni or (seen.host if seen else "") or (address[0] if address else "")
        if not host or host in self._own_hosts:
            return
        self._wait(
            data.context.client,
            host,
            text=data.conn.error or "",
            port=self._tunnels.port_of(data.context.client.id, address),
        )

    def tls_failed_server(self, data: "TlsData") -> None:
        address = data.context.server.address
        host = data.conn.sni or (address[0] if address else "")
        if host and not self.is_paused:
            found = self.tally.note_server_error(
                client=self._name(data.context.client),
                host=host,
                port=self._tunnels.port_of(data.context.client.id, address),
                at_us=now_us(),
            )
            if found is not None:
                self._sink.note_handshake(found)

    def requestheaders(self, flow: "HTTPFlow") -> None:
        seen = self._clients.get(flow.client_conn.id)
        if seen is not None and not seen.is_used:
            seen.is_used = True
            self.tally.note_read(client=self._name(flow.client_conn), host=seen.host)

    def client_disconnected(self, client: "Client") -> None:
        seen = self._clients.pop(client.id, None)
        if seen is None or seen.is_used or seen.established is None or seen.host in self._own_hosts:
            return
        self._wait(client, seen.host, lived_s=time.monotonic() - seen.established, port=seen.port)

    def _wait(self, client: "Client", host: str, *, port: int, text: str = "", lived_s: float | None = None) -> None:
        """Browsers open several connections and drop those they do not need: only where nothing was read of this
        client at this host within a second does a failure mean anything."""
        if not self.is_paused and len(self._waiting) < MOST_CONNECTIONS:
            address = client.peername[0] if client.peername else None
            refusing = _Refusing(self._name(client), address, host, port, text, lived_s, now_us())
            self._waiting.append((time.monotonic(), refusing))

    def sweep(self, *, is_last: bool = False) -> None:
        """Counts the failures that have waited long enough."""
        now = time.monotonic()
        while self._waiting and (is_last or now - self._waiting[0][0] >= _WAIT_S):
            self._count(self._waiting.popleft()[1])

    def _count(self, refusing: "_Refusing") -> None:
        client, host = refusing.client, refusing.host
        if self.tally.was_read(client=client, host=host):
            return
        if refusing.lived_s is None:
            found = self.tally.note_error(
                client=client, host=host, port=refusing.port, text=refusing.text, at_us=refusing.at_us
            )
        else:
            found = self.tally.note_unused(
                client=client, host=host, port=refusing.port, lived_s=refusing.lived_s, at_us=refusing.at_us
            )
        if found is None:
            return
        self._sink.note_handshake(found)
        self._refused(found)
        key = (client, host)
        if key not in self._told and len(self._told) < MOST_CONNECTIONS:
            self._told.add(key)
            self._sink.add(self._refused_row(found, refusing.address))

    def _name(self, client: "Client") -> str:
        return self._client_name(client.peername[0] if client.peername else "")

    def _refused_row(self, handshake: Handshake, address: str | None) -> FlowRecord:
        """One row in the flow table for the first refusal; the count stands in the table of handshakes."""
        return FlowRecord(
            entry=None,
            started_us=handshake.first_us,
            duration_us=0,
            method="CONNECT",
            url=address_url(handshake.host, handshake.port),
            delivery=Delivery.REFUSED,
            error=handshake.refusal.value,
            connection=Connection(sni=handshake.host, client_address=address),
            background=self._background(handshake.host),
        )
