"""The embedded mitmproxy: a lean master with the few add-ons that recording needs, in the recorder's own event loop.

Most of mitmproxy's own add-ons hook every flow for features that are not wanted here; leaving them out, and keeping a
table of who listens to which hook, makes it faster than the bare program.
"""

import asyncio
import errno
import inspect
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mitmproxy import http
from mitmproxy.addonmanager import AddonManager
from mitmproxy.addons import block, core, disable_h2c, dns_resolver, next_layer, proxyserver, strip_dns_https_records
from mitmproxy.addons.tlsconfig import TlsConfig
from mitmproxy.connection import Server
from mitmproxy.hooks import Hook
from mitmproxy.master import Master
from mitmproxy.options import Options

from inspector.capture.proxy.mended import mend
from inspector.capture.proxy.mended_sockets import mend_sockets
from inspector.model.errors import EnvironmentLacks

_GRACE_S = 0.5
"""How long open connections may finish once the port is closed."""


class _Addons(AddonManager):
    """Calls only the add-ons that listen: who does is looked up once per hook, not once per flow."""

    def __init__(self, master: Master) -> None:
        super().__init__(master)
        self._listeners: dict[str, tuple[Callable[..., Any], ...]] = {}
        self.failures = 0

    def add(self, *addons: object) -> None:
        super().add(*addons)
        self._listeners.clear()

    async def handle_lifecycle(self, event: Hook) -> None:
        """As mitmproxy's, without the `update` hook that follows every hook of a flow there. As there, an add-on that
        fails holds nobody up: a connection whose hook never returns would hang."""
        listeners = self._listeners.get(event.name)
        if listeners is None:
            listeners = self._listeners[event.name] = tuple(
                found for addon in self.chain if callable(found := getattr(addon, event.name, None))
            )
        for listener in listeners:
            try:
                result = listener(*event.args())
                if result is not None and inspect.isawaitable(result):
                    await result
            except Exception:  # noqa: BLE001  counted, and told at the end
                self.failures += 1


class _Master(Master):
    addons: _Addons

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self.addons = _Addons(self)


class ProxyServer:
    """One running proxy. `start` raises EnvironmentLacks where a port is taken or a mode cannot be had."""

    def __init__(
        self,
        *,
        folder: Path,
        modes: Sequence[str],
        addons: Sequence[object],
        trusted_file: str = "",
        ignore_hosts: Sequence[str] = (),
        beyond_loopback: bool = False,
    ) -> None:
        mend()
        mend_sockets()
        logging.getLogger("mitmproxy").setLevel(logging.CRITICAL + 1)  # it logs addresses, and a tunnel's keys
        options = Options(confdir=str(folder), mode=list(modes), http3=False, ignore_hosts=list(ignore_hosts))
        self._master = _Master(options)
        self._master._legacy_log_events.uninstall()  # a handler that turns every line into an event
        self._servers = proxyserver.Proxyserver()
        own = [
            core.Core(),
            disable_h2c.DisableH2C(),
            strip_dns_https_records.StripDnsHttpsRecords(),
            dns_resolver.DnsResolver(),
            self._servers,
            next_layer.NextLayer(),
            TlsConfig(),
            *addons,
        ]
        if beyond_loopback:
            own.insert(1, block.Block())
        self._master.addons.add(*own)
        changes: dict[str, Any] = {"show_ignored_hosts": True}
        if trusted_file:
            changes["ssl_verify_upstream_trusted_ca"] = trusted_file
        self._master.options.update(**changes)
        self._run: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listens once this returns."""
        self._run = asyncio.get_running_loop().create_task(self._master.run(), name="proxy")
        while not (self._servers.is_running or self._run.done()):
            await asyncio.sleep(0.01)
        for server in self._servers.servers:
            if server.last_exception is not None:
                error = server.last_exception
                await self.stop()
                if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                    port = server.mode.listen_port() or 0
                    raise EnvironmentLacks(
                        f"Port {port} is taken: choose another one, or none to have a free one.",
                        code="port_taken",
                        port=str(port),
                    )
                reason = str(error)
                raise EnvironmentLacks(
                    f"The proxy cannot listen ({_plainly(reason)}): choose another port or none.",
                    code="proxy_cannot_listen",
                    reason=_plainly(reason),
                )
        if self._run.done():
            raise EnvironmentLacks("The proxy did not start.", code="proxy_cannot_listen", reason="stopped")

    @property
    def failures(self) -> int:
        """How many times an add-on failed: what it was to record may be missing."""
        return self._master.addons.failures

    def addresses(self) -> list[tuple[str, int]]:
        """Where it listens: (host, port)."""
        return [(address[0], address[1]) for address in self._servers.listen_addrs()]

    def pass_unread(self, patterns: Sequence[str]) -> None:
        """From now on new connections to hosts that match pass through unread."""
        self._master.options.update(ignore_hosts=list(patterns))

    def hang_up(self, server: Server) -> None:
        """Ends a connection that was just opened, before anything is sent on it."""
        for handler in list(self._servers.connections.values()):
            opened = getattr(handler, "transports", {}).get(server)
            if opened is not None and isinstance(opened.writer, asyncio.StreamWriter):
                opened.writer.transport.abort()

    async def stop(self) -> None:
        """Closes the port first, gives connections a moment, then ends."""
        if self._run is None:
            return
        await self._servers.servers.update([])
        until = asyncio.get_running_loop().time() + _GRACE_S
        while self._servers.connections and asyncio.get_running_loop().time() < until:
            await asyncio.sleep(0.02)
        for handler in list(self._servers.connections.values()):
            client = getattr(handler, "transports", {}).get(getattr(handler, "client", None))
            if client is not None and client.handler is not None:
                client.handler.cancel("the recording ends")
        await asyncio.sleep(0.05)
        self._master.shutdown()
        await asyncio.gather(self._run, return_exceptions=True)
        self._run = None


def answer(asked: "http.HTTPFlow", *, status: int, headers: Sequence[tuple[str, str]], body: bytes) -> None:
    """Answers a request here; nothing is sent to anybody."""
    fields = [(name.encode(), value.encode()) for name, value in headers]
    asked.response = http.Response.make(status, body, http.Headers(fields))


def _plainly(reason: str) -> str:
    """One line, without a traceback's words."""
    return " ".join(reason.partition("Stack backtrace")[0].split())[:200].rstrip(".") or "unknown"
