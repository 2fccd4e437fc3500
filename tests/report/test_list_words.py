"""Lists in a sentence are spaced as the language wants it."""

import pytest

from inspector.messages import Translator
from inspector.report.data import Uncompared
from inspector.report.list_words import listed
from inspector.report.uncompared_words import uncompared_texts

TITLES = {"a": "Titre un", "b": "Titre ; deux"}


@pytest.mark.parametrize(("language", "between"), [("fr", "\u202f; "), ("en", "; ")])
def test_parts_are_apart_and_stay_as_they_are(language: str, between: str):
    assert listed(TITLES.values(), Translator(language)) == f"Titre un{between}Titre ; deux"


@pytest.mark.parametrize(("language", "sign"), [("fr", "»\u202f; «"), ("en", "”; “")])
def test_so_are_the_titles_of_what_cannot_be_compared(language: str, sign: str):
    some = [Uncompared(side="B", findings=("a", "b"), reason="", facts={})]
    (said,) = uncompared_texts(some, TITLES, Translator(language))
    assert sign in said
