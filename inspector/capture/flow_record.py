"""From a mitmproxy flow to the record that the store keeps: one conversion, for the recorder and for flow files.

It runs for every live flow: what belongs to a connection is worked out once and looked up afterwards.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from inspector.model.flow import Body, Connection, Delivery, FlowRecord, SocketMessage, Timings
from inspector.model.struct import Record

if TYPE_CHECKING:
    from cryptography import x509
    from mitmproxy.certs import Cert
    from mitmproxy.connection import Client, Server
    from mitmproxy.http import HTTPFlow, Request, Response
    from mitmproxy.websocket import WebSocketData

_MOST_CONNECTIONS = 10_000
_MOST_CERTIFICATES = 2_000
_LATEST_S = 1e12  # beyond any clock
_ENCODE = msgspec.json.Encoder().encode
_NO_TIMINGS = Timings()
_PORTS = {b"http": 80, b"https": 443, b"ws": 80, b"wss": 443}
_VERSIONS = {b"HTTP/1.1": "HTTP/1.1", b"HTTP/2.0": "HTTP/2", b"HTTP/3": "HTTP/3", b"HTTP/1.0": "HTTP/1.0"}
_FETCHED_AS = {
    b"document": "document",
    b"iframe": "iframe",
    b"frame": "iframe",
    b"script": "script",
    b"style": "stylesheet",
    b"image": "image",
    b"font": "font",
    b"audio": "media",
    b"video": "media",
    b"track": "media",
    b"manifest": "manifest",
    b"report": "cspreport",
    b"websocket": "websocket",
}
"""Words of the Fetch standard's request destinations (`Sec-Fetch-Dest`) as HARs spell resource types."""


class Copy(Record, frozen=True, kw_only=True):
    """What was kept of a body that passed in pieces: its beginning, and what was counted of the whole."""

    data: bytes
    size_bytes: int
    sha256: str = ""  # hex, of the whole


class _Known:
    """A connection to a server, as it was found at its first flow."""

    __slots__ = ("client", "connection", "flow", "label")

    def __init__(self, label: str, flow: str) -> None:
        self.label = label
        self.flow = flow  # id of the flow for which it was made: the one that waited for it
        self.client = ""
        self.connection: Connection | None = None


class ConnectionBook:
    """The connections of one recording or one file. Bounded: the oldest are forgotten beyond 10,000."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._certificates: dict[bytes, bytes] = {}
        self._count = 0

    def look_up(self, flow: "HTTPFlow") -> tuple[Connection, bool]:
        """The connection of a flow, and whether it is the first that used it. The same object for every flow of one
        connection, once that is established."""
        server, client = flow.server_conn, flow.client_conn
        known = self._known.get(server.id)
        if known is None:
            known = self._enter(server.id, flow.id)
        if known.connection is None or known.client != client.id:
            connection = self._describe(server, client, known.label)
            if not _is_established(server):
                return connection, known.flow == flow.id
            known.connection, known.client = connection, client.id
        return known.connection, known.flow == flow.id

    def _enter(self, server: str, flow: str) -> _Known:
        if len(self._known) >= _MOST_CONNECTIONS:
            for oldest in list(self._known)[: _MOST_CONNECTIONS // 10]:
                del self._known[oldest]
        self._count += 1
        known = self._known[server] = _Known(str(self._count), flow)
        return known

    def _describe(self, server: "Server", client: "Client", label: str) -> Connection:
        address, port = address_of(server)
        return Connection(
            label=label,
            server_address=address,
            server_port=port,
            tls_version=server.tls_version,
            cipher=server.cipher,
            alpn=_word(server.alpn),
            sni=server.sni or None,
            certificate=self._chain(server.certificate_list),
            client_address=client.peername[0] or None if client.peername else None,
            client_tls_version=client.tls_version,
            client_cipher=client.cipher,
            client_alpn=_word(client.alpn),
        )

    def _chain(self, certificates: "Sequence[Cert]") -> bytes | None:
        if not certificates:
            return None
        return b"[" + b",".join(self._certificate(certificate) for certificate in certificates) + b"]"

    def _certificate(self, certificate: "Cert") -> bytes:
        print_ = certificate.fingerprint()
        found = self._certificates.get(print_)
        if found is None:
            if len(self._certificates) >= _MOST_CERTIFICATES:
                self._certificates.clear()
            found = self._certificates[print_] = describe_certificate(certificate)
        return found


def record_of(
    flow: "HTTPFlow",
    book: ConnectionBook,
    *,
    sent: Copy | None = None,
    received: Copy | None = None,
    background: bool = False,
) -> FlowRecord:
    """The record of a flow, finished or not: bodies as on the wire, headers in order and letter case.

    `sent` and `received` stand in for bodies that were streamed past. `duration_us` is None while the flow goes on.
    `entry` is None: it is a place in a HAR. Never raises for what a live proxy hands out; a flow out of a damaged file
    may raise AttributeError, KeyError, TypeError or ValueError.
    """
    request, response, error = flow.request.data, flow.response, flow.error
    connection, is_first = book.look_up(flow)
    asked_mime, purpose = _told(request.headers.fields, b"sec-fetch-dest")
    ended = _end(flow)
    answer = response.data if response is not None else None
    answered_mime, location = _told(answer.headers.fields, b"location") if answer is not None else (None, None)
    request_body = _body(request.content, sent, is_whole=True)
    if request_body is not None and not request_body.data and not request_body.truncated:
        request_body = None
    is_whole = answer is None or answer.timestamp_end is not None or error is None
    response_body = None if answer is None else _body(answer.content, received, is_whole=is_whole)
    status = answer.status_code if answer is not None and 0 < answer.status_code < 1000 else None
    return FlowRecord(
        entry=None,
        started_us=microseconds(request.timestamp_start),
        duration_us=span_of(request.timestamp_start, ended),
        method=text_of(request.method),
        url=url_of(flow.request),
        http_version=_version((answer or request).http_version),
        request_headers=headers_of(request.headers.fields),
        request_mime=None if asked_mime is None else text_of(asked_mime),
        request_body=request_body,
        request_body_size=_size(request.content, sent),
        status=status,
        reason="" if answer is None else answer.reason.decode("latin-1"),
        response_headers=b"[]" if answer is None else headers_of(answer.headers.fields),
        response_mime=None if answered_mime is None else text_of(answered_mime),
        response_body=response_body,
        response_body_size=None if answer is None else _size(answer.content, received),
        response_wire_size=None if answer is None else _size(answer.content, received),
        redirect_url=text_of(location) if location and status is not None and 300 <= status < 400 else None,
        delivery=_delivery(status, has_error=error is not None),
        error=error.msg if error is not None else None,
        timings=_timings(flow, is_first=is_first),
        connection=connection,
        resource_type="websocket" if flow.websocket is not None else _FETCHED_AS.get(purpose or b""),
        messages=() if flow.websocket is None else tuple(messages_of(flow.websocket)),
        background=background,
        extra=_extra(flow, sent, received),
    )


# -- heads ------------------------------------------------------------------------------------------------


def text_of(raw: bytes) -> str:
    """The characters of a part of a head: UTF-8 where it is that, else Latin-1, so that no byte is lost."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def headers_of(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The JSON text of a header list, as `encode_headers` writes it."""
    try:
        return _ENCODE([(name.decode(), value.decode()) for name, value in fields])
    except UnicodeDecodeError:
        return _ENCODE([(text_of(name), text_of(value)) for name, value in fields])


