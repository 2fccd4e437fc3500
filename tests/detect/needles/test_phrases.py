"""Words are hashed with any gap, in any letter case, with accents and without; and damaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.detect.needles.phrases import damage, decompose, unaccented, write_briefly, write_phrase

MOTIVE = "Annonce de résultats (oncologie)"


@pytest.mark.parametrize(
    "text",
    [
        *("annonce-de-resultats-oncologie", "annonce-de-résultats-oncologie", "annonce_de_resultats_oncologie"),
        *("Annonce de résultats oncologie", "Annonce de resultats (oncologie)", "ANNONCE DE RESULTATS (ONCOLOGIE)"),
        *("annonceDeResultatsOncologie", "AnnonceDeResultatsOncologie", "Annonce+de+résultats+(oncologie)"),
        *(
            "annonce  de  résultats  (oncologie)",
            "annoncederesultatsoncologie",
            "Annonce\xa0de\xa0résultats\xa0(oncologie)",
        ),
    ],
)
def test_every_writing_of_a_phrase_is_hashed(text):
    assert text in write_phrase(MOTIVE)


def test_the_commonest_writings_are_few():
    assert write_briefly(MOTIVE) == [
        "annonce-de-resultats-oncologie",
        "annonce_de_resultats_oncologie",
        "Annonce de resultats (oncologie)",
        "ANNONCE DE RESULTATS (ONCOLOGIE)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Annonce de r\ufffdsultats (oncologie)",
            "Annonce de r?sultats (oncologie)",
            "Annonce de rsultats (oncologie)",
        ),
        *("Annonce de r\ufffd\ufffdsultats (oncologie)", "Annonce de résultats [oncologie]"),
    ],
)
def test_damaged_text_is_known(text):
    assert text in damage(MOTIVE)


def test_plain_text_takes_no_damage():
    assert damage("Suivi de grossesse") == decompose("Suivi de grossesse") == []


def test_accents_go_and_letter_case_stays():
    assert unaccented("Éloïse Œuvrard-SÇZ") == "Eloise OEuvrard-SCZ"


@given(st.text(max_size=200))
def test_any_text_has_few_writings(text):
    assert len(write_phrase(text)) <= 100
    assert len(set(write_phrase(text))) == len(write_phrase(text))
