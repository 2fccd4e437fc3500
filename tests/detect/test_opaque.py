"""Ciphertext is noticed; compressed, named or structured values are not (domain.md 2.9)."""

import base64
import json
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.detect.opacity.opaque import find_opaque, find_opaque_bytes, may_be_opaque
from inspector.model.leaf import Confidence
from tests.detect.builders import HEALTH_SITE, leaves
from tests.detect.ciphertexts import (
    SIZES,
    age,
    b64,
    ciphertexts,
    decoys,
    gcm,
    jwe,
    pgp,
    tanker,
)

RANDOM = random.Random(2026)
_SAMPLES = tuple(ciphertexts())
_DECOYS = tuple(decoys())


def sealed(version: int, size: int = 120) -> str:
    return base64.b64encode(bytes([version]) + RANDOM.randbytes(size)).decode()


def test_at_least_97_of_100_ciphertexts_are_found_and_most_of_them_are_firm() -> None:
    hits = [find_opaque(key, value, beside) for _, key, value, beside in _SAMPLES]
    missed = Counter(kind for (kind, *_), hit in zip(_SAMPLES, hits, strict=True) if hit is None)
    assert len({kind for kind, *_ in _SAMPLES}) >= 30
    assert missed.total() <= 0.03 * len(_SAMPLES), missed
    assert sum(hit is not None and hit.proven for hit in hits) >= 0.8 * len(_SAMPLES)


def test_the_cheap_look_lets_every_ciphertext_through() -> None:
    assert [kind for kind, _, value, _ in _SAMPLES if len(value) >= 32 and not may_be_opaque(value)] == []


@pytest.mark.parametrize(("key", "value", "beside"), [decoy[1:] for decoy in _DECOYS], ids=[d[0] for d in _DECOYS])
def test_what_is_no_ciphertext_is_not_opaque(key: str, value: str, beside: dict[str, object]) -> None:
    assert find_opaque(key, value, beside) is None


def test_the_labelled_decoys_are_of_many_kinds() -> None:
    assert len({kind for kind, *_ in _DECOYS}) >= 40


def test_random_identifiers_are_never_firm_and_seldom_even_tentative() -> None:
    source = random.Random(9)
    values = [b64(source.randbytes(source.randrange(16, 96))) for _ in range(20_000)]
    hits = [hit for value in values if (hit := find_opaque("reference", value, {"reference": value})) is not None]
    assert not any(hit.proven for hit in hits)
    assert len(hits) <= 0.03 * len(values)


@pytest.mark.parametrize("version", [4, 5, 7])
def test_a_versioned_ciphertext_is_opaque(version: int) -> None:
    hit = find_opaque("content", b64(tanker(RANDOM, 200, version=version)))
    assert hit is not None
    assert hit.what == "version-byte"
    assert not hit.proven


def test_a_jwe_is_opaque_and_a_signed_token_is_not() -> None:
    hit = find_opaque("token", jwe(RANDOM, 60))
    assert hit is not None
    assert hit.what == "jwe"
    assert (
        find_opaque("token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0T")
        is None
    )


def test_a_value_named_encrypted_is_opaque_whatever_its_first_byte() -> None:
    hit = find_opaque("encrypted_note", sealed(200))
    assert hit is not None
    assert hit.named
    assert hit.proven


def test_a_digest_named_encrypted_is_not_proven() -> None:
    hit = find_opaque("encrypted_email", b64(RANDOM.randbytes(32)))
    assert hit is None or not hit.proven


def test_an_iv_beside_proves_it() -> None:
    value = b64(gcm(RANDOM, 40))
    hit = find_opaque("data", value, {"data": value, "iv": [7] * 12})
    assert hit is not None
    assert hit.what == "vector"
    assert find_opaque("data", value, {"data": value, "iv": "none of a fitting size"}) is None


def test_an_opaque_document_is_a_leaf_of_its_class() -> None:
    found = leaves(f"{HEALTH_SITE}/account/documents.json", received={"documents": [{"encrypted_file": sealed(3)}]})
    assert found["$.documents[0].encrypted_file"].class_ == "encrypted.opaque"
    assert found["$.documents[0].encrypted_file"].confidence is Confidence.FIRM


def test_a_published_form_counts_in_a_query_and_randomness_does_not() -> None:
    url = f"{HEALTH_SITE}/share?doc={jwe(RANDOM, 80)}&payload={b64(RANDOM.randbytes(200)).replace('+', '%2B')}"
    found = {path: leaf.class_ for path, leaf in leaves(url).items()}
    assert found.get("doc") == "encrypted.opaque"
    assert found.get("payload") != "encrypted.opaque"


def test_an_encrypted_cookie_counts_unless_it_is_a_session() -> None:
    value = "--".join(map(b64, (gcm(RANDOM, 200), RANDOM.randbytes(12), RANDOM.randbytes(16)))).replace("+", "%2B")
    cookies = f"preferences={value}; _clinic_session={value}"
    found = {path: leaf.class_ for path, leaf in leaves(f"{HEALTH_SITE}/", headers=(("Cookie", cookies),)).items()}
    assert found.get("preferences") == "encrypted.opaque"
    assert found.get("_clinic_session") == "credential.session"


@pytest.mark.parametrize("size", SIZES[2:])
def test_bytes_as_good_as_random_are_opaque(size: int) -> None:
    assert find_opaque_bytes(gcm(RANDOM, size), "application/octet-stream") is not None
    for made in (pgp(RANDOM, size), age(RANDOM, size)):
        hit = find_opaque_bytes(made)
        assert hit is not None
        assert hit.proven


def test_bytes_of_other_kinds_are_not_opaque() -> None:
    kept = [
        (kind, hit)
        for kind, key, value, _ in _DECOYS
        if key in ("content", "data", "payload", "body", "document", "file") and value[:4] not in ("http", "data")
        if (hit := find_opaque_bytes(_bytes(value))) is not None and "sha512" not in kind and kind != "hex-random"
    ]
    assert kept == []
    assert find_opaque_bytes(gcm(RANDOM, 400), "image/avif") is None
    assert find_opaque_bytes(json.dumps({"a": "b" * 400}).encode()) is None


def _bytes(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        return value.encode()


@settings(max_examples=200, deadline=None)
@given(
    data=st.binary(max_size=300),
    key=st.sampled_from(["data", "encrypted", "id"]),
    head=st.sampled_from(
        [b"", b"\x85", b"\xc1\xff", b"\x03\x0a", b"\x30\x82", b"\x84\x01\x03\xc1", b"\x03\x08\xff\xff\xff\xff\xff"]
    ),
)
def test_no_value_ever_raises(data: bytes, key: str, head: bytes) -> None:
    whole = head + data
    for value in (
        b64(whole),
        whole.hex(),
        whole.decode("latin-1"),
        "eyJ" + b64(whole),
        "-----BEGIN PKCS7-----\n" + b64(whole),
        "data:application/octet-stream;base64," + b64(data),
    ):
        assert find_opaque(key, value, {"iv": value}) == find_opaque(key, value, {"iv": value})
        may_be_opaque(value)
    find_opaque_bytes(whole)
