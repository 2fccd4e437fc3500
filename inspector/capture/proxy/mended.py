"""What the HTTP layers of mitmproxy 12 lack for a recorder: a bound on heads, trailers of HTTP/1, and bodies that are
small but slow handed on as they come.

Applied once to the library's own classes, in the recorder's process only.
"""

import re
from collections.abc import Generator
from typing import Any

import h11
from h11._receivebuffer import ReceiveBuffer
from mitmproxy.http import Headers
from mitmproxy.net.http.http1 import expected_http_body_size
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.layers.http import HttpStream, _http1
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._events import (
    RequestEndOfMessage,
    RequestTrailers,
    ResponseData,
    ResponseEndOfMessage,
    ResponseTrailers,
)

from inspector.capture.proxy.bodies import STREAM_LATE

MOST_HEAD_BYTES = 1_048_576
"""A head (or a run of trailers) beyond this is refused; browsers give up at a quarter of it."""

_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)\d\d[ \r\n]")

type _Commands = Generator[commands.Command, Any, None]


def mend() -> None:
    """Idempotent."""
    connection: Any = _http1.Http1Connection
    if connection.read_body is _read_body:
        return
    for layer, ends in ((_http1.Http1Server, ResponseEndOfMessage), (_http1.Http1Client, RequestEndOfMessage)):
        _mend_sending(layer, ends)
    _mend_buffer(connection)
    connection.read_body = _read_body
    connection.wait = _bounded_wait(connection.wait)
    client: Any = _http1.Http1Client
    client.read_headers = _beyond_interim(client.read_headers)
    HttpStream.check_body_size = _check_body_size  # type: ignore[method-assign]


# -- heads ------------------------------------------------------------------------------------------------


class _TooLarge:
    """Stands in for a line: reading it is the ValueError that a malformed head is."""

    def __bytes__(self) -> bytes:
        raise ValueError(f"a head of more than {MOST_HEAD_BYTES // 1_048_576} MB")


class _BoundedBuffer(ReceiveBuffer):
    """Refuses to gather a head or a chunk's line without end."""

    def maybe_extract_lines(self) -> Any:
        found = super().maybe_extract_lines()
        if found is None and len(self) > MOST_HEAD_BYTES:
            self._data.clear()
            return [_TooLarge()]
        return found

    def maybe_extract_next_line(self) -> bytearray | None:
        found = super().maybe_extract_next_line()
        if found is None and len(self) > MOST_HEAD_BYTES:
            self._data.clear()
            return bytearray(b"a line without end\r\n")  # no chunk header: a protocol error
        return found


def _mend_buffer(connection: Any) -> None:
    begin = connection.__init__

    def __init__(self: Any, *arguments: Any) -> None:
        begin(self, *arguments)
        self.buf = _BoundedBuffer()

    connection.__init__ = __init__


def _bounded_wait(wait: Any) -> Any:
    """What a client sends before its answer has come is held back, but not without end."""

    def bounded(self: Any, event: events.Event) -> _Commands:
        if isinstance(event, events.DataReceived) and len(self.buf) > MOST_HEAD_BYTES:
            self.buf = _BoundedBuffer()
            yield commands.CloseConnection(self.conn)
        else:
            yield from wait(self, event)

    bounded.__name__ = "wait"
    return bounded


def _beyond_interim(read_headers: Any) -> Any:
    """Interim answers (RFC 9110 15.2) are passed over, as mitmproxy does in HTTP/2; it takes them for the answer."""

    def read(self: Any, event: events.Event) -> _Commands:
        if isinstance(event, events.DataReceived) and self.request:
            while _INTERIM.match(self.buf._data) and self.buf.maybe_extract_lines() is not None:
                pass
        yield from read_headers(self, event)

    read.__name__ = "read_headers"
    return read


# -- trailers of HTTP/1 -----------------------------------------------------------------------------------


def _read_body(self: Any, event: events.Event) -> _Commands:
    """As mitmproxy's, which gives the connection up at the first trailer."""
    while True:
        try:
            found = _next_part(self, event)
        except (h11.ProtocolError, ValueError, TypeError) as error:  # TypeError: trailers without end
            yield commands.CloseConnection(self.conn)
            message = f"HTTP/1 protocol error: {error}"
            yield ReceiveHttp(self.ReceiveProtocolError(self.stream_id, message, code=self.ReceiveProtocolError.code))
            return
        if found is None:
            return
        if isinstance(found, h11.Data):
            if found.data:
                yield ReceiveHttp(self.ReceiveData(self.stream_id, bytes(found.data)))
            continue
        is_request = isinstance(self, _http1.Http1Server)
        if trailers := found.headers.raw_items():
            kind = RequestTrailers if is_request else ResponseTrailers
            yield ReceiveHttp(kind(self.stream_id, Headers(trailers)))
        if self.request.data.method.upper() != b"CONNECT":
            yield ReceiveHttp(self.ReceiveEndOfMessage(self.stream_id))
        yield from self.mark_done(request=is_request, response=not is_request)
        return


def _next_part(layer: Any, event: events.Event) -> Any:
    if isinstance(event, events.ConnectionClosed):
        return layer.body_reader.read_eof()
    return layer.body_reader(layer.buf)


def _mend_sending(layer: Any, ends: type) -> None:
    """Trailers wait for the last chunk; where a body has no chunks HTTP/1 has no place for them."""
    send = layer.send

    def send_all(self: Any, event: Any) -> _Commands:
        if isinstance(event, RequestTrailers | ResponseTrailers):
            self.trailers_to_send = event.trailers
            return
        trailers = self.__dict__.pop("trailers_to_send", None) if isinstance(event, ends) else None
        if trailers is None:
            yield from send(self, event)
            return
        message = self.response if ends is ResponseEndOfMessage else self.request
        if "chunked" in message.headers.get("transfer-encoding", "").lower():
            lines = b"".join(name + b": " + value + b"\r\n" for name, value in trailers.fields)
            yield commands.SendData(self.conn, b"0\r\n" + lines + b"\r\n")
            is_request = ends is RequestEndOfMessage
            yield from self.mark_done(request=is_request, response=not is_request)
        else:
            yield from send(self, event)

    layer.send = send_all


# -- small bodies that are slow ---------------------------------------------------------------------------


def _check_body_size(self: Any, request: bool) -> Generator[commands.Command, Any, bool]:
    """In place of options that are never set here: a body that was to be awaited whole, but does not come in one
    piece, is let through from now on."""
    late = None if request or not self.response_body_buf else self.flow.metadata.get(STREAM_LATE)
    if late is not None and not _is_whole(self):
        late(self.flow)
        data = bytes(self.response_body_buf)
        self.response_body_buf.clear()
        yield from self.start_response_stream()
        yield from self.handle_event(ResponseData(self.stream_id, data))
    return False


def _is_whole(stream: Any) -> bool:
    try:
        expected = expected_http_body_size(stream.flow.request, stream.flow.response)
    except ValueError:
        return True
    return expected is not None and 0 <= expected <= len(stream.response_body_buf)
