"""The same input gives the same report, and no report shows what it masks."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from inspector.__main__ import main
from inspector.model.errors import InputUnreadable
from inspector.model.finding import Status
from inspector.report.extraction import pdf_texts
from inspector.resources import resource_path
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.reporting import collect_report, write_report
from tests.store.builders import build_case

pytestmark = pytest.mark.slow
SAMPLE = resource_path("samples", "consultation.har")
SECRETS = ("camille.temoin", "Suivi de chimio", "Annonce de résultats", "Fauvettes", "Camille", "Témoin", "TEMOIN")
_NO_SPACES = dict.fromkeys(map(ord, " \n\xa0\u202f\u200b"))


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def words_of(path: Path) -> str:
    """The same without the spaces, as the report's own search reads it: several times as fast, and compared with it in
    the tests of the report."""
    return "".join(part.joined for part in pdf_texts(path.read_bytes()) if part.part == "page").translate(_NO_SPACES)


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command line makes of the sample, in French."""
    path = tmp_path_factory.mktemp("reported") / "a.pdf"
    with pytest.MonkeyPatch.context() as patch:
        write_from_sample(path, patch)
    return path


def write_from_sample(path: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert main(["report", str(SAMPLE), "-o", str(path), "--lang", "fr"]) == 0


def test_the_same_input_and_date_give_the_same_bytes(reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_from_sample(tmp_path / "b.pdf", monkeypatch)
    assert (tmp_path / "b.pdf").read_bytes() == reported.read_bytes()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_report_shows_findings_and_no_planted_value(
    analysed_sample: Path, reported: Path, tmp_path: Path, language: str
):
    target = tmp_path / "r.pdf"
    if language == "en":
        write_report(analysed_sample, target, language=language, redact="default")
    else:
        target = reported
    text = text_of(target)
    assert "mesure-pub.example" in text
    assert ("Brouillon" if language == "fr" else "Draft") in text
    for secret in SECRETS:
        assert secret not in text
        assert secret.encode() not in target.read_bytes()


def test_rejected_findings_leave_and_verified_ones_are_no_drafts(sample_case: Path, tmp_path: Path):
    with Case.open(sample_case) as case:
        first, *rest = CaseReader(case).findings()
        edits.decide(case, first.id, status=Status.VERIFIED)
        for finding in rest:
            edits.decide(case, finding.id, status=Status.REJECTED)
    write_report(sample_case, tmp_path / "r.pdf", language="fr", redact="default")
    text = text_of(tmp_path / "r.pdf")
    assert "Brouillon" not in text
    assert str(len(rest)) in text


def test_a_folder_that_is_missing_is_one_line(tmp_path: Path):
    case = build_case(tmp_path / "a.enclair", flows=110)
    with pytest.raises(InputUnreadable) as raised:
        write_report(case, tmp_path / "no" / "r.pdf", language="en", redact="default")
    assert raised.value.code == "target_unwritable"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_redaction_the_sentences_quote_values_in_full_and_the_document_says_so(
    analysed_sample: Path, tmp_path: Path, language: str
):
    with Case.open(analysed_sample, read_only=True) as case:
        reader = CaseReader(case)
        found = collect_report(reader, language=language, created_us=0, redact="none").findings
        masked = collect_report(reader, language=language, created_us=0).findings
        secrets = {leaf.value for leaf in reader.leaves() if leaf.class_.startswith("credential.")}
    shown = " ".join(block.shows for block in found)
    assert "Annonce de résultats" in shown
    assert "Annonce de résultats" not in " ".join(block.shows for block in masked)
    write_report(analysed_sample, tmp_path / "r.pdf", language=language, redact="none")
    joined = words_of(tmp_path / "r.pdf")
    assert "Annoncederésultats" in joined
    assert not any(secret in joined for secret in secrets if len(secret) > 8)
    assert ("lesvaleursfigurentenentier" if language == "fr" else "valuesstandinthisdocumentinfull") in joined
    assert ("aucun:valeursenentier" if language == "fr" else "none:valuesinfull") in joined
