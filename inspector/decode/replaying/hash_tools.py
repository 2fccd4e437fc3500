"""One hash function: how it is run here, and how Python and a shell run it elsewhere."""

import hashlib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from inspector.decode.replaying.hash_functions import fnv1a_64, keccak_256, md4
from inspector.decode.replaying.tool import Tool

_OF_HASHLIB = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512")
_BY_NAME = ("ripemd160", "sha512_224", "sha512_256", "sm3")
_SHELL = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_BLAKE2 = re.compile(r"(blake2[bs])(?:_(\d{3}))?")
_XXH = ("xxh64", "xxh3_64", "xxh128")


def hash_tool(name: str, *, is_raw: bool) -> Tool | None:
    """From a text, or bytes, to the digest in hexadecimal, or its bytes; None for what is no hash known here."""
    result = "digest()" if is_raw else "hexdigest()"
    data = "x if isinstance(x, bytes) else x.encode()"
    if name in _OF_HASHLIB or name in _BY_NAME:
        shell = None
        if name in _SHELL:
            shell = f"openssl dgst -{name} -binary" + ("" if is_raw else " | xxd -p | tr -d '\\n'")
        python = f"hashlib.{name}({data})" if name in _OF_HASHLIB else f'hashlib.new("{name}", {data})'
        run = _shown(lambda x: hashlib.new(name, x, usedforsecurity=False).digest(), is_raw=is_raw)
        return Tool(run, f"{python}.{result}", ("hashlib",), shell)
    if (found := _BLAKE2.fullmatch(name)) is not None:
        new = hashlib.blake2b if found[1] == "blake2b" else hashlib.blake2s
        size = int(found[2]) // 8 if found[2] else new().digest_size
        sized = f", digest_size={size}" if found[2] else ""
        run = _shown(lambda x: new(x, digest_size=size).digest(), is_raw=is_raw)
        return Tool(run, f"hashlib.{found[1]}({data}{sized}).{result}", ("hashlib",))
    return _of_xxhash(name, f"({data}).{result}", is_raw=is_raw) or _written_out(name, data, is_raw=is_raw)


def _of_xxhash(name: str, call: str, *, is_raw: bool) -> Tool | None:
    if name not in _XXH:
        return None
    return Tool(_shown(_xxhash(name), is_raw=is_raw), f"xxhash.{name}{call}", ("xxhash",), package="xxhash")


def _written_out(name: str, data: str, *, is_raw: bool) -> Tool | None:
    """Those of further packages, or of a few lines."""
    if (found := _OTHERS.get(name)) is None:
        return None
    run, python, needs, package, define = found
    written = python.format(data=data) + ("" if is_raw else ".hex()")
    return Tool(_shown(run, is_raw=is_raw), written, needs, package=package, define=define)


def _xxhash(name: str) -> Callable[[bytes], bytes]:
    def run(x: bytes) -> bytes:
        import xxhash

        digest: bytes = getattr(xxhash, name)(x).digest()
        return digest

    return run


def _murmur(x: bytes) -> bytes:
    import mmh3

    return mmh3.mmh3_x64_128_digest(x)


def _murmur_numbers(x: bytes) -> bytes:
    little = _murmur(x)
    return little[7::-1] + little[:7:-1]


def _shown(digest: Callable[[bytes], bytes], *, is_raw: bool) -> Callable[[bytes | str], bytes | str]:
    def run(x: bytes | str) -> bytes | str:
        found = digest(x.encode() if isinstance(x, str) else x)
        return found if is_raw else found.hex()

    return run


_FNV1A_64 = '''
def fnv1a_64(data):
    """Fowler, Noll, Vo, http://www.isthe.com/chongo/tech/comp/fnv/"""
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2 ** 64
    return value.to_bytes(8, "big")
'''.strip()
_MMH3 = "mmh3.mmh3_x64_128_digest({data})"
_OTHERS: Mapping[str, tuple[Callable[[bytes], bytes], str, tuple[str, ...], str, str]] = MappingProxyType(
    {
        "murmur3_128_le": (_murmur, _MMH3, ("mmh3",), "mmh3", ""),
        "murmur3_128": (_murmur_numbers, f"(lambda h: h[7::-1] + h[:7:-1])({_MMH3})", ("mmh3",), "mmh3", ""),
        "md4": (
            lambda x: md4([x])[0],
            "Crypto.Hash.MD4.new({data}).digest()",
            ("Crypto.Hash.MD4",),
            "pycryptodome",
            "",
        ),
        "keccak_256": (
            lambda x: keccak_256([x])[0],
            "Crypto.Hash.keccak.new(digest_bits=256, data={data}).digest()",
            ("Crypto.Hash.keccak",),
            "pycryptodome",
            "",
        ),
        "fnv1a_64": (fnv1a_64, "fnv1a_64({data})", (), "", _FNV1A_64),
    }
)
