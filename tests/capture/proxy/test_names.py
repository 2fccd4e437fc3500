"""Chains of names at first contact, asked of a name server on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from inspector.capture.proxy.names import NameLookups
from inspector.model.recording import NameAnswer

ALIAS = ("www.clinic.example.", 60, "IN", "CNAME", "clinic.Edge-Network.example.")
ADDRESSES = ("clinic.edge-network.example.", 60, "IN", "A", "203.0.113.7", "203.0.113.8")


class NameServer(asyncio.DatagramProtocol):
    """Answers `www.` with an alias and addresses, `silent.` not at all, anything else with "no such name"."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple) -> None:
        query = dns.message.from_wire(data)
        name = query.question[0].name.to_text()
        self.asked.append(name)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name.startswith("www."):
            answer.answer = [dns.rrset.from_text(*ALIAS), dns.rrset.from_text(*ADDRESSES)]
        elif name.startswith("silent."):
            return
        elif not name.startswith("empty."):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[NameServer]:
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(NameServer, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    real = dns.asyncresolver.Resolver

    def resolver() -> Any:
        made = real(configure=False)
        made.nameservers, made.port = ["127.0.0.1"], port
        return made

    monkeypatch.setattr(dns.asyncresolver, "Resolver", resolver)
    yield server
    transport.close()


def looked_up(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> tuple[list[NameAnswer], list[str]]:
    """The answers for these contacts, and what the name server was asked."""

    async def run() -> tuple[list[NameAnswer], list[str]]:
        told: list[NameAnswer] = []
        loop = asyncio.get_running_loop()
        crashes: list[dict] = []
        loop.set_exception_handler(lambda _loop, context: crashes.append(context))
        async with asyncio.timeout(10), name_server(monkeypatch) as server:
            lookups = NameLookups(told.append, clock_us=lambda: 42)
            for host in hosts:
                lookups.note_contact(host)
            await asyncio.gather(*lookups._tasks)
            await lookups.close()
        assert crashes == []
        return told, server.asked

    return asyncio.run(run())


def test_the_chain_is_recorded_with_its_resolver_and_moment(monkeypatch: pytest.MonkeyPatch):
    (answer,), _ = looked_up(monkeypatch, "www.clinic.example")
    assert (answer.chain[0], *sorted(answer.chain[1:])) == (  # addresses come in any order
        ("www.clinic.example", "CNAME", "clinic.edge-network.example"),
        ("clinic.edge-network.example", "A", "203.0.113.7"),
        ("clinic.edge-network.example", "A", "203.0.113.8"),
    )
    assert (answer.host, answer.resolver, answer.at_us, answer.error) == ("www.clinic.example", "127.0.0.1", 42, "")


def test_a_host_is_asked_for_once_in_whatever_spelling(monkeypatch: pytest.MonkeyPatch):
    answers, asked = looked_up(monkeypatch, "www.clinic.example", "WWW.clinic.example", "www.clinic.example.")
    assert (len(answers), len(asked)) == (1, 1)


def test_addresses_are_not_asked_for(monkeypatch: pytest.MonkeyPatch):
    assert looked_up(monkeypatch, "203.0.113.9", "[2001:db8::1]", "::1") == ([], [])


def test_what_is_not_found_is_an_error_not_a_chain(monkeypatch: pytest.MonkeyPatch):
    (answer,), _ = looked_up(monkeypatch, "nowhere.example")
    assert (answer.chain, answer.error) == ((), "NXDOMAIN")


def test_a_name_without_addresses_is_an_empty_chain(monkeypatch: pytest.MonkeyPatch):
    (answer,), _ = looked_up(monkeypatch, "empty.example")
    assert (answer.chain, answer.error) == ((), "")


def test_a_silent_resolver_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("inspector.capture.proxy.names._LIFETIME_S", 0.2)
    (answer,), _ = looked_up(monkeypatch, "silent.example")
    assert answer.error == "LifetimeTimeout"


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "a..b",
        "x" * 64 + ".example",
        ".".join(["abc"] * 90),
        "\x00.example",
        "é" * 70,
        "xn--\udc80",
        "a b",
        "☃.example",
    ],
)
def test_odd_names_end_in_an_answer_never_in_a_crash(monkeypatch: pytest.MonkeyPatch, host: str):
    answers, _ = looked_up(monkeypatch, host)
    assert len(answers) == 1


def test_a_mapped_host_is_told_without_asking(monkeypatch: pytest.MonkeyPatch):
    told: list[NameAnswer] = []
    NameLookups(told.append, clock_us=lambda: 1).note_contact("www.clinic.example", mapped=True)
    assert [(answer.host, answer.error) for answer in told] == [("www.clinic.example", "mapped")]


def test_closing_gives_up_what_is_under_way(monkeypatch: pytest.MonkeyPatch):
    async def run() -> list[NameAnswer]:
        told: list[NameAnswer] = []
        async with asyncio.timeout(5), name_server(monkeypatch):
            lookups = NameLookups(told.append, clock_us=lambda: 1)
            for n in range(20):
                lookups.note_contact(f"silent.{n}.example")
            await asyncio.sleep(0)
            await lookups.close()
            assert not lookups._tasks
        return told

    assert asyncio.run(run()) == []
