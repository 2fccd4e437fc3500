"""Who stands in front of a host: each sign with its weight, together by provider."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.model.party import AddressFacts, SignKind, Source, Weight
from inspector.parties.addresses import AddressBook
from inspector.parties.intermediaries import IntermediaryBook, Traces
from inspector.parties.reference import find_file, read_rows

BOOK = IntermediaryBook.load()
ASN = Source(name="asn table", date="2026-06-17")


def found(traces: Traces) -> dict[str, Weight]:
    return {one.provider: one.weight for one in BOOK.intermediaries_of(traces)}


def address(text: str, asn: str | None) -> AddressFacts:
    return AddressFacts(address=text, asn=asn, sources={"asn": ASN} if asn else {})


def test_a_header_is_strong_an_address_medium_an_issuer_weak():
    assert found(Traces(headers=((("cf-ray", "8f1-CDG"),),))) == {"Cloudflare": Weight.STRONG}
    assert found(Traces(addresses=(address("203.0.113.1", "AS13335 Cloudflare, Inc."),))) == {
        "Cloudflare": Weight.MEDIUM
    }
    assert found(Traces(issuers=("C=US, O=Amazon, CN=Amazon RSA 2048 M03",))) == {"Amazon Web Services": Weight.WEAK}


def test_a_chain_of_names_tells_who_is_in_front_and_a_traffic_director_is_weak():
    chain = ("www.clinic.example", "clinic.example.edgekey.net", "e1.a.akamaiedge.net")
    assert found(Traces(chains=(chain,))) == {"Akamai": Weight.STRONG}
    assert found(Traces(chains=(("www.clinic.example", "clinic.trafficmanager.net"),))) == {
        "Microsoft Azure": Weight.WEAK
    }


def test_the_first_name_of_a_chain_is_the_host_itself_and_tells_nothing():
    assert found(Traces(chains=(("d111.cloudfront.net",),))) == {}


def test_signs_of_one_provider_come_together_strongest_first():
    (one,) = BOOK.intermediaries_of(
        Traces(
            headers=((("cf-ray", "1-CDG"), ("server", "cloudflare")), (("cf-ray", "2-CDG"),)),
            addresses=(address("203.0.113.1", "AS13335 Cloudflare, Inc."),),
            issuers=("C=US, O=Cloudflare, Inc., CN=x",),
        )
    )
    assert [sign.weight for sign in one.signs] == [Weight.STRONG, Weight.STRONG, Weight.MEDIUM, Weight.WEAK]
    assert [sign.kind for sign in one.signs][-2:] == [SignKind.ADDRESS, SignKind.ISSUER]
    assert (one.weight, one.operator, one.country, one.source.verified) == (Weight.STRONG, "Cloudflare", "US", True)


def test_weak_signs_never_add_up():
    traces = Traces(
        issuers=("C=US, O=Amazon, CN=Amazon RSA 2048 M03", "CN=Amazon RSA 2048 M02, O=Amazon"),
        chains=(("a.example", "x.awsglobalaccelerator.com"),),
    )
    assert found(traces) == {"Amazon Web Services": Weight.WEAK}


def test_a_provider_behind_another_is_told_too():
    headers = (("via", "1.1 abc.cloudfront.net (CloudFront)"), ("server", "AmazonS3"))
    assert found(Traces(headers=(headers,))) == {
        "Amazon CloudFront": Weight.STRONG,
        "Amazon Web Services": Weight.STRONG,
    }
    group = {one.group for one in BOOK.intermediaries_of(Traces(headers=(headers,)))}
    assert group == {"Amazon"}


def test_every_sign_has_a_dated_source_and_quotes_no_more_than_matched():
    secret = "set-cookie", "__cf_bm=very-secret-value; path=/"
    (one,) = BOOK.intermediaries_of(Traces(headers=((secret,),), addresses=(address("203.0.113.9", "AS13335 C"),)))
    assert all(sign.source.date for sign in one.signs)
    assert "secret" not in repr(one)


def test_no_sign_no_intermediary():
    assert BOOK.intermediaries_of(Traces()) == ()
    assert found(Traces(headers=((("server", "nginx"),),), addresses=(address("203.0.113.1", None),))) == {}


def test_every_provider_of_the_tables_is_a_company_with_a_known_seat_or_said_to_be_unknown():
    companies = {row["operator"] for row in read_rows(find_file("companies.csv"))}
    for name in ("delivery.csv", "delivery-names.csv", "delivery-networks.csv"):
        assert not {row["operator"] for row in read_rows(find_file(name))} - companies, name


def test_the_network_numbers_are_announced_by_those_we_name():
    """Each number against the shipped table of networks: a word of the provider or company stands in its name."""
    networks = AddressBook.load()._networks
    numbers, names = networks._asn.tolist(), networks._names.decode().split("\n")
    told = dict(zip(map(str, numbers), names, strict=True))
    known = {"Amazon Web Services": "amazon", "OVHcloud": "ovh", "Bunny.net": "bunny", "Gcore": "g-core"}
    known |= {"CDN77": "datacamp", "Imperva": "incapsula", "Microsoft Azure": "microsoft"}
    for row in read_rows(find_file("delivery-networks.csv")):
        word = known.get(row["provider"], row["provider"].split()[0].lower())
        assert word in told[row["asn"]].lower(), row


@given(st.lists(st.text(max_size=60), max_size=40), st.text(max_size=80))
def test_wild_names_and_networks_are_survived(names, asn):
    BOOK.intermediaries_of(Traces(chains=(tuple(names),), addresses=(address("x", asn),), issuers=(asn,)))
