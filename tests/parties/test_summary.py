"""One party for a site met through several hosts and paths."""

from inspector.model.party import Role
from inspector.parties.book import PartyBook
from inspector.parties.summary import summarise_parties

BOOK = PartyBook.load()


def met(*flows: tuple[str, str, int]):
    return summarise_parties([(BOOK.party_of(host, path), count) for host, path, count in flows])


def test_the_role_with_most_flows_stands():
    assert met(("www.google.com", "/recaptcha/a", 2), ("www.google.com", "/maps/a", 9)).role is Role.MAPS


def test_flows_of_one_role_are_counted_together():
    party = met(("www.google.com", "/maps/a", 3), ("www.google.com", "/ads/b", 2), ("adservice.google.com", "/", 2))
    assert party.role is Role.ADVERTISING


def test_one_tenant_is_kept_with_its_source():
    party = met(("api.cloudinary.com", "/", 5), ("res.cloudinary.com", "/clinic/a.jpg", 1))
    assert party.tenant == "clinic"
    assert "tenant" in party.sources


def test_of_several_tenants_none_is_named():
    party = met(("a.zendesk.com", "/", 5), ("b.zendesk.com", "/", 1))
    assert party.tenant is None
    assert "tenant" not in party.sources
