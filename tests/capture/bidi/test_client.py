"""The connection to a browser that answers badly, late, hugely or not at all."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve

from inspector.capture.bidi.client import (
    BidiError,
    BrowserEnded,
    CallRefused,
    CallTimedOut,
    SessionTaken,
    open_client,
    open_session,
    read_address,
)
from inspector.capture.bidi.marionette import open_marionette, read_port
from tests.capture.bidi.sinks import run

type Answering = Callable[[ServerConnection, dict[str, Any]], Awaitable[None]]


@asynccontextmanager
async def browser(folder: Path, answering: Answering, asked: list[str]) -> AsyncIterator[Path]:
    async def take(connection: ServerConnection) -> None:
        async for text in connection:
            command = json.loads(text)
            asked.append(command["method"])
            await answering(connection, command)

    async with serve(take, "127.0.0.1", 0, max_size=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        (folder / "WebDriverBiDiServer.json").write_text(json.dumps({"ws_host": "127.0.0.1", "ws_port": port}))
        yield folder


async def well(connection: ServerConnection, command: dict[str, Any]) -> None:
    await connection.send(json.dumps({"type": "success", "id": command["id"], "result": {"capabilities": {}}}))


def test_a_session_is_ended_also_where_the_block_fails_or_is_cancelled(tmp_path: Path) -> None:
    async def story() -> None:
        asked: list[str] = []
        async with browser(tmp_path, well, asked) as profile:
            with pytest.raises(ZeroDivisionError):
                async with open_session(profile):
                    raise ZeroDivisionError
            assert asked == ["session.new", "session.end"]
            inside = asyncio.Event()

            async def stay() -> None:
                async with open_session(profile):
                    inside.set()
                    await asyncio.Event().wait()

            staying = asyncio.create_task(stay())
            await inside.wait()
            staying.cancel()
            await asyncio.wait((staying,))
            assert asked == ["session.new", "session.end"] * 2

    run(story())


def test_a_taken_session_is_told_apart_from_other_refusals_and_is_not_ended(tmp_path: Path) -> None:
    async def story() -> None:
        asked: list[str] = []
        code = "session not created"

        async def refuse(connection: ServerConnection, command: dict[str, Any]) -> None:
            await connection.send(
                json.dumps({"type": "error", "id": command["id"], "error": code, "message": "secret"})
            )

        async with browser(tmp_path, refuse, asked) as profile:
            with pytest.raises(SessionTaken) as told:
                async with open_session(profile):
                    pass
            assert "secret" not in str(told.value)
            code = "unknown error"
            with pytest.raises(CallRefused) as other:
                async with open_session(profile):
                    pass
            assert not isinstance(other.value, SessionTaken)
        assert asked == ["session.new"] * 2

    run(story())


def test_answers_of_many_megabytes_pass(tmp_path: Path) -> None:
    async def story() -> None:
        async def much(connection: ServerConnection, command: dict[str, Any]) -> None:
            await connection.send(json.dumps({"id": command["id"], "result": {"value": "x" * 40_000_000}}))

        async with browser(tmp_path, much, []) as profile:
            client = await open_client(read_address(profile))
            assert len((await client.call("network.getData"))["value"]) == 40_000_000
            await client.close()

    run(story())


def test_a_browser_that_ends_fails_pending_and_later_calls(tmp_path: Path) -> None:
    async def story() -> None:
        async def leave(connection: ServerConnection, command: dict[str, Any]) -> None:
            await connection.close()

        async with browser(tmp_path, leave, []) as profile:
            client = await open_client(read_address(profile))
            with pytest.raises(BrowserEnded):
                await client.call("session.status")
            await client.wait_ended()
            assert not client.is_open
            with pytest.raises(BrowserEnded):
                await client.call("session.status")
            await client.close()

    run(story())


def test_odd_messages_are_passed_over_and_events_come_in_order(tmp_path: Path) -> None:
    async def story() -> None:
        heard: list[str] = []

        async def odd(connection: ServerConnection, command: dict[str, Any]) -> None:
            for text in ("", "[]", "{", '{"id": "x"}', '{"id": 77, "result": {}}', "[" * 20_000):
                await connection.send(text)
            for number in range(3):
                await connection.send(json.dumps({"type": "event", "method": f"e.{number}", "params": {}}))
            await well(connection, command)

        async with browser(tmp_path, odd, []) as profile:
            client = await open_client(read_address(profile), listener=lambda method, _: heard.append(method))
            await client.call("session.status")
            assert heard == ["e.0", "e.1", "e.2"]
            with pytest.raises(CallTimedOut):
                await client.call("session.status", timeout_s=0)
            await client.close()

    run(story())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"ws_host": 1, "ws_port": 2}', '{"ws_host": "x"', "\x00"])
def test_a_damaged_address_file_is_one_clear_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "WebDriverBiDiServer.json").write_text(text)
    (tmp_path / "MarionetteActivePort").write_text(text)
    with pytest.raises(BrowserEnded, match="names no debugging address"):
        read_address(tmp_path)
    with pytest.raises(BrowserEnded, match="names no Marionette port"):
        read_port(tmp_path)


@given(st.lists(st.binary(max_size=40), max_size=4))
@settings(max_examples=40, deadline=None)
def test_whatever_speaks_on_a_marionette_port_is_a_clean_error(packets: list[bytes]) -> None:
    async def story() -> None:
        async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"".join(packets))
            writer.close()

        import tempfile

        server = await asyncio.start_server(speak, "127.0.0.1", 0)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "MarionetteActivePort").write_text(str(server.sockets[0].getsockname()[1]))
            with pytest.raises(BidiError):
                async with open_marionette(Path(folder)):
                    pass
        server.close()

    run(story())


def test_a_marionette_packet_of_a_wrong_length_is_refused_before_it_is_read(tmp_path: Path) -> None:
    async def story() -> None:
        async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            greeting = msgspec.json.encode({"applicationType": "gecko", "marionetteProtocol": 3})
            writer.write(b"%d:%s" % (len(greeting), greeting))
            await reader.read(1)
            writer.write(b"9999999999:[1,1,null,{}]")
            await reader.read()
            writer.close()

        server = await asyncio.start_server(speak, "127.0.0.1", 0)
        (tmp_path / "MarionetteActivePort").write_text(str(server.sockets[0].getsockname()[1]))
        with pytest.raises(BrowserEnded, match="cannot be read"):
            async with open_marionette(tmp_path):
                pass
        server.close()

    run(story())
