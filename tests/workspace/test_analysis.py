"""The analysis can be thrown away and rebuilt, identical, without losing what a person decided."""

from pathlib import Path

import pytest

from inspector.detect.needles import digests
from inspector.model.errors import Cancelled
from inspector.model.finding import Status
from inspector.model.leaf import Needle, Origin
from inspector.store import edits
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.schema.analysis import ANALYSIS_TABLES
from inspector.workspace.analysis import analyse_case
from inspector.workspace.following import find_value
from inspector.workspace.result import read_first_party
from inspector.workspace.searching import find_text


def tables(path: Path) -> dict[str, list[tuple]]:
    with Case.open(path, read_only=True) as case:
        return {
            table: case.connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ANALYSIS_TABLES
        }


def test_a_rebuild_is_identical(sample_case: Path):
    before = tables(sample_case)
    analyse_case(sample_case)
    assert tables(sample_case) == before


def test_a_verdict_survives_a_rebuild(sample_case: Path):
    with Case.open(sample_case) as case:
        finding = CaseReader(case).findings()[0]
        edits.decide(case, finding.id, status=Status.REJECTED, note="un catalogue")
    analyse_case(sample_case)
    with Case.open(sample_case, read_only=True) as case:
        reader = CaseReader(case)
        assert finding.id in {f.id for f in reader.findings()}
        assert reader.verdicts()[finding.id].status is Status.REJECTED


def test_a_correction_of_the_first_party_holds(sample_case: Path):
    with Case.open(sample_case) as case:
        edits.override(case, kind="first-party", key="images-nuage.example", value="1")
    analyse_case(sample_case)
    with Case.open(sample_case, read_only=True) as case:
        decision = read_first_party(CaseReader(case))
        assert set(decision.sites) == {"rdv-sante.example", "images-nuage.example"}
        assert decision.how == "user"
        assert not [f for f in CaseReader(case).findings() if f.rule == "IMG-03"]


def test_persona_values_are_followed_by_themselves_and_the_missing_ones_are_told(sample_case: Path):
    with Case.open(sample_case) as case:
        edits.add_needles(
            case,
            [
                Needle(
                    name="e-mail",
                    class_="contact.email",
                    value="camille.temoin+rdv7@courriel.example",
                    origin=Origin.PERSONA,
                ),
                Needle(name="jeton", class_="health.message", value="coquelicot-7731-absent", origin=Origin.PERSONA),
            ],
        )
    analyse_case(sample_case)
    with Case.open(sample_case, read_only=True) as case:
        reader = CaseReader(case)
        forms = {s.form for s in reader.sightings() if s.needle.name == "e-mail" and not s.first_party}
        assert "sha256" in forms
        assert b'"not_found":["jeton"]' in (reader.outcome("searched") or b"")


def test_stopping_is_quick_and_the_next_run_completes(sample_case: Path):
    with pytest.raises(Cancelled):
        analyse_case(sample_case, is_cancelled=lambda: True)
    with Case.open(sample_case, read_only=True) as case:
        assert CaseReader(case).outcome("complete") is None
    analyse_case(sample_case)
    with Case.open(sample_case, read_only=True) as case:
        assert CaseReader(case).findings()


def test_evidence_bytes_hold_the_value(sample_case: Path):
    with Case.open(sample_case, read_only=True) as case:
        reader = CaseReader(case)
        checked = 0
        for finding in reader.findings():
            for item in finding.evidence:
                place = item.place
                if place.span is None or place.location != "body" or place.layers != ("json",):
                    continue
                content = reader.content(place.flow)
                body = content.request_body if place.side == "request" else content.response_body
                assert body is not None
                assert body.data[slice(*place.span)].decode() == item.value
                checked += 1
        assert checked > 10


def test_a_value_is_followed_in_time_order_through_layers(analysed_sample: Path):
    trail = find_value(analysed_sample, "camille.temoin+rdv7@courriel.example")
    times = [stop.facts.started_us or 0 for stop in trail.stops]
    assert trail.origin is not None
    assert trail.origin.sighting.first_party
    assert "sha256" in {stop.sighting.form for stop in trail.stops}
    assert times[0] == min(times)


def test_a_value_that_is_nowhere_says_what_was_searched(analysed_sample: Path):
    trail = find_value(analysed_sample, "introuvable-0917")
    assert trail.stops == ()
    assert trail.flows_searched == 131
    assert "sha256" in trail.forms


def test_text_is_found_in_decoded_leaves_without_accents_or_case(analysed_sample: Path):
    hits = find_text(analysed_sample, "ONCOLOGIE MEDICALE").hits
    assert any("médicale" in hit.excerpt for hit in hits)
    assert find_text(analysed_sample, "").hits == ()
    assert find_text(analysed_sample, "日本").hits == ()


def test_a_value_not_found_is_told_though_another_of_its_name_was(sample_case: Path):
    with Case.open(sample_case) as case:
        known = next(s.needle for s in CaseReader(case).sightings() if s.needle.class_ == "contact.email")
        values = (known.value, "nulle.part@courriel.example")
        edits.add_needles(
            case,
            [Needle(name="courriel", class_="contact.email", value=value, origin=Origin.PERSONA) for value in values],
        )
    analyse_case(sample_case)
    with Case.open(sample_case, read_only=True) as case:
        searched = (CaseReader(case).outcome("searched") or b"").decode()
    assert '"courriel (1/2)"' in searched


def test_a_form_that_was_not_looked_for_is_not_told(sample_case: Path, monkeypatch: pytest.MonkeyPatch):
    def searched() -> str:
        with Case.open(sample_case, read_only=True) as case:
            return (CaseReader(case).outcome("searched") or b"").decode()

    analyse_case(sample_case)
    assert '"sha256"' in searched()
    assert '"sm3"' in searched()
    monkeypatch.setattr(digests, "_MANY_RARE_TEXTS", 0)
    analyse_case(sample_case)
    assert '"sha256"' in searched()
    assert '"sm3"' not in searched()
