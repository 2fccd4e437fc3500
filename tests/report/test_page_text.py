"""The quick reader of our own pages finds what the general one finds, and leaves other pages to it."""

from io import BytesIO

import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from inspector.report.extraction import pdf_texts
from inspector.report.page_font import Font, Fonts, Letters, UnknownFont
from inspector.report.page_text import page_text, read_text
from inspector.report.pdf import write_pdf
from tests.report.builders import full_report, small_report

LETTERS = "".join(
    map(chr, (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0xD7), *range(0xD8, 0xF7)))
) + "".join(map(chr, (*range(0x100, 0x17F), *range(0x391, 0x3A2), *range(0x3B1, 0x3CA), *range(0x410, 0x450))))
ONE_FONT = {b"F1": Font(Letters({code: chr(code) for code in range(32, 127)}), {}, 500)}
START = b"BT /F1 10 Tf 1 0 0 1 0 0 Tm "


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return write_pdf(full_report("fr"), language="fr")


def test_every_page_reads_as_the_general_reader_reads_it(pdf: bytes):
    fonts = Fonts()
    for page in PdfReader(BytesIO(pdf)).pages:
        quick, general = page_text(page, fonts), page.extract_text()
        assert quick is not None
        assert "".join(quick.split()) == "".join(general.split())
        assert set(quick.split()) == set(general.split())


@pytest.mark.parametrize("count", [130, 200, 258])
def test_many_letters_of_one_font_are_all_read(count: int):
    """Numbers of glyphs beyond a byte are written in another way."""
    said = f'#set page(height: auto)\n#set text(font: "Libertinus Serif")\n{LETTERS[:count]}\n\n{LETTERS[count - 12 : count]} end'
    (page,) = PdfReader(BytesIO(typst.compile(said.encode()))).pages
    contents = page.get_contents()
    assert contents is not None
    assert b"<00" in contents.get_data()
    quick = page_text(page, Fonts())
    assert quick is not None
    assert "".join(quick.split()) == "".join(page.extract_text().split())
    assert LETTERS[count - 12 : count] in quick


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (b"(\\000A) Tj <0053 0045> Tj", "ASE"),
        (b"[(\\000A) -3 <00530045>3<0046>] TJ", "ASEF"),
        (b"q (\\000A) Tj Q (\\000S) Tj", "AS"),
        (b"0 Tr 1 0 0 rg /a gs [1 2] 0 d (\\000A) Tj", "A"),
    ],
)
def test_letters_are_read_in_every_way_to_write_them(shown: bytes, text: str):
    assert read_text(START + shown + b" ET", ONE_FONT) == text


@pytest.mark.parametrize(
    "shown",
    [
        b"(\\000S) '",
        b'1 2 (\\000S) "',
        b"<0053> '",
        b"<00530> Tj",
        b"<005X> Tj",
        b"[(\\000S) <00+3>] TJ",
        b"((((\\000S)))) Tj",
        b"% (\\000S) Tj",
        b"T*",
        b"5 TL",
        b"/X Do",
        b"(\\000S) Tj2",
        b"<",
    ],
)
def test_what_is_not_understood_is_refused(shown: bytes):
    with pytest.raises(UnknownFont):
        read_text(START + b"(\\000A) Tj " + shown + b" ET", ONE_FONT)


@pytest.mark.parametrize("operator", [b"1 0 Td", b"/Fm0 Do", b"[(\0A]TJ", b"(\0A)'", b"<0001>'"])
def test_a_page_with_anything_else_is_left_to_the_general_reader(pdf: bytes, operator: bytes):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    page = writer.pages[0]
    contents = page.get_contents()
    assert contents is not None
    stream = DecodedStreamObject()
    stream.set_data(contents.get_data() + b"\nBT " + operator + b" ET\n")
    page[NameObject("/Contents")] = writer._add_object(stream)
    assert page_text(page, Fonts()) is None


def test_a_font_without_letters_is_left_to_the_general_reader(pdf: bytes):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    page = writer.pages[0]
    for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
        del font.get_object()["/ToUnicode"]
    assert page_text(page, Fonts()) is None


def test_words_are_apart_and_broken_words_together():
    parts = list(pdf_texts(write_pdf(small_report("en"), language="en")))
    text = " ".join(part.spaced for part in parts if part.part == "page")
    assert "Does not show" in " ".join(text.split())
