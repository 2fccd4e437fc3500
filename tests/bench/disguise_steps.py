"""The single steps of which disguises are made: encodings, digests, envelopes."""

import base64
import binascii
import hashlib
import json
import string
import unicodedata
import zlib
from collections.abc import Callable

type Written = str | bytes

UPPER, LOWER, DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits


def b64(data: str | bytes) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


def b64url(data: str | bytes) -> str:
    return base64.urlsafe_b64encode(data.encode() if isinstance(data, str) else data).decode().rstrip("=")


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def digest(name: str, text: str | bytes) -> bytes:
    return hashlib.new(name, text.encode() if isinstance(text, str) else text).digest()


def hex_digest(name: str, text: str | bytes) -> str:
    return digest(name, text).hex()


def protobuf_field(number: int, data: str | bytes) -> bytes:
    """A length-delimited field of protobuf."""
    raw = data.encode() if isinstance(data, str) else data
    return bytes([number << 3 | 2, len(raw)]) + raw


def protobuf(value: str) -> bytes:
    return b"\x08\x96\x01" + protobuf_field(2, "signup") + protobuf_field(3, protobuf_field(1, value) + b"\x10\x07")


def event(value: str) -> dict[str, object]:
    return {"event": "identify", "v": 2, "traits": {"plan": "free", "e": value}}


def inside_base64(value: str) -> str:
    return b64("identify;" + value + ";" + "0" * 60).replace("\n", "")


def jwt(claims: object) -> str:
    return ".".join((b64url('{"alg":"HS256","typ":"JWT"}'), b64url(as_json(claims)), b64url(bytes(range(32)))))


def deflated(text: str) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(text.encode()) + packer.flush()


def uuencoded(text: str) -> str:
    return f"begin 644 note.txt\n{binascii.b2a_uu(text.encode()).decode()}`\nend\n"


def bson(value: str) -> bytes:
    data = b"\x02email\0" + (len(value.encode()) + 1).to_bytes(4, "little") + value.encode() + b"\0"
    return (len(data) + 5).to_bytes(4, "little") + data + b"\0"


def halves(value: str) -> str:
    mailbox, _, domain = value.lower().partition("@")
    return as_json({"local": mailbox, "domain": domain})


def base58(text: str) -> str:
    return in_base(text, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")


def in_base(text: str, letters: str) -> str:
    """One large number."""
    number, written = int.from_bytes(text.encode()), ""
    while number:
        number, place = divmod(number, len(letters))
        written = letters[place] + written
    return written


def crockford(text: str) -> str:
    plain = base64.b32encode(text.encode()).decode().rstrip("=")
    return plain.translate(str.maketrans(UPPER + "234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"))


def z85(text: str) -> str:
    usual = DIGITS + UPPER + LOWER + "!#$%&()*+-;<=>?@^_`{|}~"
    data = text.encode()
    encoded = base64.b85encode(data + b" " * (-len(data) % 4)).decode()
    return encoded.translate(str.maketrans(usual, DIGITS + LOWER + UPPER + ".-:+=^!/*?&<>()[]{}@%$#"))


def base45(text: str) -> str:
    """RFC 9285."""
    letters, written = DIGITS + UPPER + " $%*+-./:", ""
    data = text.encode()
    for at in range(0, len(data), 2):
        number, count = int.from_bytes(data[at : at + 2]), len(data[at : at + 2]) + 1
        written += "".join(letters[number // 45**power % 45] for power in range(count))
    return written


def lowered(write: Callable[[str], Written]) -> Callable[[str], Written]:
    return lambda value: write(value.lower())


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def national(phone: str) -> str:
    return "0" + phone.replace(" ", "").removeprefix("+33")
