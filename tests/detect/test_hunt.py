"""A needle is found in every form it can travel in, once per leaf, and nowhere else (domain.md 2.12)."""

import base64
import codecs
import gzip
import hashlib
import json
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector.decode.document import Decoded
from inspector.detect.context import FlowContext
from inspector.detect.needles.floors import why_not_followed
from inspector.detect.needles.hunt import Hunter
from inspector.model.leaf import Needle, Origin
from tests.detect.builders import HEALTH_SITE, TRACKER, decoded, document, facts, needle

EMAIL = "camille.temoin+rdv7@courriel.example"


def digest(name: str, text: str = EMAIL) -> str:
    return hashlib.new(name, text.encode()).hexdigest()


def raw(name: str, text: str = EMAIL) -> bytes:
    return hashlib.new(name, text.encode()).digest()


def forms(value: str, *needles: Needle, key: str = "x") -> list[str]:
    flow = Decoded(documents=[document({key: value, "other": "nothing to see here"})])
    context = FlowContext(facts=facts(f"{TRACKER}/px"), site="tracker.example", first_party=False)
    return [sighting.form for sighting in Hunter(needles or (needle(EMAIL),)).hunt(flow, context)]


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (EMAIL, "plain"),
        (f"mail={EMAIL};", "plain"),
        (EMAIL.upper(), "upper"),
        (EMAIL.title(), "casefold"),
        ("camille.temoin@courriel.example", "normalised"),
        ("camilletemoin@courriel.example", "normalised"),
        *((digest(name), name) for name in ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")),
        (digest("sha256").upper(), "sha256"),
        (f"u:{digest('sha1')}", "sha1"),
        (digest("sha256", "camilletemoin@courriel.example"), "sha256"),
        (digest("sha256")[:32], "truncated-32>sha256"),
        (digest("sha256")[:16], "truncated-16>sha256"),
        (digest("sha256", digest("md5")), "sha256>md5"),
        (digest("md5", digest("sha1")), "md5>sha1"),
        (base64.b64encode(raw("sha256")).decode(), "base64>raw:sha256"),
        (base64.b64encode(raw("md5")).decode().rstrip("="), "base64>raw:md5"),
        (raw("sha256").decode("latin-1"), "raw:sha256"),
    ],
)
def test_an_address_is_found_in_every_form(value, form):
    assert forms(value) == [form]


def test_base64url_is_named_where_it_shows():
    value = next(f"a{n}@courriel.example" for n in range(99) if "-" in urlsafe(f"a{n}@courriel.example"))
    assert forms(urlsafe(value), needle(value)) == ["base64url>raw:sha256"]


def urlsafe(text: str) -> str:
    return base64.urlsafe_b64encode(raw("sha256", text)).decode().rstrip("=")


@pytest.mark.parametrize(
    "value",
    [
        "camille.temoin+rdv7@courriel.example.org2",
        f"x{EMAIL}",
        digest("sha256")[:15],
        digest("sha256")[:40] + "0",
        digest("sha256", "someone.else@courriel.example"),
        "",
    ],
)
def test_what_only_resembles_is_not_found(value):
    expected = [] if "example.org2" not in value else forms(value)
    assert forms(value) == expected


@pytest.mark.parametrize(
    ("class_", "value", "written", "form"),
    [
        ("contact.phone", "+33639981234", "0639981234", "normalised"),
        ("contact.phone", "06 39 98 12 34", "+33639981234", "normalised"),
        ("contact.phone", "06 39 98 12 34", "33639981234", "normalised"),
        ("contact.phone", "06 39 98 12 34", digest("sha256", "33639981234"), "sha256"),
        ("contact.phone", "06 39 98 12 34", digest("md5", "+33639981234"), "md5"),
        ("identity.name", "Camille Témoin", "camille temoin", "normalised"),
        ("identity.name", "Camille Témoin", "/camille-temoin", "normalised"),
        ("identity.name", "Camille Témoin", "CAMILLE TÉMOIN", "upper"),
        ("identity.name", "Témoin", digest("sha256", "temoin"), "sha256"),
        ("identity.birthdate", "1985-03-14", "19850314", "normalised"),
        ("identity.birthdate", "14/03/1985", "1985-03-14", "normalised"),
        ("identity.birthdate", "1985-03-14", digest("sha256", "19850314"), "sha256"),
        ("health.motive", "Annonce de résultats (oncologie)", "annonce-de-resultats-oncologie", "normalised"),
        ("identity.national_id", "1 85 03 69 000 123 45", "185036900012345", "normalised"),
    ],
)
def test_values_are_found_as_their_kind_is_normalised(class_, value, written, form):
    assert forms(written, needle(value, class_)) == [form]


def test_a_joined_small_number_needs_a_field_name_that_fits():
    joined = Needle(name="motive id", class_="health.motive", value="42", origin=Origin.LEARNED, joined="VIH")
    assert forms("42", joined, key="visit_motive_ids") == ["plain"]
    assert forms("42", joined, key="motiveId") == ["plain"]
    assert forms("42", joined, key="page") == []
    assert forms("1-42", joined, key="page") == []


def test_a_long_joined_number_is_found_under_any_name():
    joined = Needle(name="motive id", class_="health.motive", value="9000042", origin=Origin.LEARNED, joined="VIH")
    assert forms("9000042", joined, key="item_id") == ["plain"]
    assert forms("1-9000042", joined, key="ids") == ["plain"]
    assert forms("19000042", joined, key="ids") == []


