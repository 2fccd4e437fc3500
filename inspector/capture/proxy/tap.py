"""The add-on that records: what mitmproxy tells of each flow; never in its way."""

from typing import TYPE_CHECKING

from inspector.capture.proxy.bodies import STREAM_LATE
from inspector.capture.proxy.lives import FlowLives
from inspector.capture.proxy.open_flow import has_body, is_event_stream

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow

_BUFFERED_BYTES = 4_096
"""A body this small comes in one piece: letting it stream would cost more than it brings."""


class Tap:
    """Hooks of mitmproxy, to be added to a master."""

    def __init__(self, lives: FlowLives, *, own_hosts: frozenset[str] = frozenset()) -> None:
        self._lives = lives
        self._own_hosts = own_hosts
        self._buffered_bytes = min(lives.cap_bytes, _BUFFERED_BYTES)

    def requestheaders(self, flow: "HTTPFlow") -> None:
        host = self._lives.host_of(flow)
        if host in self._own_hosts or self._lives.is_paused:
            return
        opened = self._lives.open(flow, host)
        fields = flow.request.data.headers.fields
        if has_body(fields, self._buffered_bytes, is_request=True) and not flow.error:
            opened.sent = flow.request.stream = self._lives.copy_for(host)

    def responseheaders(self, flow: "HTTPFlow") -> None:
        opened = self._lives.get(flow)
        response = flow.response
        if opened is None or response is None:
            return
        fields = response.data.headers.fields
        if response.data.status_code != 101 and has_body(fields, self._buffered_bytes, is_request=False):
            opened.received = response.stream = self._lives.copy_for(opened.host)
            if is_event_stream(fields):
                self._lives.begin(opened)
        else:
            flow.metadata[STREAM_LATE] = self._stream_late

    def _stream_late(self, flow: "HTTPFlow") -> None:
        """A small body that does not come in one piece streams past as large ones do."""
        opened = self._lives.get(flow)
        if flow.response is not None:
            flow.response.stream = True
            if opened is not None:
                opened.received = flow.response.stream = self._lives.copy_for(opened.host)

    def response(self, flow: "HTTPFlow") -> None:
        opened = self._lives.get(flow)
        if opened is None:
            return
        if flow.websocket is not None:
            self._lives.begin(opened)
        else:
            self._lives.finish(opened)

    def error(self, flow: "HTTPFlow") -> None:
        opened = self._lives.get(flow)
        if opened is not None:
            self._lives.finish(opened)

    def websocket_message(self, flow: "HTTPFlow") -> None:
        opened, socket = self._lives.get(flow), flow.websocket
        if socket is not None:
            if opened is not None and self._lives.keeps_bodies_of(opened):
                for message in socket.messages:
                    self._lives.add_message(opened, message)
            socket.messages.clear()

    def websocket_end(self, flow: "HTTPFlow") -> None:
        opened = self._lives.get(flow)
        if opened is not None:
            self._lives.finish(opened)

    def http_connect_error(self, flow: "HTTPFlow") -> None:
        """A tunnel that came to nothing."""
        if flow.request.data.host not in self._own_hosts and not self._lives.is_paused:
            self._lives.add_failed_tunnel(flow)
