"""Which addresses of this computer a phone is offered, and in which order."""

import ipaddress
import socket

import pytest

from inspector.capture.phone.addresses import AddressKind, class_of, own_addresses, rank_addresses

FOUND = (
    ("127.0.0.1", "lo"),
    ("fe80::1%eth0", "eth0"),
    ("172.17.0.1", "docker0"),
    ("fd12::5", "wlan0"),
    ("10.8.0.2", "tun0"),
    ("203.0.113.7", "eth1"),
    ("192.168.1.20", "wlan0"),
    ("10.0.0.9", "eth0"),
    ("192.168.1.20", "wlan0"),
    ("not an address", "eth0"),
    ("0.0.0.0", "eth0"),
)


def test_the_likeliest_stands_first_and_loopback_last():
    ranked = rank_addresses(iter(FOUND), defaults=frozenset({"192.168.1.20"}))
    assert ranked[0].address == "192.168.1.20"
    assert ranked[0].is_default
    assert ranked[-1].address == "127.0.0.1"
    assert [one.address for one in ranked].count("192.168.1.20") == 1
    assert "not an address" not in {one.address for one in ranked}


def test_only_addresses_that_a_phone_may_reach_are_worth_offering():
    ranked = rank_addresses(iter(FOUND), defaults=frozenset())
    offered = {one.address for one in ranked if one.is_reachable}
    assert offered == {"192.168.1.20", "10.0.0.9", "fd12::5", "203.0.113.7"}


@pytest.mark.parametrize(
    ("text", "interface", "kind"),
    [
        ("192.168.0.4", "en0", AddressKind.NETWORK),
        ("8.8.4.4", "eth0", AddressKind.PUBLIC),
        ("100.101.102.103", "eth0", AddressKind.TUNNEL),
        ("10.6.0.2", "utun3", AddressKind.TUNNEL),
        ("172.18.0.1", "br-4a5b6c7d8e9f", AddressKind.VIRTUAL),
        ("192.168.122.1", "virbr0", AddressKind.VIRTUAL),
        ("169.254.10.1", "eth0", AddressKind.LINK_LOCAL),
        ("::1", "lo", AddressKind.LOOPBACK),
        ("fdaa::1", "", AddressKind.NETWORK),
    ],
)
def test_an_address_is_classed_by_range_and_interface(text: str, interface: str, kind: AddressKind):
    assert class_of(ipaddress.ip_address(text), interface) is kind


def test_this_computer_s_own_addresses_are_found_without_a_name_being_asked_for(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_args: object, **_more: object) -> None:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = own_addresses()
    assert "127.0.0.1" in {one.address for one in found}
    assert len(found) == len({one.address for one in found})


def test_a_system_without_getifaddrs_still_names_its_addresses(monkeypatch: pytest.MonkeyPatch):
    def refuse(_name: object) -> None:
        raise OSError

    monkeypatch.setattr("ctypes.CDLL", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [(2, 1, 6, "", ("192.168.7.7", 0))])
    assert "192.168.7.7" in {one.address for one in own_addresses()}
