"""Pages, snippets and PDFs: everything that holds a value is read, and nothing else."""

import io
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from inspector.decode.document import NoteKind
from inspector.decode.documents.flight import flight_parts
from inspector.decode.documents.html import open_html, open_html_text
from inspector.decode.documents.pdf import open_pdf
from inspector.decode.documents.script import script_parts
from inspector.decode.documents.text_lines import named_line, named_lines
from inspector.decode.flow import decode_flow
from inspector.decode.limits import Limits
from inspector.decode.part import Pairs, Tree
from inspector.decode.payload import Payload
from inspector.decode.strings import open_string
from tests.decode.flows import flow_content, places, stored

PAGE = r"""<!doctype html><html><head><meta property="og:title" content="Dr House"><meta name="user" content="camille">
<script type="application/ld+json">//<![CDATA[
{"@type":"Physician"}
//]]></script>
<script>var a=JSON.parse(atob("eyJlbWFpbCI6ImFAYi5mciJ9")), b=JSON.parse(decodeURIComponent("%7B%22x%22%3A%22y%22%7D"))</script>
<script src="https://t.example/x.js?id=4" data-user="u1"></script></head><body>
<noscript><img src="https://t.example/tr?ev=ivg"></noscript><!-- debug: patient=camille --><!--[if IE]>old<![endif]-->
<!-- <a href="https://x.example/?q=2">z</a> -->
<template><p data-x="12">in template<template>deep</template></p></template>
<form><textarea name=msg>Bonjour &amp; merci</textarea><select name=who><option value=1>Léo<option value=2 selected>Camille</select>
<input type=radio name=g value=F><input type=radio name=g value=M checked><input type=hidden name=tok value=abc123>
<input id=em value="a@b.example"></form>
<iframe src="https://f.example/?q=1" srcdoc="<p data-q='7'>x</p>">old</iframe>
<svg><title>Plan</title><path d="M0" title="shape"/><g><text>Cabinet <tspan>Lefèvre</tspan></text></g></svg>
<astro-island props='{"name":[0,"Zoé"]}' class="[&>p]:mt {}"></astro-island>
<time datetime="2026-01-03T10:00">demain</time></body></html>"""


def read(data: bytes | str, mime: str = "") -> set[tuple[str, tuple[str, ...], object]]:
    decoded = decode_flow(flow_content(response_body=stored(data), response_mime=mime))
    return {(path, layers, value) for location, path, layers, value in places(decoded) if location == "body"}


def test_every_place_of_a_page_that_holds_a_value_is_read() -> None:
    data, text = ("html-data",), ("html",)
    assert {
        ("meta[property=og:title]@content", data, "Dr House"),
        ("meta[name=user]@content", data, "camille"),
        ("script > $['@type']", ("html-script", "json"), "Physician"),
        ("script#2@JSON.parse > $.email", ("html-script", "base64", "json"), "a@b.fr"),
        ("script#2@JSON.parse > $.x", ("html-script", "url", "json"), "y"),
        ("script@src > id", ("html-data", "url"), "4"),
        ("script@data-user", data, "u1"),
        ("img@src > ev", ("html-data", "url"), "ivg"),
        ("comment", text, "debug: patient=camille"),
        ("comment#2 > a@href > q", ("html", "html-data", "url"), "2"),
        ("p@data-x", data, "12"),
        ("body>template>p", text, "in template"),
        ("template>p>template", text, "deep"),
        ("textarea[name=msg]@value", data, "Bonjour & merci"),
        ("select[name=who]@value", data, "2"),
        ("select[name=who]>option", data, "Camille"),
        ("input[name=g]@value", data, "M"),
        ("input[name=g]:not(:checked)@value", data, "F"),
        ("input[name=tok]@value", data, "abc123"),
        ("input[id=em]@value", data, "a@b.example"),
        ("iframe@src > q", ("html-data", "url"), "1"),
        ("iframe@srcdoc > p@data-q", ("html-data", "html-data"), "7"),
        ("svg>title", text, "Plan"),
        ("svg>text", text, "Cabinet Lefèvre"),
        ("astro-island@props > $.name[1]", ("html-data", "json"), "Zoé"),
        ("time@datetime", data, "2026-01-03T10:00"),
    } <= read(PAGE, "text/html")


def test_what_only_paints_or_arranges_is_no_leaf() -> None:
    read_here = " ".join(f"{path} {value}" for path, _, value in read(PAGE, "text/html"))
    for noise in ("old", "shape", "M0", ":mt"):
        assert noise not in read_here


