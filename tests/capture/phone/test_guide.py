"""The page that the phone opens: certificate, steps, both languages, nothing from elsewhere."""

import plistlib
import re
import ssl
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from inspector.capture.phone.guide import GuideResponse, guide_response
from inspector.capture.phone.pictures import COLOURS, Pen, describe_screen, draw_screen
from inspector.capture.phone.screens import SCREENS
from inspector.messages import Translator

WILD_NAME = "<b>En & Clair</b>"


def make_authority(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 1, now, now + timedelta(days=1))
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)


CA = make_authority("En Clair 3f2c")


def ask(path: str, languages: str = "en", **more: str) -> GuideResponse:
    return guide_response(path, languages, CA, **more)


def header(answer: GuideResponse, name: str) -> str:
    return dict(answer.headers)[name]


@pytest.mark.parametrize(
    ("path", "media_type", "suffix"),
    [
        ("/en-clair.cer", "application/x-x509-ca-cert", "cer"),
        ("/en-clair.crt", "application/x-x509-ca-cert", "crt"),
        ("/en-clair.pem", "application/x-pem-file", "pem"),
        ("/en-clair.mobileconfig", "application/x-apple-aspen-config", "mobileconfig"),
        ("/cert/pem", "application/x-x509-ca-cert", "pem"),
        ("/cert/cer", "application/x-x509-ca-cert", "cer"),
    ],
)
def test_the_certificate_comes_in_each_form_with_its_media_type(path: str, media_type: str, suffix: str):
    answer = ask(path)
    assert answer.status == 200
    assert header(answer, "Content-Type") == media_type
    assert header(answer, "Content-Disposition").endswith(f'.{suffix}"')
    assert header(answer, "Content-Length") == str(len(answer.body))
    if suffix == "pem":
        assert ssl.PEM_cert_to_DER_cert(answer.body.decode()) == CA
    elif suffix == "mobileconfig":
        assert plistlib.loads(answer.body)["PayloadContent"][0]["PayloadContent"] == CA
    else:
        assert answer.body == CA


def test_the_profile_installs_one_root_certificate_and_can_be_removed():
    profile = plistlib.loads(ask("/en-clair.mobileconfig").body)
    assert profile["PayloadType"] == "Configuration"
    assert not profile["PayloadRemovalDisallowed"]
    (payload,) = profile["PayloadContent"]
    assert payload["PayloadType"] == "com.apple.security.root"
    assert payload["PayloadUUID"] != profile["PayloadUUID"]
    other = plistlib.loads(guide_response("/en-clair.mobileconfig", "fr", make_authority("x")).body)
    assert other["PayloadIdentifier"] != profile["PayloadIdentifier"]


@pytest.mark.parametrize(
    ("languages", "path", "language"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "/", "fr"),
        ("en-GB,en;q=0.9,fr;q=0.2", "/", "en"),
        ("fr;q=0.1,en;q=0.9", "/", "en"),
        ("de,es", "/", "en"),
        ("", "/", "en"),
        ("en", "/?lang=fr", "fr"),
        ("fr", "/?lang=zz", "fr"),
    ],
)
def test_the_page_speaks_the_phone_s_language(languages: str, path: str, language: str):
    answer = ask(path, languages)
    assert header(answer, "Content-Language") == language
    assert f'<html lang="{language}">'.encode() in answer.body


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_is_whole_in_itself(language: str):
    page = ask("/", language).body.decode()
    tree = LexborHTMLParser(page)
    assert not tree.css("script, link, img, iframe, object, form")
    for node in tree.css("[href]"):
        assert re.match(r"/[\w.?=-]*$", node.attributes["href"] or "")
    assert "url(" not in page
    assert "phone." not in tree.body.text()  # type: ignore[union-attr]
    assert len(page) < 60_000


def test_each_half_has_its_steps_its_pictures_and_its_file():
    tree = LexborHTMLParser(ask("/").body)
    for platform, file in (("android", "/en-clair.cer"), ("ios", "/en-clair.mobileconfig")):
        half = tree.css_first(f"#{platform}")
        assert half is not None
        assert len(half.css("li")) == 4
        assert len(half.css("svg")) == 3
        assert half.css_first("a.button").attributes["href"] == file  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("agent", "opened"),
    [
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8)", {"android"}),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)", {"ios"}),
        ("curl/8", {"android", "ios"}),
    ],
)
def test_the_phone_s_own_half_is_open(agent: str, opened: set[str]):
    tree = LexborHTMLParser(ask("/", user_agent=agent).body)
    assert {node.attributes["id"] for node in tree.css("details[open]")} == opened


def test_the_page_says_how_to_remove_it_and_what_stays_unread():
    page = ask("/").body.decode()
    for words in ("Afterwards: remove it", "Remove Profile", "Uninstall", "content not read"):
        assert words in page


def test_the_name_of_the_certificate_is_text_never_markup():
    page = guide_response("/", "en", make_authority(WILD_NAME)).body.decode()
    assert WILD_NAME not in page
    assert "&lt;b&gt;En &amp; Clair&lt;/b&gt;" in page


def test_only_an_encrypted_check_page_is_linked():
    assert b"https://check.example/" in ask("/", check_url="https://check.example/").body
    assert b"javascript:" not in ask("/", check_url="javascript:alert(1)").body


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_no_request_breaks_the_page(path: str, languages: str, agent: str):
    answer = guide_response(path, languages, CA, user_agent=agent)
    assert answer.status in (200, 404)
    assert header(answer, "Content-Length") == str(len(answer.body))


def test_what_is_no_certificate_is_refused():
    with pytest.raises(ValueError):  # noqa: PT011
        guide_response("/", "en", b"-----BEGIN")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", SCREENS)
def test_every_picture_is_drawn_within_its_frame_and_told_in_words(name: str, language: str):
    t, facts = Translator(language), {"address": "192.168.100.200", "port": "65535", "certificate": "En Clair 3f2c"}
    svg = draw_screen(name, t, pen=Pen(colours=dict.fromkeys(COLOURS, "#000000"), facts=facts))
    root = ElementTree.fromstring(svg)
    height = int(root.attrib["height"])
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 < float(node.attrib["y"]) < height
        assert "screen_" not in (node.text or "")
        assert len(node.text or "") <= 30
    assert "screen_" not in describe_screen(name, t, facts=facts)
