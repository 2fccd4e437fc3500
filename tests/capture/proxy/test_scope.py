"""Hosts under investigation, hosts that pass unread, and what is this computer itself."""

import re

import pytest

from inspector.capture.proxy.scope import Scope, host_pattern, is_loopback


@pytest.mark.parametrize(
    ("names", "host", "keeps"),
    [
        ((), "anything.example", True),
        (("", "  "), "anything.example", True),
        (("clinic.example",), "clinic.example", True),
        (("clinic.example",), "WWW.Clinic.Example.", True),
        (("*.clinic.example",), "www.clinic.example", True),
        (("www.clinic.example",), "clinic.example", False),
        (("clinic.example",), "myclinic.example", False),
        (("clinic.example",), "clinic.example.evil.test", False),
        (("clinic.example",), "", False),
    ],
)
def test_bodies_are_kept_for_named_hosts_and_those_below(names: tuple[str, ...], host: str, keeps: bool):
    assert Scope(names).keeps_bodies_of(host) is keeps


@pytest.mark.parametrize(
    ("address", "matches"),
    [
        ("api.bank.example:443", True),
        ("bank.example:8443", True),
        ("mybank.example:443", False),
        ("bankXexample:443", False),
        ("bank.example.evil.test:443", False),
    ],
)
def test_a_host_pattern_means_the_host_and_what_is_below_it(address: str, matches: bool):
    assert bool(re.search(host_pattern("Bank.example"), address, re.IGNORECASE)) is matches


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.8.7",
        "::1",
        "[::1]",
        "localhost",
        "LOCALHOST.",
        "app.localhost",
        "0.0.0.0",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
    ],
)
def test_this_computer_under_all_its_names(address: str):
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address", ["192.168.1.4", "203.0.113.1", "clinic.example", "localhost.example", "", "fe80::1%eth0"]
)
def test_other_computers(address: str):
    assert not is_loopback(address)
