"""Published forms of ciphertext, told by their own marks: a value in one of them is encrypted, whatever its name.

Sources: RFC 7516 (JWE), RFC 9580 (OpenPGP), RFC 5652 and 5083 (CMS), RFC 5958 (PKCS #8), the age, Fernet, PASETO, Olm
and Megolm specifications, OpenSSL `enc`, Ansible Vault, Iron, and the ways that Rails, Bitwarden, HashiCorp Vault, AWS
KMS and Facebook write what they encrypted.
"""

import re

from inspector.decode.encodings.base64_text import bytes_of_base64

_B64 = r"[A-Za-z0-9+/]{{{least},}}={{0,2}}"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(form, re.ASCII))
    for name, form in (
        ("fernet", r"gAAAAA[\w-]{94,}={0,2}\Z"),
        ("paseto", r"v[1-4]\.local\.[\w-]{40,}(?:\.[\w-]+)?\Z"),
        ("iron", r"Fe26\.2\*[\w*.-]{80,}"),
        ("vault", r"vault:v\d{1,4}:" + _B64.format(least=22) + r"\Z"),
        ("bitwarden", rf"[02]\.{_B64.format(least=22)}\|{_B64.format(least=22)}(?:\|{_B64.format(least=43)})?\Z"),
        ("rails", rf"{_B64.format(least=12)}--[A-Za-z0-9+/]{{16}}--[A-Za-z0-9+/]{{22}}==\Z"),
        ("sops", r"ENC\[AES256_GCM,data:"),
        ("jasypt", r"ENC\(" + _B64.format(least=22) + r"\)\Z"),
        ("ansible-vault", r"\$ANSIBLE_VAULT;\d\.\d;AES256"),
        ("facebook", r"#PWD_[A-Z_]{2,30}:[1-9]\d{0,2}:\d{9,11}:[A-Za-z0-9+/]{60,}={0,2}\Z"),
    )
)
_STARTS = {"fernet": "g", "paseto": "v", "iron": "F", "vault": "v", "bitwarden": "02", "sops": "E", "jasypt": "E"}
_BY_START = {
    start: tuple((name, form) for name, form in _FORMS if start in _STARTS.get(name, "$#")) for start in "gvF02E$#"
}
_RAILS = dict(_FORMS)["rails"]
_JWE = re.compile(r"(eyJ[\w-]{8,})\.[\w-]*\.[\w-]{8,}\.[\w-]{2,}\.[\w-]{16,}\Z", re.ASCII)
_PEM = re.compile(r"\s*-----BEGIN ([A-Z0-9 ]{2,40})-----\r?\n")
_PEM_NAMES = {"AGE ENCRYPTED FILE": "age", "ENCRYPTED PRIVATE KEY": "pkcs8", "ENCRYPTED MESSAGE": "saltpack"}
_PEM_HEADER = re.compile(r"[A-Za-z-]{2,30}: [^\n]*\n")
_SALTED = b"Salted__"
_AGE = b"age-encryption.org/v1"
_KMS = (b"\x01\x02\x02\x00\x78", b"\x01\x02\x03\x00\x78", b"\x01\x01\x02\x00\x78")
_ENVELOPED = (  # object identifiers, DER
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03",  # EnvelopedData
    b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06",  # EncryptedData
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17",  # AuthEnvelopedData
)
_RATCHET_VERSIONS = (0x03, 0x22, 0x33, 0x44)  # Olm and Megolm; Signal's current and past
_SESSION_KEYS, _ENCRYPTED = (1, 3), (9, 18, 20)  # packet tags of OpenPGP
_MOST_PACKETS = 64
HEADS = frozenset("UYMhjwgAzR")
"""First characters of the base64 of what `form_of_bytes` knows."""


def form_of_text(value: str) -> str | None:
    """The form that a text announces; None where it announces none."""
    first = value[:1]
    if first == "e" and value.startswith("eyJ"):
        return "jwe" if _is_jwe(value) else None
    if first in "-\r\n" and "-----BEGIN " in value[:40]:
        return _form_of_pem(value)
    if value.startswith("age-encryption.org/v1\n"):
        return "age"
    for name, form in _BY_START.get(first, ()):
        if form.match(value) and (name != "fernet" or _is_fernet(value)):
            return name
    return "rails" if value[-26:-24] == "--" and _RAILS.match(value) else None


