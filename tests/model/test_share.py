"""Shares never claim more than is there."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.model.share import share_of, whole_percent


def test_a_hundred_percent_is_said_of_the_whole_only() -> None:
    assert whole_percent(share_of(1, 1)) == 100
    assert whole_percent(share_of(131, 132)) == 99
    assert whole_percent(share_of(99_999, 100_000)) == 99
    assert whole_percent(share_of(1, 100_000)) == 0
    assert whole_percent(share_of(1, 5_000)) == 1
    assert whole_percent(share_of(0, 0)) == 0


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_what_lacks_one_is_never_the_whole(part: int, whole: int) -> None:
    share = share_of(min(part, whole), whole)
    assert 0 <= share <= 1
    assert (share == 1) == (part >= whole)
    assert (whole_percent(share) == 100) == (part >= whole)
