"""Values of a persona in disguises that few use: found, told by the right layers, and undone again outside; nothing in
what only resembles them."""

import base64
import bz2
import codecs
import lzma
import random
import string
from time import process_time

import pytest

from inspector.decode.coding import CodingFailed
from inspector.decode.flow import decode_flow
from inspector.decode.replaying import base_tools
from inspector.decode.replaying.replay import replay_of
from inspector.detect.context import FlowContext
from inspector.detect.needles import haystack
from inspector.detect.needles.hunt import Hunter
from inspector.detect.needles.rare_disguises import rarely_disguised
from inspector.detect.needles.variants import spell
from inspector.messages import Translator
from inspector.model.flow import FlowContent
from inspector.model.leaf import Sighting
from tests.decode.test_replay import run_python
from tests.detect.builders import TRACKER, content, needle

EMAIL = "Maelys.Tourdain+rdv@courriel.example"
MOTIVE = "Renouvellement à domicile (néphrologie)"
_UPPER, _LOWER, _DIGITS = string.ascii_uppercase, string.ascii_lowercase, string.digits
_BASE85 = _DIGITS + _UPPER + _LOWER + "!#$%&()*+-;<=>?@^_`{|}~"
_Z85 = _DIGITS + _LOWER + _UPPER + ".-:+=^!/*?&<>()[]{}@%$#"


def in_base(text: str, letters: str) -> str:
    number, written = int.from_bytes(text.encode()), ""
    while number:
        number, place = divmod(number, len(letters))
        written = letters[place] + written
    return written


def base32(text: str, letters: str) -> str:
    plain = base64.b32encode(text.encode()).decode().rstrip("=")
    return plain.translate(str.maketrans(_UPPER + "234567", letters))


