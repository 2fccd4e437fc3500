"""Both languages say the same things, and nothing that may not be said."""

import re
import tomllib
from pathlib import Path

import pytest

from inspector.messages import Translator, french_spaces

ROOT = Path(__file__).resolve().parents[2]
I18N = ROOT / "resources" / "i18n"
SECTIONS = sorted({file.name for file in I18N.glob("*/*.toml")})
FORBIDDEN = re.compile(
    r"\bleak|\bfuite|\bviolat|\bviole\b|stores? in clear|stocke en clair|\banonym|\billegal|\billégal|unlawful",
    re.IGNORECASE,
)


def _sentences(language: str, section: str) -> dict[str, str | dict[str, str]]:
    return tomllib.loads((I18N / language / section).read_text(encoding="utf-8"))


@pytest.mark.parametrize("section", SECTIONS)
def test_both_languages_have_the_same_keys_and_placeholders(section: str):
    english, french = _sentences("en", section), _sentences("fr", section)
    assert english.keys() == french.keys()
    for key, sentence in english.items():
        assert _holes(sentence) == _holes(french[key]), key


def _holes(sentence: str | dict[str, str]) -> set[str]:
    texts = [sentence["other"]] if isinstance(sentence, dict) else [sentence]
    return {hole for text in texts for hole in re.findall(r"\{(\w+)\}", text)}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("section", SECTIONS)
def test_no_text_says_more_than_a_capture_proves(language: str, section: str):
    for key, sentence in _sentences(language, section).items():
        for text in [sentence] if isinstance(sentence, str) else sentence.values():
            assert not FORBIDDEN.search(text), key


def test_french_gets_its_non_breaking_spaces_and_apostrophes():
    assert french_spaces("Lisible : « motif » ?") == "Lisible\u00a0: «\u202fmotif\u202f»\u202f?"
    assert french_spaces("l'opérateur d'un 'x' $['a']") == "l’opérateur d’un 'x' $['a']"
    assert french_spaces("https://a.example:8080 12:30") == "https://a.example:8080 12:30"


def test_numbers_and_sizes_are_written_the_reader_s_way():
    assert Translator("fr").number(1204) == "1\u202f204"
    assert Translator("en").number(1204) == "1,204"
    assert Translator("fr").size(1_234_567) == "1,2\u00a0Mo"
    assert Translator("en").size(999) == "999\u00a0B"


def test_a_value_with_braces_is_never_read_as_a_placeholder():
    assert Translator("en")("{a} {b}", a="{b}", b="x") == "{b} x"
