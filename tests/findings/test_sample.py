"""The shipped sample through the whole analysis: every line of its answer key holds."""

import json
from functools import cache
from typing import Any

import pytest

from inspector.messages import Translator
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.workspace.result import build_result
from inspector.workspace.scanning import case_of
from tests.data import sample
from tests.data.marking import mistakes


@cache
def _result(*, with_persona: bool) -> dict[str, Any]:
    persona = [sample.PERSONA] if with_persona else []
    with case_of([sample.HAR], persona=persona) as (path, refused), Case.open(path, read_only=True) as case:
        assert refused == []
        return build_result(CaseReader(case), translator=Translator("en"))


@pytest.mark.parametrize("with_persona", [True, False], ids=["with the persona", "from learned values alone"])
def test_every_line_of_the_answer_key_holds(with_persona):
    key = json.loads(sample.ANSWERS.read_text(encoding="utf-8"))
    assert mistakes(key, _result(with_persona=with_persona)) == []


def test_the_motive_at_the_advertiser_is_the_worst_finding():
    worst = _result(with_persona=True)["findings"][0]
    assert (worst["rule"], worst["recipient"], worst["class"]) == ("X3P-01", "mesure-pub.example", "health.motive")
    assert (worst["severity"], worst["confidence"]) == ("critical", "certain")


def test_the_service_reading_its_own_data_is_never_more_than_information():
    readable = [one for one in _result(with_persona=True)["findings"] if one["rule"] == "E2E-01"]
    assert {one["severity"] for one in readable} == {"info"}


def test_marking_notices_a_missing_and_an_unwanted_finding():
    key = json.loads(sample.ANSWERS.read_text(encoding="utf-8"))
    evidence = [{"entry": 82, "side": "request", "location": "query", "path": "motiveKey", "layers": ["url"]}]
    wrong = {"rule": "X3P-01", "recipient": "regie-bloquee.example", "class": "health.motive", "evidence": evidence}
    told = mistakes(key, {"findings": [wrong]})
    assert any(line.startswith("missing: E2E-01") for line in told)
    assert [line for line in told if line.startswith("unwanted")] == [
        "unwanted: * regie-bloquee.example None entries [82] "
    ]
