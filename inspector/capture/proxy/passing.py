"""The add-on that counts what passes without being read."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from inspector.capture.proxy.scope import host_pattern
from inspector.capture.proxy.tunnels import MOST_CONNECTIONS, Tunnels, address_url
from inspector.capture.sink import Sink, Ticket
from inspector.model.flow import Connection, Delivery, FlowRecord
from inspector.store.clock import now_us

if TYPE_CHECKING:
    from mitmproxy.connection import Client, Server
    from mitmproxy.tcp import TCPFlow
    from mitmproxy.udp import UDPFlow


class _Unread:
    """A connection that passes without being read."""

    __slots__ = ("down", "record", "started", "ticket", "up")

    def __init__(self, record: FlowRecord, ticket: Ticket) -> None:
        self.record = record
        self.ticket = ticket
        self.started = time.monotonic()
        self.up = 0
        self.down = 0


class Passing:
    """Hooks of mitmproxy for connections of which host, times and bytes are all that is told."""

    def __init__(
        self, sink: Sink, tunnels: Tunnels, *, background: Callable[[str], bool] = lambda _host: False
    ) -> None:
        self._sink = sink
        self._tunnels = tunnels
        self._background = background
        self._unread: dict[str, _Unread] = {}
        self.is_paused = False

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
        if self.is_paused or len(self._unread) >= MOST_CONNECTIONS:
            return
        server, client = flow.server_conn, flow.client_conn
        asked = self._tunnels.asked(client.id)
        host = _sni_of(client, server) or (asked or server.address or ("",))[0]
        record = FlowRecord(
            entry=None,
            started_us=now_us(),
            method="CONNECT",
            url=address_url(host, self._tunnels.port_of(client.id, server.address)),
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
        """Writes what still passes, as it stands."""
        for unread in self._unread.values():
            self._close_unread(unread, unread.record.connection)
        self._unread.clear()


def unread_patterns(hosts: tuple[str, ...]) -> list[str]:
    """mitmproxy's `ignore_hosts` for hosts that pass unread."""
    return [host_pattern(host) for host in hosts]


def _sni_of(client: "Client", server: "Server") -> str | None:
    return client.sni or server.sni
