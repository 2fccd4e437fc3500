"""From a known text to its digest along every form, as it is run outside."""

import hashlib

import pytest

from inspector.decode.replaying.digest_tools import digest_tools
from inspector.decode.replaying.hash_functions import keccak_256, md4
from inspector.decode.replaying.hash_tools import hash_tool
from inspector.detect.needles.algorithms import algorithms, available
from inspector.detect.needles.digest_sources import digest_along, nestings, rare_digests_again, rare_nestings

TEXT = "camille.temoin@courriel.example"
_PACKAGES = ("Crypto",)


@pytest.mark.parametrize("name", available())
@pytest.mark.parametrize("is_raw", [False, True])
def test_every_algorithm_has_a_tool_whose_python_gives_the_same(name, is_raw):
    tool = hash_tool(name, is_raw=is_raw)
    assert tool is not None
    digest = algorithms()[name](TEXT.encode())
    assert tool.apply(TEXT) == tool.apply(TEXT.encode()) == (digest if is_raw else digest.hex())
    if not any(need.startswith(_PACKAGES) for need in tool.needs):
        known = {need: __import__(need) for need in tool.needs}
        exec(tool.define, known)
        assert eval(tool.python, known, {"x": TEXT}) == tool.apply(TEXT)


@pytest.mark.parametrize("chain", [*nestings(briefly=False), *rare_nestings()], ids=">".join)
def test_every_chain_can_be_computed_again(chain):
    value = digest_along(chain, TEXT.encode()).hex()
    text, tools = digest_tools(f"x={value}", form=">".join(chain), texts=("another", TEXT))
    assert text == TEXT
    x = TEXT
    for tool in tools:
        x = tool.apply(x)
    assert x == value


@pytest.mark.parametrize("form", ["plain", "normalised", "base64", "sha256>salted", "hmac_sha256"])
def test_what_is_no_digest_or_lacks_its_salt_has_none(form):
    assert digest_tools("x", form=form, texts=(TEXT,)) == ("", ())


def test_the_rare_chains_of_a_text_come_in_their_order():
    text = TEXT.encode()
    assert rare_digests_again(text) == [digest_along(chain, text) for chain in rare_nestings()]


@pytest.mark.parametrize("text", ["", "message digest", "1234567890" * 8, TEXT * 9])
def test_many_texts_at_once_are_hashed_as_each_alone(text):
    texts = [b"", text.encode(), b"abc", TEXT.encode(), text.encode() + b"x"]
    for hash_all in (md4, keccak_256):
        assert hash_all(texts) == [hash_all([each])[0] for each in texts]


def test_they_are_the_published_ones():
    """RFC 1320, A.5; the digests that Ethereum's documents give."""
    assert [digest.hex() for digest in md4([b"message digest", b"1234567890" * 8])] == [
        "d9130a8164549fe818874806e1c7014b",
        "e33b4ddc9c38f2199c3e7b164fcc0536",
    ]
    assert keccak_256([b""])[0].hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak_256([b"abc"])[0].hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("decimal>truncated-16>md5", lambda hex_: str(int(hex_[:16], 16))),
        ("decimal>truncated-16>md5", lambda hex_: str(int(hex_[:16], 16) - 2**64)),
        ("decimal>md5", lambda hex_: str(int(hex_, 16))),
        *(("pairs>md5", lambda hex_, between=between: between.join(batches(hex_))) for between in ":- "),
    ],
)
def test_a_digest_in_other_figures_is_computed_again(form, value):
    written = value(hashlib.md5(TEXT.encode()).hexdigest())
    text, tools = digest_tools(written, form=form, texts=(TEXT,))
    x = text
    for tool in tools:
        x = tool.apply(x)
    assert x == written


def batches(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(0, len(text), 2)]
