"""Hosts to sites."""

import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspector.parties.sites import Sites

SITES = Sites.load()


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.clinic.example", "clinic.example"),
        ("WWW.Clinic.EXAMPLE:8443", "clinic.example"),
        ("api.eu.clinic.co.uk", "clinic.co.uk"),
        ("www.clinic.example.", "clinic.example"),
        ("a..b.clinic.example", "clinic.example"),
        ("user@host.clinic.example:1", "clinic.example"),
        ("rdv.asso.fr", "rdv.asso.fr"),
    ],
)
def test_a_host_belongs_to_its_registrable_domain(host, site):
    assert SITES.site_of(host) == site


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("a.b.x.github.io", "x.github.io"),
        ("d111.cloudfront.net", "d111.cloudfront.net"),
        ("bucket.s3.eu-west-3.amazonaws.com", "bucket.s3.eu-west-3.amazonaws.com"),
        ("www.foo.herokuapp.com", "foo.herokuapp.com"),
        ("acc.blob.core.windows.net", "acc.blob.core.windows.net"),
    ],
)
def test_private_suffixes_keep_customers_apart(host, site):
    assert SITES.site_of(host) == site


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:8080", "192.0.2.7"),
        ("[2001:DB8::1]:443", "2001:db8::1"),
        ("2001:db8:0:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("1.2.3.4.5", "1.2.3.4.5"),
        ("localhost:3000", "localhost"),
        ("co.uk", "co.uk"),
        ("", ""),
        ("..", ""),
    ],
)
def test_what_has_no_registrable_domain_is_its_own_site(host, site):
    assert SITES.site_of(host) == site


@pytest.mark.parametrize("host", ["www.bücher.de", "www.xn--bcher-kva.de", "WWW.BÜCHER.DE"])
def test_names_of_other_scripts_become_a_labels(host):
    assert SITES.site_of(host) == "xn--bcher-kva.de"


def test_suffixes_of_other_scripts_are_known():
    assert SITES.site_of("www.食狮.公司.cn") == "xn--85x722f.xn--55qx5d.cn"


@pytest.mark.parametrize(
    ("site", "shown"),
    [
        ("xn--bcher-kva.de", "bücher.de"),
        ("clinic.example", "clinic.example"),
        ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),  # Cyrillic that reads as a Latin brand
        ("xn--r8jz45g.xn--zckzah", "例え.テスト"),
        ("xn--a.example", "xn--a.example"),
        ("xn--pypal-4ve.com", "xn--pypal-4ve.com"),  # Latin with one Cyrillic letter
    ],
)
def test_a_site_is_shown_in_its_script_only_where_it_cannot_deceive(site, shown):
    assert SITES.display_of(site) == shown


def test_a_huge_host_is_judged_by_its_end():
    assert SITES.site_of("x" * 10_000 + ".tracker.example") == "tracker.example"
    assert len(SITES.site_of("x" * 10_000)) <= 253
    assert SITES.site_of("x" * 10_000 + ".com").endswith("x.com")


def test_control_characters_never_come_through():
    assert SITES.site_of("a\x00b\x1b.com") == "a\ufffdb\ufffd.com"


@given(st.text(max_size=300))
@example(".À")
def test_any_text_gives_a_bounded_printable_site(host):
    site = SITES.site_of(host)
    assert len(site) <= 4 * 253
    assert all(c.isprintable() or c == "\ufffd" for c in site)
    assert SITES.site_of(site) == SITES.site_of(host) or ":" in site or "@" in host


@given(st.ip_addresses())
def test_an_address_is_its_own_site(address):
    assert ipaddress.ip_address(SITES.site_of(str(address))) == address
