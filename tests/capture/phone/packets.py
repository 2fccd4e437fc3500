"""IP packets by hand: enough TCP for one request, enough UDP for one question. No retransmission: the way is short."""

import ipaddress
import struct
from collections.abc import Callable
from dataclasses import dataclass

FIN, SYN, RST, PUSH, ACK = 1, 2, 4, 8, 16
_TCP, _UDP = 6, 17


@dataclass(frozen=True)
class Segment:
    source: str
    source_port: int
    target_port: int
    number: int
    acknowledged: int
    flags: int
    content: bytes


def checksum(content: bytes) -> int:
    padded = content + bytes(len(content) % 2)
    total = sum(struct.unpack(f">{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def wrap(source: str, target: str, *, protocol: int, content: bytes) -> bytes:
    """An IPv4 or IPv6 packet."""
    ends = ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed
    if len(ends) == 32:
        return struct.pack(">IHBB", 6 << 28, len(content), protocol, 64) + ends + content
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(content), 1, 0, 64, protocol, 0) + ends
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + content


def tcp(ends: tuple[str, int, str, int], *, number: int, acknowledged: int, flags: int, content: bytes = b"") -> bytes:
    source, source_port, target, target_port = ends
    head = struct.pack(">HHIIBBHHH", source_port, target_port, number, acknowledged, 5 << 4, flags, 64000, 0, 0)
    pseudo = _pseudo(source, target, protocol=_TCP, size=len(head) + len(content))
    summed = checksum(pseudo + head + content)
    return wrap(source, target, protocol=_TCP, content=head[:16] + struct.pack(">HH", summed, 0) + content)


def udp(ends: tuple[str, int, str, int], content: bytes) -> bytes:
    source, source_port, target, target_port = ends
    head = struct.pack(">HHHH", source_port, target_port, 8 + len(content), 0)
    summed = checksum(_pseudo(source, target, protocol=_UDP, size=8 + len(content)) + head + content)
    return wrap(source, target, protocol=_UDP, content=head[:6] + struct.pack(">H", summed) + content)


def _pseudo(source: str, target: str, *, protocol: int, size: int) -> bytes:
    return (
        ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed + struct.pack(">II", size, protocol)
    )


def unwrap(packet: bytes) -> tuple[str, int, bytes]:
    """Source, protocol and content, without the tunnel's padding."""
    if packet[0] >> 4 == 6:
        (size,) = struct.unpack(">H", packet[4:6])
        return str(ipaddress.ip_address(packet[8:24])), packet[6], packet[40 : 40 + size]
    (size,) = struct.unpack(">H", packet[2:4])
    return str(ipaddress.ip_address(packet[12:16])), packet[9], packet[20:size]


def read_tcp(packet: bytes) -> Segment:
    source, protocol, content = unwrap(packet)
    assert protocol == _TCP
    ports_and_numbers = struct.unpack(">HHIIBB", content[:14])
    source_port, target_port, number, acknowledged, offset, flags = ports_and_numbers
    return Segment(source, source_port, target_port, number, acknowledged, flags, content[(offset >> 4) * 4 :])


def fetch(
    send: Callable[[bytes], None], receive: Callable[[], bytes], *, ends: tuple[str, int, str, int], request: bytes
) -> bytes:
    """One TCP connection: sends the request, returns what comes until the other end closes."""
    send(tcp(ends, number=100, acknowledged=0, flags=SYN))
    opened = read_tcp(receive())
    assert opened.flags & (SYN | ACK) == SYN | ACK, f"flags {opened.flags:#x}"
    assert opened.acknowledged == 101
    expected = opened.number + 1
    send(tcp(ends, number=101, acknowledged=expected, flags=ACK | PUSH, content=request))
    received, next_number, ended = b"", 101 + len(request), False
    while not ended:
        segment = read_tcp(receive())
        assert not segment.flags & RST
        if segment.number == expected:
            received += segment.content
            ended = bool(segment.flags & FIN)
            expected += len(segment.content) + ended
            send(tcp(ends, number=next_number, acknowledged=expected, flags=ACK))
    return received
