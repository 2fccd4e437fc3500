"""Tokens open to what they say; what only resembles a token stays closed."""

import base64
import json
import re
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.decode.flow import decode_flow
from inspector.decode.strings import STRING_DECODERS, open_string
from inspector.decode.text import decode_text
from inspector.decode.tokens.jwe import open_jwe
from inspector.decode.tokens.jwt import open_health_card, open_jwt, open_sealed
from inspector.decode.tokens.rails import open_rails
from tests.decode.flows import flow_content, places

_SHA1, _SHA256 = "ab" * 20, "0c" * 32
_SIGNATURE = "s" * 43


def b64url(data: bytes | str | object) -> str:
    data = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def jws(claims: object, header: object | None = None, signature: str = _SIGNATURE) -> str:
    return ".".join([b64url(header or {"alg": "HS256"}), b64url(claims), signature])


def opened(text: str) -> dict[str, tuple[tuple[str, ...], object]]:
    """Path to layers and value of all that was hidden in a text."""
    leaves = decode_text(text).leaves()
    return {document.path_of(leaf): (document.layers, leaf[2]) for document, leaf in leaves if document.layers}


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "Bearer {}",
        "bearer {}",
        "JWT {}",
        "DPoP {}",
        "token={}",
        "token={}; Path=/; Secure",
        "access_token: {}",
        'Token token="{}"',
        "session={}, other=1",
    ],
)
def test_a_token_opens_inside_a_longer_text(around: str) -> None:
    text = around.format(jws({"email": "a@b.example"}))
    assert opened(text)["$.claims.email"] == (("jwt",), "a@b.example")


def test_an_unsecured_token_and_one_with_a_text_and_a_detached_one_open() -> None:
    assert opened(jws({"sub": "7"}, {"alg": "none"}, ""))["$.claims.sub"] == (("jwt",), "7")
    assert opened(jws("Annonce de résultats"))["$.payload"] == (("jwt",), "Annonce de résultats")
    detached = opened(f"{b64url({'alg': 'ES256', 'kid': 'k1'})}..{_SIGNATURE}")
    assert detached == {"$.header.alg": (("jwt",), "ES256"), "$.header.kid": (("jwt",), "k1")}


def test_a_nested_token_opens_twice() -> None:
    outer = jws(jws({"email": "a@b.example"}), {"alg": "RS256", "cty": "JWT"})
    assert opened(outer)["$.payload > $.claims.email"] == (("jwt", "jwt"), "a@b.example")


def test_compressed_claims_open_and_a_health_card_does() -> None:
    claims = zlib.compress(b'{"vc":{"type":["#immunization"]}}')[2:-4]
    token = f"{b64url({'zip': 'DEF', 'alg': 'ES256'})}.{b64url(claims)}.{_SIGNATURE}"
    numbers = "".join(f"{ord(c) - 45:02}" for c in token)
    for text in (token, f"shc:/{numbers}"):
        assert opened(text)["$.claims.vc.type[0]"] == (("jwt", "deflate"), "#immunization")
        assert opened(text)["$.header.zip"] == (("jwt",), "DEF")


def test_the_json_serialisation_of_a_signed_token_gives_its_claims() -> None:
    signed = {"payload": b64url({"email": "a@b.example"}), "protected": b64url({"alg": "ES256"}), "signature": "c2ln"}
    assert ("a@b.example") in [value for _, value in opened(json.dumps(signed)).values()]
    several = {"payload": signed["payload"], "signatures": [{"protected": signed["protected"], "signature": "c2ln"}]}
    assert "ES256" in [value for _, value in opened(json.dumps(several)).values()]


def test_of_an_encrypted_token_the_header_alone_is_read() -> None:
    token = ".".join(
        [b64url({"alg": "dir", "enc": "A256GCM"}), "", "aWl2aWl2aWl2", "Y2lwaGVydGV4dA", "dGFndGFndGFndGFndGFn"]
    )
    for text in (token, f"Bearer {token}"):
        assert opened(text) == {"$.header.alg": (("jwe",), "dir"), "$.header.enc": (("jwe",), "A256GCM")}


@pytest.mark.parametrize(
    ("text", "path", "layers", "value"),
    [
        (f"{b64url({'id': 7})}.ZxYz12.{'s' * 27}", "$.id", ("base64url", "json"), 7),
        (f"{b64url({'id': 7})}.{'s' * 27}", "$.id", ("base64url", "json"), 7),
        (
            f".{b64url(zlib.compress(b'{"user":"9"}'))}.ZxYz12.{'s' * 27}",
            "$.user",
            ("base64url", "deflate", "json"),
            "9",
        ),
        (f"{b64url('"a@b.example"')}.ZxYz12.{'s' * 27}", "", ("base64url", "json"), "a@b.example"),
        (f"{b64url({'a': 'x'})}:1kT3x2:{_SIGNATURE}", "$.a", ("base64url", "json"), "x"),
        (f".{b64url(zlib.compress(b'{"a":"x"}'))}:1kT3x2:{_SIGNATURE}", "$.a", ("base64url", "deflate", "json"), "x"),
    ],
)
def test_a_value_signed_by_flask_or_django_opens(text: str, path: str, layers: tuple[str, ...], value: object) -> None:
    assert opened(text)[path] == (layers, value)


