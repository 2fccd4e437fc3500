"""What a recording means for findings, the result, the overview and the report."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from inspector.messages import Translator
from inspector.model.flow import CaptureId, CaptureKind, Marker
from inspector.model.recording import Refusal
from inspector.report.extraction import pdf_texts
from inspector.report.pdf import write_pdf
from inspector.resources import resource_path
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from inspector.store.recovery import close_broken_recordings
from inspector.workspace.analysis import analyse_case
from inspector.workspace.disclosure import disclose, environment_lines, grouped, unseen_codes
from inspector.workspace.evidence import read_supports
from inspector.workspace.importing import import_file
from inspector.workspace.recorded_limits import pauses_us, recorded_limits
from inspector.workspace.reporting import collect_report
from inspector.workspace.result import build_result
from inspector.workspace.summary import summarise
from tests.workspace.recorded_case import (
    CA_SHA256,
    OWN_HOST,
    PINNED_HOST,
    UNREAD_HOST,
    write_recorded_case,
    write_recording,
)

OWN_SITE = "navigateur.example"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_recorded_case(tmp_path_factory.mktemp("recorded") / "both.enclair")
    analyse_case(path)
    return path


@pytest.fixture
def reader(path: Path):
    with Case.open(path, read_only=True) as case:
        yield CaseReader(case)


@pytest.fixture
def result(reader):
    return build_result(reader, translator=Translator("en"))


def limits(reader: CaseReader, language: str = "en") -> dict[str, str]:
    return {limit.filter: limit.text for limit in recorded_limits(reader, Translator(language))}


def test_what_was_seen_both_ways_is_confirmed_without_interception(result):
    assert result["findings"]
    for finding in result["findings"]:
        assert finding["confirmed"] == (["without-interception"] if len(finding["occurrences"]) == 2 else [])
    assert any("Confirmed without interception" in finding["shows"] for finding in result["findings"])


@pytest.mark.parametrize("kind", [CaptureKind.RECORDING, CaptureKind.BROWSER_RECORDING])
def test_what_was_seen_one_way_only_is_not_confirmed(tmp_path, kind):
    path = write_recorded_case(tmp_path / "one.enclair", kinds=[kind, kind])
    analyse_case(path)
    with Case.open(path, read_only=True) as case:
        result = build_result(CaseReader(case), translator=Translator("fr"))
    assert result["findings"]
    assert not any(finding["confirmed"] for finding in result["findings"])
    assert not any("sans interception" in finding["shows"] for finding in result["findings"])


def test_a_har_does_not_confirm_a_recording(tmp_path):
    path = write_recorded_case(tmp_path / "har.enclair", kinds=[CaptureKind.RECORDING])
    with Case.open(path) as case:
        import_file(case, resource_path("samples", "consultation.har"))
    analyse_case(path)
    with Case.open(path, read_only=True) as case:
        result = build_result(CaseReader(case), translator=Translator("fr"))
    assert not any(finding["confirmed"] for finding in result["findings"])


def test_the_browser_s_own_traffic_is_no_finding_and_no_third_party(result):
    party = next(party for party in result["parties"] if party["site"] == OWN_SITE)
    assert (party["background"], party["classes_sent"], party["flows"]) == (True, [], 1)
    assert all(finding["recipient"] != OWN_SITE for finding in result["findings"])
    others = [p for p in result["parties"] if not p["first_party"] and not p["background"]]
    assert result["counts"]["third_party_sites"] == len(others)
    assert result["coverage"]["background"] == 1


def test_a_host_that_was_not_read_is_contacted_and_was_sent_nothing(result):
    for site in ("banque.example", PINNED_HOST):
        party = next(party for party in result["parties"] if party["site"] == site)
        assert (party["flows"], party["classes_sent"], party["background"]) == (1, [], False)


def test_coverage_counts_refusals_and_what_passed_unread(result, reader):
    coverage = result["coverage"]
    assert (coverage["tls_failures"], coverage["unread"]) == (5, 1)
    off_wire = reader.case.connection.execute(
        "SELECT count(*) FROM flow WHERE delivery NOT IN ('network', 'revalidated', 'unread', 'refused')"
    ).fetchone()[0]
    assert coverage["not_on_wire"] == off_wire


def test_only_a_repeated_refusal_beside_reading_is_called_likely_pinned(reader):
    said = limits(reader)
    assert "4 times" in said[f"host:{PINNED_HOST}"]
    assert "likely pinned" in said[f"host:{PINNED_HOST}"]
    assert "pinned" not in said["host:horloge.example"]
    assert "a client on this computer" in said["host:horloge.example"]


def test_an_unread_host_is_told_with_times_and_bytes(reader):
    said = limits(reader, "fr")[f"host:{UNREAD_HOST} is:unread"]
    assert "contenu non lu" in said
    assert "4,2\u00a0ko" in said
    assert "13:58:22–13:59:52" in said


def test_pause_sleep_and_the_browser_s_own_traffic_are_said_in_the_overview(reader):
    said = [statement.text for statement in summarise(reader, Translator("en")).limits]
    for part in ("1 min 05 s", "5 min 40 s", "browser's own", "intercepting proxy", "without interception"):
        assert any(part in text for text in said), part


def test_a_pause_without_end_lasts_until_the_recording_s_own():
    def note(at_us: int, label: str, kind: str = "note") -> Marker:
        return Marker(at_us=at_us, kind=kind, label=label)

    assert pauses_us([note(10, "pause"), note(30, "resume"), note(50, "pause")], ended_us=90) == [20, 40]
    assert pauses_us([note(5, "resume"), note(10, "pause", "baseline"), note(20, "pauses")], ended_us=90) == []
    assert pauses_us([note(95, "pause")], ended_us=90) == [0]
    assert pauses_us([note(95, "pause")], ended_us=None) == [0]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_refusal_has_its_words(language):
    t = Translator(language)
    for refusal in Refusal:
        assert t.has(f"summary.refusal_{refusal.value.replace('-', '_')}")


def test_the_environment_has_labels_and_keeps_what_it_does_not_know(reader):
    lines = dict(environment_lines(reader.captures()[0], Translator("fr")))
    assert lines["QUIC (HTTP/3)"] == "écarté"
    assert lines["Autorité de certification, SHA-256"].replace(" ", "") == CA_SHA256
    assert lines["bandwidth"] == "not throttled"
    assert list(lines)[:2] == ["Données de qui", "Interception"]


def test_a_fingerprint_is_written_in_fours():
    assert grouped("0123456789ab") == "0123 4567 89ab"
    assert grouped("") == ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_everything_that_a_browser_does_not_tell_has_a_sentence(reader, language):
    t = Translator(language)
    firefox = reader.captures()[1]
    chromium = replace(firefox, environment={"browser": "Chromium 140"})
    for capture in (firefox, chromium):
        codes = unseen_codes(capture)
        assert codes
        assert all(t.has(f"environment.unseen.{code}") and t.has(f"environment.unseen_why.{code}") for code in codes)
    assert "tls" in unseen_codes(firefox)
    assert "tls" not in unseen_codes(chromium)
    assert unseen_codes(reader.captures()[0]) == ()


def test_a_recording_without_a_started_browser_says_nothing_of_one(reader):
    capture = reader.captures()[0]
    phone = replace(capture, environment={"interception": "mitmproxy 12.2.3", "mode": "wireguard", "browser": "x"})
    told = disclose(reader, phone, Translator("en"))
    assert told is not None
    text = " ".join(told.paragraphs)
    assert "WireGuard" in text
    assert "webdriver" not in text
    assert "fingerprint" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("mitmproxy 12.2.3", "9f86 d081", "NF Z67-147", "November 2026", "QUIC", "navigator.webdriver",
                "confirmed without interception", "content not read", "browser's own traffic only")),
        ("fr", ("mitmproxy 12.2.3", "9f86 d081", "NF Z67-147", "novembre 2026", "QUIC", "navigator.webdriver",
                "confirmé sans interception", "contenu non lu", "trafic propre du navigateur")),
    ],
)  # fmt: skip
def test_the_report_discloses_interception_and_coverage(reader, language, words):
    data = collect_report(reader, language=language, created_us=1_790_000_000_000_000)
    few = replace(data, findings=data.findings[:2], annex=data.annex[:2])
    text = " ".join(" ".join(part.spaced for part in pdf_texts(write_pdf(few, language=language))).split()).replace(
        "\u00a0", " "
    )
    for word in words:
        assert word in text.replace("’", "'"), word


def test_a_recording_without_markers_of_a_choice_cannot_tell_before_from_after(tmp_path):
    with Case.create(tmp_path / "a.enclair") as case:
        write_recording(case, CaptureKind.RECORDING)
        reader = CaseReader(case)
        assert read_supports(reader, CaptureId(1)).consent
        case.connection.execute("DELETE FROM marker WHERE kind = 'consent-shown'")
        assert not read_supports(reader, CaptureId(1)).consent


def test_a_recording_that_broke_off_supports_what_its_flows_support(tmp_path):
    with Case.create(tmp_path / "a.enclair") as case:
        write_recording(case, CaptureKind.RECORDING)
        write_recording(case, CaptureKind.RECORDING, is_finished=False)
        assert close_broken_recordings(case, tmp_path / "private", tool="test") == (CaptureId(2),)
        reader = CaseReader(case)
        whole, broken = read_supports(reader, CaptureId(1)), read_supports(reader, CaptureId(2))
        assert broken == whole
        said = [limit.text for limit in recorded_limits(reader, Translator("en"))]
        assert any("ended unexpectedly" in text for text in said)


def test_a_case_without_a_recording_says_nothing_of_one(sample_case):
    with Case.open(sample_case, read_only=True) as case:
        reader = CaseReader(case)
        assert recorded_limits(reader, Translator("en")) == ()
        assert disclose(reader, reader.captures()[0], Translator("en")) is None
        coverage = build_result(reader, translator=Translator("en"))["coverage"]
        assert (coverage["unread"], coverage["background"], coverage["tls_failures"]) == (0, 0, 0)


def test_no_rule_is_asked_about_the_browser_s_own_host(reader):
    assert OWN_HOST in {host for host, _, _ in reader.hosts()}
    assert not any(item.host == OWN_HOST for finding in reader.findings() for item in finding.evidence)


def test_names_that_were_led_elsewhere_are_not_said_to_be_looked_up(path, tmp_path):
    copy = Path(shutil.copy(path, tmp_path / "copy.enclair"))
    with Case.open(copy) as case:
        case.connection.execute("DELETE FROM name_answer")
        sql = "INSERT INTO name_answer (capture_id, host, at_us, resolver, error) VALUES (1, ?, 1, '', ?)"
        case.connection.executemany(sql, [("a.example", "mapped"), ("b.example", "gaierror")])
        reader = CaseReader(case)
        told = disclose(reader, reader.captures()[0], Translator("en"))
    assert told is not None
    text = " ".join(told.paragraphs)
    assert "No chain of host names" in text
    assert "For one name no answer came" in text
    assert "One name was led to an address set by hand" in text


def test_a_recorder_that_counted_too_early_lost_nothing(path, tmp_path):
    copy = Path(shutil.copy(path, tmp_path / "copy.enclair"))
    with Case.open(copy) as case:
        case.connection.execute("UPDATE capture SET entries = entries - 6 WHERE id = 1")
        one = build_result(CaseReader(case), translator=Translator("en"))["inputs"][0]
    assert one["entries"] == one["imported"] == 134
