"""What stands alone, plain and behind a disguise."""

import base64
import codecs
import html

import pytest

from inspector.detect.needles.borders import is_whole_behind, stands_alone

MAIL = "camille.temoin@courriel.example"


def alone(text: str, value: str) -> bool:
    at = text.index(value)
    return stands_alone(text, at, at + len(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"a.{MAIL}", MAIL),
        (f"a-{MAIL}", MAIL),
        (f"a+{MAIL}", MAIL),
        (f"{MAIL}.org", MAIL),
        (f"{MAIL}-x.org", MAIL),
        ("Éloïse Brégançon-Duval", "Éloïse Brégançon"),
        ("Marie-Éloïse Brégançon", "Éloïse Brégançon"),
        ("0.639984127", "639984127"),
        ("100234.5", "100234"),
        ("1+33639984127", "+33639984127"),
        ("1987-03-14-0001", "1987-03-14"),
    ],
)
def test_a_piece_of_somebody_elses_is_not_the_value(text, value):
    assert not alone(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"mailto:{MAIL}", MAIL),
        (f"Écrire à {MAIL}.", MAIL),
        (f"<{MAIL}>", MAIL),
        (f"-{MAIL}", MAIL),
        ("Éloïse Brégançon, Lyon", "Éloïse Brégançon"),
        ("rdv - Éloïse Brégançon", "Éloïse Brégançon"),
        ("/patients/eloise-bregancon-lyon", "eloise-bregancon"),
        ("100234.", "100234"),
        ("tel:+33639984127", "+33639984127"),
        ("né le 1987-03-14.", "1987-03-14"),
        ("2000-01-01..2026-01-01", "2000-01-01"),
    ],
)
def test_the_value_beside_other_words_stands_alone(text, value):
    assert alone(text, value)


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode().rstrip("=")


_DISGUISES = {
    "base64": _b64,
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "reversed>hex": lambda text: text.encode().hex()[::-1],
    "html": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "json-string": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "url": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in text.encode()),
    "rot47": lambda text: text.translate({code: 33 + (code - 33 + 47) % 94 for code in range(33, 127)}),
    "reversed": lambda text: text[::-1],
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "char-codes": lambda text: ",".join(map(str, text.encode())),
}


@pytest.mark.parametrize("layer", _DISGUISES)
@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("", "", True),
        ('{"mail":"', '"}', True),
        ("à ", " !", True),
        ("x", "", False),
        ("a.", "", False),
        ("", "s", False),
    ],
)
def test_disguises_show_what_stands_around(layer, before, after, whole):
    disguise = _DISGUISES[layer]
    line = disguise(before + MAIL + after)
    third = len(line) // 3
    assert is_whole_behind(line, third, len(line) - third, layer=layer, value=MAIL) is whole


def test_what_cannot_be_told_counts_as_whole():
    assert is_whole_behind("9tKf!!", 0, 4, layer="ascii85", value=MAIL)
    assert is_whole_behind(html.escape("nothing of the kind"), 0, 4, layer="html", value=MAIL)
