"""Full names in the orders, with the titles and the initials that people write them with; parts that are told apart."""

import pytest

from inspector.detect.needles.full_names import abbreviate, hash_name, hash_name_briefly, telling_parts
from inspector.detect.needles.variants import spell
from tests.detect.builders import needle

NAME = "Éloïse Brégançon"


@pytest.mark.parametrize(
    "text",
    [
        *("Brégançon Éloïse", "Brégançon, Éloïse", "BRÉGANÇON Éloïse", "eloise-bregancon", "eloise.bregancon"),
        *("eloise_bregancon", "EloiseBregancon", "Eloise+Bregancon", "Mme Éloïse Brégançon", "mme eloise bregancon"),
        *("É. Brégançon", "ebregancon", "BREGANCON ELOISE", "bregancon-eloise"),
    ],
)
def test_every_writing_of_a_name_is_hashed(text):
    assert text in hash_name(NAME)


def test_the_commonest_writings_are_few():
    assert {"eloise-bregancon", "brégançon éloïse", "bregancon, eloise"} <= set(hash_name_briefly(NAME))
    assert len(hash_name_briefly(NAME)) <= 8


def test_an_initial_with_the_last_name_is_hashed_and_not_looked_for():
    assert {"É. Brégançon", "ebregancon"} <= set(abbreviate(NAME))
    assert abbreviate("Madonna") == []
    searched = {variant.text for variant in spell(needle(NAME, "identity.name")) if variant.searched}
    assert not searched & {"É. Brégançon", "ebregancon"}


def test_parts_are_told_apart_in_any_writing():
    which = {variant.text: variant.which for variant in spell(needle(NAME, "identity.name")) if variant.part}
    assert (which["éloïse"], which["eloise"], which["bregancon"]) == ("first", "first", "last")
    assert [part.which for part in telling_parts("Anne-Laure Tourdain")] == ["first", "last"]


def test_digests_of_common_parts_count_as_parts():
    parts = {variant.text: variant for variant in spell(needle("Marie Roux", "identity.name")) if variant.part}
    assert (parts["roux"].hashed, parts["roux"].searched, parts["roux"].which) == (True, False, "last")
