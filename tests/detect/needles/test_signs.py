"""A value that holds a digest of a needle is looked at, however the digest is written; hardly any other is."""

import base64
import hashlib
import random
import uuid

import numpy as np
import pytest

from inspector.detect.needles.digests import DigestTable
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.sieves import ByteSieve, WordSieve
from inspector.detect.needles.signs import Signs
from inspector.detect.needles.variants import spell
from tests.detect.builders import needle

VALUE = "camille.temoin@courriel.example"
DIGEST = hashlib.sha256(VALUE.encode()).digest()
HEX = DIGEST.hex()
BASE64 = base64.b64encode(DIGEST).decode()
MD5 = hashlib.md5(VALUE.encode(), usedforsecurity=False).hexdigest()
AGAIN = hashlib.md5(HEX.encode(), usedforsecurity=False).hexdigest()
TABLE = DigestTable([(0, variant) for variant in spell(needle(VALUE))])


@pytest.mark.parametrize("word", [HEX, HEX.upper(), HEX[::-1], HEX[:16], HEX[-16:], AGAIN, MD5, MD5[8:24]])
@pytest.mark.parametrize(("before", "behind"), [("", ""), ("é", "é"), ("?h=", "&v=1"), ("a-", "_b"), ("x/y/", "/z")])
def test_hexadecimal_digests_are_looked_at(word, before, behind):
    text = f"{before}{word}{behind}"
    assert any(word in run for run in TABLE.runs_in(Lines(["Bonjour", text, "1984"])))


@pytest.mark.parametrize(
    "word",
    [
        f"{HEX}user1",
        f"0x{HEX}",
        BASE64,
        BASE64.rstrip("="),
        BASE64[:16],
        f"sha256-{BASE64}",
        base64.urlsafe_b64encode(DIGEST).decode(),
        str(uuid.UUID(AGAIN)),
        base64.b32encode(DIGEST).decode(),
        base64.b32encode(DIGEST).decode().lower().rstrip("="),
        str(int.from_bytes(DIGEST)),
    ],
)
def test_other_writings_are_looked_at(word):
    found = TABLE.find_many(TABLE.runs_in(Lines(["Bonjour", f"https://a.example/?u={word}&v=1"])))
    assert {source.needle for _, source, _ in found} == {0}


def test_other_values_are_not_looked_at():
    chance = random.Random(3)
    values = [f"{chance.getrandbits(128):032x}" for _ in range(500)]
    values += [base64.b64encode(chance.randbytes(24)).decode() for _ in range(500)]
    values += [str(uuid.UUID(int=chance.getrandbits(128))) for _ in range(500)]
    assert len(TABLE.runs_in(Lines(values))) < 15
    assert TABLE.runs_in(Lines([*values, HEX])) >= {HEX}


@pytest.mark.parametrize("count", [1, 5000])
def test_a_sieve_keeps_what_it_knows_and_little_else(count):
    chance = np.random.default_rng(1)
    known, others = (chance.integers(0, 1 << 64, size, np.uint64) for size in (count, 20_000))
    words, octets = WordSieve(count), ByteSieve(known)
    words.add(known)
    assert len(words.places(known)) == len(octets.among(known)) == count
    assert len(words.places(others)) < 200
    assert len(octets.among(others)) < 200


def test_numbers_of_64_bits_are_looked_at_with_a_sign_and_without():
    numbers = [int(HEX[:16], 16), int(MD5[:16], 16), int(AGAIN[:16], 16) >> 1, 2**64 - 3, 10**15, 2**63]
    sieve = Signs(heads=np.empty(0, np.uint64), ends=np.empty(0, np.uint64), numbers=np.array(numbers, np.uint64))
    for number in numbers:
        for written in {number, number - 2**64 if number >= 2**63 else number}:
            is_long = len(str(abs(written))) >= 16
            assert (sieve.runs_in(Lines(["a", f"x={written}", "b"])) == {str(written)}) is is_long
