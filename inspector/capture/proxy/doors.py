"""The add-on that watches connections: who may be reached, who refused our certificate, what passed unread."""

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from inspector.capture.plan import Target
from inspector.capture.proxy.handshakes import HandshakeTally
from inspector.capture.proxy.names import NameLookups
from inspector.capture.proxy.scope import host_pattern, is_loopback
from inspector.capture.sink import Sink, Ticket
from inspector.model.flow import Connection, Delivery, FlowRecord
from inspector.model.recording import Handshake, NameAnswer

if TYPE_CHECKING:
    from mitmproxy.connection import Client, Server
    from mitmproxy.dns import DNSFlow
    from mitmproxy.http import HTTPFlow
    from mitmproxy.proxy.server_hooks import ServerConnectionHookData
    from mitmproxy.tcp import TCPFlow
    from mitmproxy.tls import ClientHelloData, TlsData
    from mitmproxy.udp import UDPFlow

_MOST_CONNECTIONS = 20_000
_RESOLVED_S = 60.0
_WAIT_S = 0.8
LOOPBACK_REFUSED = "En Clair: requests to this computer itself are refused"


class _Seen:
    """A client connection: to whom, since when, and whether it asked for anything."""

    __slots__ = ("established", "host", "is_used", "port")

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.established: float | None = None
        self.is_used = False


class _Unread:
    """A connection that passes without being read."""

    __slots__ = ("down", "record", "started", "ticket", "up")

    def __init__(self, record: FlowRecord, ticket: Ticket) -> None:
        self.record = record
        self.ticket = ticket
        self.started = time.monotonic()
        self.up = 0
        self.down = 0


class _Refusing(NamedTuple):
    """A connection that came to nothing; `lived_s` where its handshake was done."""

    client: str
    address: str | None
    host: str
    port: int
    text: str
    lived_s: float | None
    at_us: int