def test_numbers_are_searched_as_text():
    joined = Needle(name="motive id", class_="health.motive", value="9000042", origin=Origin.LEARNED, joined="VIH")
    flow, context = decoded(f"{TRACKER}/px", sent={"item_id": 9000042})
    (sighting,) = Hunter([joined]).hunt(flow, context)
    assert (sighting.place.path, sighting.form, sighting.needle.joined) == ("$.item_id", "plain", "VIH")


@pytest.mark.parametrize(
    ("encode", "layers"),
    [
        (lambda text: base64.b64encode(text.encode()).decode(), ("base64",)),
        (lambda text: base64.b64encode(base64.b64encode(text.encode())).decode(), ("base64", "base64")),
        (lambda text: json.dumps({"v": text}), ("json-string",)),
        (lambda text: text.encode().hex(), ("hex",)),
        (lambda text: base64.b64encode(gzip.compress(text.encode())).decode(), ("base64", "gzip")),
    ],
)
def test_reversible_encodings_are_layers_and_the_form_stays_plain(encode, layers):
    flow, context = decoded(f"{TRACKER}/px", sent={"d": encode(EMAIL)})
    (sighting,) = Hunter([needle(EMAIL)]).hunt(flow, context)
    assert sighting.form == "plain"
    assert sighting.place.layers == ("json", *layers)


def test_query_header_cookie_and_body_are_searched_once_each():
    flow, context = decoded(
        f"{TRACKER}/px/{quote(EMAIL)}?em={quote(EMAIL, safe='')}",
        sent={"a": [EMAIL]},
        headers=[("X-User", EMAIL), ("Cookie", f"mail={EMAIL}")],
    )
    places = [str(s.place.location) for s in Hunter([needle(EMAIL)]).hunt(flow, context)]
    assert sorted(places) == ["body", "cookie", "header", "query", "url"]


def test_a_leaf_with_two_forms_is_reported_once_in_the_plainest():
    assert forms(f"{digest('sha256')} {EMAIL.upper()} {EMAIL}") == ["plain"]


def test_the_place_of_a_sighting_can_be_found_again():
    flow, context = decoded(f"{HEALTH_SITE}/x.json", received={"a": {"b": [EMAIL]}})
    (sighting,) = Hunter([needle(EMAIL)]).hunt(flow, context)
    assert (sighting.place.path, str(sighting.place.side), sighting.first_party) == ("$.a.b[0]", "response", True)


def test_what_was_searched_is_told():
    searched = Hunter([needle(EMAIL), needle(" ", name="blank")]).searched
    assert searched.needles == 1
    assert {"plain", "normalised", "md5", "sha256"} <= set(searched.forms)
    assert searched.skipped == (("blank", "short"),)


def test_no_needles_find_nothing():
    flow, context = decoded(f"{TRACKER}/px?em={EMAIL}")
    assert Hunter([]).hunt(flow, context) == []


def test_without_floors_every_value_is_taken_as_it_is():
    flow, context = decoded(f"{TRACKER}/px?page=42")
    assert [s.form for s in Hunter([needle("42", "identity.account_id")], floors=False).hunt(flow, context)] == [
        "plain"
    ]


@given(st.text(max_size=40), st.text(min_size=1, max_size=200))
def test_wild_texts_never_raise(value, haystack):
    flow = Decoded(documents=[document({"x": haystack, "y": value})])
    context = FlowContext(facts=facts(), site="rdv-sante.example", first_party=True)
    Hunter([needle(value, "identity.name")], floors=False).hunt(flow, context)


@given(
    st.text(alphabet="abcdefghijklmnop ÉÀéàİß", min_size=6, max_size=20).filter(lambda text: len(set(text.strip())) > 4)
)
def test_a_value_is_always_found_whole(value):
    assume(why_not_followed(value, "identity.name") is None)
    assert forms(value, needle(value, "identity.name")) == ["plain"]


@pytest.mark.parametrize(
    ("value", "written", "form"),
    [
        ("06 39 98 12 34", "+33639981234", "normalised"),
        ("14/03/1985", "19850314", "normalised"),
        ("Camille Témoin", "camille-temoin", "normalised"),
        (EMAIL, digest("sha256", "camille.temoin@courriel.example"), "sha256"),
    ],
)
def test_a_value_given_without_a_class_is_written_as_its_look_suggests(value, written, form):
    flow, context = decoded(f"{TRACKER}/px", sent={"d": written})
    assert [s.form for s in Hunter([needle(value, "")], floors=False).hunt(flow, context)] == [form]


def test_a_town_of_the_persona_counts_under_a_field_of_addresses_only():
    town = needle("Lyon", "contact.address", name="town")
    assert forms("Lyon", town, key="title") == []
    assert forms("Lyon", town, key="city") == ["plain"]


@pytest.mark.parametrize(
    ("written", "layer"),
    [
        (codecs.encode(EMAIL, "rot13"), "rot13"),
        (EMAIL[::-1], "reversed"),
        (base64.b64encode(EMAIL.encode()).decode()[::-1], "base64-reversed"),
    ],
)
def test_disguises_are_layers_too(written, layer):
    flow, context = decoded(f"{TRACKER}/px", sent={"d": written})
    (sighting,) = Hunter([needle(EMAIL)]).hunt(flow, context)
    assert (sighting.form, sighting.place.layers) == ("plain", ("json", layer))
