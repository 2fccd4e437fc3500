"""What opens, and above all what does not."""

import base64
import gzip
import json
import uuid
import zlib

import pytest

from inspector.decode.strings import open_string, open_strings
from inspector.decode.text import decode_text


def opened(text: str) -> list[tuple[tuple[str, ...], object]]:
    decoded = decode_text(text)
    return [(document.layers, leaf[2]) for document, leaf in decoded.leaves() if document.parent is not None]


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


@pytest.mark.parametrize(
    ("text", "layers", "value"),
    [
        (b64("Camille Témoin"), ("base64",), "Camille Témoin"),
        (b64("test"), ("base64",), "test"),
        (b64("camille.temoin@courriel.example").rstrip("="), ("base64",), "camille.temoin@courriel.example"),
        (
            base64.urlsafe_b64encode("première échographie ?>".encode()).decode(),
            ("base64url",),
            "première échographie ?>",
        ),
        (b64('{"a":"x"}'), ("base64", "json"), "x"),
        (b64(gzip.compress(b'{"a":"x"}', mtime=0)), ("base64", "gzip", "json"), "x"),
        (b64(zlib.compress(b'{"a":"x"}')), ("base64", "deflate", "json"), "x"),
        (b64(gzip.compress("Annonce de résultats".encode(), mtime=0)), ("base64", "gzip"), "Annonce de résultats"),
        (b64("https://c.example/?m=ivg")[::-1], ("base64-reversed",), "https://c.example/?m=ivg"),
        (b"camille.temoin@courriel.example".hex(), ("hex",), "camille.temoin@courriel.example"),
        ("%7B%22a%22%3A%22x%22%7D", ("url", "json"), "x"),
        ("groups=C0001%3A1&version=6", ("form", "url"), "C0001:1"),
        ("/search?motive=ivg%20x", ("url",), "ivg x"),
        ("//c.example/search?motive=ivg", ("url",), "ivg"),
        ("#/search?motive=ivg", ("url",), "ivg"),
        ("ivg=m?/elpmaxe.cinilc//:sptth", ("reversed",), "https://clinic.example/?m=gvi"),
        ("data:application/json;base64," + b64('{"a":"x"}'), ("base64", "json"), "x"),
    ],
)
def test_a_hidden_value_comes_out(text: str, layers: tuple[str, ...], value: str) -> None:
    assert (layers, value) in opened(text)


def test_a_token_shows_header_and_claims() -> None:
    pieces = [json.dumps(piece).encode() for piece in ({"alg": "HS256"}, {"email": "a@b.example", "n": 1})]
    token = ".".join([*(base64.urlsafe_b64encode(piece).decode().rstrip("=") for piece in pieces), "c2ln"])
    decoded = decode_text(token)
    paths = {document.path_of(leaf): (document.layers, leaf[2]) for document, leaf in decoded.leaves()}
    assert paths["$.claims.email"] == (("jwt",), "a@b.example")
    assert paths["$.header.alg"] == (("jwt",), "HS256")
    assert (
        paths["$.claims.email"]
        == {d.path_of(x): (d.layers, x[2]) for d, x in decode_text(f"Bearer {token}").leaves()}["$.claims.email"]
    )


@pytest.mark.parametrize(
    "text",
    [
        "consultation",
        "AppointmentConfirmed",
        "getPatientById",
        "Rendez-vous",
        "ophtalmologue-paris-12",
        "dQw4w9WgXcQ",
        "2741702213",
        "20240101123000",
        "+33612345678",
        str(uuid.UUID(int=2**127 + 12345678901234567890)),
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "2026-11-21T10:30:00.000+01:00",
        "camille.temoin@courriel.example",
        "Consultation de suivi de gynécologie",
        "https://img.example/photos/abc.jpg",
        "50%de remise",
        "/medecin/paris/123?",
        "Ça va ?",
        "/regex?.*/",
        "Tom & Jerry = amis",
        "[object Object]",
        "{nom}",
        "ABCDEFGHIJKLMNOP",
        "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "Mozilla/5.0 (X11; Linux x86_64)",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk",
        "UA-12345678-1",
        "GTM-ABCDEFG",
        "fb.1.1700000000000.1234567890",
    ],
)
def test_a_decoy_stays_closed(text: str) -> None:
    assert open_string(text) == ()


def test_base64_whose_plus_became_a_space_or_that_is_broken_into_lines_is_opened() -> None:
    text = "première échographie ~~~ œuvre >>> résultats"
    whole = b64(text)
    assert "+" in whole
    assert (("base64",), text) in opened(whole.replace("+", " "))
    assert (("base64",), text) in opened(f"{whole[:40]}\r\n{whole[40:]}")


def test_random_identifiers_hardly_ever_open() -> None:
    import random

    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    source = random.Random(5)
    ids = ["".join(source.choices(letters, k=source.randrange(8, 40))) for _ in range(20_000)]
    assert sum(bool(open_string(text)) for text in ids) <= 2


def test_the_strings_of_a_document_open_as_each_of_them_alone_and_so_again() -> None:
    samples = [b64("Camille Témoin"), "%41bcdefgh", "a=1&b=2xx", "68747470733a2f2f612e6578616d706c65", '{"a":1}']
    samples += ["https://a.example/b/c", "https://a.example/?b=c%20d", "\\u0041bcdef", "plain words", "é", "%41", "{}"]
    alone = {text: parts for text in samples if (parts := open_string(text))}
    for _ in range(2):
        opened = open_strings({*samples, 3, None}, bare=True)
        assert {text: repr(parts) for text, parts in opened.items()} == {
            text: repr(alone[text]) for text in open_strings({*samples}, bare=True)
        }
        assert open_strings({*samples}, bare=True).keys() == alone.keys()
        assert open_strings({*samples}, bare=False).keys() == alone.keys() - {"https://a.example/b/c"}
