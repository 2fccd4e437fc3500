"""The addresses of this computer that a phone on the same network could reach, best guess first.

Everything is asked of the operating system: nothing is sent to the network.
"""

import ctypes
import ipaddress
import re
import socket
from collections.abc import Iterator
from enum import StrEnum

from inspector.model.struct import Record

type Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressKind(StrEnum):
    """How likely a phone reaches an address; in this order."""

    NETWORK = "network"  # a private address of a network card
    PUBLIC = "public"  # reachable from the internet if nothing stands before it
    TUNNEL = "tunnel"  # of a VPN, or shared by a provider (RFC 6598)
    VIRTUAL = "virtual"  # of a bridge for containers or virtual machines
    LINK_LOCAL = "link-local"
    LOOPBACK = "loopback"


class OwnAddress(Record, frozen=True, kw_only=True):
    """An address of this computer. `interface` is "" where the system does not tell it; `is_default` marks the one
    that traffic to the internet starts from."""

    address: str
    interface: str = ""
    kind: AddressKind = AddressKind.NETWORK
    is_default: bool = False

    @property
    def is_reachable(self) -> bool:
        """Whether a phone on the same network may reach it: worth offering."""
        return self.kind in (AddressKind.NETWORK, AddressKind.PUBLIC)

    @property
    def is_ipv6(self) -> bool:
        return ":" in self.address


_MOST = 64
_VIRTUAL = re.compile(
    r"(docker|br-|veth|virbr|vnet|vmnet|vboxnet|lxc|lxd|cni|flannel|podman|kube|cali|vethernet)", re.I
)
_TUNNEL = re.compile(r"(tun|tap|utun|wg|tailscale|zt|ppp|ipsec|gpd|nordlynx|proton|mullvad)", re.I)
_SHARED = ipaddress.ip_network("100.64.0.0/10")
_ELSEWHERE = {socket.AF_INET: "198.51.100.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses of documentation (RFC 5737, RFC 3849): a route is asked for, nobody is spoken to."""


def own_addresses() -> tuple[OwnAddress, ...]:
    """Addresses of the interfaces that are up, best guess first, loopback last; never more than 64."""
    return rank_addresses(_told_by_system(), defaults=default_addresses())


def rank_addresses(found: Iterator[tuple[str, str]], *, defaults: frozenset[str]) -> tuple[OwnAddress, ...]:
    """Pairs of address and interface, each once, classed and sorted; what is no address is left out."""
    known: dict[str, OwnAddress] = {}
    for text, interface in found:
        plain = text.partition("%")[0]
        try:
            address = ipaddress.ip_address(plain)
        except ValueError:
            continue
        if not (address.is_unspecified or address.is_multicast):
            kind = class_of(address, interface)
            known.setdefault(
                plain, OwnAddress(address=plain, interface=interface, kind=kind, is_default=plain in defaults)
            )
    return tuple(sorted(known.values(), key=_rank)[:_MOST])


def class_of(address: Address, interface: str) -> AddressKind:
    """What kind of address this is, by its range and by the name of its interface."""
    if address.is_loopback:
        return AddressKind.LOOPBACK
    if address.is_link_local:
        return AddressKind.LINK_LOCAL
    if _VIRTUAL.match(interface):
        return AddressKind.VIRTUAL
    if _TUNNEL.match(interface) or address in _SHARED:
        return AddressKind.TUNNEL
    return AddressKind.PUBLIC if address.is_global else AddressKind.NETWORK


def _rank(own: OwnAddress) -> tuple[int, bool, bool, str, str]:
    return list(AddressKind).index(own.kind), own.is_ipv6, not own.is_default, own.interface, own.address


def default_addresses() -> frozenset[str]:
    """The addresses that traffic to the internet would start from. A datagram socket is pointed, nothing is sent."""
    found = set()
    for family, elsewhere in _ELSEWHERE.items():
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as pointed:
                pointed.connect((elsewhere, 9))
                found.add(pointed.getsockname()[0].partition("%")[0])
        except OSError:
            continue  # no such family, or no route
    return frozenset(found)


def has_public_ipv6() -> bool:
    """Whether this computer itself speaks IPv6 to the internet: else a phone's IPv6 traffic ends at the tunnel."""
    return any(":" in text and ipaddress.ip_address(text).is_global for text in default_addresses())


def _told_by_system() -> Iterator[tuple[str, str]]:
    """Pairs of address and interface of the interfaces that are up."""
    try:
        library = ctypes.CDLL(None)
        yield from _interface_addresses(library)
    except (OSError, AttributeError, TypeError):  # Windows: no getifaddrs
        for text in _addresses_of_own_name():
            yield text, ""


def _addresses_of_own_name() -> set[str]:
    """Addresses behind this computer's own name, without the interfaces, and those of the default routes."""
    try:
        told = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)}
    except OSError:
        told = set()
    return told | set(default_addresses())


class _Interface(ctypes.Structure):
    """`struct ifaddrs`: the same first four members on Linux, macOS and the BSDs (getifaddrs(3))."""


_Interface._fields_ = [
    ("next", ctypes.POINTER(_Interface)),
    ("name", ctypes.c_char_p),
    ("flags", ctypes.c_uint),
    ("address", ctypes.c_void_p),
]
_UP = 0x1


def _interface_addresses(library: ctypes.CDLL) -> Iterator[tuple[str, str]]:
    first = ctypes.POINTER(_Interface)()
    if library.getifaddrs(ctypes.byref(first)) != 0:
        raise OSError("getifaddrs")
    try:
        at = first
        while at:
            entry = at.contents
            if entry.flags & _UP and entry.address and (text := _address_text(entry.address)):
                yield text, _interface_name(entry.name)
            at = entry.next
    finally:
        library.freeifaddrs(first)


def _interface_name(name: bytes | None) -> str:
    return (name or b"").decode("utf-8", "replace")


def _address_text(at: int) -> str:
    """The address in a `struct sockaddr`, "" for another family. BSDs keep the length in the first byte."""
    head = ctypes.string_at(at, 2)
    family = int.from_bytes(head, "little") if head[1] == 0 else head[1]
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, ctypes.string_at(at + 4, 4))
    if family == socket.AF_INET6:
        return socket.inet_ntop(socket.AF_INET6, ctypes.string_at(at + 8, 16))
    return ""
