"""The section on identifiers: masked, bounded, silent on what is only tentative."""

from pathlib import Path

import pytest

from inspector.messages import Translator
from inspector.report.identifier_section import identifier_section
from inspector.report.redaction import Redactor
from inspector.report.typesetter import Typesetter
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.reporting import collect_report
from tests.data import identifiers as planted


@pytest.mark.parametrize("language", ["en", "fr"])
def test_tables_tell_identifiers_syncs_and_cookies_masked(tmp_path: Path, language: str):
    with Case.open(planted.build_identified(tmp_path), read_only=True) as case:
        data = collect_report(CaseReader(case), language=language, created_us=planted.START_US)
    words = Translator(language)
    page = identifier_section(data, Typesetter(words, Redactor("default", (), language=language)))
    assert [table["title"] for table in page["tables"]] == [  # type: ignore[attr-defined]
        "",
        words("identifiers.report_syncs"),
        words("identifiers.report_cookies"),
    ]
    told = str(page)
    for value in (planted.PIXEL_UID, planted.PARTNER_UID, planted.CLIENT_ID, planted.LATE_ID):
        assert value not in told
    assert words("identifiers.after_refusal_kept") in told
    assert page["gaps"] == []
