import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from inspector.findings.step_words import layer_name
from inspector.messages import LANGUAGES, Translator
from inspector.model.errors import RedactionFailed
from inspector.model.finding import Status, Verdict
from inspector.report import blocks
from inspector.report.data import AnnexEntry, EvidenceExcerpt, ReportData
from inspector.report.pdf import sentence_words, write_pdf
from inspector.report.reading import fold
from inspector.report.redaction import KnownValue
from tests.report.builders import EMAIL, MOTIVE, NAME, SHA, TOKEN, empty_report, full_report, small_report

HOSTILE = '#panic("x") $ \\ *b* _i_ `r` @ref <lab> // c /* */ [[]] "q" \u202eabc\u202c \U0001f600 \x00\x07 漢字 عربي \ud800 \ue000 & é'


def page_texts(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page_texts(pdf)).split())


@pytest.fixture(scope="module")
def french() -> bytes:
    return write_pdf(full_report("fr"), language="fr")


@pytest.fixture(scope="module")
def english() -> str:
    return text_of(write_pdf(full_report("en", drafts=0), language="en"))


@pytest.fixture(scope="module")
def unmasked() -> bytes:
    return write_pdf(small_report(), language="en", redact="none")


def test_same_data_same_bytes(french: bytes):
    assert write_pdf(full_report("fr"), language="fr") == french


def test_it_declares_archive_and_accessibility_standards(french: bytes):
    reader = PdfReader(BytesIO(french))
    assert reader.xmp_metadata is not None
    packet = reader.xmp_metadata.stream.get_data().decode()
    assert "pdfaid:part" in packet
    assert "pdfuaid:part" in packet
    root: Any = reader.root_object
    assert root["/Lang"] == "fr"
    assert bool(root["/MarkInfo"]["/Marked"])


def test_sections_and_findings_are_bookmarks(french: bytes):
    titles = [str(entry.title) for entry in flat(PdfReader(BytesIO(french)).outline)]
    assert {"L’essentiel en une page", "Qui a reçu quoi", "Constats", "Annexe D · Intégrité"} <= {
        " ".join(title.split()) for title in titles
    }
    assert sum("motif de consultation" in title for title in titles) == 10


def flat(outline: Any) -> Iterator[Any]:
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def test_every_page_carries_case_number_and_root(french: bytes):
    texts = page_texts(french)
    for number, text in enumerate(texts, start=1):
        assert "RDV-2026-03" in text
        assert f"page {number} sur {len(texts)}" in text
        assert "4f1d0c9b4f1d" in text


def test_french_typography(french: bytes):
    text = "\n".join(page_texts(french))
    assert "oncologue\u202f?" in text
    assert "Brouillon\u00a0: non vérifié par une personne" in text
    assert "1\u202f204" in text


def test_a_draft_is_named_on_the_cover_and_on_its_block(french: bytes):
    texts = page_texts(french)
    assert "Brouillon\u00a0: non vérifié" in texts[0]
    assert sum("Brouillon\u00a0: non vérifié" in text for text in texts) == 3  # cover, summary, its block


def test_without_drafts_nothing_says_draft(english: str):
    assert "Draft" not in english


def test_rejected_findings_leave_but_are_counted():
    data = small_report()
    first = data.findings[0]
    rejected = msgspec.structs.replace(
        first, title="UNSEEN", verdict=Verdict(finding=first.finding.id, status=Status.REJECTED)
    )
    text = text_of(write_pdf(replaced(data, findings=(rejected, *data.findings[1:])), language="en"))
    assert "UNSEEN" not in text
    assert "3 findings were set aside" in text


def test_the_three_sentences_and_the_chain_are_there(english: str):
    text = english
    for word in (
        "Shows",
        "Suggests",
        "Does not show",
        "percent-encoding → base64",
        "flow 112",
        "entry 111",
        "motiveKey",
    ):
        assert word in text


def test_hashes_of_input_and_flows_are_there(english: str):
    assert SHA in "".join(english.split())
    assert "4f1d0c9b" * 8 in "".join(english.split())


def test_known_values_are_masked_by_default(english: str):
    text = "".join(english.split())
    for value in (MOTIVE, EMAIL, NAME, TOKEN):
        assert "".join(value.split()) not in text
    assert "[reasonforconsultation1]" in text


