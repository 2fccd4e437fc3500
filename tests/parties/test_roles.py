"""Roles and their severity weight: what is not known, or not vouched for, weighs as infrastructure."""

from inspector.findings.severity import recipient_points
from inspector.model.party import Party, Recipient, Role, Source
from inspector.parties.book import PartyBook
from inspector.parties.roles import load_roles

TABLE = load_roles()


def test_every_role_has_a_weight():
    assert set(TABLE.weights) == set(Role)
    assert all(0 <= weight <= 3 for weight in TABLE.weights.values())


def test_an_unknown_role_weighs_as_infrastructure():
    assert TABLE.weight_of(Role.UNKNOWN) == TABLE.weight_of(Role.INFRASTRUCTURE) == 1


def test_the_weights_follow_the_ladder():
    assert TABLE.weight_of(Role.FIRST_PARTY) == 0
    assert TABLE.weight_of(Role.ERROR_MONITORING) == TABLE.weight_of(Role.ANALYTICS) == 2
    assert TABLE.weight_of(Role.ADVERTISING) == TABLE.weight_of(Role.SOCIAL) == 3


def test_a_category_without_a_line_is_unknown():
    assert TABLE.role_of("third-party-web", "no such category") is Role.UNKNOWN


def recipient(source: Source | None) -> Recipient:
    sources = {"role": source} if source else {}
    return Recipient(
        site="pixel.example",
        hosts=("pixel.example",),
        party=Party(site="pixel.example", role=Role.ADVERTISING, sources=sources),
        first_party=False,
        same_group=False,
        flows=1,
        bytes_sent=1,
        bytes_received=1,
    )


def test_an_unverified_role_weighs_as_infrastructure_in_a_severity():
    checked = Source(name="policy", date="2026-11-21", verified=True)
    unchecked = Source(name="somebody's table", date="", verified=False)
    assert recipient_points(recipient(checked)) == (3, "recipient_3")
    assert recipient_points(recipient(unchecked)) == (1, "recipient_unknown")


def test_a_role_that_only_the_old_list_knows_is_unverified():
    party = PartyBook.load().party_of("x.24-ads.com")
    assert (party.role, TABLE.weighed_role(party)) == (Role.UNKNOWN, Role.UNKNOWN)
    party = PartyBook.load().party_of("acint.net")
    assert (party.role, TABLE.weighed_role(party)) == (Role.ANALYTICS, Role.UNKNOWN)
