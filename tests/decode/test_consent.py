"""Consent signals open into purposes and their state; the vectors are those of the specifications and their libraries."""

import base64
import json
import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.flow import decode_flow
from inspector.decode.strings import STRING_DECODERS, open_string
from inspector.decode.tokens.bits import BitReader, NotBits, ranges_text
from inspector.decode.tokens.consent_cookies import consent_state
from inspector.decode.tokens.consent_forms import open_consent_cookie
from inspector.decode.tokens.gpp import decode_gpp, open_gpp
from inspector.decode.tokens.tcf import decode_tcf, open_tcf
from inspector.model.consent import ConsentState
from tests.decode.flows import flow_content, found

_FULL = "COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA.IBAgAAAgAIAwgAgAAAAEAAAACA.QAagAQAgAIAwgA.cAAAAAAAITg"
_RANGES = "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA"
_PLAIN = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"
_GPP = f"DBACNYA~{_PLAIN}~1YNN"
_COOKIEBOT = (
    "{stamp:'abc+/=',necessary:true,preferences:false,statistics:true,marketing:false,method:'explicit',ver:1,"
    "utc:1700000000000,region:'fr'}"
)


def written(bits: str) -> str:
    """Bits as base64url, six to a character."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    bits += "0" * (-len(bits) % 6)
    return "".join(letters[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))


def vendor_field(vendors: list[int], *, as_ranges: bool) -> str:
    greatest = max(vendors, default=0)
    if as_ranges:
        return f"{greatest:016b}1{len(vendors):012b}" + "".join(f"0{vendor:016b}" for vendor in vendors)
    return f"{greatest:016b}0" + "".join("01"[place in vendors] for place in range(1, greatest + 1))


@settings(max_examples=100, deadline=None)
@given(
    tenths=st.integers(15_200_000_000, 19_000_000_000),
    purposes=st.sets(st.integers(1, 24)),
    vendors=st.sets(st.integers(1, 700), max_size=60).map(sorted),
    as_ranges=st.booleans(),
)
def test_what_a_consent_manager_writes_is_read_back(
    tenths: int, purposes: set[int], vendors: list[int], as_ranges: bool
) -> None:
    head = f"{2:06b}{tenths:036b}{tenths:036b}{300:012b}{1:012b}{1:06b}{5:06b}{17:06b}{200:012b}{4:06b}10{0:012b}"
    chosen = "".join("01"[number in purposes] for number in range(1, 25))
    field = vendor_field(vendors, as_ranges=as_ranges)
    restriction = f"{1:012b}{2:06b}{1:02b}{1:012b}0{7:016b}"
    tree = decode_tcf(written(f"{head}{chosen}{0:024b}0{5:06b}{17:06b}{field}{field}{restriction}"))
    assert tree is not None
    assert tree["purposesConsent"] == sorted(purposes)
    listed = ranges_text(tuple((vendor, vendor) for vendor in vendors))
    assert tree["vendorConsents"] == {"count": len(vendors), "ids": listed}
    assert (tree["publisherCC"], tree["publisherRestrictions"]) == ("FR", [{"purpose": 2, "type": 1, "vendors": "7"}])


def test_the_fields_of_a_tc_string_are_read() -> None:
    tree = decode_tcf(_FULL)
    assert tree is not None
    assert (tree["created"], tree["updated"]) == ("2020-01-26T17:01:00Z", "2021-02-02T17:01:00Z")
    assert (tree["cmpId"], tree["consentScreen"], tree["consentLanguage"]) == (675, 1, "EN")
    assert (tree["purposesConsent"], tree["purposesLITransparency"]) == ([2, 10], [2, 9])
    assert (tree["specialFeatureOptins"], tree["vendorListVersion"], tree["policyVersion"]) == ([1], 15, 2)
    assert tree["vendorsDisclosed"] == {"count": 8, "ids": "23,37,47-48,53,65,98,129"}
    assert tree["vendorsAllowed"] == {"count": 6, "ids": "12,23,37,47-48,53"}
    assert tree["publisherTC"] == {
        "purposesConsent": [1],
        "purposesLITransparency": [24],
        "customPurposesConsent": [2],
        "customPurposesLITransparency": [1, 2],
    }


def test_vendors_are_counted_and_listed() -> None:
    tree = decode_tcf(_RANGES)
    assert tree is not None
    assert tree["vendorConsents"] == tree["vendorLegitimateInterests"] == {"count": 3, "ids": "2,6,8"}
    assert tree["purposesConsent"] == [1, 2, 3]
    assert ranges_text(((5, 5), (1, 2), (3, 3), (9, 9))) == "1-3,5,9"


def test_a_tc_string_opens_in_a_cookie_a_query_and_json() -> None:
    content = flow_content(
        url=f"https://t.example/p?gdpr=1&gdpr_consent={_FULL}",
        request_headers=(("Cookie", f"euconsent-v2={_PLAIN}"), ("X-Consent", json.dumps({"tc": _RANGES}))),
    )
    leaves = found(decode_flow(content))
    assert leaves["query", "gdpr_consent > $.cmpId"] == (("url", "tcf"), 675)
    assert leaves["cookie", "euconsent-v2 > $.publisherCC"] == (("tcf",), "DE")
    assert leaves["header", "x-consent > $.tc > $.purposesConsent[2]"] == (("json", "tcf"), 3)


def test_a_gpp_string_opens_into_its_sections_and_the_european_one_opens_again() -> None:
    leaves = found(decode_flow(flow_content(url=f"https://t.example/p?gpp={_GPP}&gpp_sid=2")))
    assert leaves["query", "gpp > $.sections[1]"] == (("url", "gpp"), 6)
    assert leaves["query", "gpp > $.uspv1"] == (("url", "gpp"), "1YNN")
    assert leaves["query", "gpp > $.tcfeuv2 > $.cmpId"] == (("url", "gpp", "tcf"), 31)


@pytest.mark.parametrize(
    ("text", "section", "field", "value"),
    [
        ("DBABLA~BVVVVVVVVWA", "usnat", "SaleOptOut", 1),
        ("DBABLA~BVVVVVVVVWA", "usnat", "TargetedAdvertisingOptOut", 1),
        ("DBABBg~BVqqqqpY.YA", "usca", "SaleOptOut", 2),
        ("DBABBg~BVqqqqpY.YA", "usca", "Gpc", True),
        ("DBABFg~BVVVVVmA", "usut", "SaleOptOut", 1),
    ],
)
def test_american_sections_are_read(text: str, section: str, field: str, value: object) -> None:
    tree = decode_gpp(text)
    assert tree is not None
    fields = tree[section]
    assert isinstance(fields, dict)
    assert fields[field] == value


def test_other_sections_stay_text() -> None:
    assert decode_gpp("DBABDA~BPXuQIAPXuQIAAfKABENB-CgAAAAAAAAAAAAAAAA") == {
        "version": 1,
        "sections": [5],
        "tcfcav1": "BPXuQIAPXuQIAAfKABENB-CgAAAAAAAAAAAAAAAA",
    }


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("C0001:1,C0002:0,STACK42:0", "C0002", "0"),
        ("!gtag=wait!analytics=true", "analytics", "true"),
        ("consentid:abc,consent:yes,action:yes,necessary:yes,analytics:no", "analytics", "no"),
        (_COOKIEBOT, "$.statistics", True),
    ],
)
def test_a_consent_cookie_gives_its_purposes(text: str, path: str, value: object) -> None:
    encoded = text.replace("'", "%27").replace(",", "%2C")
    leaves = found(decode_flow(flow_content(request_headers=(("Cookie", f"c={text}; d={encoded}"),))))
    assert leaves["cookie", f"c > {path}"] == (("consent-cookie",), value)
    assert any(p.startswith("d") and p.endswith(path) and v == value for (_, p), (_, v) in leaves.items())


def test_the_groups_inside_onetrusts_form_are_leaves() -> None:
    cookie = "isGpcEnabled=0&version=202209.1.0&groups=C0001%3A1%2CC0002%3A0&AwaitingReconsent=false"
    leaves = found(decode_flow(flow_content(request_headers=(("Cookie", f"OptanonConsent={cookie}"),))))
    assert leaves["cookie", "OptanonConsent > groups > C0002"] == (("form", "url", "consent-cookie"), "0")


@pytest.mark.parametrize(
    "text",
    [
        "C0001",
        "C0001:2,C0002:0",
        "C1:1,C2:0",
        "Consultation-de-suivi-gynecologique-annuelle-avec-echographie",
        "CAMILLE_TEMOIN_RENDEZVOUS_CONFIRMATION_0001",
        "CjwKCAjw_YPXBhAWEiwAabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH",
        "Cg0KCQiA2KitBhCIARIsAPPMEhKbcdefghijklmnopqrstuvwxyz0123",
        "DBAA",
        "DBABMA",
        "DBABMA~",
        "DBAA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA",
        "DBeautiful~name",
        "!important",
        "!a=b",
        "!gtag=true&x",
        "{color:'red',width:12}",
        "{necessary:true}",
        "{ patient { name } }",
        "consentid:abc",
        "1YNN",
        "1---",
        "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA",
    ],
)
def test_a_decoy_stays_closed(text: str) -> None:
    own = ("tcf", "gpp", "consent-cookie")
    assert not any(set(part.layers) & set(own) for part in open_string(text))
    assert open_tcf(text) is open_gpp(text) is open_consent_cookie(text) is None


def test_random_tokens_are_no_consent_strings() -> None:
    source = random.Random(3)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    texts = ["C" + "".join(source.choices(letters, k=source.randrange(36, 120))) for _ in range(20_000)]
    assert not any(open_tcf(text) for text in texts)
    assert not any(open_gpp(f"DB{text[1:8]}~{text}") for text in texts)


_DIDOMI = base64.b64encode(
    json.dumps(
        {"updated": "2024-01-02T00:00:00.000Z", "purposes": {"enabled": ["cookies"], "disabled": ["ads"]}}
    ).encode()
).decode()


@pytest.mark.parametrize(
    ("name", "value", "product", "granted", "refused"),
    [
        ("euconsent-v2", _RANGES, "tcf", ("purpose-1", "purpose-2", "purpose-3"), tuple(f"purpose-{n}" for n in range(4, 11))),
        ("gpp", "DBABBg~BVqqqqpY.YA", "gpp", ("sale", "sharing"), ()),
        ("gpp", "DBABLA~BVVVVVVVVWA", "gpp", (), ("sale", "sharing", "targeted-ads")),
        ("us_privacy", "1YYN", "us-privacy", (), ("sale",)),
        ("us_privacy", "1YNN", "us-privacy", ("sale",), ()),
        ("us_privacy", "1---", "us-privacy", (), ()),
        ("gcs", "G110", "google-consent-mode", ("ad_storage",), ("analytics_storage",)),
        ("gcs", "G1--", "google-consent-mode", (), ()),
        ("gcd", "13l3l3l3l1", "google-consent-mode", (), ()),
        ("gcd", "11t1p1r1u5", "google-consent-mode", ("ad_storage", "ad_user_data"), ("analytics_storage", "ad_personalization")),
        ("didomi_token", _DIDOMI, "didomi", ("cookies",), ("ads",)),
        ("OptanonConsent", "version=1&groups=C0001%3A1%2CC0002%3A0", "onetrust", ("C0001",), ("C0002",)),
        ("axeptio_cookies", '{"$$token":"q","matomo":true,"facebook_pixel":false,"$$completed":true}', "axeptio", ("matomo",), ("facebook_pixel",)),
        ("axeptio_authorized_vendors", "%2Cmatomo%2C", "axeptio", ("matomo",), ()),
        ("CookieConsent", _COOKIEBOT.replace("'", "%27"), "cookiebot", ("necessary", "statistics"), ("preferences", "marketing")),
        ("tarteaucitron", "!gtag=wait!analytics=true!yt=false", "tarteaucitron", ("analytics",), ("yt",)),
        ("cmplz_marketing", "deny", "complianz", (), ("marketing",)),
        ("cookieyes-consent", "consentid:x,consent:yes,action:yes,necessary:yes,ads:no", "cookieyes", ("necessary",), ("ads",)),
        ("cookielawinfo-checkbox-analytics", "no", "cookieyes", (), ("analytics",)),
        ("_iub_cs-123", '{"purposes":{"1":true,"4":false},"id":1}', "iubenda", ("1",), ("4",)),
        ("klaro", '{"matomo":true,"youtube":false}', "klaro", ("matomo",), ("youtube",)),
        ("CookieControl", '{"optionalCookies":{"analytics":"accepted","ads":"revoked"}}', "civic", ("analytics",), ("ads",)),
        ("cc_cookie", '{"categories":["necessary"],"revision":0}', "cookieconsent", ("necessary",), ()),
    ],
)  # fmt: skip
def test_the_state_of_consent(
    name: str, value: str, product: str, granted: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    state = consent_state(name, value)
    assert state is not None
    assert (state.product, state.granted, state.refused) == (product, granted, refused)


@pytest.mark.parametrize(
    ("name", "value", "updated_us"),
    [
        ("gdpr_consent", _RANGES, 1_582_243_059_000_000),
        ("didomi_token", _DIDOMI, 1_704_153_600_000_000),
        ("CookieConsent", _COOKIEBOT, 1_700_000_000_000_000),
        (
            "OptanonConsent",
            "datestamp=Wed+Feb+01+2023+12%3A35%3A32+GMT%2B0100+(Central+European)&groups=C0001%3A1%2CC0002%3A0",
            1_675_251_332_000_000,
        ),
    ],
)
def test_the_moment_of_the_choice(name: str, value: str, updated_us: int) -> None:
    state = consent_state(name, value)
    assert state is not None
    assert state.updated_us == updated_us


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sid", "1YNN"),
        ("gcs", "bucket"),
        ("CookieConsent", "true"),
        ("groups", "a,b"),
        ("theme", "dark"),
        ("q", ""),
        ("klaro", "{}"),
    ],
)
def test_other_values_are_no_signal(name: str, value: str) -> None:
    assert consent_state(name, value) is None


_names = st.sampled_from(
    ["euconsent-v2", "gpp", "us_privacy", "gcs", "gcd", "didomi_token", "OptanonConsent", "axeptio_cookies", "cc_cookie",
     "CookieConsent", "tarteaucitron", "cookieyes-consent", "cmplz_marketing", "klaro", "axeptio_authorized_vendors"]
)  # fmt: skip
_values = st.one_of(
    st.text(max_size=80),
    st.binary(max_size=80).map(lambda data: "C" + base64.urlsafe_b64encode(data).decode().rstrip("=")),
    st.binary(max_size=80).map(lambda data: _PLAIN[:30] + base64.urlsafe_b64encode(data).decode().rstrip("=")),
    st.binary(max_size=20).map(lambda data: "DBA" + base64.urlsafe_b64encode(data).decode().rstrip("=") + "~1YNN"),
    st.recursive(st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.dictionaries(
        st.sampled_from(["purposes", "enabled", "disabled", "categories", "updated", "$$date"]), inner | st.lists(inner)
    )).map(json.dumps),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(name=_names, value=_values)
def test_signals_never_raise_and_are_deterministic(name: str, value: str) -> None:
    state = consent_state.__wrapped__(name, value)
    assert state == consent_state(name, value)
    assert state is None or isinstance(state, ConsentState)
    for opener in (open_tcf, open_gpp, open_consent_cookie):
        assert opener(value) == opener(value)


@pytest.mark.parametrize(
    "text",
    [
        "C" + "A" * 1_000_000,
        "DBA" + "~A" * 500_000,
        "!a=true" * 150_000,
        "C0001:1" + ",a:1" * 250_000,
        "{a:1," * 200_000,
    ],
)
def test_a_long_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    start = time.process_time()
    for decoder in STRING_DECODERS:
        if decoder.layer in ("tcf", "gpp", "consent-cookie") and re.match(decoder.sign, text):
            decoder.opener(text)
    consent_state("CookieConsent", text)
    assert time.process_time() - start < 1.5


def test_a_reader_of_bits_ends_with_its_text() -> None:
    bits = BitReader("DBABMA")
    assert (bits.number(6), bits.number(6), bits.number(12), bits.number(1), bits.fibonacci()) == (3, 1, 1, 0, 2)
    with pytest.raises(NotBits):
        bits.number(60)
    with pytest.raises(NotBits):
        BitReader("")
