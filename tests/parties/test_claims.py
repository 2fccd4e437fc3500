"""Which statements about a party may be printed."""

from inspector.parties.addresses import AddressBook
from inspector.parties.book import PartyBook
from inspector.parties.claims import checked_country, unverified_attributes

BOOK = PartyBook.load()


def test_a_country_without_a_checkable_source_is_not_printed():
    assert BOOK.party_of("criteo.com").seat_country == "FR"
    assert checked_country(BOOK.party_of("criteo.com")) is None


def test_a_country_with_a_checkable_source_is_printed():
    party = BOOK.party_of("anvil.opentok.com")
    assert (checked_country(party), checked_country(party, "group_country")) == ("US", "SE")
    assert unverified_attributes(party) == ()


def test_an_unknown_party_has_nothing_to_print():
    assert checked_country(BOOK.party_of("clinic.example")) is None


def test_what_an_address_table_says_is_shown_as_unverified():
    assert unverified_attributes(AddressBook.load().facts_of("8.8.8.8")) == ("asn", "country")
