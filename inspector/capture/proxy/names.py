"""The chain of names of a host at first contact (CNAMEs included): the one look-up En Clair makes, disclosed and
switchable. It asks the resolvers of the system, as the proxy itself does."""

import asyncio
import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING

from inspector.model.recording import NameAnswer

if TYPE_CHECKING:
    from mitmproxy.dns import DNSFlow

_AT_ONCE = 8
_LIFETIME_S = 4.0
_MOST = 20_000
_MOST_ANSWERS = 64

type Lookup = Callable[[str], "asyncio.Future[tuple[str, tuple[tuple[str, str, str], ...]]]"]


class NameLookups:
    """Looks each host up once and hands the answer on; never waits for it."""

    def __init__(self, tell: Callable[[NameAnswer], None], *, clock_us: Callable[[], int]) -> None:
        self._tell = tell
        self._clock_us = clock_us
        self._seen: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(_AT_ONCE)

    def note_contact(self, host: str, *, mapped: bool = False) -> None:
        """A host is about to be reached; `mapped`: by hand, so that there is nothing to look up."""
        host = host.lower().rstrip(".")
        if host in self._seen or len(self._seen) >= _MOST or _is_address(host):
            return
        self._seen.add(host)
        if mapped:
            self._tell(NameAnswer(host=host, at_us=self._clock_us(), resolver="", error="mapped"))
            return
        task = asyncio.get_running_loop().create_task(self._look_up(host))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Gives up what is still being looked up."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look_up(self, host: str) -> None:
        from dns.asyncresolver import Resolver
        from dns.exception import DNSException

        at_us = self._clock_us()
        async with self._gate:
            try:
                resolver = Resolver()
                resolver.lifetime = _LIFETIME_S
                answer = await resolver.resolve(host, "A", raise_on_no_answer=False)
            except DNSException as error:
                self._tell(NameAnswer(host=host, at_us=at_us, resolver="", error=type(error).__name__))
                return
            except OSError:
                self._tell(NameAnswer(host=host, at_us=at_us, resolver="", error="OSError"))
                return
        chain = [
            (_name(owner), kind, _name(value))
            for rrset in answer.response.answer
            for owner, kind, value in ((rrset.name.to_text(), _kind(rrset.rdtype), item.to_text()) for item in rrset)
        ]
        self._tell(NameAnswer(host=host, at_us=at_us, resolver=str(answer.nameserver or ""), chain=tuple(chain[:64])))


def _kind(number: int) -> str:
    from dns.rdatatype import RdataType

    return RdataType.to_text(RdataType.make(number))


def _name(text: str) -> str:
    return text.rstrip(".").lower()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


class DeviceNames:
    """Hooks of mitmproxy: the chains of names that a device asks for in a tunnel."""

    def __init__(self, tell: Callable[[NameAnswer], None], *, clock_us: Callable[[], int]) -> None:
        self._tell = tell
        self._clock_us = clock_us
        self.is_paused = False

    def dns_response(self, flow: "DNSFlow") -> None:
        if flow.response is None or not flow.request.questions or self.is_paused:
            return
        chain = tuple(
            (record.name.lower(), _record_kind(record.type), str(record).rsplit(" ", 1)[-1].rstrip("."))
            for record in flow.response.answers[:_MOST_ANSWERS]
        )
        host = flow.request.questions[0].name.lower()
        self._tell(NameAnswer(host=host, at_us=self._clock_us(), resolver="device", chain=chain))


def _record_kind(number: int) -> str:
    from mitmproxy.net.dns import types

    return types.to_str(number)
