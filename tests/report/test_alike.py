"""Requests of which nothing but the host is told stand in one frame, with their number."""

from io import BytesIO

from msgspec.structs import replace
from pypdf import PdfReader

from inspector.report.pdf import write_pdf
from tests.report.builders import small_report


def test_one_frame_stands_for_all_requests_with_the_same_excerpt():
    data = small_report()
    first = data.findings[0]
    alike = replace(first, evidence=(replace(first.evidence[0], alike=4),), evidence_total=6)
    pdf = write_pdf(replace(data, findings=(alike, *data.findings[1:])), language="en")
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    assert "the same excerpt in 4 more requests" in text
    assert "1 further occurrence is not reproduced here." in text