def test_rows_of_server_components_are_joined_across_scripts() -> None:
    scripts = [
        r'self.__next_f.push([1,"0:{\"a\":1}\n1:[\"$\",\"p\",null,{\"na"])',
        r'self.__next_f.push([1,"me\":\"Élodie\"}]\n2:T6,héllo3:{\"z\":2}\n4:I[1,[],\"x\"]\n"])',
    ]
    page = "<!doctype html>" + "".join(f"<script>{script}</script>" for script in scripts)
    layers = ("html-script", "json-string")
    found = {(path, value) for path, of, value in read(page) if of == layers}
    assert ("script@__next_f > #2 > $[3].name", "Élodie") in found
    assert ("script@__next_f > #3", "héllo") in found
    assert ("script@__next_f > #4 > $.z", 2) in found
    assert not any("#5" in path for path, _ in found)
    assert flight_parts(["self.__next_f.push(["]) == []


@pytest.mark.parametrize(
    "decoy",
    ["<unknown>", "<b>gras", "<3 toi >", "<p>Bonjour</p>", "<anonymous>:1:2", "<Camille@x.example>", "a < b > c"],
)
def test_a_text_that_is_no_markup_worth_reading_stays_closed(decoy: str) -> None:
    assert open_html_text(decoy) is None


def test_a_snippet_in_json_gives_its_attributes_and_its_words_unbroken() -> None:
    snippet = '<p>Motif : <b>onco</b>logie <a href="https://x.example/?m=ivg">lien</a></p>'
    found = read(json.dumps({"h": snippet, "s": "<p>caf&eacute;</p>"}), "application/json")
    assert ("$.h > a@href > m", ("json", "html-data", "url"), "ivg") in found
    assert ("$.h > html>body>p", ("json", "html"), "Motif : oncologie lien") in found
    assert ("$.s > html>body>p", ("json", "html"), "café") in found


@given(st.text(alphabet="<>/=\"' aptextarsc!-&;{}[]:1é\0", max_size=300))
def test_no_markup_is_too_odd(text: str) -> None:
    payload = Payload(b"<html>" + text.encode(), "text/html", limits=Limits())
    assert open_html(payload) == open_html(payload)
    open_string("<p " + text)
    script_parts(text, prefix="script", kind="")
    flight_parts([text, f'self.__next_f.push([1,"{text}"])'])


def test_a_long_list_is_read_without_its_name() -> None:
    page = "<html><select name=town>" + "<option value=75>Paris</option>" * 4000 + "</select>"
    found = read(page)
    assert ("option@value#4000", ("html-data",), "75") in found
    assert not any("[name=town]" in path for path, _, _ in found)


@pytest.mark.parametrize(
    "text",
    ["<template>" * 100_000, "<select name=a>" * 70_000, "<!--" * 250_000, "<p a='" * 170_000, "<a " * 300_000 + ">",
     "<option selected>" * 60_000, "<svg>" * 200_000, 'JSON.parse("' * 80_000, "<" * 1_000_000],
)  # fmt: skip
def test_a_hostile_page_costs_no_more_than_its_size(text: str) -> None:
    begun = time.process_time()
    open_html(Payload(b"<html><script>" + text.encode(), "text/html", limits=Limits()))
    open_html(Payload(b"<html><select name=x>" + text.encode(), "text/html", limits=Limits()))
    open_html_text(text + ">")
    assert time.process_time() - begun < 20


# lines of pages and pictures


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Motif : Annonce", ("Motif", "Annonce")),
        ("N° de sécurité sociale : 2 85", ("N° de sécurité sociale", "2 85")),
        ("Email:a@b.example", ("Email", "a@b.example")),
        ("Rendez-vous à 10:30", ("text", "Rendez-vous à 10:30")),
        ("https://a.example/x", ("text", "https://a.example/x")),
        ("Bonjour", ("text", "Bonjour")),
    ],
)
def test_a_line_goes_by_its_label(line: str, named: tuple[str, str]) -> None:
    assert named_line(line) == named


def test_a_line_that_goes_on_in_lower_case_is_joined() -> None:
    assert named_lines("Motif : Annonce de\nrésultats\n\nsuite\nFin") == (
        ("Motif", "Annonce de résultats"),
        ("text", "suite"),
        ("text#2", "Fin"),
    )


