"""For apps that trust no certificate of the user: the commands that put ours among an Android emulator's own.

They follow what the emulator and adb document for images that can be made root (no Google Play, Android 13 or older:
from Android 14 on the certificates live in a module that stays read-only).
"""

import hashlib
import ssl
from pathlib import Path

from inspector.model.struct import Record

_LONGEST_BYTES = 100_000
_STORE = "/system/etc/security/cacerts"


class Commands(Record, frozen=True, kw_only=True):
    """What is typed, in this order; the machine restarts between `unlock` and `install`, and after it."""

    start: tuple[str, ...]
    unlock: tuple[str, ...]
    install: tuple[str, ...]


def system_file_name(certificate: Path) -> str:
    """The name that Android expects: OpenSSL's old hash of the subject, then `.0`. `certificate` is a file in PEM or
    DER; raises OSError where it cannot be read, ValueError where it is no certificate."""
    from cryptography import x509

    with certificate.open("rb") as file:
        told = file.read(_LONGEST_BYTES)
    der = ssl.PEM_cert_to_DER_cert(told.decode("ascii")) if told.startswith(b"-----BEGIN") else told
    subject = x509.load_der_x509_certificate(der).subject.public_bytes()
    return f"{int.from_bytes(hashlib.md5(subject, usedforsecurity=False).digest()[:4], 'little'):08x}.0"


def emulator_commands(*, certificate: str, file_name: str, proxy: str) -> Commands:
    """`certificate` is the file on this computer, `proxy` where the recorder listens, host:port."""
    target = f"{_STORE}/{file_name}"
    return Commands(
        start=(f"emulator -avd NAME -writable-system -http-proxy http://{proxy}",),
        unlock=("adb root", "adb shell avbctl disable-verification", "adb reboot"),
        install=(
            "adb root",
            "adb remount",
            f'adb push "{certificate}" {target}',
            f"adb shell chmod 644 {target}",
            "adb reboot",
        ),
    )
