"""A user-space peer walks through the tunnel with the very configuration that the phone scans."""

import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.capture.phone.wireguard import (
    NAME_SERVER,
    PHONE_IPV4,
    PHONE_IPV6,
    TunnelKeys,
    keep_keys,
    make_key,
    tunnel_mode,
    write_client,
)
from tests.capture.phone.bare_proxy import GREETING, bare_proxy
from tests.capture.phone.packets import fetch, udp, unwrap
from tests.capture.phone.peer import NoAnswer, Peer, read_configuration

REQUEST = b"GET / HTTP/1.1\r\nHost: en.clair\r\nConnection: close\r\n\r\n"
QUESTION = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x02en\x05clair\x00\x00\x01\x00\x01"


@pytest.fixture(scope="module")
def tunnel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, TunnelKeys, int]]:
    folder = tmp_path_factory.mktemp("tunnel")
    keys = keep_keys(folder)
    with bare_proxy(folder, tunnel_mode(folder / "wireguard.conf", address="127.0.0.1")) as (_host, port):
        yield folder, keys, port


@pytest.fixture
def peer(tunnel: tuple[Path, TunnelKeys, int]) -> Iterator[Peer]:
    _, keys, port = tunnel
    made = Peer(read_configuration(write_client(keys, address="127.0.0.1", port=port)))
    yield made
    made.close()


def test_keys_port_and_configuration_fit_together(peer: Peer) -> None:
    peer.shake_hands()  # raises where they do not


def test_the_tunnel_is_reached_over_ipv6_as_well(tmp_path: Path) -> None:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as tried:
            tried.bind(("::1", 0))
    except OSError as error:
        pytest.skip(f"no IPv6 loopback here: {error}")
    keys = keep_keys(tmp_path)
    with bare_proxy(tmp_path, tunnel_mode(tmp_path / "wireguard.conf", address="::1")) as (_host, port):
        made = Peer(read_configuration(write_client(keys, address="::1", port=port)))
        made.shake_hands()
        made.close()


def test_a_stranger_gets_no_answer(tunnel: tuple[Path, TunnelKeys, int]) -> None:
    _, keys, port = tunnel
    stranger = TunnelKeys(server_key=keys.server_key, client_key=make_key())
    made = Peer(read_configuration(write_client(stranger, address="127.0.0.1", port=port)), timeout_s=1)
    with pytest.raises(NoAnswer):
        made.shake_hands()
    made.close()


@pytest.mark.parametrize(("source", "target"), [(PHONE_IPV4, "10.0.0.54"), (PHONE_IPV6, "2001:db8::80")])
def test_a_request_goes_through_over_both_kinds_of_address(peer: Peer, source: str, target: str) -> None:
    peer.shake_hands()
    answer = fetch(peer.send, peer.receive, ends=(source, 40000, target, 80), request=REQUEST)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(GREETING)


def test_names_are_asked_of_the_server_in_the_configuration(peer: Peer) -> None:
    peer.shake_hands()
    peer.send(udp((PHONE_IPV4, 40001, NAME_SERVER, 53), QUESTION))
    source, _protocol, content = unwrap(peer.receive())
    assert source == NAME_SERVER
    assert content[8:10] == QUESTION[:2]


def test_the_keys_stay_private_after_mitmproxy_has_read_them(tunnel: tuple[Path, TunnelKeys, int]) -> None:
    folder, keys, _ = tunnel
    assert stat.S_IMODE((folder / "wireguard.conf").stat().st_mode) == 0o600
    assert keep_keys(folder) == keys
