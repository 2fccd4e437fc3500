"""A relay (HTTP CONNECT) that leads the clinic's names to its ports and any other name nowhere; it reads nothing.

For browsers that cannot be told where a name is, such as Firefox recorded without interception."""

import asyncio
from collections.abc import Mapping

from tests.clinic.listening import Speak

_REFUSED = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def speak_relay(numbers: Mapping[str, int]) -> Speak:
    """Connections of a relay to 127.0.0.1; `numbers`: port by name."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            number = numbers.get(_asked(head))
            if number is None:
                writer.write(_REFUSED)
            else:
                await _join(reader, writer, number)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()

    return speak


def _asked(head: bytes) -> str:
    words = head.split(b"\r\n", 1)[0].split(b" ")
    return words[1].decode("latin-1").rpartition(":")[0] if words[0] == b"CONNECT" and len(words) > 1 else ""


async def _join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> None:
    there, back = await asyncio.open_connection("127.0.0.1", number)
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    ways = [asyncio.create_task(_pour(reader, back)), asyncio.create_task(_pour(there, writer))]
    await asyncio.wait(ways)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()
