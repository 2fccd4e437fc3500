"""Server addresses to country and network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.errors import InputUnreadable
from inspector.parties.addresses import AddressBook

BOOK = AddressBook.load()


@pytest.mark.parametrize(
    ("address", "country", "network"),
    [
        ("8.8.8.8", "US", "AS15169 Google LLC"),
        ("193.252.19.3", "FR", "AS3215 Orange S.A."),
        ("2001:4860:4860::8888", "US", "AS15169 Google LLC"),
        ("[2a01:e0a::1]", "FR", "AS12322 Free SAS"),
    ],
)
def test_a_public_address_has_country_and_network_each_with_a_dated_source(address, country, network):
    facts = BOOK.facts_of(address)
    assert (facts.country, facts.asn) == (country, network)
    assert all(source.date for source in facts.sources.values())


def test_the_country_of_an_address_is_never_called_verified():
    assert not BOOK.facts_of("8.8.8.8").sources["country"].verified


def test_an_ipv4_address_inside_ipv6_is_read_as_itself():
    assert BOOK.facts_of("::ffff:8.8.8.8") == BOOK.facts_of("8.8.8.8")


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "::1",
        "192.0.2.1",
        "198.51.100.7",
        "2001:db8::1",
        "fe80::1%eth0",
        "224.0.0.1",
    ],
)
def test_private_and_reserved_addresses_have_neither(address):
    facts = BOOK.facts_of(address)
    assert (facts.country, facts.asn, facts.sources) == (None, None, {})


@given(st.text(max_size=80))
def test_text_that_is_no_address_says_nothing(text):
    facts = BOOK.facts_of(text)
    assert len(facts.address) <= 64


@given(st.ip_addresses())
def test_any_address_gives_a_country_code_or_none(address):
    country = BOOK.facts_of(str(address)).country
    assert country is None or (len(country) == 2 and country.isupper())


def test_a_broken_table_of_a_pack_is_one_clear_line(tmp_path):
    (tmp_path / "address-country.mmdb").write_bytes(b"no database")
    with pytest.raises(InputUnreadable, match=r"^address-country\.mmdb "):
        AddressBook.load([tmp_path]).facts_of("8.8.8.8")


def test_a_broken_network_table_is_one_clear_line(tmp_path):
    (tmp_path / "address-asn.npz").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(InputUnreadable, match=r"^address-asn\.npz "):
        AddressBook.load([tmp_path]).facts_of("8.8.8.8")
