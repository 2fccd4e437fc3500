import gzip
import zlib

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard

from inspector.decode.body import body_bytes, body_text, pretty_json
from inspector.decode.coding import CodingFailed, coding_names, expand
from inspector.decode.document import Decoded, NoteKind
from inspector.decode.flow import decode_flow
from tests.decode.flows import flow_content, found, places, stored

JSON = b'{"motive":"Annonce"}' * 1
_RAW = zlib.compressobj(wbits=-15)
RAW_DEFLATE = _RAW.compress(JSON) + _RAW.flush()
CODED = {
    "gzip": [gzip.compress(JSON, mtime=0), gzip.compress(JSON[:9], mtime=0) + gzip.compress(JSON[9:], mtime=0)],
    "deflate": [zlib.compress(JSON), RAW_DEFLATE],
    "br": [brotli.compress(JSON)],
    "zstd": [zstandard.compress(JSON), zstandard.compress(JSON[:5]) + zstandard.compress(JSON[5:])],
}


@pytest.mark.parametrize(("coding", "data"), [(coding, data) for coding, list_ in CODED.items() for data in list_])
def test_a_recorded_body_lists_its_wire_coding(coding: str, data: bytes) -> None:
    content = flow_content(
        content_coded=True, response_body=stored(data), response_headers=(("content-encoding", coding),)
    )
    decoded = decode_flow(content)
    assert ("body", "$.motive", (coding, "json"), "Annonce") in places(decoded)
    assert not decoded.notes
    body = content.response_body
    assert body is not None
    assert body_bytes(body, headers=content.response_headers, content_coded=True) == JSON
    assert body_text(body, mime=None, headers=content.response_headers, content_coded=True) == JSON.decode()


def test_several_codings_are_undone_from_the_outside() -> None:
    assert coding_names("gzip, x-gzip ,br, identity") == ("br", "gzip", "gzip")
    data = brotli.compress(gzip.compress(JSON))
    headers = (("Content-Encoding", "gzip, br"),)
    decoded = decode_flow(flow_content(content_coded=True, response_body=stored(data), response_headers=headers))
    assert found(decoded)[("body", "$.motive")][0] == ("br", "gzip", "json")


def test_a_bomb_is_cut_with_a_note() -> None:
    bomb = gzip.compress(gzip.compress(b" " * 40_000_000))
    decoded = decode_flow(flow_content(response_body=stored(bomb)))
    assert any(note.kind is NoteKind.CUT for note in decoded.notes)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_rubbish_is_refused_and_a_cut_stream_gives_its_beginning(coding: str) -> None:
    with pytest.raises(CodingFailed):
        expand(b"\xff\xfe rubbish \x00\x01", coding, most=1000)
    text = bytes(range(256)) * 600
    packed = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda d: brotli.compress(d, quality=1),
        "zstd": zstandard.compress,
    }[coding](text)
    assert expand(packed, coding, most=100).data == text[:100]
    assert expand(packed, coding, most=100).cut == "size"


@pytest.mark.parametrize(
    ("data", "mime", "text"),
    [
        ("é".encode(), "text/plain", "é"),
        ("é".encode("latin-1"), "text/plain; charset=iso-8859-1", "é"),
        ("é€".encode("cp1252"), "text/plain; charset=latin1", "é€"),
        ("\ufeffé".encode("utf-16-le"), "text/plain", "é"),
        (b"\xef\xbb\xbf\xc3\xa9", "text/plain; charset=nonsense", "é"),
        ("Bonjour, é".encode() + b"\xe2\x82", "text/plain", "Bonjour, é"),
    ],
)
def test_the_charset_is_found(data: bytes, mime: str, text: str) -> None:
    assert body_text(stored(data), mime=mime, headers=(), content_coded=False) == text


def test_a_form_has_the_layers_form_and_url() -> None:
    body = stored("a=1&a=2&m=Annonce+de+r%C3%A9sultats&u=https%3A%2F%2Fc.example%2Fx")
    decoded = places(decode_flow(flow_content(request_body=body, request_mime="application/x-www-form-urlencoded")))
    assert ("body", "a#2", ("form", "url"), "2") in decoded
    assert ("body", "m", ("form", "url"), "Annonce de résultats") in decoded
    assert ("body", "u > path[0]", ("form", "url"), "x") in decoded


def test_each_line_of_a_beacon_is_a_form_of_its_own() -> None:
    body = stored("e=page_view&_et=1\r\ne=search&ep.search_term=ivg")
    decoded = places(decode_flow(flow_content(request_body=body, request_mime="text/plain")))
    assert ("body", "#2 > ep.search_term", ("form", "url"), "ivg") in decoded