def base45(text: str) -> str:
    data, letters, written = text.encode(), _DIGITS + _UPPER + " $%*+-./:", ""
    for at in range(0, len(data), 2):
        number = int.from_bytes(data[at : at + 2])
        places = [number % 45, number // 45 % 45, number // 2025]
        written += "".join(letters[place] for place in places[: len(data[at : at + 2]) + 1])
    return written


def turned(text: str, by: int) -> str:
    moved = (alphabet[by:] + alphabet[:by] for alphabet in (_LOWER, _UPPER))
    return text.translate(str.maketrans(_LOWER + _UPPER, "".join(moved)))


WAYS = {
    "base62": lambda v: in_base(v, _DIGITS + _UPPER + _LOWER),
    "base36": lambda v: in_base(v, _DIGITS + _LOWER),
    "decimal": lambda v: in_base(v, _DIGITS),
    "base58": lambda v: in_base(v, "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"),
    "base32hex": lambda v: base32(v, _DIGITS + _UPPER[:22]),
    "base32-crockford": lambda v: base32(v, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
    "z85": lambda v: base64.b85encode(v.encode() + b" " * (-len(v.encode()) % 4)).decode().translate(str.maketrans(_BASE85, _Z85)),
    "base45": base45,
    "binary-digits": lambda v: " ".join(f"{byte:08b}" for byte in v.encode()),
    "char-codes": lambda v: "".join(f"{byte:03d}" for byte in v.encode()),
    "caesar": lambda v: turned(v, 3),
    "atbash": lambda v: v.translate(str.maketrans(_LOWER + _UPPER, _LOWER[::-1] + _UPPER[::-1])),
    "shifted": lambda v: "".join(chr(ord(letter) + 1) for letter in v),
    "rot13": lambda v: codecs.encode(v, "rot13")[::-1],
    "bz2": lambda v: base64.b64encode(bz2.compress(v.encode())).decode(),
    "xz": lambda v: base64.b64encode(lzma.compress(v.encode())).decode(),
    "utf-7": lambda v: v.encode("utf-7").decode(),
}  # fmt: skip


def hunted(text: str, *values: tuple[str, str]) -> tuple[FlowContent, list[Sighting]]:
    flow = content(f"{TRACKER}/c", sent={"n": 4, "v": text})
    given = values or (("contact.email", EMAIL), ("health.motive", MOTIVE))
    needles = [needle(value, class_) for class_, value in given]
    return flow, Hunter(needles).hunt(decode_flow(flow), FlowContext(facts=flow.facts, site=TRACKER, first_party=False))


@pytest.mark.parametrize("value", [EMAIL, MOTIVE])
@pytest.mark.parametrize("layer", WAYS)
def test_a_rare_disguise_is_found_and_undone_outside(layer, value, tmp_path):
    if layer == "utf-7" and value.isascii():
        return
    flow, found = hunted(WAYS[layer](value))
    assert [one.needle.value for one in found] == [value]
    assert layer in found[0].place.layers
    texts = [variant.text for variant in spell(found[0].needle)]
    replay = replay_of(flow, found[0].place, shell=False, t=Translator("en"), texts=texts, form=found[0].form)
    assert replay is not None
    assert replay.is_whole
    assert value in run_python(replay, tmp_path)


@pytest.mark.parametrize("layer", [layer for layer in WAYS if layer not in ("bz2", "xz", "utf-7")])
@pytest.mark.parametrize(
    "other",
    ["Maelys.Tourdaim+rdv@courriel.example", "X" + EMAIL, EMAIL + "s", EMAIL[1:]],
    ids=["a letter", "longer in front", "longer behind", "cut"],
)
def test_a_near_value_in_the_same_disguise_is_nobodys(layer, other):
    assert hunted(WAYS[layer](other), ("contact.email", EMAIL))[1] == []


@pytest.mark.parametrize("value", ["Besançon", "59310288", "1984-11-23", "+33 6 39 98 12 74", "Tourdain"])
def test_short_words_and_figures_are_not_moved_along_the_alphabet(value):
    layers = {variant.layer for variant in rarely_disguised(value)}
    assert not layers & {"caesar", "shifted", "atbash"} or sum(map(str.isalpha, value)) >= 8


def test_random_tokens_of_every_alphabet_are_nobodys():
    source = random.Random(11)
    alphabets = (_DIGITS, _DIGITS + _LOWER, _LOWER, _UPPER + "234567", _DIGITS + _UPPER + _LOWER, _Z85, "01")
    tokens = [
        "".join(source.choices(letters, k=size)) for letters in alphabets for size in (8, 18, 44) for _ in range(300)
    ]
    assert hunted(" | ".join(tokens))[1] == []
    flow = content(f"{TRACKER}/c", sent=tokens)
    hunter = Hunter([needle(EMAIL), needle(MOTIVE, "health.motive")])
    assert hunter.hunt(decode_flow(flow), FlowContext(facts=flow.facts, site=TRACKER, first_party=False)) == []


def test_a_persona_of_thousands_is_not_looked_for_so(monkeypatch):
    monkeypatch.setattr(haystack, "_MANY_PLANTED", 20)
    many = [needle(f"temoin{number}.alma@courriel.example") for number in range(21)]
    text = WAYS["base62"]("temoin7.alma@courriel.example")
    assert len(Hunter(many[:20])._haystack.in_text(text)) == 1
    assert Hunter(many)._haystack.in_text(text) == ()


@pytest.mark.parametrize("mask", ["xxxxxxxx", "zzzzzzzzzz", "abababab"])
def test_masks_are_no_moved_letters(mask):
    assert {variant.layer for variant in rarely_disguised("aaaaaaaa")} & {"caesar", "shifted", "atbash"} == set()
    assert hunted(mask, ("identity.account_id", "a" * len(mask)))[1] == []


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress], ids=["bz2", "xz"])
def test_what_is_packed_without_end_is_not_unpacked(pack, monkeypatch):
    monkeypatch.setattr(base_tools, "MOST", 100_000)
    layer = "bz2" if pack is bz2.compress else "xz"
    ((tool,),) = base_tools.base_tools(layer, b"")
    with pytest.raises(CodingFailed):
        tool.apply(pack(bytes(100_001)))


def test_a_long_text_in_base45_is_undone_in_one_pass():
    (*_, tool, _), *_ = base_tools.base_tools("base45", "x")
    start = process_time()
    assert len(tool.apply(base45("ab") * 200_000)) == 400_000
    assert process_time() - start < 4
