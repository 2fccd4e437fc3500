"""Ciphertext is noticed; compressed, named or structured values are not (domain.md 2.9)."""

import base64
import gzip
import json
import random

import pytest

from inspector.detect.opaque import find_opaque
from tests.detect.builders import HEALTH_SITE, leaves

RANDOM = random.Random(2026)


def sealed(version: int, size: int = 120) -> str:
    return base64.b64encode(bytes([version]) + RANDOM.randbytes(size)).decode()


def jwe() -> str:
    head = base64.urlsafe_b64encode(json.dumps({"alg": "dir", "enc": "A256GCM"}).encode()).decode().rstrip("=")
    parts = [base64.urlsafe_b64encode(RANDOM.randbytes(size)).decode().rstrip("=") for size in (12, 60, 16)]
    return ".".join([head, "", *parts])


@pytest.mark.parametrize("version", [3, 5, 7])
def test_a_versioned_ciphertext_is_opaque(version):
    hit = find_opaque("content", sealed(version))
    assert hit is not None
    assert hit.what == "version-byte"


def test_a_jwe_is_opaque():
    hit = find_opaque("data", jwe())
    assert hit is not None
    assert hit.what == "jwe"


def test_a_value_named_encrypted_is_opaque_whatever_its_first_byte():
    hit = find_opaque("encrypted_note", sealed(200))
    assert hit is not None
    assert hit.named


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("token", sealed(5)),
        ("content", sealed(200)),
        ("content", base64.b64encode(gzip.compress(RANDOM.randbytes(200), mtime=0)).decode()),
        ("content", base64.b64encode(b"\x89PNG\r\n\x1a\n" + RANDOM.randbytes(90)).decode()),
        ("content", base64.b64encode(b"\x05" + b"plain text in base64, nothing more than that" * 3).decode()),
        ("content", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"),
        ("content", "0123456789abcdef" * 8),
        ("content", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("content", "a sentence, with blanks, of some length, that is nothing"),
    ],
)
def test_what_is_known_or_named_otherwise_is_not_opaque(key, value):
    assert find_opaque(key, value) is None


def test_an_opaque_document_is_a_leaf_of_its_class():
    found = leaves(f"{HEALTH_SITE}/account/documents.json", received={"documents": [{"encrypted_file": sealed(3)}]})
    assert found["$.documents[0].encrypted_file"].class_ == "encrypted.opaque"
