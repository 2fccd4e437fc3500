# mypy: disable-error-code="index, misc"
"""One table finds every digest of every variant, whole, cut or hashed again, and nothing else."""

import base64
import hashlib
import hmac
import os
import uuid

import mmh3
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from inspector.decode.replaying.hash_functions import keccak_256
from inspector.detect.needles.algorithms import NESTED, algorithms, available, usual
from inspector.detect.needles.digests import DigestTable, digest_of
from inspector.detect.needles.lines import Lines
from inspector.detect.needles.variants import Variant, spell
from tests.detect.builders import needle

VALUE = "Camille.Temoin@courriel.example"
LOW = VALUE.lower()


def table(*values: str) -> DigestTable:
    given = values or (VALUE,)
    return DigestTable([(number, one) for number, value in enumerate(given) for one in spell(needle(value))])


TABLE = table()


def raw(name: str, text: str | bytes = LOW) -> bytes:
    return algorithms()[name](text if isinstance(text, bytes) else text.encode())


def forms(word: str) -> list[str]:
    return [form for _, _, form in TABLE.find_many([word])]


@pytest.mark.parametrize("name", available())
def test_every_algorithm_is_found_in_hexadecimal_and_in_base64(name):
    digest = raw(name)
    assert forms(digest.hex()) == [name]
    assert forms(digest.hex().upper()) == [name]
    assert TABLE.find_hex(digest.hex())[1] == name
    if len(digest) >= 16:
        assert TABLE.find_base64(base64.b64encode(digest).decode())[1] == f"base64>raw:{name}"
        assert TABLE.find_raw(digest.decode("latin-1"))[1] == f"raw:{name}"


@pytest.mark.parametrize("outer", NESTED)
@pytest.mark.parametrize("inner", NESTED)
def test_a_digest_is_hashed_again_as_text_as_bytes_and_in_capitals(outer, inner):
    digest = raw(inner)
    assert forms(raw(outer, digest.hex()).hex()) == [f"{outer}>{inner}"]
    assert forms(raw(outer, digest).hex()) == [f"{outer}>raw:{inner}"]
    assert forms(raw(outer, digest.hex().upper()).hex()) == [f"{outer}>upper>{inner}"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (LOW, "sha256"),
        (VALUE, "sha256>plain"),
        (VALUE.upper(), "sha256>upper"),
        ("camilletemoin@courriel.example", "sha256"),
        ("camille.temoin", "sha256"),
        ("camille.temoin%40courriel.example", "sha256>url"),
        (base64.b64encode(LOW.encode()).decode(), "sha256>base64"),
    ],
)
def test_a_digest_says_how_the_value_was_written_unless_normalised(text, form):
    assert forms(raw("sha256", text).hex()) == [form]


def test_a_value_with_blanks_is_told_from_the_trimmed_one():
    loose = DigestTable([(0, one) for one in spell(needle(" AB12cd34 ", "identity.account_id"))])
    found = {text: loose.find_hex(raw("sha256", text).hex())[1] for text in (" AB12cd34 ", "AB12cd34", "AB12CD34")}
    assert found == {" AB12cd34 ": "sha256>plain", "AB12cd34": "sha256", "AB12CD34": "sha256>upper"}


@pytest.mark.parametrize("length", [16, 17, 20, 32, 40, 63])
def test_cut_digests_are_found_from_sixteen_letters_at_either_end(length):
    digest = raw("sha256").hex()
    assert forms(digest[:length]) == [f"truncated-{length}>sha256"]
    assert forms(digest[-length:]) == [f"truncated-last-{length}>sha256"]


def test_cut_raw_digests_are_found_in_base64():
    digest = raw("sha256")
    assert forms(base64.b64encode(digest[:16]).decode()) == ["base64>raw:truncated-32>sha256"]
    assert forms(base64.b64encode(digest).decode()[:32]) == ["truncated-32>base64>raw:sha256"]


def test_a_digest_within_a_word_is_found_and_the_word_told():
    digest = raw("md5").hex()
    sri = f"sha256-{base64.b64encode(raw('sha256')).decode()}"
    words = [f"u_{digest}", f"{digest}-1730000000", str(uuid.UUID(digest)), sri]
    assert [(word, form) for word, _, form in TABLE.find_many(words)] == [
        (words[0], "md5"),
        (words[1], "md5"),
        (words[2], "uuid>md5"),
        (sri, "base64>raw:sha256"),
    ]


