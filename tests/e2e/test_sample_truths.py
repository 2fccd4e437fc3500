"""Every truth planted in the sample is found by `enclair scan`, and nothing at the harmless twins."""

import json
from pathlib import Path

import pytest

from inspector.__main__ import main
from inspector.findings.registry import RULES

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "consultation.har"
PERSONA = ROOT / "resources" / "samples" / "consultation.persona.toml"
ANSWERS = json.loads((ROOT / "tests" / "data" / "consultation.answers.json").read_text(encoding="utf-8"))["answers"]
KNOWN = {rule.id for rule in RULES}
MUST_FIRE = [row for row in ANSWERS if row["verdict"] == "fire" and row["rule"] in KNOWN]
MUST_STAY_SILENT = [row for row in ANSWERS if row["verdict"] == "silent"]


@pytest.fixture(scope="module", params=[False, True], ids=["without persona", "with persona"])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict:
    out = tmp_path_factory.mktemp("scan") / "result.json"
    more = ["--persona", str(PERSONA)] if request.param else []
    assert main(["scan", str(SAMPLE), "--json", str(out), *more]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def fired(result: dict, *, rule: str) -> list[dict]:
    return [f for f in result["findings"] if rule in ("*", f["rule"]) and f["status"] == "draft"]


def named(row: dict) -> str:
    return f"{row['rule']} {row.get('recipient')} {row.get('class')} {row.get('path') or row.get('why')}"


@pytest.mark.parametrize("row", MUST_FIRE, ids=named)
def test_a_planted_truth_is_found(result: dict, row: dict):
    found = [
        finding
        for finding in fired(result, rule=row["rule"])
        if row["recipient"] in (None, finding["recipient"]) and row["class"] in (None, finding["class"])
    ]
    assert found, "no such finding"
    places = {(e["entry"], e["side"]) for finding in found for e in finding["evidence"]}
    assert any((entry, row["side"]) in places for entry in row["entries"])


@pytest.mark.parametrize("row", MUST_STAY_SILENT, ids=named)
def test_a_harmless_twin_stays_silent(result: dict, row: dict):
    for finding in fired(result, rule=row["rule"]):
        if row["recipient"] not in (None, finding["recipient"]):
            continue
        hit = {e["entry"] for e in finding["evidence"]} & set(row["entries"])
        assert not hit, (finding["rule"], finding["recipient"], finding["class"], sorted(hit))


def test_the_shape_is_that_of_the_contract(result: dict):
    assert result["format"] == "enclair-scan/1"
    assert result["inputs"][0]["entries"] == result["inputs"][0]["imported"] == result["counts"]["flows"]
    assert result["first_party"]["sites"] == ["rdv-sante.example"]
    assert {p["site"] for p in result["parties"] if p["first_party"]} == {"rdv-sante.example"}
    assert all("value_sha256" not in leaf for leaf in result["sensitive"])


def test_no_planted_value_is_readable_in_a_masked_result(result: dict):
    text = json.dumps(result, ensure_ascii=False)
    for secret in ("camille.temoin+rdv7", "Suivi de chimio", "Annonce de résultats"):
        assert secret not in text