def form_of_bytes(data: bytes) -> str | None:
    """The form that bytes announce; None where they announce none. All of the bytes are needed to be sure of some."""
    if data.startswith(_SALTED) and len(data) >= 32:
        return "openssl"
    if data.startswith(_AGE):
        return "age"
    if data.startswith(_KMS) and len(data) >= 64:
        return "kms"
    if data[:1] == b"\x30" and any(oid in data[2:20] for oid in _ENVELOPED):
        return "cms"
    if _is_pgp(data):
        return "pgp"
    return "ratchet" if _is_ratchet(data) else None


def _is_jwe(value: str) -> bool:
    match = _JWE.match(value)
    header = bytes_of_base64(match[1]) if match else None
    return header is not None and b'"enc"' in header[:2048]


def _is_fernet(value: str) -> bool:
    """Version, eight bytes of time, IV, whole blocks, and a MAC."""
    size = len(value.rstrip("=")) * 3 // 4
    return size >= 73 and (size - 57) % 16 == 0


def _form_of_pem(value: str) -> str | None:
    match = _PEM.match(value)
    if match is None:
        return None
    name, start = match[1], match.end()
    if name in _PEM_NAMES:
        return _PEM_NAMES[name]
    if "PRIVATE KEY" in name:
        return "pkcs8" if "ENCRYPTED" in value[start : start + 60] else None
    while (header := _PEM_HEADER.match(value, start)) is not None:
        start = header.end()
    body = "".join(value[start : start + 4000].partition("\n-----")[0].partition("\n=")[0].split())
    data = bytes_of_base64(body[: len(body) // 4 * 4]) or b""
    found = form_of_bytes(data)
    return found if found in ("pgp", "cms") and name in ("PGP MESSAGE", "CMS", "PKCS7") else None


def _is_pgp(data: bytes) -> bool:
    """Whether session keys come first and then encrypted data, as a walk over the packets finds them."""
    at = 0
    for count in range(_MOST_PACKETS):
        head = _packet(data, at)
        if head is None:
            return False
        tag, start, size = head
        if tag in _ENCRYPTED:
            return count > 0 or (tag == 18 and data[start : start + 1] == b"\x01" and size in (-1, len(data) - start))
        if tag not in _SESSION_KEYS or size < 4 or data[start : start + 1] not in (b"\x03", b"\x04", b"\x05", b"\x06"):
            return False
        at = start + size
    return False


def _packet(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Tag, start and size of the body of a packet; a size of -1 where it is sent in parts or to the end."""
    head = data[at : at + 6]
    if len(head) < 2 or not head[0] & 0x80:
        return None
    if not head[0] & 0x40:
        tag, width = head[0] >> 2 & 15, (1, 2, 4, 0)[head[0] & 3]
        return tag, at + 1 + width, int.from_bytes(head[1 : 1 + width]) if width else -1
    tag, first = head[0] & 63, head[1]
    if first < 192:
        return tag, at + 2, first
    if first < 224 and len(head) > 2:
        return tag, at + 3, (first - 192 << 8) + head[2] + 192
    return (tag, at + 6, int.from_bytes(head[2:6])) if first == 255 else (tag, at + 2, -1)


def _is_ratchet(data: bytes) -> bool:
    """A version, two or more numbered fields, and behind them nothing, a MAC, or a MAC and a signature."""
    if len(data) < 40 or data[0] not in _RATCHET_VERSIONS:
        return False
    at, fields, longest = 1, 0, 0
    while at < len(data) and fields < 8:
        tag = data[at]
        if tag & 7 not in (0, 2) or not 1 <= tag >> 3 <= 7 or len(data) - at in (8, 72):
            break
        number, after = _varint(data, at + 1)
        if tag & 7 == 2:
            longest, after = max(longest, number), after + number
        if number < 0 or after > len(data):
            return False
        at, fields = after, fields + 1
    return fields >= 2 and longest >= 16 and len(data) - at in (0, 8, 72)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of up to five bytes, least significant first, and where it ends; -1 where there is none."""
    number = 0
    for place, byte in enumerate(data[at : at + 5]):
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return number, at + place + 1
    return -1, at
