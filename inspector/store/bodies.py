"""Bodies as rows: packed with zstd where that pays."""

import zstandard

_COMPRESS_FROM_BYTES = 256

type BodyRow = tuple[bytes, int, str, bytes]
"""SHA-256, size, coding, stored bytes: the values for BODY_SQL."""


def body_rows(bodies: dict[bytes, bytes]) -> list[BodyRow]:
    """The rows of some bodies by digest. One call compresses all of them, free of the interpreter's lock."""
    large = [digest for digest, data in bodies.items() if len(data) > _COMPRESS_FROM_BYTES]
    packed: dict[bytes, bytes] = {}
    if large:
        segments = zstandard.ZstdCompressor(level=1).multi_compress_to_buffer([bodies[digest] for digest in large])
        packed = {digest: segments[place].tobytes() for place, digest in enumerate(large)}
    return [_body_row(digest, data, packed.get(digest)) for digest, data in bodies.items()]


def _body_row(digest: bytes, data: bytes, packed: bytes | None) -> BodyRow:
    if packed is not None and len(packed) < len(data) * 0.95:
        return digest, len(data), "zstd", packed
    return digest, len(data), "identity", data
