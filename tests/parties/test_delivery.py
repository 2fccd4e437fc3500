"""Signs of delivery networks in response headers."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.parties.delivery import Delivery, Weight

DELIVERY = Delivery.load()


def providers(*headers: tuple[str, str], issuer: str | None = None) -> set[tuple[str, str]]:
    return {(sign.provider, sign.header) for sign in DELIVERY.fingerprints(headers, issuer=issuer)}


def test_a_cloudflare_answer_is_recognised_in_any_letter_case():
    assert providers(("CF-Ray", "8f1-CDG"), ("Server", "cloudflare")) == {
        ("Cloudflare", "cf-ray"),
        ("Cloudflare", "server"),
    }


def test_a_chain_names_every_provider():
    found = providers(("via", "1.1 abc.cloudfront.net (CloudFront)"), ("server", "AmazonS3"))
    assert found == {("Amazon CloudFront", "via"), ("Amazon Web Services", "server")}


def test_the_provider_has_a_seat_with_its_source():
    (sign,) = DELIVERY.fingerprints((("server", "Cloudinary"),))
    assert (sign.provider, sign.country, sign.source.verified, sign.weight) == ("Cloudinary", "IL", True, Weight.STRONG)


def test_software_and_generic_names_are_no_provider():
    headers = (
        ("server", "nginx"),
        ("x-varnish", "1"),
        ("server", "envoy"),
        ("server", "Tengine"),
        ("server", "Cowboy"),
    )
    assert providers(*headers, ("x-amz-request-id", "1")) == set()


def test_a_certificate_issuer_is_a_weak_sign_and_stands_last():
    signs = DELIVERY.fingerprints((("x-ms-request-id", "1"),), issuer="C=US, O=Amazon, CN=Amazon RSA 2048 M03")
    assert [sign.weight for sign in signs] == [Weight.MEDIUM, Weight.WEAK]
    assert signs[-1].header == "issuer"


def test_an_issuer_that_serves_everybody_tells_nothing():
    assert providers(issuer="C=US, O=Let's Encrypt, CN=R11") == set()
    assert providers(issuer="C=US, O=Google Trust Services, CN=WE1") == set()


def test_only_the_matched_part_of_a_value_is_quoted():
    (sign,) = DELIVERY.fingerprints((("set-cookie", "AWSALB=secret; Path=/"),))
    assert sign.matched == "AWSALB="


@given(
    st.lists(
        st.tuples(st.sampled_from(["server", "via", "x-served-by", "set-cookie", "cf-ray"]), st.text()), max_size=20
    )
)
def test_any_headers_give_bounded_printable_signs(headers):
    for sign in DELIVERY.fingerprints(tuple(headers)):
        assert len(sign.matched) <= 40
        assert sign.matched == "" or sign.matched.isprintable()


def test_huge_headers_are_bounded():
    assert DELIVERY.fingerprints((("via", "x" * 10_000_000),)) == ()