@pytest.mark.parametrize("digest", [_SHA1, _SHA256])
@pytest.mark.parametrize(
    ("inside", "path", "value"),
    [
        (b'"9000042"', "", "9000042"),
        (b"9000042", "", "9000042"),
        (b"patient-9000042", "", "patient-9000042"),
        (b'\x04\bI"\x0cpatient\x06:\x06ET', "", "patient"),
        (b'\x04\bI"\x02\x2c\x01' + b"x" * 300 + b"\x06:\x06ET", "", "x" * 300),
        (b"\x04\bi\x03\xaaT\x89", "", "9000106"),
        (b'{"patient_id":9000042}', "$.patient_id", 9000042),
        (b'{"_rails":{"message":"OTAwMDA0Mg==","exp":null,"pur":"blob"}}', "$._rails.message", 9000042),
        (b'{"_rails":{"data":"x1","pur":"cookie.user"}}', "$._rails.data", "x1"),
    ],
)
def test_a_value_signed_by_rails_opens(inside: bytes, path: str, value: object, digest: str) -> None:
    for encoded in (b64(inside), b64url(inside)):
        text = f"{encoded}--{digest}"
        assert opened(text)[path] == (("rails-signed",), value)


def test_an_id_in_front_of_a_signature_is_a_leaf_of_its_own() -> None:
    text = f"9000042-{b64url(b'9000042')}=--{_SHA1}"
    leaves = [(d.layers, leaf[2]) for d, leaf in decode_text(text).leaves() if d.layers]
    assert leaves == [(("rails-signed",), "9000042")]
    unreadable = f"9000042-{b64url(bytes(range(200, 232)))}=--{_SHA1}"
    assert opened(unreadable)[""] == (("rails-signed",), "9000042")


def test_a_signed_id_in_a_query_and_a_cookie_gives_the_same_inner_id() -> None:
    signed = f"{b64(b'"9000042"')}--{_SHA1}"
    url = f"https://clinic.example/x?master_patient_signed_id={signed.replace('=', '%3D')}"
    everything = places(decode_flow(flow_content(url=url, request_headers=(("Cookie", f"pid={signed}"),))))
    inner = {(location, path, value) for location, path, layers, value in everything if "rails-signed" in layers}
    assert inner == {("query", "master_patient_signed_id", "9000042"), ("cookie", "pid", "9000042")}


@pytest.mark.parametrize(
    "text",
    [
        "eyJhbGciOiJIUzI1NiJ9",
        "www.clinic.example.com",
        "a.b.c",
        "module.exports.default",
        "1.2.3",
        f"{_SHA1}--{_SHA1}",
        "main--3f2a",
        "feature-branch--" + "z" * 40,
        f"deploy-{_SHA1}",
        "block__element--modifier",
        f"--{_SHA1}",
        ".eJunk:abc:def",
        "Institutions:1kT3x2:short",
        "shc:/12",
        "shc:/" + "99" * 30,
        "Weekly.Report.2024",
        "Igloo.Construction.Guide",
        "token=",
        "Bearer mF_9.B5f-4.1JqM",
        "550e8400-e29b-41d4-a716-446655440000",
    ],
)
def test_what_only_resembles_a_token_stays_closed(text: str) -> None:
    assert [part for part in open_string(text) if part.layers[:1] != ("base64",)] == []


_hostile = st.one_of(
    st.text(st.sampled_from('eyJ.-_=:AbC09 +/"I.'), max_size=200),
    st.binary(max_size=120).map(lambda data: f"{b64url(data)}--{_SHA1}"),
    st.binary(max_size=120).map(lambda data: f"{b64(bytes([4, 8]) + data)}--{_SHA1}"),
    st.binary(max_size=120).map(lambda data: f".{b64url(data)}.ZxYz12.{'s' * 27}"),
    st.lists(st.binary(max_size=60), min_size=2, max_size=5).map(lambda parts: "eyJ" + ".".join(map(b64url, parts))),
    st.dictionaries(st.sampled_from(["alg", "zip", "enc", "b64"]), st.sampled_from(["DEF", "x", False, None])).map(
        lambda header: f"{b64url(header)}.{b64url(b'x')}."
    ),
)


@settings(max_examples=200, deadline=None)
@given(text=_hostile)
def test_openers_never_raise_and_are_deterministic(text: str) -> None:
    for opener in (open_jwt, open_jwe, open_sealed, open_health_card, open_rails):
        assert opener(text) == opener(text)


@pytest.mark.parametrize(
    "text",
    [
        "eyJ" + "a" * 1_000_000,
        "eyJhbGciOi" + "." * 1_000_000,
        "a-" * 500_000 + "--" + _SHA1,
        "-" * 1_000_000,
        "Ig" + "a." * 500_000,
        "a=" * 400_000 + ".eyJ",
        "shc:/" + "1" * 1_000_000,
    ],
)
def test_a_long_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    start = time.process_time()
    for decoder in STRING_DECODERS:
        if decoder.opener in (open_jwt, open_jwe, open_sealed, open_health_card, open_rails) and re.match(
            decoder.sign, text
        ):
            decoder.opener(text)
    assert time.process_time() - start < 1.5
