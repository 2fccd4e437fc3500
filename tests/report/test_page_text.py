"""The quick reader of our own pages finds what the general one finds, and leaves other pages to it."""

from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from inspector.report.extraction import pdf_texts
from inspector.report.page_font import Fonts
from inspector.report.page_text import page_text
from inspector.report.pdf import write_pdf
from tests.report.builders import full_report, small_report


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


@pytest.mark.parametrize("operator", [b"1 0 Td", b"/Fm0 Do", b"[(\0A]TJ"])
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