def _told(fields: Iterable[tuple[bytes, bytes]], wanted: bytes) -> tuple[bytes | None, bytes | None]:
    """The first values of `Content-Type` and of one other header (lower case)."""
    mime = other = None
    size = len(wanted)
    for name, value in fields:
        if len(name) == 12 and mime is None and name.lower() == b"content-type":
            mime = value
        elif len(name) == size and other is None and name.lower() == wanted:
            other = value
    return mime, other


def url_of(request: "Request") -> str:
    """The address a request went to. The name a client gave to the proxy counts; where the proxy saw an address only
    (a tunnel), the one it gave to the server."""
    data = request.data
    host: str = data.host
    if host[-1:].isdigit() or ":" in host:
        host = _named(request) or host
    if ":" in host:
        host = f"[{host}]"
    scheme = data.scheme or (b"https" if data.port == 443 else b"http")
    port = "" if _PORTS.get(scheme) == data.port else f":{data.port}"
    path = b"" if data.path == b"*" or data.method == b"CONNECT" else data.path
    return f"{text_of(scheme)}://{host}{port}{text_of(path)}"


def _named(request: "Request") -> str:
    name = request.host_header or ""
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0] if name.count(":") < 2 else name


def _version(raw: bytes) -> str:
    return _VERSIONS.get(raw) or text_of(raw)


def _word(raw: bytes | None) -> str | None:
    return text_of(raw) if raw else None


# -- bodies -----------------------------------------------------------------------------------------------


def _body(content: bytes | None, copy: Copy | None, *, is_whole: bool) -> Body | None:
    if copy is not None:
        return Body(data=copy.data, truncated=copy.size_bytes > len(copy.data) or not is_whole)
    return None if content is None else Body(data=content, truncated=not is_whole)


def _size(content: bytes | None, copy: Copy | None) -> int | None:
    if copy is not None:
        return copy.size_bytes
    return None if content is None else len(content)


def messages_of(socket: "WebSocketData") -> Iterable[SocketMessage]:
    """The messages of a WebSocket in the order they came."""
    for message in socket.messages:
        yield SocketMessage(
            at_us=microseconds(message.timestamp),
            from_client=message.from_client,
            opcode=int(message.type),
            data=message.content,
        )


# -- times ------------------------------------------------------------------------------------------------


def microseconds(at_s: float | None) -> int | None:
    """A time of mitmproxy's, in seconds since 1970, as ours; None where it is none."""
    return round(at_s * 1_000_000) if at_s is not None and 0 < at_s < _LATEST_S else None


