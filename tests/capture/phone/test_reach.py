"""Who reaches the proxy: nobody beyond this computer on loopback, the network only where the phone mode asks for it.

A network namespace of its own stands for the other computer; making one needs rights that a test may not have.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.capture.phone.wireguard import PHONE_IPV4, keep_keys, tunnel_mode, write_client
from inspector.capture.proxy.own_pages import OWN_ADDRESS
from tests.capture.phone.bare_proxy import ROOT, bare_proxy
from tests.capture.phone.packets import fetch
from tests.capture.phone.peer import Peer, read_configuration
from tests.capture.recorded import Tape

HERE, THERE = "10.213.7.1", "10.213.7.2"
FETCH = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=2) as line:
    line.sendall(b"GET http://en.clair/ HTTP/1.1\\r\\nHost: en.clair\\r\\nConnection: close\\r\\n\\r\\n")
    while part := line.recv(4096):
        sys.stdout.buffer.write(part)
"""
SHAKE = """
import sys
from tests.capture.phone.peer import Peer, read_configuration
Peer(read_configuration(sys.stdin.read()), timeout_s=2).shake_hands()
"""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=20)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The name of a namespace joined to this one by a cable: HERE on our side, THERE on the other."""
    if shutil.which("ip") is None:
        pytest.skip("no `ip` command here: no network namespace can be made")
    name = f"enclair{os.getpid()}"
    ours, theirs = f"ec{os.getpid()}a"[:15], f"ec{os.getpid()}b"[:15]
    made = run("ip", "netns", "add", name)
    if made.returncode:
        pytest.skip("a network namespace may not be made here: " + made.stderr.strip())
    try:
        for command in (
            f"ip link add {ours} type veth peer name {theirs}",
            f"ip link set {theirs} netns {name}",
            f"ip addr add {HERE}/24 dev {ours}",
            f"ip link set {ours} up",
            f"ip -n {name} addr add {THERE}/24 dev {theirs}",
            f"ip -n {name} link set {theirs} up",
            f"ip -n {name} link set lo up",
            f"ip -n {name} route add default via {HERE}",
        ):
            done = run(*command.split())
            if done.returncode:
                pytest.skip("no cable to a network namespace may be laid here: " + done.stderr.strip())
        yield name
    finally:
        run("ip", "netns", "del", name)
        run("ip", "link", "del", ours)


def fetch_from(name: str, address: str, port: int) -> subprocess.CompletedProcess[str]:
    return run("ip", "netns", "exec", name, sys.executable, "-c", FETCH, address, str(port))


def test_on_loopback_the_recorder_is_unreachable_from_elsewhere(elsewhere: str, tmp_path: Path) -> None:
    with Tape(tmp_path) as tape:
        host, _, port = tape.ready.proxy.rpartition(":")
        assert (host, tape.ready.beyond_loopback) == ("127.0.0.1", False)
        here = run(sys.executable, "-c", FETCH, "127.0.0.1", port)
        assert "En Clair" in here.stdout  # it does listen
        for address in (HERE, "127.0.0.1"):
            answer = fetch_from(elsewhere, address, int(port))
            assert answer.returncode, f"{address} answered"
            assert "ConnectionRefusedError" in answer.stderr or "TimeoutError" in answer.stderr


def test_for_a_phone_the_recorder_is_reached_at_the_chosen_address_only(elsewhere: str, tmp_path: Path) -> None:
    with Tape(tmp_path, mode="lan", lan_address=HERE) as tape:
        host, _, port = tape.ready.proxy.rpartition(":")
        assert (host, tape.ready.beyond_loopback) == (HERE, True)
        assert "En Clair" in fetch_from(elsewhere, HERE, int(port)).stdout
        assert run(sys.executable, "-c", FETCH, "127.0.0.1", port).returncode  # not on every interface
    assert fetch_from(elsewhere, HERE, int(port)).returncode  # closed with the recording


def shake_from(name: str, configuration: str) -> subprocess.CompletedProcess[str]:
    command = ("ip", "netns", "exec", name, sys.executable, "-c", SHAKE)
    return subprocess.run(command, input=configuration, cwd=ROOT, capture_output=True, text=True, timeout=20)


def test_the_tunnel_is_reached_with_what_the_phone_scans(elsewhere: str, tmp_path: Path) -> None:
    with Tape(tmp_path, mode="wireguard", lan_address=HERE) as tape:
        assert tape.ready.phone is not None
        assert tape.ready.beyond_loopback
        done = shake_from(elsewhere, tape.ready.phone.wireguard)
    assert done.returncode == 0, done.stderr


def test_a_tunnel_on_loopback_is_not_reached_from_elsewhere(elsewhere: str, tmp_path: Path) -> None:
    keys = keep_keys(tmp_path)
    with bare_proxy(tmp_path, tunnel_mode(tmp_path / "wireguard.conf", address="127.0.0.1")) as (_host, port):
        done = shake_from(elsewhere, write_client(keys, address=HERE, port=port))
    assert done.returncode
    assert "NoAnswer" in done.stderr


def test_through_the_recorders_tunnel_the_certificate_page_answers(tmp_path: Path) -> None:
    with Tape(tmp_path, mode="wireguard", lan_address="127.0.0.1") as tape:
        assert tape.ready.phone is not None
        peer = Peer(read_configuration(tape.ready.phone.wireguard))
        peer.shake_hands()
        ends = (PHONE_IPV4, 40_001, OWN_ADDRESS, 80)
        request = b"GET / HTTP/1.1\r\nHost: en.clair\r\nConnection: close\r\n\r\n"
        answer = fetch(peer.send, peer.receive, ends=ends, request=request)
        peer.close()
    assert b"200 OK" in answer
    assert b"En Clair" in answer