MULTIPART = (
    b'--XX\r\nContent-Disposition: form-data; name="udff[em]"\r\n\r\nabc d\xc3\xa9f\r\n'
    b'--XX\r\nContent-Disposition: form-data; name="f"; filename="ordonnance.json"\r\nContent-Type: application/json'
    b'\r\n\r\n{"z":1}\r\n--XX--\r\n'
)


@pytest.mark.parametrize("data", [MULTIPART, MULTIPART.replace(b"\r\n", b"\n"), MULTIPART[:-6]])
@pytest.mark.parametrize("mime", ["multipart/form-data; boundary=XX", "multipart/form-data", ""])
def test_multipart_fields_and_files_are_read(data: bytes, mime: str) -> None:
    decoded = places(decode_flow(flow_content(request_body=stored(data), request_mime=mime)))
    assert ("body", "udff[em]", ("multipart",), "abc déf") in decoded
    assert ("body", "f@filename", ("multipart",), "ordonnance.json") in decoded
    assert ("body", "f > $.z", ("multipart", "json"), 1) in decoded


def test_the_items_of_a_sentry_envelope_are_numbered() -> None:
    event = b'{"user":{"email":"a@b.example"},"x":"\xc3\xa9"}'
    envelope = b'{"event_id":"9ec79c33","sent_at":"2026"}\n{"type":"event","length":%d}\n%s\n' % (len(event), event)
    envelope += b'{"type":"client_report"}\n{"discarded":[{"reason":"r"}]}'
    decoded = places(decode_flow(flow_content(request_body=stored(envelope), request_mime="text/plain;charset=UTF-8")))
    assert ("body", "#1 > $.user.email", ("sentry-envelope", "json"), "a@b.example") in decoded
    assert ("body", "#2 > $.discarded[0].reason", ("sentry-envelope", "json"), "r") in decoded


PAGE = """<!doctype html><html><head><title>Rendez-vous</title>
<script id="__NEXT_DATA__" type="application/json">{"props":{"name":"Camille"}}</script>
<script>window.__STATE__ = {"motive":"Annonce"}; track({"ev":"x"}); var q = JSON.parse('{"n":"\\u00e9"}');</script></head>
<body data-user='{"email":"a@b.example"}'><p>Bonjour <b>Camille</b> T&eacute;moin</p><p>Deux</p>
<a href="https://t.example/?m=ivg">x</a><input name="mail" value="c@d.example"><style>p{color:red}</style></body></html>"""


def test_a_page_gives_scripts_attributes_and_visible_text() -> None:
    decoded = places(decode_flow(flow_content(response_body=stored(PAGE), response_mime="text/html")))
    assert {
        ("body", "script[id=__NEXT_DATA__] > $.props.name", ("html-script", "json"), "Camille"),
        ("body", "script@window.__STATE__ > $.motive", ("html-script", "json"), "Annonce"),
        ("body", "script@JSON.parse > $.n", ("html-script", "json-string"), "é"),
        ("body", "body@data-user > $.email", ("html-data", "json"), "a@b.example"),
        ("body", "a@href > m", ("html-data", "url"), "ivg"),
        ("body", "input[name=mail]@value", ("html-data",), "c@d.example"),
        ("body", "html>body>p", ("html",), "Bonjour Camille Témoin"),
        ("body", "html>body>p#2", ("html",), "Deux"),
    } <= decoded
    assert not any("color" in str(value) for *_, value in decoded)


def test_xml_values_have_an_xpath() -> None:
    text = '<?xml version="1.0"?><s:Body xmlns:s="urn:x"><p id="1">Camille</p><p>Annonce &amp; suite<b/></p></s:Body>'
    decoded = places(decode_flow(flow_content(response_body=stored(text), response_mime="application/soap+xml")))
    assert ("body", "/Body/p/@id", ("xml",), "1") in decoded
    assert ("body", "/Body/p[2]", ("xml",), "Annonce & suite") in decoded


def test_xml_entities_are_refused_and_what_came_before_a_damage_is_kept() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY x "yyyy"><!ENTITY z "&x;&x;">]><a>&z;</a>'
    damaged = "<a><b>kept</b><c></a>"
    assert ("body", "/a", ("xml",), "yyyyyyyy") not in places(_xml(bomb))
    assert ("body", "/a/b", ("xml",), "kept") in places(_xml(damaged))
    assert [note.why for note in _xml(damaged).notes] == ["truncated"]


def _xml(text: str) -> Decoded:
    return decode_flow(flow_content(response_body=stored(text), response_mime="text/xml"))


def test_plain_text_is_one_leaf_with_an_empty_path() -> None:
    decoded = places(decode_flow(flow_content(response_body=stored("Bonjour Camille"), response_mime="text/plain")))
    assert ("body", "", (), "Bonjour Camille") in decoded


def test_json_is_shown_indented_with_its_characters() -> None:
    assert pretty_json('{"a":["é"]}') == '{\n  "a": [\n    "é"\n  ]\n}'
    assert pretty_json("no") is None
