"""What only looks like a disguise, and holds nothing of anybody."""

import codecs
import gzip
import random
import uuid

import msgpack  # type: ignore[import-untyped]

from tests.bench.disguise_steps import Written, as_json, b64, b64url, hex_digest, jwt, protobuf_field
from tests.bench.lz_string import lz_address


def decoys(chance: random.Random) -> list[tuple[str, Written]]:
    """Things that look like disguises and hold nothing of anybody: ids, digests of chance, packed settings, prose."""
    settings = as_json({"theme": "dark", "zoom": 1.25, "tabs": ["a", "b"], "build": chance.randrange(10**6)})
    prose = "Le marché de Noël ouvre ses portes samedi prochain sur la place"
    return [
        ("hex 32", chance.randbytes(16).hex()),
        ("hex 40", chance.randbytes(20).hex()),
        ("hex 64", chance.randbytes(32).hex()),
        ("hex 128", chance.randbytes(64).hex()),
        ("base64 of chance", b64(chance.randbytes(24))),
        ("base64url of chance", b64url(chance.randbytes(33))),
        ("UUID", str(uuid.UUID(bytes=chance.randbytes(16), version=4))),
        ("settings in base64", b64(settings)),
        ("settings in gzip", b64(gzip.compress(settings.encode(), mtime=0))),
        ("settings in lz-string", lz_address(settings)),
        ("settings in msgpack", msgpack.packb({"theme": "dark", "n": [1, 2, 3]})),
        ("counters in protobuf", b"\x08\x96\x01" + protobuf_field(2, "page_view") + b"\x18\x07"),
        ("session in a JWT", jwt({"sid": chance.randbytes(12).hex(), "exp": 1773154722})),
        ("prose", prose),
        ("prose in rot13", codecs.encode(prose, "rot13")),
        ("prose reversed", prose[::-1]),
        ("sha256 of prose", hex_digest("sha256", prose)),
        ("md5 of the host", hex_digest("md5", "www.rdv-temoin.example")),
        ("file names", "logo@2x.png,icone@3x.webp,police@1.4.2.woff2"),
        ("package names", "@fournisseur/mesure@4.12.1 @fournisseur/noyau@2.0.0"),
        ("milliseconds", str(1773151122300 + chance.randrange(10**6))),
        ("order number", f"CMD-{chance.randrange(10**9):09d}"),
        ("colours", "#33639981,#274fa0,#0639981f"),
        ("version", "33.6.39.98"),
        ("ETag", f'W/"{chance.randbytes(10).hex()}"'),
        ("consent string", "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"),
        ("address of a page", "https://www.rdv-temoin.example/aide?article=cookies&lang=fr"),
        ("mailbox of nobody", "name[at]domain"),
    ]