def span_of(start_s: float | None, end_s: float | None) -> int | None:
    """Microseconds between two times, never negative."""
    if start_s is None or end_s is None or not (0 < start_s < _LATEST_S and 0 < end_s < _LATEST_S):
        return None
    return max(0, round((end_s - start_s) * 1_000_000))


def _end(flow: "HTTPFlow") -> float | None:
    """When the flow was over; None while it goes on."""
    socket = flow.websocket
    if socket is not None and socket.close_code is None and socket.timestamp_end is None and flow.error is None:
        return None
    if socket is not None and socket.timestamp_end is not None:
        return socket.timestamp_end
    if flow.error is not None and (flow.response is None or flow.response.data.timestamp_end is None):
        return flow.error.timestamp
    return None if flow.response is None else flow.response.data.timestamp_end


def _timings(flow: "HTTPFlow", *, is_first: bool) -> Timings:
    """Phases as the proxy measured them. Making the connection (name look-up, TCP, TLS) is told of its first flow
    only; as in HAR 1.2 `tls` is part of `connect`."""
    request, response, server = flow.request.data, flow.response, flow.server_conn
    connect = tls = None
    asked: float | None = request.timestamp_end
    if is_first and server.timestamp_start is not None:
        ready = server.timestamp_tls_setup or server.timestamp_tcp_setup
        connect = span_of(server.timestamp_start, ready)
        tls = span_of(server.timestamp_tcp_setup, server.timestamp_tls_setup)
        if ready is not None and asked is not None and ready > asked:
            asked = ready  # it waited for the connection, not for the answer
    answered = None if response is None else response.data.timestamp_start
    return Timings(
        connect=connect,
        tls=tls,
        send=span_of(request.timestamp_start, request.timestamp_end),
        wait=span_of(asked, answered),
        receive=None if response is None else span_of(answered, response.data.timestamp_end),
    )


# -- how it went ------------------------------------------------------------------------------------------


def _delivery(status: int | None, *, has_error: bool) -> Delivery:
    """An answer that came proves that the request was sent, whatever happened afterwards."""
    if status is None:
        return Delivery.FAILED if has_error else Delivery.NETWORK
    return Delivery.REVALIDATED if status == 304 else Delivery.NETWORK


def _extra(flow: "HTTPFlow", sent: Copy | None, received: Copy | None) -> bytes | None:
    """What no other field holds, in the shape of a HAR entry; None for nearly every flow."""
    overlay: dict[str, Any] = {}
    request, response, socket = flow.request, flow.response, flow.websocket
    for name, message, copy in (("request", request, sent), ("response", response, received)):
        part = _rest(message, copy)
        if part:
            overlay[name] = part
    if socket is not None and socket.close_code is not None:
        overlay["_webSocketClose"] = {
            "code": socket.close_code,
            "reason": socket.close_reason or "",
            "byClient": bool(socket.closed_by_client),
        }
    if flow.comment:
        overlay["comment"] = flow.comment
    if flow.marked:
        overlay["_marked"] = flow.marked
    if flow.is_replay:
        overlay["_replayed"] = flow.is_replay
    return _ENCODE(overlay) if overlay else None


def _rest(message: "Request | Response | None", copy: Copy | None) -> dict[str, Any]:
    part: dict[str, Any] = {}
    if message is not None and message.data.trailers:
        part["_trailers"] = [(text_of(name), text_of(value)) for name, value in message.data.trailers.fields]
    if copy is not None and copy.size_bytes > len(copy.data):
        part["_wholeSize"] = copy.size_bytes
        if copy.sha256:
            part["_wholeSha256"] = copy.sha256
    return part


# -- connections ------------------------------------------------------------------------------------------


def _is_established(server: "Server") -> bool:
    return server.timestamp_tcp_setup is not None and (not server.tls or server.timestamp_tls_setup is not None)


def address_of(server: "Server") -> tuple[str | None, int | None]:
    """The address that was connected to; only the port where no connection came about."""
    if server.peername:
        return server.peername[0].partition("%")[0], _port(server.peername[1])
    return None, _port(server.address[1]) if server.address else None


def _port(number: int) -> int | None:
    return number if 0 < number < 65536 else None


def describe_certificate(certificate: "Cert") -> bytes:
    """The JSON object of `Connection.certificate`; the PEM alone where it cannot be read."""
    parsed = certificate.to_cryptography()
    facts: dict[str, Any] = {"sha256": certificate.fingerprint().hex(), "pem": certificate.to_pem().decode("ascii")}
    try:
        facts["subject"] = parsed.subject.rfc4514_string()
        facts["issuer"] = parsed.issuer.rfc4514_string()
        facts["valid_from_us"] = round(certificate.notbefore.timestamp() * 1_000_000)
        facts["valid_to_us"] = round(certificate.notafter.timestamp() * 1_000_000)
        facts["names"] = [_name(name) for name in certificate.altnames]
    except (ValueError, OverflowError):
        pass  # odd names or dates: the PEM holds them
    return _ENCODE(facts)


def _name(name: "x509.GeneralName") -> str:
    return str(name.value)
