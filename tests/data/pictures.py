"""Small real pictures, byte-identical everywhere: no compressor whose output could differ between versions."""

import struct
from base64 import b64decode
from collections.abc import Sequence
from zlib import adler32, crc32

PIXEL_GIF = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
PIXEL_WEBP = b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")

_FONT = {  # 5 x 7, one hexadecimal digit pair per row
    "A": "0e11111f111111",
    "C": "0e11101010110e",
    "D": "1e11111111111e",
    "E": "1f10101e10101f",
    "G": "0e11101711110f",
    "I": "0e04040404040e",
    "L": "1010101010101f",
    "N": "11191513111111",
    "O": "0e11111111110e",
    "P": "1e11111e101010",
    "R": "1e11111e141211",
    "S": "0f10100e01011e",
    "T": "1f040404040404",
    "U": "1111111111110e",
    "'": "04040800000000",
    " ": "00000000000000",
}


def banner_png(lines: Sequence[str], *, scale: int = 3, margin: int = 12) -> bytes:
    """A black-on-white one-bit PNG whose pixels spell `lines` (letters of the small built-in font)."""
    rows = _text_rows(lines, scale=scale, margin=margin)
    width = len(rows[0])
    packed = b"".join(b"\x00" + _pack_bits(row) for row in rows)
    return _png(width=width, height=len(rows), bit_depth=1, scanlines=packed)


def _text_rows(lines: Sequence[str], *, scale: int, margin: int) -> list[list[int]]:
    columns = max(len(line) for line in lines) * 6 * scale + 2 * margin
    blank = [1] * columns
    rows = [blank] * margin
    for line in lines:
        for y in range(7):
            bits = [1] * margin
            for letter in line:
                row = int(_FONT[letter][2 * y : 2 * y + 2], 16)
                for x in range(4, -2, -1):
                    bits += [0 if x >= 0 and row >> x & 1 else 1] * scale
            rows += [bits + [1] * (columns - len(bits))] * scale
        rows += [blank] * (2 * scale)
    return rows + [blank] * margin


def _pack_bits(row: Sequence[int]) -> bytes:
    padded = [*row, *[1] * (-len(row) % 8)]
    return bytes(int("".join(map(str, padded[i : i + 8])), 2) for i in range(0, len(padded), 8))


def _png(*, width: int, height: int, bit_depth: int, scanlines: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bit_depth, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", stored_zlib(scanlines)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def stored_zlib(data: bytes) -> bytes:
    """A zlib stream of stored blocks (RFC 1950, RFC 1951 3.2.4)."""
    blocks = [data[i : i + 65535] for i in range(0, len(data), 65535)] or [b""]
    out = b"\x78\x01"
    for number, block in enumerate(blocks):
        last = number == len(blocks) - 1
        out += struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block
    return out + struct.pack(">I", adler32(data))


def mosaic_jpeg(greys: Sequence[int], *, columns: int) -> bytes:
    """A grey JPEG of 8 x 8 pixel tiles: baseline, DC coefficients only (ITU T.81)."""
    rows = len(greys) // columns
    bits = ""
    previous = 0
    for grey in greys[: rows * columns]:
        level = grey - 128
        bits += _dc_bits(level - previous) + "0"
        previous = level
    bits += "1" * (-len(bits) % 8)
    scan = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8)).replace(b"\xff", b"\xff\x00")
    quantisers = b"\x00" + bytes([8] * 64)
    frame = struct.pack(">BHHB", 8, rows * 8, columns * 8, 1) + bytes([1, 0x11, 0])
    dc_table = b"\x00" + bytes([0, 0, 0, 12, *[0] * 12]) + bytes(range(12))
    ac_table = b"\x10" + bytes([1, *[0] * 15]) + b"\x00"
    segments = (
        (0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
        (0xDB, quantisers),
        (0xC0, frame),
        (0xC4, dc_table),
        (0xC4, ac_table),
        (0xDA, bytes([1, 1, 0, 0, 63, 0])),
    )
    head = b"".join(bytes([0xFF, code]) + struct.pack(">H", len(data) + 2) + data for code, data in segments)
    return b"\xff\xd8" + head + scan + b"\xff\xd9"


def _dc_bits(difference: int) -> str:
    size = abs(difference).bit_length()
    value = difference if difference >= 0 else difference + (1 << size) - 1
    return f"{size:04b}" + (f"{value:0{size}b}" if size else "")
