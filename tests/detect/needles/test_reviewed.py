"""Values of somebody else, which were once taken for the one looked for."""

import pytest

from inspector.detect.needles.hunt import Hunter
from inspector.model.leaf import Needle
from tests.detect.builders import TRACKER, decoded, needle

NAME = needle("Camille Brégançon", "identity.name")


def hunted(sent: object, *needles: Needle) -> list[str]:
    return sorted(sighting.place.path for sighting in Hunter(needles).hunt(*decoded(f"{TRACKER}/px", sent=sent)))


@pytest.mark.parametrize(
    "sent",
    [
        {"mail": "cbregancon@hopital.example", "by": "Dr C. Brégançon, chirurgien"},
        [{"first_name": "Camille", "last_name": "Durand"}, {"first_name": "Paul", "last_name": "Brégançon"}],
        {"product": {"title": "Camille"}, "city": {"label": "Brégançon"}},
        {"team": "Marie-Camille Brégançon", "other": "Camille Brégançon-Duval"},
    ],
)
def test_somebody_of_a_like_name_is_not_the_person(sent):
    assert hunted(sent, NAME) == []


def test_another_first_name_within_ones_own_is_another():
    sent = {"first_name": "Anna", "last_name": "Bergeron"}
    assert hunted(sent, needle("Joanna Bergeron", "identity.name")) == []


def test_the_number_of_an_account_counts_under_a_field_of_its_class():
    account = needle("PAT-1234567", "identity.account_id")
    assert hunted({"order": "1234567", "ts": 1234567, "x": [1234567]}, account) == []
    assert hunted({"account_id": "1234567"}, account) == ["$.account_id"]


def test_letters_that_are_left_of_a_word_are_not_the_word():
    assert hunted({"text": "Our aim is to ship"}, needle("Aimé", "identity.name")) == []


def test_a_day_that_equals_its_month_is_told_at_both_places():
    born = needle("1987-03-03", "identity.birthdate")
    assert hunted({"birthdate": [1987, 3, 3]}, born) == ["$.birthdate[0]", "$.birthdate[1]", "$.birthdate[2]"]
    assert hunted({"birthdate": [3, 1987, 1987]}, born) == []


@pytest.mark.parametrize("first", [{"a": 9000042.0}, {"a": 9000042}])
def test_equal_numbers_do_not_hide_each_other(first):
    hunter = Hunter([needle("9000042", "identity.account_id"), needle("48.8566", "location.coordinates")])
    for sent in (first, {"a": 9000042}, {"a": 9000042.0}):
        assert len(hunter.hunt(*decoded(f"{TRACKER}/px", sent=sent))) == 1


def test_a_lone_surrogate_in_a_value_breaks_nothing():
    assert hunted({"a": "x"}, needle("caf\udce9 noir", "health.motive")) == []


def test_long_values_with_hits_are_forgotten():
    hunter = Hunter([needle("camille@courriel.example", "contact.email")])
    for number in range(3):
        assert hunter.hunt(*decoded(f"{TRACKER}/px", sent={"a": f"{number} camille@courriel.example " + "x" * 5_000}))
    assert len(hunter._haystack.known) <= 1
