"""Stories through the real `main()`: exit codes, one line for bad input, nothing written that should not be."""

import gzip
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.__main__ import main
from inspector.model.leaf import CLASSES
from inspector.model.party import Role

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "consultation.har"


def one_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return lines[0]


def test_scan_prints_a_summary_and_writes_json_to_standard_output(capsys: pytest.CaptureFixture[str]):
    assert main(["scan", str(SAMPLE), "--json", "-", "--lang", "fr"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["counts"]["flows"] == 131
    assert "lisibles par l’opérateur du serveur" in err


def test_json_is_english_unless_a_language_is_asked_for(capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    main(["scan", str(SAMPLE), "--json", "-"])
    english = json.loads(capsys.readouterr().out)
    main(["--lang", "fr", "scan", str(SAMPLE), "--json", "-"])
    french = json.loads(capsys.readouterr().out)
    assert english["first_party"]["why"] != french["first_party"]["why"]
    assert [f["id"] for f in english["findings"]] == [f["id"] for f in french["findings"]]


def test_values_can_be_asked_in_full_or_as_hashes(capsys: pytest.CaptureFixture[str]):
    main(["scan", str(SAMPLE), "--json", "-", "--values", "full"])
    full = json.loads(capsys.readouterr().out)["sensitive"]
    main(["scan", str(SAMPLE), "--json", "-", "--values", "hash"])
    hashed = json.loads(capsys.readouterr().out)["sensitive"]
    assert [leaf["value_sha256"] for leaf in full] == [leaf["value_sha256"] for leaf in hashed]
    assert "Suivi de chimiothérapie" in {leaf["value"] for leaf in full}
    assert "Suivi de chimiothérapie" not in {leaf["value"] for leaf in hashed}


def test_import_builds_a_case_that_every_other_command_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    case = tmp_path / "a.enclair"
    assert main(["import", str(SAMPLE), "-o", str(case), "--scenario", "accepted", "--json"]) == 0
    (given,) = json.loads(capsys.readouterr().out)["inputs"]
    assert (given["imported"], given["scenario"], given["kind"]) == (131, "accepted", "har")
    assert main(["import", str(SAMPLE), "-o", str(case)]) == 0
    assert main(["scan", str(case), "--json", str(tmp_path / "scan.json")]) == 0
    result = json.loads((tmp_path / "scan.json").read_text(encoding="utf-8"))
    assert [i["capture"] for i in result["inputs"]] == [1, 2]
    assert result["counts"]["flows"] == 262
    assert main(["export", str(case), "-o", str(tmp_path / "out.har"), "--redact", "none"]) == 0
    assert len(json.loads((tmp_path / "out.har").read_text(encoding="utf-8"))["log"]["entries"]) == 262
    assert sorted(f.name for f in tmp_path.iterdir()) == ["a.enclair", "out.har", "scan.json"]


def test_an_unreadable_input_is_reported_and_the_others_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    bad = tmp_path / "bad.har"
    bad.write_text("not a har")
    assert main(["scan", str(bad), str(SAMPLE)]) == 1
    assert "bad.har" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 500, b"%PDF-1.4\n", b"<!doctype html><html>", b'{"a": 1}', b"[" * 200, b"null", b"PK\x03\x04rest"],
    ids=["empty", "binary", "pdf", "html", "other json", "deep", "null", "zip"],
)
def test_what_is_no_har_gets_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes):
    path = tmp_path / "x.har"
    path.write_bytes(content)
    assert main(["scan", str(path)]) == 2
    assert "x.har" in one_line(capsys.readouterr().err)
    assert main(["import", str(path), "-o", str(tmp_path / "c.enclair")]) == 2
    assert not (tmp_path / "c.enclair").exists()


