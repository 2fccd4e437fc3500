"""Who operates a host."""

import pytest

from inspector.model.errors import InputUnreadable
from inspector.model.party import Role
from inspector.parties.book import PartyBook

BOOK = PartyBook.load()


@pytest.mark.parametrize(
    ("host", "operator", "seat", "role"),
    [
        ("res.cloudinary.com", "Cloudinary Ltd.", "IL", Role.MEDIA),
        ("o38419.ingest.sentry.io", "Sentry (Functional Software, Inc.)", "US", Role.ERROR_MONITORING),
        ("sdk.privacy-center.org", "Didomi", "FR", Role.CONSENT),
        ("www.facebook.com", "Meta", "US", Role.SOCIAL),
        ("tr.outbrain.com", "Outbrain (Teads)", "US", Role.ADVERTISING),
        ("cdnjs.cloudflare.com", "Cloudflare", "US", Role.CDN),
        ("bam-cell.nr-data.net", "New Relic", "US", Role.ERROR_MONITORING),
        ("api.tanker.io", "Tanker", "FR", Role.SECURITY),
        ("script.hotjar.com", "Hotjar", "MT", Role.SESSION_REPLAY),
    ],
)
def test_vendors_of_health_sites_are_known_with_seat_and_role(host, operator, seat, role):
    party = BOOK.party_of(host)
    assert (party.operator, party.seat_country, party.role) == (operator, seat, role)
    assert party.sources["seat_country"].verified
    assert party.sources["seat_country"].date


@pytest.mark.parametrize(
    ("host", "path", "role"),
    [
        ("www.google.com", "/search", Role.SEARCH),
        ("www.google.com", "/recaptcha/api.js", Role.SECURITY),
        ("www.google.com", "/maps/embed", Role.MAPS),
        ("www.google.fr", "/pagead/1p-user-list/1/", Role.ADVERTISING),
        ("accounts.google.com", "/", Role.IDENTITY),
        ("www.google-analytics.com", "/g/collect", Role.ANALYTICS),
        ("googleads.g.doubleclick.net", "/", Role.ADVERTISING),
        ("stats.g.doubleclick.net", "/j/collect", Role.ANALYTICS),
        ("maps.googleapis.com", "/", Role.MAPS),
        ("fonts.gstatic.com", "/s/a.woff2", Role.INFRASTRUCTURE),
        ("fundingchoicesmessages.google.com", "/i/1", Role.CONSENT),
        ("www.facebook.com", "/tr", Role.ADVERTISING),
        ("www.facebook.com", "/tr/", Role.ADVERTISING),
        ("www.facebook.com", "/tr-TR/", Role.SOCIAL),
        ("www.facebook.com", "/v12.0/dialog/oauth", Role.IDENTITY),
        ("graph.facebook.com", "/v12.0/123/activities", Role.ADVERTISING),
        ("bucket.s3.amazonaws.com", "/k", Role.STORAGE),
        ("kinesis.eu-west-1.amazonaws.com", "/", Role.INFRASTRUCTURE),
        ("cognito-idp.eu-west-1.amazonaws.com", "/", Role.IDENTITY),
        ("z.clarity.ms", "/collect", Role.SESSION_REPLAY),
        ("bat.bing.com", "/action/0", Role.ADVERTISING),
        ("analytics.tiktok.com", "/i18n/pixel/events.js", Role.ADVERTISING),
    ],
)
def test_one_site_plays_several_roles_by_host_and_path(host, path, role):
    assert BOOK.party_of(host, path).role is role