GLUED = {
    raw("md5").hex() + "1773151122": "md5",
    raw("md5").hex() + "user": "md5",
    "1773151122" + raw("sha1").hex(): "sha1",
    "0x" + raw("sha256").hex(): "sha256",
    "id" + raw("sha256").hex().upper(): "sha256",
    f"u/avatar/{raw('md5').hex()}/large": "md5",
    raw("sha256").hex()[::-1]: "reversed>sha256",
    raw("sha256", raw("md5").hex()).hex()[::-1]: "reversed>sha256>md5",
    base64.b32encode(raw("sha256")).decode().rstrip("="): "base32>raw:sha256",
    base64.b32encode(raw("sha256")).decode()[:54].lower(): "base32>raw:sha256",
    base64.b32encode(raw("md5")).decode().rstrip("="): "base32>raw:md5",
    base64.b32encode(raw("sha1")).decode(): "base32>raw:sha1",
    str(int(raw("md5").hex(), 16)): "decimal>md5",
    str(int(raw("sha256").hex(), 16)): "decimal>sha256",
    raw("md5").hex()[8:24]: "truncated-middle-16>md5",
    raw("md5").hex()[8:24].upper(): "truncated-middle-16>md5",
}


@pytest.mark.parametrize("word", GLUED)
def test_digests_glued_to_others_and_written_otherwise_are_found(word):
    noise = [os.urandom(20).hex() for _ in range(200)]
    assert forms(word) == [GLUED[word]]
    assert [(found, form) for found, _, form in TABLE.find_many([*noise, word])] == [(word, GLUED[word])]


def test_two_digests_glued_together_are_both_found():
    assert sorted(forms(raw("sha1").hex() + raw("md5").hex())) == ["md5", "sha1"]


@pytest.mark.parametrize("gap", [":", " ", "-"])
@pytest.mark.parametrize("name", ["md5", "sha1", "sha256", "sha512"])
def test_digests_in_pairs_of_digits_are_found(name, gap):
    text = raw(name).hex(gap)
    assert [(found, form) for found, _, form in TABLE.find_pairs(["x", text])] == [(text, f"pairs>{name}")]
    assert TABLE.find_pairs([text[1:] + "0", text[:-1], text.replace(gap, "."), "é" * len(text)]) == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f"{LOW}\n", "padded"),
        (f" {LOW}", "padded"),
        (f"mailto:{LOW}", "mailto"),
        (f'"{VALUE}"', "json"),
        (LOW[::-1], "reversed"),
        (LOW.encode("utf-16-le"), "utf-16"),
    ],
)
def test_what_programs_hash_by_mistake_is_found_for_planted_values(text, form):
    assert forms(raw("sha1", text).hex()) == [f"sha1>{form}"]


@pytest.mark.parametrize(
    "text",
    [
        *("maelys tourdain-hediard", "maelystourdainhediard", "maëlystourdain-hédiard", "tourdain-hediard maelys"),
        *("maëlys", "maelys", "tourdain-hédiard", "tourdainhediard", "Tourdain-Hédiard"),
    ],
)
def test_names_are_hashed_with_their_hyphens_without_accents_and_in_parts(text):
    names = DigestTable([(0, one) for one in spell(needle("Maëlys Tourdain-Hédiard", "identity.name"))])
    assert names.find_hex(raw("md5", text).hex())[1] == "md5"
    assert names.find_hex(raw("md5", "dain-hediard").hex()) is None


def test_words_looked_up_by_the_hundred_are_found_as_one_by_one():
    wanted = [raw("sha1").hex(), raw("sha256").hex()[-20:], base64.urlsafe_b64encode(raw("sha512")).decode()]
    noise = [os.urandom(16).hex() for _ in range(300)] + [
        "not-a-digest-at-all",
        "é" * 20,
        "=" * 30,
        "__________________",
    ]
    found = TABLE.find_many([*noise, *wanted])
    assert [word for word, _, _ in found] == wanted
    assert [(word, source, form) for word in wanted for _, source, form in TABLE.find_many([word])] == found


def test_a_value_of_two_needles_is_told_for_both():
    both = table(VALUE, LOW)
    assert [source.needle for _, source, _ in both.find_many([raw("md5").hex()])] == [0, 1]


@pytest.mark.parametrize(
    "decoy",
    [
        hashlib.sha256(f"salt{LOW}".encode()).hexdigest(),
        hashlib.sha256(f"{LOW}salt".encode()).hexdigest(),
        hmac.new(b"key", LOW.encode(), "sha256").hexdigest(),
        hashlib.sha256(b"camille.temoin@courriel.example2").hexdigest(),
        raw("sha256").hex()[1:40],
        raw("sha256").hex()[:40] + "0",
        "0" + raw("sha256").hex()[:40],
        raw("md5").hex()[7:23],
        raw("md5").hex()[8:25],
        raw("sha1").hex()[8:24],
        raw("sha256").hex()[:40][::-1],
        str(int(raw("md5").hex(), 16) + 1),
        base64.b32encode(raw("sha256")[1:]).decode(),
        "9" * 39,
        "9" * 78,
        raw("sha256").hex()[:15],
        base64.b64encode(raw("sha256")).decode().swapcase(),
        xxhash.xxh32_hexdigest(LOW.encode()),
        f"{mmh3.hash(LOW, signed=False):08x}",
        "0" * 32,
        "",
    ],
)
def test_salted_keyed_short_and_foreign_digests_are_not_found(decoy):
    assert forms(decoy) == []


