"""The add-on that decides where connections may go, and whose."""

import asyncio
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from inspector.capture.plan import Target
from inspector.capture.proxy.names import NameLookups
from inspector.capture.proxy.scope import is_loopback
from inspector.capture.proxy.tunnels import MOST_CONNECTIONS, Tunnels

if TYPE_CHECKING:
    from mitmproxy.connection import Client, Server
    from mitmproxy.http import HTTPFlow
    from mitmproxy.proxy.server_hooks import ServerConnectionHookData
    from mitmproxy.tls import ClientHelloData

_RESOLVED_S = 60.0
LOOPBACK_REFUSED = "En Clair: requests to this computer itself are refused"


class Doors:
    """Hooks of mitmproxy for connections. `only_one`: besides this computer, only the first device is let in."""

    def __init__(
        self,
        tunnels: Tunnels,
        *,
        names: NameLookups | None,
        host_map: dict[str, Target],
        allow_loopback: bool,
        own_hosts: frozenset[str],
        seen: Callable[[str], None] = lambda _client: None,
        only_one: bool = False,
    ) -> None:
        self._tunnels = tunnels
        self._names = names
        self._host_map = host_map
        self._allow_loopback = allow_loopback
        self._own_hosts = own_hosts
        self._seen_client = seen
        self._only_one = only_one
        self._admitted = ""
        self._led: dict[str, tuple[str, int]] = {}  # servers on their way elsewhere: their own addresses
        self._resolved: dict[str, tuple[float, bool]] = {}
        self.own_target: Target | None = None
        self.hang_up: Callable[[Server], None] = lambda _server: None
        self.loopback_refusals = 0
        self.strangers = 0

    # -- from whom ----------------------------------------------------------------------------------------

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

    def client_disconnected(self, client: "Client") -> None:
        self._tunnels.close(client.id)

    # -- to where -----------------------------------------------------------------------------------------

    def http_connect(self, flow: "HTTPFlow") -> None:
        """Our own hosts are answered here: no connection is made for them."""
        host = flow.request.data.host
        self._tunnels.open(flow.client_conn.id, host, flow.request.data.port)
        if host in self._own_hosts:
            from mitmproxy.http import Response

            flow.response = Response.make(200)

    def asked(self, client: str) -> tuple[str, int] | None:
        """What the tunnel of this client connection was asked for, where a host map may lead elsewhere."""
        return self._tunnels.asked(client) if self._host_map else None

    def tls_clienthello(self, data: "ClientHelloData") -> None:
        address = data.context.server.address
        if (data.client_hello.sni or (address[0] if address else "")) in self._own_hosts:
            data.establish_server_tls_first = False  # there is nobody to ask

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
        if server.address is not None and len(self._led) < MOST_CONNECTIONS:
            self._led[server.id] = server.address
        server.address = (target.address, target.port)

    def server_connected(self, data: "ServerConnectionHookData") -> None:
        """Before a byte is sent: whoever was led elsewhere has its own address again, and a name that has come to mean
        this computer is refused after all.

        WORKAROUND: mitmproxy looks for a connection to use again by the address that was asked for; were it to find
        only where that was led to, it would open one for each request and stop at five.
        """
        address = self._led.pop(data.server.id, None)
        if address is not None:
            data.server.__dict__["address"] = address  # its setter refuses an open connection
        elif not self._allow_loopback and is_loopback(data.server.peername[0] if data.server.peername else ""):
            self.hang_up(data.server)  # the name meant another computer when it was looked up a moment ago
            self.loopback_refusals += 1

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
        if len(self._resolved) >= MOST_CONNECTIONS:
            self._resolved.clear()
        leads = any(is_loopback(str(entry[4][0])) for entry in found)
        self._resolved[host] = (now, leads)
        return leads
