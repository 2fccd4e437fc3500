"""A name that comes to mean this computer between two look-ups reaches nothing on it."""

import asyncio
import warnings
from pathlib import Path
from typing import Any

import pytest

from inspector.capture.plan import Target
from inspector.capture.proxy.doors import Doors
from inspector.capture.proxy.tunnels import Tunnels

NAME = "rebound.example"


async def answer_through(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, allow_loopback: bool, host_map: dict[str, Target]
) -> tuple[list[bytes], bytes, Doors]:
    """What a service of this computer heard, what the client was answered; the name is looked up as another's first."""
    with warnings.catch_warnings(action="ignore"):  # of a library of mitmproxy's
        from inspector.capture.proxy.server import ProxyServer
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if head := await reader.read(1_000):
            heard.append(head)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        writer.close()

    service = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = service.sockets[0].getsockname()[1]
    connect = asyncio.open_connection

    async def rebinding(host: str, port: int, **named: Any) -> Any:
        return await connect("127.0.0.1" if host == NAME else host, port, **named)

    async def elsewhere(_self: Doors, _host: str) -> bool:
        return False

    monkeypatch.setattr(asyncio, "open_connection", rebinding)
    monkeypatch.setattr(Doors, "_leads_here", elsewhere)
    mapped = {name: Target(address=target.address, port=port) for name, target in host_map.items()}
    doors = Doors(Tunnels(), names=None, host_map=mapped, allow_loopback=allow_loopback, own_hosts=frozenset())
    server = ProxyServer(folder=folder, modes=["regular@127.0.0.1:0"], addons=(doors,))
    doors.hang_up = server.hang_up
    await server.start()
    try:
        reader, writer = await connect(*server.addresses()[0])
        writer.write(f"GET http://{NAME}:{port}/ HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
        answered = await asyncio.wait_for(reader.read(), 10)
        writer.close()
    finally:
        await server.stop()
        service.close()
    return heard, answered, doors


@pytest.mark.parametrize(
    ("allow_loopback", "host_map", "is_reached"),
    [(False, {}, False), (True, {}, True), (False, {NAME: Target(address="127.0.0.1", port=0)}, True)],
)
def test_only_who_was_let_in_or_led_there_reaches_this_computer(
    allow_loopback: bool,
    host_map: dict[str, Target],
    is_reached: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    heard, answered, doors = asyncio.run(
        answer_through(tmp_path, monkeypatch, allow_loopback=allow_loopback, host_map=host_map)
    )
    assert bool(heard) is is_reached
    assert answered.endswith(b"ok") is is_reached
    assert doors.loopback_refusals == (not is_reached)