# PDF


def make_pdf(*pages: str, info: dict[str, str] | None = None, password: str | None = None) -> bytes:
    """A PDF whose pages say these lines."""
    writer = PdfWriter()
    for page in pages:
        lines = page.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)").split(b"\n")
        content = b"BT /F1 12 Tf 14 TL 50 700 Td " + b"".join(b"(" + line + b") Tj T* " for line in lines) + b"ET"
        single = PdfReader(io.BytesIO(_one_page(content))).pages[0]
        writer.add_page(single)
    writer.add_metadata(info or {})
    if password is not None:
        writer.encrypt(password, "owner", algorithm="AES-256")
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def _one_page(content: bytes) -> bytes:
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)
    return data + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


LETTER = ("Cabinet du Dr Élodie Lefèvre\nPatient : Camille Témoin\nMotif : Annonce de\nrésultats", "Deuxième page")
DATA = make_pdf(*LETTER, info={"/Title": "Ordonnance", "/Author": "Dr Lefèvre"})


@pytest.mark.parametrize("mime", ["application/pdf", "", "application/octet-stream"])
def test_a_pdf_gives_its_pages_by_label_and_its_information(mime: str) -> None:
    assert {
        ("page[1] > text", ("pdf",), "Cabinet du Dr Élodie Lefèvre"),
        ("page[1] > Patient", ("pdf",), "Camille Témoin"),
        ("page[1] > Motif", ("pdf",), "Annonce de résultats"),
        ("page[2] > text", ("pdf",), "Deuxième page"),
        ("info@Title", ("pdf",), "Ordonnance"),
        ("info@Author", ("pdf",), "Dr Lefèvre"),
    } <= read(DATA, mime)


def test_a_pdf_without_a_password_for_reading_is_read_and_one_with_is_a_note() -> None:
    assert ("page[2] > text", ("pdf",), "Deuxième page") in read(make_pdf(*LETTER, password=""), "application/pdf")
    closed = make_pdf(*LETTER, password="secret")
    decoded = decode_flow(flow_content(response_body=stored(closed), response_mime="application/pdf"))
    assert [(note.kind, note.why) for note in decoded.notes] == [(NoteKind.CUT, "encrypted")]


def test_of_a_damaged_pdf_the_good_pages_are_kept() -> None:
    broken = DATA.replace(b"Deuxi", b"D\\eui)))(((")
    texts = {path for path, _, _ in read(broken, "application/pdf")}
    assert "page[1] > Patient" in texts
    decoded = decode_flow(flow_content(response_body=stored(DATA[:600]), response_mime="application/pdf"))
    assert any(note.why == "damaged" for note in decoded.notes)


def test_reading_a_pdf_stops_after_so_many_pages() -> None:
    parts = open_pdf(Payload(make_pdf(*(f"Page {n}" for n in range(60))), "application/pdf", limits=Limits()))
    assert parts is not None
    assert "page[50]" in {part.prefix for part in parts}
    assert "page[51]" not in {part.prefix for part in parts}
    assert parts[-1].cut == "pages"


def test_reading_a_pdf_stops_when_its_time_is_over() -> None:
    parts = open_pdf(Payload(DATA, "application/pdf", limits=Limits(seconds=-1)))
    assert parts is not None
    assert parts[-1].cut == "time"


@settings(max_examples=60, deadline=None)
@given(st.integers(8, len(DATA)), st.binary(max_size=40))
def test_no_pdf_is_too_broken(at: int, rubbish: bytes) -> None:
    for data in (DATA[:at] + rubbish + DATA[at:], DATA[:at] + rubbish, b"%PDF-1.7 " + rubbish):
        parts = open_pdf(Payload(data, "application/pdf", limits=Limits()))
        assert parts is not None
        assert all(isinstance(part.content, Pairs | Tree) for part in parts)


@pytest.mark.parametrize(
    "data",
    [b"[" * 1_000_000, b"1 0 obj << /a 1 0 R >> endobj\n" * 30_000, b"<<" * 300_000, b"/" * 1_000_000,
     b"trailer << /Prev 0 >> startxref 0 %%EOF"],
)  # fmt: skip
def test_a_hostile_pdf_costs_no_more_than_its_size(data: bytes) -> None:
    begun = time.process_time()
    open_pdf(Payload(b"%PDF-1.4\n" + data, "application/pdf", limits=Limits()))
    assert time.process_time() - begun < 20
