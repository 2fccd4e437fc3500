"""Pages that the recorder itself answers: the check page, and the certificate page for a phone."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from inspector.capture.plan import Plan
from inspector.capture.proxy.check_page import check_page
from inspector.capture.proxy.scope import CHECK_HOST

if TYPE_CHECKING:
    from mitmproxy.dns import DNSFlow
    from mitmproxy.http import HTTPFlow

    from inspector.capture.proxy.certificates import Authority

OWN_ADDRESS = "198.18.0.53"
"""What our own names mean inside a tunnel; an address for tests (RFC 2544) that leads nowhere."""
_AAAA = 28  # RFC 3596
_PASSED_OVER_BYTES = 65_536
PHONE_HOSTS = ("en.clair", "mitm.it")
OWN_HOSTS = frozenset({CHECK_HOST, *PHONE_HOSTS, OWN_ADDRESS})


class OwnPages:
    """Hooks of mitmproxy: answers requests to our own names without a connection to anybody."""

    authority: "Authority"

    def __init__(self, plan: Plan, *, checked: Callable[..., None]) -> None:
        self._plan = plan
        self._checked = checked
        self._listener: asyncio.Server | None = None
        self._ipv6: bool | None = None

    async def listen(self) -> int:
        """A port of ours that accepts and says nothing: a tunnel wants to connect before it asks."""

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while await reader.read(_PASSED_OVER_BYTES):
                    pass
            writer.close()

        self._listener = await asyncio.start_server(accept, "127.0.0.1", 0)
        return int(self._listener.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.close()

    def dns_request(self, flow: "DNSFlow") -> None:
        """Inside a tunnel our names have our address."""
        from ipaddress import IPv4Address

        from mitmproxy.dns import ResourceRecord

        questions = flow.request.questions
        name = questions[0].name if questions else ""
        if name.lower().rstrip(".") in OWN_HOSTS and flow.response is None:
            records = [ResourceRecord.A(name, IPv4Address(OWN_ADDRESS))] if questions[0].type == 1 else []
            flow.response = flow.request.succeed(records)
        elif questions and questions[0].type == _AAAA and flow.response is None and not self._has_ipv6():
            flow.response = flow.request.succeed([])  # else clients wait for connections that lead nowhere

    def _has_ipv6(self) -> bool:
        from inspector.capture.phone.addresses import has_public_ipv6

        if self._ipv6 is None:
            self._ipv6 = has_public_ipv6()
        return self._ipv6

    def requestheaders(self, flow: "HTTPFlow") -> None:
        host = flow.request.data.host
        if host == OWN_ADDRESS:
            host = flow.request.pretty_host
        if host not in OWN_HOSTS:
            return
        if host == CHECK_HOST:
            self._answer_check(flow)
        else:
            self._answer_phone(flow)

    def _answer_check(self, flow: "HTTPFlow") -> None:
        from inspector.capture.proxy.server import answer

        is_encrypted = flow.request.scheme == "https"
        path = flow.request.path.partition("?")[0]
        if path == "/":
            self._checked(is_encrypted=is_encrypted, client=_peer(flow))
        then = self._plan.url if flow.request.path == "/?go" else ""
        body = check_page(language=self._plan.language, is_encrypted=is_encrypted, then=then) if path == "/" else b""
        headers = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"))
        answer(flow, status=200 if path == "/" else 404, headers=headers, body=body)

    def _answer_phone(self, flow: "HTTPFlow") -> None:
        from inspector.capture.phone.guide import guide_response
        from inspector.capture.proxy.server import answer

        if flow.request.scheme == "https":
            self._checked(is_encrypted=True, client=_peer(flow))
        status, headers, body = guide_response(
            flow.request.path,
            flow.request.headers.get("accept-language", ""),
            self.authority.der,
            user_agent=flow.request.headers.get("user-agent", ""),
            check_url=f"https://{CHECK_HOST}/",
        )
        answer(flow, status=status, headers=headers, body=body)


def _peer(flow: "HTTPFlow") -> str:
    return str(flow.client_conn.peername[0]) if flow.client_conn.peername else ""
