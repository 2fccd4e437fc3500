"""The tunnel's keys and the configuration that the phone scans."""

import configparser
import json
import logging
import os
import stat
from pathlib import Path

import pytest

from inspector.capture.phone.wireguard import (
    TunnelKeys,
    keep_keys,
    make_key,
    move_endpoint,
    public_key,
    read_endpoint,
    read_keys,
    tunnel_mode,
    write_client,
)

KEYS = TunnelKeys(
    server_key="d76R/4wGzUqkzEcPjSEJdX8eCRCRXH9iZKULAcQ3AcE=", client_key="XasIfmJKikt54X+Lg4AO5m87sSkmGLb9HC+LJ/+I4Os="
)


def parsed(text: str) -> configparser.ConfigParser:
    made = configparser.ConfigParser()
    made.optionxform = str  # type: ignore[assignment,method-assign]
    made.read_string(text)
    return made


def test_public_keys_are_those_of_rfc_7748():
    private = "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo="  # section 6.1, Alice
    assert public_key(private) == "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path):
    old = os.umask(0)
    try:
        keys = keep_keys(tmp_path)
    finally:
        os.umask(old)
    path = tmp_path / "wireguard.conf"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keep_keys(tmp_path) == keys
    assert set(json.loads(path.read_text())) == {"server_key", "client_key"}
    assert keys.server_key != keys.client_key


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path):
    keep_keys(tmp_path)
    (tmp_path / "wireguard.conf").chmod(0o644)
    keep_keys(tmp_path)
    assert stat.S_IMODE((tmp_path / "wireguard.conf").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "damaged", ["", "{", "[]", '{"server_key": 1}', '{"server_key": "x", "client_key": "y"}', "[" * 5000]
)
def test_a_damaged_file_is_replaced(tmp_path: Path, damaged: str):
    path = tmp_path / "wireguard.conf"
    path.write_text(damaged)
    assert read_keys(path) is None
    assert read_keys(path) is None
    assert keep_keys(tmp_path) == read_keys(path)


def test_a_link_in_place_of_the_file_is_not_followed(tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    (tmp_path / "wireguard.conf").symlink_to(elsewhere)
    keep_keys(tmp_path)
    assert elsewhere.read_text() == "kept"
    assert not (tmp_path / "wireguard.conf").is_symlink()


def test_the_configuration_names_the_chosen_address_and_the_bound_port():
    peer = parsed(write_client(KEYS, address="192.168.1.20", port=40123))["Peer"]
    assert peer["Endpoint"] == "192.168.1.20:40123"
    assert peer["PublicKey"] == public_key(KEYS.server_key)
    assert parsed(write_client(KEYS, address="fd12::5", port=40123))["Peer"]["Endpoint"] == "[fd12::5]:40123"


def test_everything_goes_through_the_tunnel_ipv6_too():
    made = parsed(write_client(KEYS, address="192.168.1.20", port=40123))
    assert made["Peer"]["AllowedIPs"] == "0.0.0.0/0, ::/0"
    assert made["Interface"]["Address"].count("/") == 2
    assert made["Interface"]["DNS"] == "10.0.0.53"


@pytest.mark.parametrize(("address", "port"), [("192.168.1.20", 0), ("192.168.1.20", 70000), ("host\nDNS = 1", 1)])
def test_a_configuration_that_could_not_work_is_refused(address: str, port: int):
    with pytest.raises(ValueError):  # noqa: PT011
        write_client(KEYS, address=address, port=port)


def test_another_address_changes_the_endpoint_only():
    text = write_client(KEYS, address="192.168.1.20", port=40123)
    moved = move_endpoint(text, address="fd12::5", port=40124)
    assert moved == text.replace("192.168.1.20:40123", "[fd12::5]:40124")
    assert (read_endpoint(text), read_endpoint(moved), read_endpoint("")) == ("192.168.1.20", "fd12::5", "")


def test_no_key_is_shown_in_a_record_an_error_or_a_log(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        keys = keep_keys(tmp_path)
    assert keys.client_key not in repr(keys) + f"{keys}" + caplog.text
    with pytest.raises(ValueError, match="not a key") as refused:
        public_key(keys.client_key[:-4])
    assert keys.client_key[:10] not in str(refused.value)
    assert refused.value.__cause__ is None


def test_the_mode_listens_on_one_address_and_reads_our_file(tmp_path: Path):
    from mitmproxy.proxy.mode_specs import ProxyMode, WireGuardMode

    path = tmp_path / "a@b:c" / "wireguard.conf"
    for address, port in (("192.168.1.20", 0), ("fd12::5", 51820)):
        mode = ProxyMode.parse(tunnel_mode(path, address=address, port=port))
        assert isinstance(mode, WireGuardMode)
        assert mode.data == str(path)
        assert (mode.custom_listen_host, mode.custom_listen_port) == (address, port)


def test_mitmproxy_agrees_on_public_keys():
    import mitmproxy_rs

    key = make_key()
    assert mitmproxy_rs.wireguard.pubkey(key) == public_key(key)