@pytest.mark.parametrize(
    ("host", "path", "tenant"),
    [
        ("doctolib-connector.s3.amazonaws.com", "/x", "doctolib-connector"),
        ("with.dots.s3.eu-west-3.amazonaws.com", "/x", "with.dots"),
        ("s3.eu-west-1.amazonaws.com", "/records/a.pdf", "records"),
        ("d111.cloudfront.net", "/", "d111"),
        ("d36mpcpuzc4ztk.cloudfront.net", "/", "Freshdesk"),
        ("res.cloudinary.com", "/doctolib/image/upload/a.jpg", "doctolib"),
        ("o38419.ingest.de.sentry.io", "/api/1/envelope/", "o38419"),
        ("clinic.sentry.io", "/issues/", "clinic"),
        ("sentry.io", "/", None),
        ("docs.sentry.io", "/", None),
        ("abc12345.live.dynatrace.com", "/", "abc12345"),
        ("clinic.demdex.net", "/event", "clinic"),
        ("dpm.demdex.net", "/id", None),
        ("clinic-my.sharepoint.com", "/personal", "clinic"),
        ("storage.googleapis.com", "/records/a", "records"),
        ("firebasestorage.googleapis.com", "/v0/b/p.appspot.com/o/a", "p.appspot.com"),
        ("acc.blob.core.windows.net", "/c/a", "acc"),
        ("proj-1.firebaseio.com", "/a.json", "proj-1"),
        ("clinic.herokuapp.com", "/", "clinic"),
        ("deploy-1.clinic.netlify.app", "/", "clinic"),
        ("clinic.github.io", "/", "clinic"),
        ("clinic.vercel.app", "/", "clinic"),
        ("doctolib.zendesk.com", "/", "doctolib"),
        ("widget.intercom.io", "/widget/abc123", "abc123"),
        ("clinic.eu.auth0.com", "/authorize", "clinic"),
        ("records.s3.fr-par.scw.cloud", "/", "records"),
        ("www.zendesk.com", "/", None),
        ("s3.eu-west-1.amazonaws.com", "/", None),
    ],
)
def test_a_tenant_is_named_where_host_or_path_names_one(host, path, tenant):
    assert BOOK.party_of(host, path).tenant == tenant


def test_an_unverified_row_keeps_its_country_marked_and_its_operator_vouched_for_by_a_list():
    party = BOOK.party_of("static.criteo.net")
    assert party.operator == "Criteo"
    assert party.sources["operator"].verified
    assert not party.sources["seat_country"].verified


def test_a_listed_service_of_a_known_company_takes_its_seat_from_our_table():
    party = BOOK.party_of("cdn.0emn.com")
    assert (party.operator, party.group, party.seat_country) == ("Google", "Alphabet", "US")
    assert party.sources["operator"].name.startswith("third-party-web")
    assert party.sources["seat_country"].name.startswith("SEC EDGAR")


def test_a_listed_service_of_an_unknown_company_has_no_country():
    party = BOOK.party_of("x.dealer.com")
    assert (party.operator, party.seat_country, party.role) == ("Dealer", None, Role.INFRASTRUCTURE)


def test_our_table_corrects_a_list():
    assert BOOK.party_of("cdn.ywxi.net").operator == "TrustedSite"


def test_an_old_list_speaks_last_and_unverified():
    party = BOOK.party_of("x.1e100cdn.net")
    assert (party.operator, party.seat_country) == ("Google", "US")
    assert party.sources["operator"].date == "2018-05-17"
    assert not party.sources["operator"].verified
    assert not party.sources["seat_country"].verified


@pytest.mark.parametrize("host", ["clinic.example", "192.0.2.1", "2001:db8::1", "localhost", "", "x" * 10_000, "\x00"])
def test_what_no_source_knows_stays_unknown(host):
    party = BOOK.party_of(host)
    assert (party.operator, party.role, party.sources) == (None, Role.UNKNOWN, {})


def test_every_stated_attribute_has_a_source_and_no_other_has():
    for host in ("res.cloudinary.com", "www.google.com", "x.s3.amazonaws.com", "hm.baidu.com", "x.1dmp.io"):
        party = BOOK.party_of(host)
        stated = {
            name
            for name in ("operator", "tenant", "group", "seat_country", "group_country")
            if getattr(party, name) is not None
        } | ({"role"} if party.role is not Role.UNKNOWN else set())
        assert set(party.sources) == stated