def test_a_cut_file_yields_what_came_before_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data = SAMPLE.read_bytes()
    path = tmp_path / "cut.har"
    path.write_bytes(data[: len(data) // 2])
    status = main(["scan", str(path), "--json", "-"])
    captured = capsys.readouterr()
    (given,) = json.loads(captured.out)["inputs"]
    assert status in (0, 1)
    assert 20 < given["imported"] < 131
    assert any(w["code"] == "cut" for w in given["warnings"])


def test_a_gzipped_har_opens(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "a.har.gz"
    path.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    assert main(["scan", str(path)]) == 0


@pytest.mark.parametrize(
    "arguments",
    [["scan"], ["scan", "a.har", "--values", "loud"], ["frobnicate", "--x"], ["report", "a.har"], ["--unknown"]],
)
def test_bad_arguments_get_one_line_and_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(arguments) == 2
    one_line(capsys.readouterr().err)


def test_a_missing_file_gets_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["scan", str(tmp_path / "none.har")]) == 2
    assert "none.har" in one_line(capsys.readouterr().err)


def test_follow_reads_the_value_from_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("camille.temoin+rdv7@courriel.example\n"))
    assert main(["follow", str(SAMPLE), "--json", "-"]) == 0
    trail = json.loads(capsys.readouterr().out)
    assert "sha256" in {s["form"] for s in trail["sightings"]}
    assert [s["at"] for s in trail["sightings"]] == sorted(s["at"] for s in trail["sightings"])
    assert "camille" not in trail["value"]


def test_follow_says_what_was_searched_when_nothing_is_found(capsys: pytest.CaptureFixture[str]):
    assert main(["follow", str(SAMPLE), "--value", "rien-de-tel-2291", "--lang", "fr"]) == 0
    assert "sha256" in capsys.readouterr().out


def test_rules_lists_rules_classes_and_roles(capsys: pytest.CaptureFixture[str]):
    assert main(["rules", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {c["class"] for c in found["classes"]} == set(CLASSES)
    assert {r["role"] for r in found["roles"]} == set(Role)
    assert {"E2E-01", "X3P-01", "TRK-02", "IMG-03"} <= {r["rule"] for r in found["rules"]}
    assert all(r["version"] and r["date"] for r in found["rules"])


def test_without_a_display_the_work_is_done_all_the_same(tmp_path: Path):
    environment = {"PATH": "/usr/bin", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path), "ENCLAIR_HOME": str(tmp_path / "h")}
    command = [sys.executable, "-m", "inspector", str(SAMPLE)]
    environment["PYTHONPATH"] = str(ROOT)
    for name in ("consultation-findings.pdf", "consultation-findings-2.pdf"):
        run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        assert "rdv-sante.example" in run.stdout
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")
    run = subprocess.run(command[:-1], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 3
    assert len(run.stderr.strip().splitlines()) == 1


def test_the_self_test_passes(capsys: pytest.CaptureFixture[str]):
    assert main(["--self-test"]) == 0


def test_scan_leaves_nothing_in_the_temporary_folder(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    main(["scan", str(SAMPLE)])
    assert list(tmp_path.iterdir()) == []


def test_a_truncated_har_is_read_as_far_as_it_goes_named_and_exits_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    cut = tmp_path / "cut.har"
    cut.write_bytes(SAMPLE.read_bytes()[:600_000])
    assert main(["scan", str(cut), "--json", str(tmp_path / "out.json"), "--lang", "fr"]) == 1
    assert "tronqué" in one_line(capsys.readouterr().err)
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["counts"]["flows"] > 0


def test_first_party_takes_addresses_and_leaves_files_to_the_inputs(tmp_path: Path):
    out = tmp_path / "out.json"
    assert main(["scan", "--json", str(out), "--first-party", "https://www.rdv-sante.example/x", str(SAMPLE)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["first_party"]["sites"] == ["rdv-sante.example"]


@pytest.mark.parametrize(
    "arguments",
    [["scan", str(SAMPLE), "--first-party", " "], ["scan", "--first-party", "a.example"], ["verify", "x"], ["--lang"]],
)
def test_what_cannot_be_done_gets_one_line_and_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(arguments) == 2
    one_line(capsys.readouterr().err)


def test_follow_does_not_say_sent_of_a_request_that_never_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    content = {"size": 0, "mimeType": "text/plain", "text": ""}
    entry = {
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 1,
        "request": {"method": "GET", "url": "https://t.example/?em=zelda%40mail.example", "headers": []},
        "response": {"status": 200, "headers": [], "content": content},
        "_fromCache": "disk",
    }
    har = tmp_path / "cached.har"
    har.write_text(json.dumps({"log": {"version": "1.2", "entries": [entry]}}), encoding="utf-8")
    assert main(["follow", str(har), "--value", "zelda@mail.example", "--lang", "en"]) == 0
    assert "not sent, meant for t.example" in capsys.readouterr().out


def test_a_json_target_that_cannot_be_written_is_one_line_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["scan", str(SAMPLE), "--json", str(tmp_path / "missing" / "out.json")]) == 2
    one_line(capsys.readouterr().err)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_help_names_every_option_of_scan_and_report(language: str, capsys: pytest.CaptureFixture[str]):
    assert main(["--help", "--lang", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    for command, options in {
        "scan": ("--persona", "--first-party", "--mutes", "--json", "--values", "--ocr"),
        "report": ("--persona", "--first-party", "--mutes", "--redact", "--ocr"),
    }.items():
        line = next(line for line in lines if line.startswith(f"enclair {command} "))
        assert all(option in line for option in options), line


def test_a_persona_or_mute_file_that_is_not_there_or_not_right_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    mutes = tmp_path / "mutes.toml"
    mutes.write_text(
        'pack = "p"\nversion = "1"\ndate = "d"\nsource = "s"\n[[mute]]\nid = "a"\nwhy = ""\nkey = ["x"]\n',
        encoding="utf-8",
    )
    for option, file, said in (
        ("--persona", tmp_path / "none.toml", "The persona file none.toml does not exist"),
        ("--mutes", mutes, "mutes.toml: nothing is called “key” there ($.mute[0])"),
    ):
        assert main(["scan", str(SAMPLE), option, str(file), "--lang", "en"]) == 2
        told = capsys.readouterr().err.strip()
        assert told.startswith(f"enclair: {said}")
        assert "\n" not in told
