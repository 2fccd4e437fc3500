"""What is kept from view."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.model.flow import Location
from inspector.model.secrecy import (
    DOTS,
    Secrets,
    conceal_address,
    conceal_field,
    conceal_header,
    find_secrets,
    is_secret_name,
)

TOKEN = "eyJ0eXAi.a1b2c3d4e5f6/+=="


@pytest.mark.parametrize(
    "name",
    ["password", "newPassword", "access_token", "X-CSRF-Token", "sessionId", "PHPSESSID", "otp", "smsCode", "api_key",
     "mot_de_passe", "__Host-session", "one_time_code", "pin", "token#2"],
)  # fmt: skip
def test_names_of_what_opens_a_door_are_known(name):
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    ["author", "token_type", "country_code", "postal_code", "map_pin", "passenger", "inside", "session_count", ""],
)
def test_names_that_only_look_like_it_are_left_alone(name):
    assert not is_secret_name(name)


def test_headers_keep_what_tells_and_lose_what_opens():
    assert conceal_header("Authorization", "Bearer abc") == f"Bearer {DOTS}"
    assert conceal_header("Cookie", "a=1; b=2") == f"a={DOTS}; b={DOTS}"
    assert conceal_header("Set-Cookie", "sid=x; Path=/; HttpOnly") == f"sid={DOTS}; Path=/; HttpOnly"
    assert conceal_header("X-Api-Key", "k") == DOTS
    assert conceal_header("Referer", "https://a.example/?token=abc&x=1") == f"https://a.example/?token={DOTS}&x=1"
    assert conceal_header("Accept", "*/*") == "*/*"


def test_addresses_lose_their_secrets_only():
    url = "https://u:pw@h.example/p?x=1&access_token=abc&code=1234567890abcdef12&postal_code=69003#id_token=zz"
    assert conceal_address(url) == (
        f"https://u:{DOTS}@h.example/p?x=1&access_token={DOTS}&code={DOTS}&postal_code=69003#id_token={DOTS}"
    )


def test_rows_are_hidden_by_where_they_stand():
    assert conceal_field(Location.COOKIE, "lang", "fr") == DOTS
    assert conceal_field(Location.BODY, "password", "abc") == DOTS
    assert conceal_field(Location.BODY, "hasPassword", "true") == "true"
    assert conceal_field(Location.QUERY, "motif", "suivi") == "suivi"


def test_a_known_value_is_hidden_however_it_is_written():
    secrets = find_secrets(certain=[TOKEN], named=())
    text = json.dumps({"a": TOKEN, "u": "https://a.example/?x=eyJ0eXAi.a1b2c3d4e5f6%2F%2B%3D%3D"})
    hidden = secrets.conceal(text)
    assert "a1b2c3" not in hidden
    assert json.loads(hidden)["a"] == DOTS


def test_a_short_password_is_hidden_by_its_name_even_inside_a_string():
    secrets = find_secrets(certain=(), named=[("password", "abc")])
    inner = json.dumps({"password": "abc", "who": "abc"})
    hidden = secrets.conceal(json.dumps({"wrapped": inner, "abc": 1}))
    assert json.loads(json.loads(hidden)["wrapped"]) == {"password": DOTS, "who": "abc"}
    assert secrets.conceal("password=abc&who=abc") == f"password={DOTS}&who=abc"


def test_numbers_and_fields_named_by_the_analysis_are_hidden_and_json_stays_json():
    secrets = find_secrets(certain=["4815"], named=[("otp", 1234)], names=["perso"])
    assert json.loads(secrets.conceal('{"otp": 1234, "perso": "4815", "n": 12}')) == {
        "otp": DOTS, "perso": DOTS, "n": 12,
    }  # fmt: skip


def test_an_ordinary_word_in_a_secret_field_does_not_empty_the_page():
    secrets = find_secrets(certain=(), named=[("session", "checkout")])
    assert secrets.conceal("go to checkout") == "go to checkout"


def test_the_head_s_own_credential_is_hidden_in_the_body_too():
    secrets = find_secrets(certain=(), named=(), heads=[(("Authorization", f"Bearer {TOKEN}"),)])
    assert secrets.conceal(f"echo {TOKEN}") == f"echo {DOTS}"


def test_bytes_keep_their_places():
    secrets = find_secrets(certain=["abcdef123"], named=())
    assert secrets.conceal_bytes(b"x abcdef123 y") == b"x ********* y"


def test_a_flow_without_secrets_has_nothing_to_show():
    assert Secrets().is_empty
    assert find_secrets(certain=(), named=[("name", "Camille")], heads=[(("Accept", "a"),)]).is_empty
    assert not find_secrets(certain=(), named=(), heads=[(("Cookie", "a=1"),)]).is_empty


WILD = st.characters() | st.characters(categories=["Cs"])


@given(st.text(WILD), st.lists(st.text(WILD, min_size=6, max_size=40), max_size=4))
def test_no_text_breaks_it_and_no_secret_survives(text, values):
    secrets = find_secrets(certain=values, named=[("password", value) for value in values])
    hidden = secrets.conceal(text + "".join(values))
    assert isinstance(hidden, str)
    assert secrets.conceal_bytes((text + "|".join(values)).encode("utf-8", "replace")) is not None