def test_the_form_of_the_host_does_not_matter():
    assert BOOK.party_of("RES.Cloudinary.COM.:443") == BOOK.party_of("res.cloudinary.com")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("www.doctolib.fr", "api.tanker.io", True),
        ("www.doctolib.fr", "events-logs.doctolib.com", True),
        ("www.google.com", "stats.g.doubleclick.net", True),
        ("www.linkedin.com", "bat.bing.com", True),
        ("www.doctolib.fr", "www.google.com", False),
        ("a.github.io", "b.github.io", False),
        ("clinic.example", "x.clinic.example", True),
        ("clinic.example", "shop.example", False),
        ("www.doctolib.fr", "doctolib.zendesk.com", False),
    ],
)
def test_a_group_is_recognised_across_its_companies_but_not_across_tenants(one, other, same):
    assert BOOK.is_same_group(BOOK.party_of(one), BOOK.party_of(other)) is same


def test_a_table_of_the_user_speaks_for_the_listed_hosts_only(tmp_path):
    table = tmp_path / "mine.toml"
    table.write_text(
        """
        [[party]]
        hosts = ["t.tracker.example"]
        operator = "Tracker Ltd"
        group = "Tracker Group"
        role = "advertising"
        seat_country = "US"
        source = "tracker.example/legal"
        date = "2026-11-21"
        verified = true
        [[party]]
        site = "clinic.example"
        paths = ["/pay"]
        role = "payment"
        """,
        encoding="utf-8",
    )
    book = PartyBook.load([table])
    party = book.party_of("t.tracker.example")
    assert (party.operator, party.role, party.seat_country) == ("Tracker Ltd", Role.ADVERTISING, "US")
    assert party.sources["seat_country"].verified
    assert book.party_of("www.tracker.example").operator is None
    assert book.party_of("clinic.example", "/pay/1").role is Role.PAYMENT
    assert not book.party_of("clinic.example", "/pay/1").sources["role"].verified
    assert book.party_of("clinic.example", "/").role is Role.UNKNOWN
    assert book.references[-1].name == "mine.toml"


def test_a_corrected_operator_drops_the_group_and_country_of_the_old_one(tmp_path):
    table = tmp_path / "mine.toml"
    table.write_text('[[party]]\nsite = "tanker.io"\noperator = "Somebody"\n', encoding="utf-8")
    party = PartyBook.load([table]).party_of("api.tanker.io")
    assert (party.operator, party.group, party.seat_country) == ("Somebody", None, None)


def test_a_row_without_source_is_unverified_whatever_it_claims(tmp_path):
    table = tmp_path / "mine.toml"
    table.write_text('[[party]]\nsite = "a.example"\nseat_country = "FR"\nverified = true\n', encoding="utf-8")
    assert not PartyBook.load([table]).party_of("a.example").sources["seat_country"].verified


@pytest.mark.parametrize(
    "text",
    [
        "[[party]",
        '[[party]]\nrole = "spy"',
        '[[party]]\nseat_country = "France"',
        "[[party]]\nunknown = 1",
        "party = 3",
    ],
)
def test_an_unreadable_table_is_one_clear_line(tmp_path, text):
    table = tmp_path / "mine.toml"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(InputUnreadable, match=r"^mine\.toml "):
        PartyBook.load([table])


def test_a_pack_replaces_a_shipped_file_and_is_named(tmp_path):
    (tmp_path / "third-party-web.json").write_text(
        '[{"name":"Pack","category":"ad","domains":["*.packed.example"]}]', encoding="utf-8"
    )
    book = PartyBook.load([tmp_path])
    party = book.party_of("a.packed.example")
    assert (party.operator, party.role) == ("Pack", Role.ADVERTISING)
    assert not party.sources["operator"].verified
    assert tmp_path.name in party.sources["operator"].name


def test_the_weight_of_a_role_is_that_of_the_severity_formula():
    weigh = BOOK.roles.weight_of
    assert [weigh(role) for role in (Role.FIRST_PARTY, Role.CONSENT, Role.ERROR_MONITORING, Role.SOCIAL)] == [
        0,
        1,
        2,
        3,
    ]
    assert weigh(Role.UNKNOWN) == weigh(Role.INFRASTRUCTURE) == 1
    assert set(BOOK.roles.weights) == set(Role)
