"""What becomes of a recorded case afterwards, as somebody new would try it: every command on it, one after the other."""

import io
import json
import shutil
import stat
import sys
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from inspector.__main__ import main
from inspector.model.flow import CaptureKind
from inspector.store.case import Case
from inspector.store.queries import CaseReader
from tests.capture.recorded import Tape
from tests.clinic import Clinic
from tests.data.recorded import EMAIL, SECRETS, write_recorded
from tests.data.unlike import unlike

SCHEMA = json.loads((Path(__file__).parents[1] / "data" / "har-1.2.schema.json").read_text())
BOTH = (CaptureKind.RECORDING, CaptureKind.BROWSER_RECORDING)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write_recorded(tmp_path / "visite.enclair", kinds=BOTH)


def say(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(read=lambda: text, buffer=io.BytesIO(text.encode())))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_summary_is_in_whole_sentences(case: Path, capsys: pytest.CaptureFixture[str], language: str):
    assert main(["scan", str(case), "--lang", language]) in (0, 1)
    said = capsys.readouterr()
    lines = (said.out + said.err).splitlines()
    assert len(lines) > 5
    assert [line for line in lines if is_a_key(line) or "Traceback" in line] == []


def is_a_key(line: str) -> bool:
    """A sentence that is missing shows its key: one word with dots in it."""
    return " " not in line.strip() and "." in line


def test_a_scan_as_json_is_json_alone(case: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["scan", str(case), "--json", "-"]) in (0, 1)
    result = json.loads(capsys.readouterr().out)
    assert [entry["kind"] for entry in result["inputs"]] == ["recording", "browser-recording"]
    assert result["counts"]["flows"] == sum(entry["imported"] for entry in result["inputs"])
    assert EMAIL not in json.dumps(result)


def test_a_value_is_followed_through_what_was_compressed(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    say(monkeypatch, EMAIL)
    assert main(["follow", str(case), "--json", "-"]) in (0, 1)
    found = capsys.readouterr().out
    for coding in ("gzip", "br", "zstd", "deflate"):
        assert f'"{coding}"' in found


def test_the_report_is_written_in_both_languages(case: Path, tmp_path: Path):
    for language in ("fr", "en"):
        target = tmp_path / f"{language}.pdf"
        assert main(["report", str(case), "-o", str(target), "--lang", language]) in (0, 1)
        assert target.read_bytes().startswith(b"%PDF")


def test_out_and_in_again_is_the_same_case(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["scan", str(case)]) in (0, 1)
    assert main(["export", str(case), "-o", str(tmp_path / "all.har"), "--redact", "none"]) == 0
    assert main(["import", str(tmp_path / "all.har"), "-o", str(tmp_path / "again.enclair")]) in (0, 1)
    assert unlike(case, tmp_path / "again.enclair") == {}
    assert stat.S_IMODE((tmp_path / "all.har").stat().st_mode) == 0o600
    assert "Traceback" not in capsys.readouterr().err


def test_an_export_tells_nothing_unless_asked(case: Path, tmp_path: Path):
    assert main(["scan", str(case)]) in (0, 1)
    assert main(["export", str(case), "-o", str(tmp_path / "out.har")]) == 0
    text = (tmp_path / "out.har").read_text(encoding="utf-8")
    assert [secret for secret in SECRETS if secret in text] == []
    jsonschema.validate(json.loads(text), SCHEMA)


def test_a_recorded_case_goes_elsewhere_alone(case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copy = Path(shutil.copy(case, elsewhere / "copie.enclair"))
    assert main(["scan", str(copy)]) in (0, 1)
    assert main(["import", str(sample()), "-o", str(copy)]) == 0
    with Case.open(copy, read_only=True) as opened:
        kinds = [capture.kind for capture in CaseReader(opened).captures()]
    assert kinds == [*BOTH, CaptureKind.HAR]
    assert [path.name for path in elsewhere.iterdir()] == ["copie.enclair"]
    assert "Traceback" not in capsys.readouterr().err


def sample() -> Path:
    from inspector.resources import resource_path

    return resource_path("samples", "consultation.har")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the clinic listens as on POSIX")
def test_what_the_real_recorder_wrote_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ENCLAIR_HOME", str(tmp_path / "home"))
    with Clinic() as clinic:
        targets = {name: {"address": host, "port": port} for name, (host, port) in clinic.host_map.items()}
        with Tape(tmp_path, host_map=targets, upstream_ca=str(clinic.ca_file)) as tape:
            host = "www.rdv-sante.example"
            for path in ("/", "/recherche?keyword=oncologie", "/account/appointments"):
                client = tape.secure(host)
                client.request("GET", path, headers={"Host": host, "Accept-Encoding": "gzip, br"})
                client.getresponse().read()
                client.close()
            tape.flow(f"https://{host}/account/appointments")
            assert not tape.stop().code
        recorded = tape.path
    assert main(["scan", str(recorded)]) in (0, 1)
    assert main(["export", str(recorded), "-o", str(tmp_path / "out.har"), "--redact", "none"]) == 0
    jsonschema.validate(json.loads((tmp_path / "out.har").read_bytes()), SCHEMA)
    assert main(["import", str(tmp_path / "out.har"), "-o", str(tmp_path / "again.enclair")]) in (0, 1)
    assert unlike(recorded, tmp_path / "again.enclair") == {}
