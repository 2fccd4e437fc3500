"""Answers written byte by byte (`http://brut.rdv-sante.example/KIND`, TLS too): invalid HTTP, and valid rarities."""

import asyncio

_JSON = b"Content-Type: application/json\r\n"

KINDS: dict[str, bytes] = {
    "no-status": b"HTTP/1.1\r\n\r\n",
    "not-http": b"SSH-2.0-OpenSSH_9.2\r\n",
    "bad-status": b"HTTP/1.1 abc Fine\r\nContent-Length: 0\r\n\r\n",
    "bad-length": b"HTTP/1.1 200 OK\r\nContent-Length: minus one\r\n\r\nhello",
    "two-lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
    "length-and-chunks": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "bad-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
    "bad-header": b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 0\r\n\r\n",
    "nul-header": b"HTTP/1.1 200 OK\r\nX-Nul: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "short-body": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
    "empty": b"",
    # valid
    "cased": b"HTTP/1.1 200 OK\r\nX-CamelCase: one\r\nx-lower: two\r\nX-CamelCase: three\r\n" + _JSON
    + b"content-LENGTH: 2\r\n\r\n{}",
    "trailers": b"HTTP/1.1 200 OK\r\n" + _JSON + b"Trailer: X-Total\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'2\r\n{}\r\n0\r\nX-Total: 1\r\n\r\n',
    "until-close": b"HTTP/1.0 200 OK\r\n" + _JSON + b'\r\n{"until":"close"}',
}  # fmt: skip
"""What each path answers; the connection closes after it. `/malformed` is `/bad-status`."""


async def speak_raw(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode("latin-1").rsplit("/", 1)[-1].partition("?")[0]
        writer.write(KINDS.get(path, KINDS["bad-status"]))
        await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError, ConnectionError):
        pass
    finally:
        writer.close()
