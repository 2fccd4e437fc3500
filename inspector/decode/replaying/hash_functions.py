"""Hash functions that Python's library lacks or does not always have: MD4, Keccak-256 as blockchains use it, FNV-1a."""

import struct
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

type _Lanes = npt.NDArray[np.uint64]
type _Words = npt.NDArray[np.uint32]

_MASK_64 = 2**64 - 1
_RATE = 136  # bytes of a block of Keccak-256
_FNV_START, _FNV_PRIME = 0xCBF29CE484222325, 0x100000001B3
_MD4_START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476)
_MD4_ORDERS = (
    tuple(range(16)),
    tuple(row + 4 * column for row in range(4) for column in range(4)),
    (0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15),
)
_MD4_SHIFTS = ((3, 7, 11, 19), (3, 5, 9, 13), (3, 9, 11, 15))
_MD4_CONSTANTS = (0, 0x5A827999, 0x6ED9EBA1)


def md4(texts: Sequence[bytes]) -> list[bytes]:
    """RFC 1320, of many texts at once."""
    padded = [
        text + b"\x80" + bytes((55 - len(text)) % 64) + struct.pack("<Q", 8 * len(text) & _MASK_64) for text in texts
    ]
    return _of_one_size(padded, _md4)


def _md4(padded: Sequence[bytes]) -> list[bytes]:
    words = np.frombuffer(b"".join(padded), "<u4").reshape(len(padded), -1, 16).astype(np.uint32)
    state = [np.full(len(padded), start, np.uint32) for start in _MD4_START]
    for block in range(words.shape[1]):
        state = [old + new for old, new in zip(state, _md4_block(state, words[:, block].T), strict=True)]
    return [row.tobytes() for row in np.stack(state, axis=1).astype("<u4")]


def _md4_block(state: list[_Words], words: _Words) -> list[_Words]:
    a, b, c, d = state
    for turn in range(3):
        shifts, constant = _MD4_SHIFTS[turn], np.uint32(_MD4_CONSTANTS[turn])
        for step, place in enumerate(_MD4_ORDERS[turn]):
            mixed = b & c | ~b & d if turn == 0 else b & c | b & d | c & d if turn == 1 else b ^ c ^ d
            total = a + mixed + words[place] + constant
            shift = shifts[step % 4]
            a, b, c, d = d, total << np.uint32(shift) | total >> np.uint32(32 - shift), b, c
    return [a, b, c, d]


def _of_one_size(texts: Sequence[bytes], hash_all: Callable[[Sequence[bytes]], list[bytes]]) -> list[bytes]:
    """The digests of texts, those that are as long as one another together."""
    found = [b""] * len(texts)
    for size in set(map(len, texts)):
        places = [place for place, text in enumerate(texts) if len(text) == size]
        for place, digest in zip(places, hash_all([texts[place] for place in places]), strict=True):
            found[place] = digest
    return found


def fnv1a_64(data: bytes) -> bytes:
    """FNV-1a of 64 bits (Fowler, Noll, Vo), the number's highest byte first."""
    value = _FNV_START
    for byte in data:
        value = (value ^ byte) * _FNV_PRIME & _MASK_64
    return value.to_bytes(8)


def keccak_256(texts: Sequence[bytes]) -> list[bytes]:
    """Keccak with 256 bits as it was before it became SHA-3, of many texts at once."""
    padded = []
    for text in texts:
        block = bytearray(text + b"\1" + bytes(-(len(text) + 1) % _RATE))
        block[-1] ^= 0x80
        padded.append(bytes(block))
    return _of_one_size(padded, _keccak)


def _keccak(padded: Sequence[bytes]) -> list[bytes]:
    lanes = np.frombuffer(b"".join(padded), "<u8").reshape(len(padded), -1, _RATE // 8).astype(np.uint64)
    state = np.zeros((25, len(padded)), np.uint64)
    for block in range(lanes.shape[1]):
        state[: _RATE // 8] ^= lanes[:, block].T
        state = _permuted(state)
    return [row.tobytes() for row in np.ascontiguousarray(state[:4].T).astype("<u8")]


def _permuted(state: _Lanes) -> _Lanes:
    """Keccak-f[1600], FIPS 202 3.3; the lane of column x and row y is x + 5 y."""
    for constant in _ROUND_CONSTANTS:
        columns = np.bitwise_xor.reduce(state.reshape(5, 5, -1), axis=0)
        mixed = columns[_BEFORE] ^ (columns[_BEHIND] << np.uint64(1) | columns[_BEHIND] >> np.uint64(63))
        state = (state.reshape(5, 5, -1) ^ mixed).reshape(25, -1)
        turned = (state << _TURNS | state >> (np.uint64(64) - _TURNS & np.uint64(63)))[_MOVED]
        state = turned ^ (~turned[_NEXT] & turned[_AFTER_NEXT])
        state[0] ^= constant
    return state


def _round_constants() -> list[np.uint64]:
    """FIPS 202, algorithm 5: seven bits of a shift register for each round."""
    register, found = 1, []
    for _ in range(24):
        constant = 0
        for power in range(7):
            constant |= (register & 1) << (1 << power) - 1
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        found.append(np.uint64(constant))
    return found


def _turns_and_moves() -> tuple[_Lanes, list[int]]:
    """How far each lane is turned, and which lane comes to each place."""
    turns, moved = [0] * 25, [0] * 25
    x, y = 1, 0
    for step in range(24):
        turns[x + 5 * y] = (step + 1) * (step + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    for place in range(25):
        x, y = place % 5, place // 5
        moved[y + 5 * ((2 * x + 3 * y) % 5)] = place
    return np.array(turns, np.uint64)[:, None], moved


_ROUND_CONSTANTS = _round_constants()
_TURNS, _MOVED = _turns_and_moves()
_BEFORE, _BEHIND = [4, 0, 1, 2, 3], [1, 2, 3, 4, 0]
_NEXT = [place // 5 * 5 + (place + 1) % 5 for place in range(25)]
_AFTER_NEXT = [place // 5 * 5 + (place + 2) % 5 for place in range(25)]
