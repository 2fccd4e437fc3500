"""The cheap "no" in front of the readers: what they can read passes it, and random ids hardly ever do."""

import base64
import random
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]
import pytest

from inspector.decode.encodings import lzstring, packed
from inspector.decode.encodings.beginnings import codings_of, may_speak
from inspector.decode.encodings.lzstring import text_of_lz_bytes
from inspector.decode.encodings.packed import parts_of_bytes, stream_of_bytes
from inspector.decode.encodings.protobuf import protobuf_tree
from inspector.decode.part import Text
from inspector.decode.strings import open_string

TEXTS = (
    "Oncologie",
    "camille.temoin@courriel.example",
    "Anna: запись к врачу подтверждена",
    "Dr A予約が確認されました。明日お待ちしております",
    "Dr Éléonore Lefèvre, " * 20,
)
DAY = "12/03/1984"


def _deflated(data: bytes) -> Iterator[bytes]:
    for level in (1, 6, 9):
        for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE, zlib.Z_FIXED):
            for flush in (None, zlib.Z_SYNC_FLUSH, zlib.Z_PARTIAL_FLUSH):
                stream = zlib.compressobj(level, wbits=-15, strategy=strategy)
                head = stream.compress(data[:9]) + (b"" if flush is None else stream.flush(flush))
                yield head + stream.compress(data[9:]) + stream.flush()


def _brotlied(data: bytes) -> Iterator[bytes]:
    for quality in (0, 5, 11):
        for window in (18, 22, 24):
            for flushed in ("", "first", "within"):
                stream = brotli.Compressor(quality=quality, lgwin=window)
                head = stream.flush() if flushed == "first" else b""
                head += stream.process(data[:9]) + (stream.flush() if flushed == "within" else b"")
                yield head + stream.process(data[9:]) + stream.finish()


@pytest.mark.parametrize("text", TEXTS)
def test_every_way_to_deflate_a_text_passes(text: str) -> None:
    for data in _deflated(text.encode()):
        is_stored = not data[0] & 6
        assert is_stored or "deflate" in codings_of(data, most=16_000)
        assert is_stored or Text(text) in [part.content for part in stream_of_bytes(data, ("hex",)) or ()]


@pytest.mark.parametrize("text", TEXTS)
def test_every_way_of_brotli_to_pack_a_text_passes(text: str) -> None:
    for data in _brotlied(text.encode()):
        assert "br" in codings_of(data, most=16_000)


def _lz_bytes(text: str) -> bytes:
    """LZ-string's codes for a text, letter by letter without repetitions but of single letters."""
    codes, seen, entries, width, room = "", dict[str, int](), 3, 2, 1
    for letter in text:
        is_new = letter not in seen
        size = 8 if ord(letter) < 256 else 16
        codes += format((size == 16) if is_new else seen[letter], f"0{width}b")[::-1]
        codes += format(ord(letter), f"0{size}b")[::-1] if is_new else ""
        is_first = not seen
        if is_new:
            seen[letter], entries = entries, entries + 1
        entries += not is_first
        room -= is_new + (not is_first)
        if room <= 0:
            room, width = room + (1 << width), width + 1
    codes += format(2, f"0{width}b")[::-1]
    codes += "0" * (16 - len(codes) % 16)
    return int(codes, 2).to_bytes(len(codes) // 8)


@pytest.mark.parametrize("text", [*TEXTS, DAY, "l'œuvre\tet le cœur"])
def test_lzstring_of_any_letters_passes(text: str) -> None:
    data = _lz_bytes(text)
    assert text_of_lz_bytes(data, most=1000) == (text if text != DAY else None)
    assert Text(text) in [part.content for part in open_string(base64.b64encode(data).decode())]


@pytest.mark.parametrize("number", [1, 15, 16, 2047, 2048, 4095])
def test_a_message_passes_whatever_its_field_numbers_and_lengths(number: int) -> None:
    for size in (20, 200, 20_000):
        text = ("Bonjour Camille " * size)[:size].encode()
        tag, length = _varint(number << 3 | 2), _varint(size)
        data = _varint(number << 3) + b"\x96\x01" + tag + length + text + _varint(number << 3 | 5) + b"\0\0\0\0"
        tree = protobuf_tree(data, is_announced=False)
        assert tree is not None
        assert isinstance(tree.value, dict)
        assert str(number) in tree.value


def _varint(value: int) -> bytes:
    output = b""
    while value > 0x7F:
        output, value = output + bytes([value & 0x7F | 0x80]), value >> 7
    return output + bytes([value])


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "latin-1"])
def test_a_text_passes_in_every_charset(charset: str) -> None:
    data = "Éléonore Lefèvre, née à Liège".encode(charset)
    assert may_speak(data) is not None
    assert parts_of_bytes(data, ("hex",), marked=False)


def test_random_bytes_hardly_ever_come_to_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    for module, name in ((packed, "_spoken"), (packed, "expand_exactly"), (lzstring, "decompressed")):
        monkeypatch.setattr(module, name, _counted(getattr(module, name), name, asked))
    source = random.Random(7)
    for _ in range(3000):
        data = source.randbytes(source.choice((8, 16, 20, 32)))
        open_string(data.hex())
        open_string(base64.urlsafe_b64encode(data).decode().rstrip("="))
    assert len(asked) < 6000 * 0.06, {name: asked.count(name) for name in set(asked)}


def _counted(function: Callable[..., object], name: str, asked: list[str]) -> Callable[..., object]:
    def counting(*arguments: object, **named: object) -> object:
        asked.append(name)
        return function(*arguments, **named)

    return counting