@given(st.text(max_size=90) | st.from_regex(r"[0-9a-fA-F_+-]{14,130}", fullmatch=True))
def test_any_text_is_looked_up_without_harm(text):
    assert TABLE.find_many([text]) == TABLE.find_pairs([text]) == []
    assert TABLE.find_many([text] * 100 + [str(n) * 20 for n in range(80)]) == []
    assert (TABLE.find_hex(text), TABLE.find_base64(text), TABLE.find_raw(text)) == (None, None, None)


@given(st.sampled_from(available()), st.sampled_from(NESTED))
def test_what_is_found_is_computed_again(name, outer):
    for digest in (raw(name), raw(outer, raw("sha256"))):
        source, _ = TABLE.find_hex(digest.hex())
        assert digest_of(source) == digest


def test_an_empty_table_finds_nothing():
    empty = DigestTable([(0, Variant("x", "plain", hashed=False))])
    assert len(empty) == 0
    assert empty.find_many([raw("md5").hex()] * 100) == []
    assert (empty.find_hex(raw("md5").hex()), empty.find_raw("x" * 20)) == (None, None)


def test_many_values_share_a_table():
    many = table(*(f"user{n}@courriel.example" for n in range(300)))
    source, form = many.find_hex(raw("md5", raw("sha1", "user299@courriel.example")).hex())
    assert (source.needle, form) == (299, "md5>raw:sha1")


KNOWN = {
    "md4": ("abc", "a448017aaf21d8525fc10ae87aa6729d"),
    "keccak_256": ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    "fnv1a_64": ("foobar", "85944171f73967e8"),
    "blake2b_256": ("abc", hashlib.blake2b(b"abc", digest_size=32).hexdigest()),
}


@pytest.mark.parametrize("name", KNOWN)
def test_own_hash_functions_give_the_published_digests(name):
    text, digest = KNOWN[name]
    assert raw(name, text).hex() == digest


@given(st.lists(st.binary(max_size=400), max_size=8))
def test_keccak_gives_the_same_for_many_texts_at_once(texts):
    assert keccak_256(texts) == [keccak_256([text])[0] for text in texts]


@pytest.mark.parametrize("name", NESTED)
def test_a_digest_three_times_and_over_base64_is_known(name):
    once, twice = raw(name), raw(name, raw(name).hex())
    assert forms(raw(name, twice.hex()).hex()) == [f"{name}>{name}>{name}"]
    assert forms(raw(name, base64.b64encode(once)).hex()) == [f"{name}>base64>raw:{name}"]


def test_a_digest_between_letters_that_are_no_figures_is_found():
    word = f"p{raw('sha256').hex()}z"
    assert TABLE.find_many([word]) == [(word, *TABLE.find_hex(raw("sha256").hex()))]


@pytest.mark.parametrize("name", ["xxh64", "xxh3_64", "fnv1a_64"])
def test_a_digest_of_64_bits_may_be_a_number_with_a_sign(name):
    for value in ("temoin.alma@courriel.example", "temoin.bel@courriel.example", "temoin.coz@courriel.example"):
        number = int.from_bytes(raw(name, value))
        for written in {number, number - 2**64 if number >= 2**63 else number}:
            known = table(value)
            runs = known.runs_in(Lines([f"id={written};"]))
            assert [form for _, _, form in known.find_many([*runs, str(written)])][-1:] == [f"decimal>{name}"]


def test_rare_algorithms_are_left_to_planted_values_where_there_are_many(monkeypatch):
    monkeypatch.setattr("inspector.detect.needles.digests._MANY_RARE_TEXTS", 40)
    values = [f"temoin{number}.alma@courriel.example" for number in range(12)]
    pairs = [(number, one) for number, value in enumerate(values) for one in spell(needle(value)) if one.hashed]
    few, none = DigestTable(pairs, planted={3}), DigestTable(pairs)
    digest = {number: raw("sha3_384", values[number]).hex() for number in (3, 4)}
    assert few.find_hex(digest[3])[1] == "sha3_384"
    assert few.find_hex(digest[4]) is None
    assert none.find_hex(digest[3]) is None
    assert none.algorithms == usual()
    assert none.find_hex(raw("sha256", values[4]).hex())[1] == "sha256"