def test_values_stand_in_full_only_when_asked_but_never_credentials(unmasked: bytes):
    text = "".join(text_of(unmasked).replace("↩", "").split())
    assert "".join(MOTIVE.split()) in text
    assert TOKEN not in text


def test_attached_findings_are_always_masked(unmasked: bytes):
    (attachment,) = PdfReader(BytesIO(unmasked)).attachment_list
    content = json.loads(attachment.content)
    assert attachment.name == "findings.json"
    assert content["findings"][0]["recipient"] == "pisteur-publicitaire.test"
    assert EMAIL not in json.dumps(content)


def test_a_value_that_slips_through_stops_the_export(monkeypatch):
    from inspector.report.redaction import Redactor

    monkeypatch.setattr(Redactor, "redact", lambda self, text: text)
    with pytest.raises(RedactionFailed) as caught:
        write_pdf(small_report(), language="en")
    assert "motive" in str(caught.value)
    assert MOTIVE not in str(caught.value)
    assert EMAIL not in str(caught.value)


def test_hostile_text_survives_as_text():
    data = small_report()
    block = data.findings[0]
    item = msgspec.structs.replace(
        block.evidence[0], before=HOSTILE, telling="A" * 10_000, after=HOSTILE, url=f"https://x.test/{'b' * 9_000}"
    )
    block = msgspec.structs.replace(block, title=HOSTILE, shows=f"{HOSTILE} {'W' * 3_000}", evidence=(item,))
    entry = AnnexEntry(
        reference="A1", flow=item.flow, request_line=f"GET /{'q' * 10_000} HTTP/1.1",
        request_headers=tuple((f"x-{i}", HOSTILE) for i in range(100)),
    )  # fmt: skip
    text = text_of(write_pdf(replaced(data, findings=(block,), annex=(entry,)), language="en"))
    assert '#panic("x") $ \\ *b* _i_' in text
    assert "[U+202E]abc[U+202C] [U+1F600] [U+0000][U+0007]" in text
    assert "40 further lines" in text


def test_an_empty_case_says_what_that_means():
    text = text_of(write_pdf(empty_report(), language="fr"))
    assert "Aucun constat n’a été retenu" in text
    assert "Ce n’est pas une preuve d’absence" in text


def test_a_large_case_is_bounded_and_says_so(monkeypatch):
    monkeypatch.setattr(blocks, "MOST_FINDINGS", 1)
    monkeypatch.setattr(blocks, "MOST_EXCHANGES", 0)
    text = text_of(write_pdf(small_report(), language="en"))
    assert "1 further finding is listed without its evidence" in text
    assert "2 further exchanges are kept in the case" in text


def test_an_unverified_country_is_not_printed(french: bytes):
    row = next(" ".join(text.split()) for text in page_texts(french) if "Annexe B" in text and "Réseau Social" in text)
    assert "non vérifiée" in row
    assert row.count("Irlande") == 1


def test_evidence_without_an_annex_has_no_link():
    data = small_report()
    block = data.findings[1]
    item = EvidenceExcerpt(**{**msgspec.structs.asdict(block.evidence[0]), "annex": "A99"})
    data = replaced(data, findings=(msgspec.structs.replace(block, evidence=(item,)),))
    assert "annex A99" not in text_of(write_pdf(data, language="en"))


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="blurred"):
        write_pdf(empty_report(), language="en", redact="blurred")


def test_a_value_in_the_case_name_is_masked():
    data = msgspec.structs.replace(empty_report(), case_id="dossier Quettehou",
                                   known_values=(KnownValue(text="Quettehou", class_="identity.name"),))  # fmt: skip
    assert "Quettehou" not in text_of(write_pdf(data, language="fr"))


def replaced(data: ReportData, **changes) -> ReportData:
    return msgspec.structs.replace(data, **changes)


@pytest.mark.parametrize("layer", ["letters", "joined", "char-codes", "utf-16", "gzip", "json-string", "sha256"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_layers_are_words_of_the_report(layer: str, language: str):
    assert {layer, fold(layer_name(Translator(language), layer))} <= sentence_words()
