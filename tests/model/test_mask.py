"""What a value shows of itself where it is not asked for in full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.mask import mask

DOTS = "•••••"


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("Annonce de résultats", f"An{DOTS}"),
        ("Cami", DOTS),
        ("camille.temoin@courriel.example", f"ca{DOTS}@{DOTS}.example"),
        ("camille@courriel.photography", f"ca{DOTS}@{DOTS}.photography"),
        ("camille@courriel.xn--fiqs8s", f"ca{DOTS}@{DOTS}.xn--fiqs8s"),
        ("camille@courriel.fr", f"ca{DOTS}@{DOTS}.fr"),
    ],
)
def test_a_value_shows_its_beginning_and_an_address_its_whole_top_level_domain(value: str, masked: str) -> None:
    assert mask(value) == masked


@pytest.mark.parametrize("end", ["1234567", "a", "camilletemoinsecretsecretsecret", "x\u202ey", "", "ex_ample"])
def test_what_is_no_top_level_domain_is_not_shown_at_all(end: str) -> None:
    assert mask(f"camille@courriel.{end}") == f"ca{DOTS}@{DOTS}"


def test_a_local_part_of_two_letters_is_not_shown_whole() -> None:
    assert mask("ct@courriel.example") == f"{DOTS}@{DOTS}.example"


@given(st.text(max_size=80))
def test_no_value_is_shown_whole_and_nothing_of_it_breaks_a_line(value: str) -> None:
    masked = mask(value)
    assert value.strip() != masked or DOTS in value
    assert "\n" not in masked
    assert DOTS in masked
