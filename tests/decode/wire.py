"""Builders of protobuf fields and gRPC frames."""


def varint(number: int) -> bytes:
    output = bytearray()
    while number > 0x7F:
        output.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*output, number])


def words(number: int, content: str | bytes) -> bytes:
    """A length-delimited field: text, bytes or a message."""
    data = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(data)) + data


def frame(data: bytes, flags: int = 0) -> bytes:
    return bytes([flags]) + len(data).to_bytes(4, "big") + data
