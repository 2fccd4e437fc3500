"""Claims and documents: checked when they are entered, kept whole, exported byte for byte."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from inspector.model.claim import Claim
from inspector.model.document import Document, DocumentKind
from inspector.model.errors import ArgumentsWrong, InputUnreadable
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace import claims, documents
from tests.store.builders import build_case


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build_case(tmp_path / "a.enclair", flows=110)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    made = tmp_path / "politique.html"
    made.write_bytes(b"<p>\x00\xff")
    return made


def attach(path: Path, source: Path, **more: str) -> Document:
    return documents.attach_document(path, source, kind=DocumentKind.POLICY, **more)


def test_a_document_comes_out_as_it_went_in(path: Path, source: Path, tmp_path: Path):
    kept = attach(path, source, day="21/11/2026", url="https://a.example/p")
    assert kept.sha256 == sha256(source.read_bytes()).hexdigest()
    assert (kept.date, kept.media_type, kept.size_bytes) == ("2026-11-21", "text/html", 5)
    documents.export_document(path, kept, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == source.read_bytes()


@pytest.mark.parametrize(("data", "code"), [(b"", "document_empty"), (b"12345", "document_too_large")])
def test_empty_and_endless_files_are_refused(path: Path, source: Path, monkeypatch, data: bytes, code: str):
    monkeypatch.setattr(documents, "MOST_BYTES", 4)
    source.write_bytes(data)
    with pytest.raises(InputUnreadable) as raised:
        attach(path, source)
    assert raised.value.code == code


def test_a_file_that_is_not_there_is_one_line(path: Path, tmp_path: Path):
    with pytest.raises(InputUnreadable) as raised:
        attach(path, tmp_path / "none.pdf")
    assert "\n" not in str(raised.value)


def test_what_is_said_of_a_document_can_be_corrected(path: Path, source: Path):
    kept = attach(path, source)
    assert documents.change_document(path, replace(kept, date="01/02/2026", note="archive"))
    with Case.open(path, read_only=True) as case:
        (found,) = documents.read_documents(CaseReader(case))
    assert (found.date, found.note, found.sha256) == ("2026-02-01", "archive", kept.sha256)


@pytest.mark.parametrize("text", ["21/13/2026", "hier", "2026-02-30", "1/2", "21/11/26x", "//"])
def test_what_is_no_date_is_refused(text: str):
    with pytest.raises(ArgumentsWrong):
        documents.read_day(text)


@given(st.text(max_size=40))
def test_dates_and_addresses_are_read_or_refused_whatever_is_typed(text: str):
    for read in (documents.read_day, documents.read_url):
        try:
            told = read(text)
        except ArgumentsWrong:
            continue
        assert read(told) == told


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "file:///etc", "a.example", "https://", "https://a b", "http://["]
)
def test_only_web_addresses_are_kept(text: str):
    with pytest.raises(ArgumentsWrong):
        documents.read_url(text)


def test_a_claim_without_words_is_refused(path: Path):
    with pytest.raises(ArgumentsWrong) as raised:
        claims.add_claim(path, Claim(quote=" \n "))
    assert raised.value.code == "quote_empty"


def test_an_empty_scope_cannot_be_confirmed(path: Path):
    assert not claims.add_claim(path, Claim(quote="a", is_scope_confirmed=True)).is_scope_confirmed


def test_a_claim_whose_copy_has_gone_is_told(path: Path):
    with pytest.raises(InputUnreadable) as raised:
        claims.add_claim(path, Claim(quote="a", document="0" * 64))
    assert raised.value.code == "document_gone"


def test_the_classes_offered_are_those_of_the_case(path: Path):
    with Case.open(path, read_only=True) as case:
        offered = claims.classes_of_case(CaseReader(case))
    assert "health.motive" in offered
    assert list(offered) == sorted(set(offered))