class Doors:
    """Hooks of mitmproxy for connections."""

    def __init__(
        self,
        sink: Sink,
        *,
        names: NameLookups | None,
        host_map: dict[str, Target],
        allow_loopback: bool,
        own_hosts: frozenset[str],
        client_name: Callable[[str], str],
        refused: Callable[[Handshake], None],
        background: Callable[[str], bool] = lambda _host: False,
        seen: Callable[[str], None] = lambda _client: None,
        only_one: bool = False,
    ) -> None:
        self._sink = sink
        self._names = names
        self._host_map = host_map
        self._allow_loopback = allow_loopback
        self._own_hosts = own_hosts
        self._client_name = client_name
        self._refused = refused
        self._background = background
        self._seen_client = seen
        self.tally = HandshakeTally()
        self.is_paused = False
        self.own_target: Target | None = None
        self.loopback_refusals = 0
        self._clients: dict[str, _Seen] = {}
        self._asked: dict[str, tuple[str, int]] = {}  # what tunnels were asked for: host maps lead elsewhere
        self._led: dict[str, tuple[str, int]] = {}  # servers on their way elsewhere: their own addresses
        self._waiting: deque[tuple[float, _Refusing]] = deque()
        self._unread: dict[str, _Unread] = {}
        self._told: set[tuple[str, str]] = set()
        self._only_one = only_one
        self._admitted = ""
        self.strangers = 0
        self._resolved: dict[str, tuple[float, bool]] = {}

    # -- where connections may go -------------------------------------------------------------------------

    def http_connect(self, flow: "HTTPFlow") -> None:
        """Our own hosts are answered here: no connection is made for them."""
        if len(self._asked) < _MOST_CONNECTIONS:
            self._asked[flow.client_conn.id] = (flow.request.data.host, flow.request.data.port)
        if flow.request.data.host in self._own_hosts:
            from mitmproxy.http import Response

            flow.response = Response.make(200)

    async def server_connect(self, data: "ServerConnectionHookData") -> None:
        """Mapped names go where they are mapped to; this computer itself is refused, under whatever name."""
        server = data.server
        if not server.address or server.error:
            return
        host = server.address[0]
        if host in self._own_hosts:
            if self.own_target is not None:
                self._lead(server, self.own_target)
            return
        target = self._host_map.get(host) or self._host_map.get("*")
        if self._names is not None:
            self._names.note_contact(host, mapped=target is not None)
        if target is not None:
            server.sni = server.sni or data.client.sni or host
            self._lead(server, target)
        elif not self._allow_loopback and (is_loopback(host) or await self._leads_here(host)):
            server.error = LOOPBACK_REFUSED
            self.loopback_refusals += 1

    def _lead(self, server: "Server", target: Target) -> None:
        """Connects there instead; `server_connected` gives the connection its own address back."""
        if server.address is not None and len(self._led) < _MOST_CONNECTIONS:
            self._led[server.id] = server.address
        server.address = (target.address, target.port)

    def server_connected(self, data: "ServerConnectionHookData") -> None:
        """WORKAROUND: mitmproxy looks for a connection to use again by the address that was asked for; were it to find
        only where that was led to, it would open one for each request and stop at five."""
        address = self._led.pop(data.server.id, None)
        if address is not None:
            data.server.__dict__["address"] = address  # its setter refuses an open connection

    def server_connect_error(self, data: "ServerConnectionHookData") -> None:
        self._led.pop(data.server.id, None)

    async def _leads_here(self, host: str) -> bool:
        """Whether a name means this computer; asked once a minute and name."""
        now = time.monotonic()
        known = self._resolved.get(host)
        if known is not None and now - known[0] < _RESOLVED_S:
            return known[1]
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return False  # mitmproxy will say that it cannot be found
        if len(self._resolved) >= _MOST_CONNECTIONS:
            self._resolved.clear()
        leads = any(is_loopback(str(entry[4][0])) for entry in found)
        self._resolved[host] = (now, leads)
        return leads

    # -- handshakes ---------------------------------------------------------------------------------------

    def client_connected(self, client: "Client") -> None:
        address = client.peername[0] if client.peername else ""
        if self._only_one and not is_loopback(address):
            self._admitted = self._admitted or address
            if address != self._admitted:
                client.error = "another device is being recorded"
                self.strangers += 1
                return
        if address:
            self._seen_client(address)

    def tls_clienthello(self, data: "ClientHelloData") -> None:
        address = data.context.server.address
        host = data.client_hello.sni or (address[0] if address else "")
        if host in self._own_hosts:
            data.establish_server_tls_first = False  # there is nobody to ask
        if len(self._clients) < _MOST_CONNECTIONS:
            self._clients[data.context.client.id] = _Seen(host, self._port(data.context.client, address))

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
        self._wait(data.context.client, host, text=data.conn.error or "", port=self._port(data.context.client, address))

    def tls_failed_server(self, data: "TlsData") -> None:
        address = data.context.server.address
        host = data.conn.sni or (address[0] if address else "")
        if host and not self.is_paused:
            found = self.tally.note_server_error(
                client=self._name(data.context.client),
                host=host,
                port=self._port(data.context.client, address),
                at_us=_now_us(),
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
        self._asked.pop(client.id, None)
        if seen is None or seen.is_used or seen.established is None or seen.host in self._own_hosts:
            return
        self._wait(client, seen.host, lived_s=time.monotonic() - seen.established, port=seen.port)

    def asked(self, client: str) -> tuple[str, int] | None:
        """What the tunnel of this client connection was asked for, where a host map may lead elsewhere."""
        return self._asked.get(client) if self._host_map else None

    # -- telling refusals from accidents ------------------------------------------------------------------

    def _wait(self, client: "Client", host: str, *, port: int, text: str = "", lived_s: float | None = None) -> None:
        """Browsers open several connections and drop those they do not need: only where nothing was read of this
        client at this host within a second does a failure mean anything."""
        if not self.is_paused and len(self._waiting) < _MOST_CONNECTIONS:
            address = client.peername[0] if client.peername else None
            refusing = _Refusing(self._name(client), address, host, port, text, lived_s, _now_us())
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
        if key not in self._told and len(self._told) < _MOST_CONNECTIONS:
            self._told.add(key)
            self._sink.add(self._refused_row(found, refusing.address))

    def _port(self, client: "Client", address: tuple[str, int] | None) -> int:
        asked = self._asked.get(client.id)
        return asked[1] if asked else (address[1] if address else 443)

    def _name(self, client: "Client") -> str:
        return self._client_name(client.peername[0] if client.peername else "")

    def _refused_row(self, handshake: Handshake, address: str | None) -> FlowRecord:
        """One row in the flow table for the first refusal; the count stands in the table of handshakes."""
        return FlowRecord(
            entry=None,
            started_us=handshake.first_us,
            duration_us=0,
            method="CONNECT",
            url=_address_url(handshake.host, handshake.port),
            delivery=Delivery.REFUSED,
            error=handshake.refusal.value,
            connection=Connection(sni=handshake.host, client_address=address),
            background=self._background(handshake.host),
        )

    # -- what passes unread -------------------------------------------------------------------------------

    def tcp_start(self, flow: "TCPFlow") -> None:
        self._begin_unread(flow)

    def tcp_message(self, flow: "TCPFlow") -> None:
        self._count_unread(flow)

    def tcp_end(self, flow: "TCPFlow") -> None:
        self._end_unread(flow)

    def tcp_error(self, flow: "TCPFlow") -> None:
        self._end_unread(flow)

    def udp_start(self, flow: "UDPFlow") -> None:
        self._begin_unread(flow)

    def udp_message(self, flow: "UDPFlow") -> None:
        self._count_unread(flow)

    def udp_end(self, flow: "UDPFlow") -> None:
        self._end_unread(flow)

    def udp_error(self, flow: "UDPFlow") -> None:
        self._end_unread(flow)

    def _begin_unread(self, flow: "TCPFlow | UDPFlow") -> None:
        if self.is_paused or len(self._unread) >= _MOST_CONNECTIONS:
            return
        server, client = flow.server_conn, flow.client_conn
        asked = self._asked.get(client.id)
        host = _sni_of(client, server) or (asked or server.address or ("",))[0]
        record = FlowRecord(
            entry=None,
            started_us=_now_us(),
            method="CONNECT",
            url=_address_url(host, self._port(client, server.address)),
            delivery=Delivery.UNREAD,
            http_version="UDP" if flow.type == "udp" else "TCP",
            connection=Connection(
                sni=_sni_of(client, server),
                server_address=server.peername[0] if server.peername else None,
                server_port=server.address[1] if server.address else None,
                client_address=client.peername[0] if client.peername else None,
            ),
            background=self._background(host),
        )
        self._unread[flow.id] = _Unread(record, self._sink.begin(record))

    def _count_unread(self, flow: "TCPFlow | UDPFlow") -> None:
        unread = self._unread.get(flow.id)
        for message in flow.messages:
            if unread is not None:
                if message.from_client:
                    unread.up += len(message.content)
                else:
                    unread.down += len(message.content)
        flow.messages.clear()

    def _end_unread(self, flow: "TCPFlow | UDPFlow") -> None:
        unread = self._unread.pop(flow.id, None)
        if unread is not None:
            server = flow.server_conn
            peer = server.peername[0] if server.peername else None
            connection = unread.record.connection
            self._close_unread(
                unread, replace(connection, server_address=peer) if connection is not None and peer else connection
            )

    def _close_unread(self, unread: _Unread, connection: Connection | None) -> None:
        self._sink.close(
            unread.ticket,
            replace(
                unread.record,
                duration_us=int((time.monotonic() - unread.started) * 1_000_000),
                request_body_size=unread.up,
                response_body_size=unread.down,
                response_wire_size=unread.down,
                connection=connection,
            ),
        )

    def end(self) -> None:
        """Writes what waits, and what still passes, as it stands."""
        self.sweep(is_last=True)
        for unread in self._unread.values():
            self._close_unread(unread, unread.record.connection)
        self._unread.clear()

    # -- names a phone asks for ---------------------------------------------------------------------------

    def dns_response(self, flow: "DNSFlow") -> None:
        if flow.response is None or not flow.request.questions or self.is_paused:
            return
        chain = tuple(
            (record.name.lower(), _record_kind(record.type), str(record).rsplit(" ", 1)[-1].rstrip("."))
            for record in flow.response.answers[:64]
        )
        host = flow.request.questions[0].name.lower()
        self._sink.note_name(NameAnswer(host=host, at_us=_now_us(), resolver="device", chain=chain))


def unread_patterns(hosts: tuple[str, ...]) -> list[str]:
    """mitmproxy's `ignore_hosts` for hosts that pass unread."""
    return [host_pattern(host) for host in hosts]


def _sni_of(client: "Client", server: "Server") -> str | None:
    return client.sni or server.sni


def _address_url(host: str, port: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}/" if port == 443 else f"https://{shown}:{port}/"


def _record_kind(number: int) -> str:
    from mitmproxy.net.dns import types

    return types.to_str(number)


def _now_us() -> int:
    return time.time_ns() // 1000
