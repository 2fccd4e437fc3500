"""A WireGuard peer small enough to read: one handshake, then packets. It stands for the phone in tests.

Written after the protocol's paper (Donenfeld, "WireGuard: Next Generation Kernel Network Tunnel", NDSS 2017,
sections 5.4.2 to 5.4.6). It lacks what a real peer needs: cookies, rekeying, replay windows, roaming.
"""

import base64
import hashlib
import hmac
import socket
import struct
import time
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_CONSTRUCTION = b"Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s"
_IDENTIFIER = b"WireGuard v1 zx2c4 Jason@zx2c4.com"
_OURS = 7


class NoAnswer(Exception):
    """The other end stayed silent: for WireGuard that is how a stranger is answered."""


@dataclass(frozen=True)
class Configuration:
    """What a phone reads in the configuration text."""

    private_key: bytes
    server_key: bytes
    endpoint: tuple[str, int]
    values: dict[str, str]


def read_configuration(text: str) -> Configuration:
    values = dict(line.split(" = ", 1) for line in text.splitlines() if " = " in line)
    host, _, port = values["Endpoint"].rpartition(":")
    return Configuration(
        private_key=base64.b64decode(values["PrivateKey"]),
        server_key=base64.b64decode(values["PublicKey"]),
        endpoint=(host.strip("[]"), int(port)),
        values=values,
    )


class Peer:
    """An open tunnel, once `shake_hands` has returned."""

    def __init__(self, configuration: Configuration, *, timeout_s: float = 5) -> None:
        self._made = configuration
        family = socket.AF_INET6 if ":" in configuration.endpoint[0] else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.settimeout(timeout_s)
        self._socket.connect(configuration.endpoint)
        self._theirs = 0
        self._sent = 0
        self._sending = self._receiving = b""

    def close(self) -> None:
        self._socket.close()

    def shake_hands(self) -> None:
        """Initiation and response; raises NoAnswer where the keys or the port do not fit."""
        static = X25519PrivateKey.from_private_bytes(self._made.private_key)
        theirs = X25519PublicKey.from_public_bytes(self._made.server_key)
        ephemeral = X25519PrivateKey.generate()
        chain = _hash(_CONSTRUCTION)
        told = _hash(_hash(chain, _IDENTIFIER), self._made.server_key)
        mine = ephemeral.public_key().public_bytes_raw()
        (chain,) = _derive(chain, mine, 1)
        told = _hash(told, mine)
        chain, key = _derive(chain, ephemeral.exchange(theirs), 2)
        sealed_static = _seal(key, 0, static.public_key().public_bytes_raw(), told)
        told = _hash(told, sealed_static)
        chain, key = _derive(chain, static.exchange(theirs), 2)
        sealed_time = _seal(key, 0, _tai64n(), told)
        told = _hash(told, sealed_time)
        message = struct.pack("<II", 1, _OURS) + mine + sealed_static + sealed_time
        message += _mac(_hash(b"mac1----", self._made.server_key), message) + bytes(16)
        answer = self._ask(message)
        kind, self._theirs, ours = struct.unpack("<III", answer[:12])
        assert (kind, ours, len(answer)) == (2, _OURS, 92)
        self._finish(answer, chain, told, ephemeral=ephemeral, static=static)

    def _finish(
        self, answer: bytes, chain: bytes, told: bytes, *, ephemeral: X25519PrivateKey, static: X25519PrivateKey
    ) -> None:
        theirs = answer[12:44]
        (chain,) = _derive(chain, theirs, 1)
        told = _hash(told, theirs)
        (chain,) = _derive(chain, ephemeral.exchange(X25519PublicKey.from_public_bytes(theirs)), 1)
        (chain,) = _derive(chain, static.exchange(X25519PublicKey.from_public_bytes(theirs)), 1)
        chain, mixed, key = _derive(chain, bytes(32), 3)
        told = _hash(told, mixed)
        assert _open(key, 0, answer[44:60], told) == b""  # raises InvalidTag where the keys differ
        self._sending, self._receiving = _derive(chain, b"", 2)

    def _ask(self, message: bytes) -> bytes:
        try:
            self._socket.send(message)
            return self._socket.recv(2048)
        except (TimeoutError, ConnectionRefusedError) as error:
            raise NoAnswer from error

    def send(self, packet: bytes) -> None:
        """One IP packet into the tunnel."""
        padded = packet + bytes(-len(packet) % 16)
        head = struct.pack("<IIQ", 4, self._theirs, self._sent)
        self._socket.send(head + _seal(self._sending, self._sent, padded, b""))
        self._sent += 1

    def receive(self) -> bytes:
        """The next IP packet out of the tunnel, padding included; raises NoAnswer."""
        while True:
            try:
                message = self._socket.recv(65536)
            except TimeoutError as error:
                raise NoAnswer from error
            kind, _, counter = struct.unpack("<IIQ", message[:16])
            if kind == 4 and (packet := _open(self._receiving, counter, message[16:], b"")):
                return packet  # an empty one keeps the tunnel open


def _hash(*parts: bytes) -> bytes:
    return hashlib.blake2s(b"".join(parts)).digest()


def _mac(key: bytes, message: bytes) -> bytes:
    return hashlib.blake2s(message, key=key, digest_size=16).digest()


def _derive(key: bytes, given: bytes, count: int) -> list[bytes]:
    root = hmac.new(key, given, hashlib.blake2s).digest()
    made, last = [], b""
    for number in range(1, count + 1):
        last = hmac.new(root, last + bytes([number]), hashlib.blake2s).digest()
        made.append(last)
    return made


def _seal(key: bytes, counter: int, plain: bytes, told: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(struct.pack("<IQ", 0, counter), plain, told)


def _open(key: bytes, counter: int, sealed: bytes, told: bytes) -> bytes:
    return ChaCha20Poly1305(key).decrypt(struct.pack("<IQ", 0, counter), sealed, told)


def _tai64n() -> bytes:
    now_ns = time.time_ns()
    return struct.pack(">QI", 2**62 + 10 + now_ns // 10**9, now_ns % 10**9)
