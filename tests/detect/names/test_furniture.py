"""Words of programs and words of records."""

import pytest

from inspector.detect.names.aside import Aside
from inspector.detect.names.furniture import Furniture, Rarity
from inspector.detect.packs import load_packs
from inspector.detect.surroundings import gather_names
from tests.detect.builders import known_keys

PACKS = load_packs()
KEYS, NAMES = known_keys(), gather_names(PACKS)
FURNITURE = Furniture(KEYS, NAMES, Aside(KEYS, NAMES))


@pytest.mark.parametrize(
    "name", ["id", "createdAt", "thumbnail_url", "canEdit", "statut", "preis", "page", "x", "type"]
)
def test_names_of_programs_are_furniture(name: str) -> None:
    assert FURNITURE.rarity(name) is Rarity.FURNITURE


@pytest.mark.parametrize("name", ["leftOffset2", "maxRetryDelay"])
def test_one_word_of_furniture_is_enough(name: str) -> None:
    assert FURNITURE.rarity(name) is Rarity.FURNITURE


@pytest.mark.parametrize("name", ["bagsHung", "gehstrecke", "form[session][snoringMinutes]", "polsiPeriferici"])
def test_a_word_that_programs_do_not_use_makes_a_name_rare(name: str) -> None:
    assert FURNITURE.rarity(name) is Rarity.RARE


def test_several_plain_words_say_more_than_one() -> None:
    assert FURNITURE.rarity("fitGap") is Rarity.PLAIN
    assert FURNITURE.rarity("fit") is Rarity.COMMON


def test_numbered_questions_and_answers_beside_a_question_are_answers() -> None:
    assert FURNITURE.rarity("q12") is Rarity.ANSWER
    assert FURNITURE.rarity("answer", ("linkId", "answer")) is Rarity.ANSWER
    assert FURNITURE.rarity("answer", ("body", "answer")) is not Rarity.ANSWER


@pytest.mark.parametrize("name", ["bouton", "einstellung", "guardar", "geraetebreite", "salva", "quality"])
def test_single_words_that_programs_speak_with_are_common(name: str) -> None:
    assert FURNITURE.rarity(name) in (Rarity.COMMON, Rarity.FURNITURE)


@pytest.mark.parametrize("name", ["videoLen", "photoSize", "maxAnhang", "messageid"])
def test_files_bounds_and_glued_ids_are_furniture(name: str) -> None:
    assert FURNITURE.rarity(name) is Rarity.FURNITURE


@pytest.mark.parametrize("name", ["zorbel", "handgelenk", "hormigueo"])
def test_words_that_no_program_uses_are_rare(name: str) -> None:
    assert FURNITURE.rarity(name) is Rarity.RARE
