"""What is looked for is called by words of the reader's language."""

import pytest

from inspector.detect.needles.algorithms import available
from inspector.detect.needles.ways import ORDER
from inspector.messages import Translator
from inspector.model.leaf import Needle, Origin
from inspector.ui.value_words import form_word, forms_text, needle_word

FR, EN = Translator("fr"), Translator("en")


@pytest.mark.parametrize(
    ("name", "class_", "fr"),
    [
        ("motive id", "health.motive", "Motif de consultation, son identifiant"),
        ("image", "health.specialty", "Spécialité médicale, son image"),
        ("account id", "identity.account_id", "Identifiant de compte ou de patient"),
        ("email", "contact.email", "Adresse électronique"),
    ],
)
def test_a_value_that_was_learned_is_called_by_its_class(name: str, class_: str, fr: str) -> None:
    assert needle_word(FR, Needle(name=name, class_=class_, value="x", origin=Origin.LEARNED)) == fr


def test_a_value_that_a_person_entered_keeps_its_label() -> None:
    assert (
        needle_word(FR, Needle(name="my mail", class_="contact.email", value="x", origin=Origin.PERSONA)) == "my mail"
    )


@pytest.mark.parametrize("t", [FR, EN])
def test_every_form_that_is_searched_has_a_word(t: Translator) -> None:
    for form in (*ORDER, *available()):
        assert form_word(t, form) != form
        assert "forms." not in form_word(t, form)


def test_chains_are_told_from_the_outside_in() -> None:
    assert form_word(EN, "sha256>md5") == "SHA-256 hash, of: MD5 hash"
    assert form_word(FR, "truncated-16>sha256").replace("\xa0", " ") == "16 premiers caractères, de : empreinte SHA-256"
    assert form_word(EN, "base64>raw:sha256") == "base64, of: SHA-256 hash (raw bytes)"
    assert form_word(FR, "newfangled") == "newfangled"


def test_all_forms_fit_in_one_line() -> None:
    assert forms_text(EN, ("plain", "upper", "md5", "sha1")) == "as it stands, in capitals, hashes (MD5, SHA-1)"
