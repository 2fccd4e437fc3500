"""Challenge pages are told from ordinary refusals, and not at every single one."""

import pytest

from inspector.capture.proxy import challenges
from inspector.capture.proxy.challenges import Challenges, is_challenge

CLOUDFLARE = (("Server", "cloudflare"), ("cf-mitigated", "challenge"))


@pytest.mark.parametrize(
    ("status", "headers", "is_one"),
    [
        (403, CLOUDFLARE, True),
        (200, CLOUDFLARE, False),
        (None, CLOUDFLARE, False),
        (401, (("X-DataDome", "protected"),), True),
        (403, (("X-Px-Block", "1"),), True),
        (403, (("Server", "AkamaiGHost"),), True),
        (401, (("Server", "cloudflare"),), False),
        (403, (("Server", "nginx"),), False),
        (429, (), False),
    ],
)
def test_what_is_a_challenge(status: int | None, headers: tuple, is_one: bool):
    assert is_challenge(status, headers) is is_one


def test_it_is_said_from_the_third_on_and_then_now_and_again():
    counted = Challenges()
    said = [counted.note("a.example", 403, CLOUDFLARE) for _ in range(9)]
    assert [count for count in said if count] == [3, 6, 9]
    assert counted.note("b.example", 403, CLOUDFLARE) is None


def test_hosts_are_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(challenges, "_MOST_HOSTS", 1)
    counted = Challenges()
    counted.note("a.example", 403, CLOUDFLARE)
    assert [counted.note("b.example", 403, CLOUDFLARE) for _ in range(4)] == [None] * 4
