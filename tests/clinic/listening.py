"""Listening sockets whose connections become hypercorn's or the raw speaker's, TLS or not by their first byte."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.typing import LifespanState

type Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_TLS_HANDSHAKE = b"\x16"


def bind_loopback() -> socket.socket:
    """A listening socket on a free port of 127.0.0.1."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(512)
    listener.setblocking(False)
    return listener


def speak_http(app: Any) -> Speak:
    """Connections served by hypercorn: HTTP/1.1, HTTP/2 and WebSocket, by ALPN and what the client asks."""
    config = Config()
    config.include_server_header = False
    config.keep_alive_timeout = 120
    config.keep_alive_max_requests = 10**9
    config.h11_max_incomplete_size = 1 << 20
    context, wrapped, state = WorkerContext(None), ASGIWrapper(app), LifespanState()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        await TCPServer(wrapped, loop, config, context, state, reader, writer)

    return speak


async def listen(listener: socket.socket, speak: Speak, *, tls: ssl.SSLContext, cleartext: bool) -> None:
    """Accepts for ever. With `cleartext`, a connection that does not begin like TLS is spoken to as it is."""
    loop = asyncio.get_running_loop()
    tasks: set[asyncio.Task[None]] = set()  # one connection's mistake is written to stderr and ends nothing else
    while True:
        wire, _ = await loop.sock_accept(listener)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        task = loop.create_task(_serve(wire, speak, tls=tls, cleartext=cleartext))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def _serve(wire: socket.socket, speak: Speak, *, tls: ssl.SSLContext, cleartext: bool) -> None:
    loop = asyncio.get_running_loop()
    try:
        encrypted = not cleartext or await _first_byte(wire) == _TLS_HANDSHAKE
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        transport, _ = await loop.connect_accepted_socket(lambda: protocol, wire, ssl=tls if encrypted else None)
        await speak(reader, asyncio.StreamWriter(transport, protocol, reader, loop))
    except OSError:  # the client went away or refused the certificate
        wire.close()


async def _first_byte(wire: socket.socket) -> bytes:
    """What the client begins with, left in place for whoever reads next."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()
    wire.setblocking(False)

    def see() -> None:
        loop.remove_reader(wire)
        ready.set_result(None)

    loop.add_reader(wire, see)
    await ready
    return wire.recv(1, socket.MSG_PEEK)
