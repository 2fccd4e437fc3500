"""An account's number is known however its groups are joined, and its digits where they are enough."""

import pytest

from inspector.detect.needles.accounts import hash_account, number_within, write_account
from inspector.detect.needles.variants import spell
from tests.detect.builders import needle

ACCOUNT = "PT-48213907-QX"


def test_groups_are_joined_in_every_usual_way():
    assert {"PT48213907QX", "PT_48213907_QX", "pt48213907qx"} <= set(write_account(ACCOUNT))
    assert {"pt_48213907_qx", "PT.48213907.QX"} <= set(hash_account(ACCOUNT))


@pytest.mark.parametrize("value", ["48213907", "PT", "camille@courriel.example", "PT--48213907", "-48213907", ""])
def test_what_has_no_groups_stays_as_it_is(value):
    assert write_account(value) == hash_account(value) == []


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        (ACCOUNT, ["48213907"]),
        ("PT-482139-QX", []),
        ("AB123-4567890", ["4567890", "1234567890"]),
        ("48213907", []),
    ],
)
def test_digits_alone_count_from_seven_on(value, digits):
    assert number_within(value) == digits


def test_digits_alone_are_a_part_and_the_others_are_the_account():
    spelled = {variant.text: variant for variant in spell(needle(ACCOUNT, "identity.account_id"))}
    assert spelled["48213907"].part
    assert not spelled["PT48213907QX"].part
    assert spelled[ACCOUNT.lower()].bare
