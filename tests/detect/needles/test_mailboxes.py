"""Addresses under both names of Gmail, and mailboxes that say by themselves who is meant."""

import pytest

from inspector.detect.needles.mailboxes import address_lines, mailbox_of, write_email
from inspector.detect.needles.variants import spell
from tests.detect.builders import needle


def test_gmail_has_two_names():
    written = set(write_email("cle.mence.Ozturk+k4@gmail.com"))
    assert {"clemenceozturk@googlemail.com", "cle.mence.ozturk@googlemail.com", "clemenceozturk@gmail.com"} <= written
    assert "lea.b@gmail.com" in write_email("lea.b@googlemail.com")
    assert write_email("lea@courriel.example") == ["lea@courriel.example"] * 4


@pytest.mark.parametrize(
    ("value", "mailboxes"),
    [
        ("Camille.Temoin+rdv7@courriel.example", ["camille.temoin+rdv7", "camille.temoin"]),
        (
            "cle.mence.ozturk+k4@gmail.com",
            ["cle.mence.ozturk+k4", "cle.mence.ozturk", "clemenceozturk+k4", "clemenceozturk"],
        ),
        ("lea@b.example", []),
        ("contact+rdv@courriel.example", ["contact+rdv"]),
        ("secretariat@clinic.example", []),
    ],
)
def test_a_mailbox_counts_where_it_is_telling(value, mailboxes):
    assert mailbox_of(value) == mailboxes


def test_a_short_mailbox_is_not_even_hashed():
    assert "lea" not in {variant.text for variant in spell(needle("lea@b.example"))}
    (box,) = [variant for variant in spell(needle("camille.temoin@b.example")) if variant.text == "camille.temoin"]
    assert box.part
    assert box.hashed


def test_the_halves_of_an_address_are_written_in_different_letter_case():
    lines = address_lines("Camille.Temoin@Courriel.example")
    assert {"Camille.Temoin@courriel.example", "camille.temoin@COURRIEL.EXAMPLE"} <= set(lines)
    assert "Camille Temoin <camille.temoin@courriel.example>" in lines


def test_lone_halves_of_letters_are_no_trouble():
    assert spell(needle("caf\ud800e.noir@courriel.example"))
