"""The tunnel's keys, the file that mitmproxy reads them from, and the configuration that the phone scans.

mitmproxy would write the keys readable by everybody, and a configuration with the port that was asked for (0) instead
of the port that was bound; both are made here instead. Keys never reach a log: neither these records nor the errors
show one. The tunnel's addresses are mitmproxy's: 10.0.0.1 for the phone, names asked of 10.0.0.53.
"""

import base64
import binascii
import ipaddress
import json
import os
import re
from pathlib import Path

from inspector.model.struct import Record

FILE_NAME = "wireguard.conf"
PHONE_IPV4 = "10.0.0.1"
PHONE_IPV6 = "fd00:656e:636c::1"
"""The phone's own address for IPv6: without one, its IPv6 traffic would pass beside the tunnel or fail late. A local
address (RFC 4193), so that the phone prefers IPv4 wherever a host has both (RFC 6724, rule 5)."""
NAME_SERVER = "10.0.0.53"
MTU_BYTES = 1280
"""The least that IPv6 allows; with the tunnel's own 60 or 80 bytes it fits every usual network unbroken."""
KEEPALIVE_S = 25

_LONGEST_FILE_BYTES = 4096
_ENDPOINT = re.compile(r"^Endpoint = .*$", re.M)


class TunnelKeys(Record, frozen=True, kw_only=True):
    """The private keys of both ends, in base64 as WireGuard writes them."""

    server_key: str
    client_key: str

    def __repr__(self) -> str:
        return "TunnelKeys(…)"


def make_key() -> str:
    """A new private key (X25519, RFC 7748)."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return base64.b64encode(X25519PrivateKey.generate().private_bytes_raw()).decode("ascii")


def public_key(private_key: str) -> str:
    """The public key of a private one; raises ValueError, without the key, where it is none."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    public = X25519PrivateKey.from_private_bytes(_key_bytes(private_key)).public_key()
    return base64.b64encode(public.public_bytes_raw()).decode("ascii")


def _key_bytes(key: str) -> bytes:
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise ValueError("not a key of 32 bytes in base64")
    return raw


def keep_keys(folder: Path) -> TunnelKeys:
    """The keys kept in `folder/wireguard.conf`, made at the first call and where the file is unusable (the phone
    then scans again). The file is readable by its owner only; raises OSError where it cannot be written."""
    path = folder / FILE_NAME
    keys = read_keys(path)
    if keys is None:
        keys = TunnelKeys(server_key=make_key(), client_key=make_key())
        _write_private(path, json.dumps({"server_key": keys.server_key, "client_key": keys.client_key}))
    else:
        path.chmod(0o600)
    return keys


def read_keys(path: Path) -> TunnelKeys | None:
    """The keys in mitmproxy's file, None where there is no file or no pair of keys in it."""
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(_LONGEST_FILE_BYTES))
        keys = TunnelKeys(server_key=told["server_key"], client_key=told["client_key"])
        public_key(keys.server_key), public_key(keys.client_key)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return keys


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)  # never through a link, never into a file that others hold open
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)


def tunnel_mode(path: Path, *, address: str, port: int = 0) -> str:
    """mitmproxy's mode for this tunnel: the keys of `path`, listening on one address only (IPv6 without brackets, as
    mitmproxy splits at the last colon); raises ValueError for what is no address."""
    return f"wireguard:{path}@{ipaddress.ip_address(address)}:{port}"


def write_client(keys: TunnelKeys, *, address: str, port: int) -> str:
    """The configuration for the phone: everything, IPv6 too, goes to `address`:`port` of this computer.

    `port` is the one that was bound; raises ValueError for 0 or what is no address.
    """
    return "\n".join(
        (
            "[Interface]",
            f"PrivateKey = {keys.client_key}",
            f"Address = {PHONE_IPV4}/32, {PHONE_IPV6}/128",
            f"DNS = {NAME_SERVER}",
            f"MTU = {MTU_BYTES}",
            "",
            "[Peer]",
            f"PublicKey = {public_key(keys.server_key)}",
            "AllowedIPs = 0.0.0.0/0, ::/0",
            f"Endpoint = {_endpoint(address, port)}",
            f"PersistentKeepalive = {KEEPALIVE_S}",
            "",
        )
    )


def move_endpoint(configuration: str, *, address: str, port: int) -> str:
    """The same configuration with another address of this computer; raises ValueError as `write_client`."""
    return _ENDPOINT.sub(f"Endpoint = {_endpoint(address, port)}", configuration, count=1)


def read_endpoint(configuration: str) -> str:
    """The address of this computer in a configuration, "" where it names none."""
    found = _ENDPOINT.search(configuration)
    return found[0].removeprefix("Endpoint = ").rpartition(":")[0].strip("[]") if found else ""


def _endpoint(address: str, port: int) -> str:
    if not 0 < port < 65536:
        raise ValueError(f"no port that a phone could reach: {port}")
    return f"{_host(address)}:{port}"


def _host(address: str) -> str:
    """An address as it stands before a port: IPv6 in brackets; raises ValueError where it is no address."""
    return f"[{address}]" if ipaddress.ip_address(address).version == 6 else address
