"""The section on captures compared: masked, in words, absent where there is nothing to compare."""

from pathlib import Path

import pytest

from inspector.messages import Translator
from inspector.report.comparison_section import comparison_section
from inspector.report.data import ReportData
from inspector.report.redaction import Redactor
from inspector.report.typesetter import Typesetter
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.reporting import collect_report
from tests.data import compared


def collected(path: Path, *, language: str = "en") -> ReportData:
    with Case.open(path, read_only=True) as case:
        return collect_report(CaseReader(case), language=language, created_us=compared.START_US)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compared.build_compared(tmp_path_factory.mktemp("compared"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_tables_tell_what_differs_and_values_are_masked(path: Path, language: str):
    words = Translator(language)
    setter = Typesetter(words, Redactor("default", (), language=language))
    page = comparison_section(collected(path, language=language), setter)
    assert page is not None
    titles = [table["title"] for table in page["tables"]]  # type: ignore[attr-defined]
    parts = ("recipients", "data", "findings", "identifiers", "timing")
    assert titles == [words(f"compare.report_{part}") for part in parts]
    told = str(page)
    assert words("compare.standing_new", sides="B") in told
    assert words("compare.limit_absence") in told
    assert not [value for value in (compared.KEPT_ID, *compared.OTHER_IDS) if value in told]


def test_captures_without_scenario_are_not_compared_unasked(tmp_path: Path):
    data = collected(compared.build_compared(tmp_path, scenarios=("", "")))
    assert data.comparison is None
    words = Translator("en")
    assert comparison_section(data, Typesetter(words, Redactor("default", (), language="en"))) is None
