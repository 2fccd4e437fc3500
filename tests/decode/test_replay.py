"""What is written down for others gives the same value outside, and never runs what was captured."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from inspector.decode.replaying.replay import INLINE_BYTES, Replay, replay_of
from inspector.messages import Translator
from inspector.model.flow import FlowContent
from tests.decode.flows import flow_content
from tests.decode.layer_samples import EMAIL, HOSTILE, MOTIVE, b64, body, samples, value
from tests.decode.test_steps import places_of

SAMPLES = list(samples())
_T = Translator("en")
_HOSTILE = (
    HOSTILE,
    "'; touch pwned; echo '",
    '"""\nimport os\nos._exit(9)\n"""',
    "`touch pwned` $(touch pwned) ${IFS}",
    "%s %n %x -n -e \\c \\0",
    "line\nline\r\n\ttab\x7f\x1b[31m",
    "' | touch pwned #",
    "-rf",
)


def run_python(replay: Replay, folder: Path) -> str:
    if replay.file:
        (folder / replay.file).write_bytes(replay.data)
    done = subprocess.run([sys.executable, "-I", "-c", replay.code], cwd=folder, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8").replace("\r\n", "\n").removesuffix("\n")


def run_shell(replay: Replay, folder: Path) -> str:
    if replay.file:
        (folder / replay.file).write_bytes(replay.data)
    done = subprocess.run(["sh", "-c", replay.code], cwd=folder, capture_output=True, timeout=30)
    assert done.stderr == b""
    return done.stdout.decode("utf-8", "replace")


def programs(code: str) -> list[str]:
    words = ("base64", "gunzip", "jq", "openssl", "xxd", "perl", "brotli", "zstd", "base32", "sed")
    return [word for word in words if f"| {word} " in f"{code} " or f"| {word}\n" in code]


@pytest.mark.parametrize(("word", "content"), SAMPLES, ids=[word for word, _ in SAMPLES])
def test_python_and_shell_print_the_value(word: str, content: FlowContent, tmp_path: Path) -> None:
    seen = set()
    for place, text in places_of(content):
        if place.layers in seen or word not in place.layers:
            continue
        python = replay_of(content, place, shell=False, t=_T)
        assert python is not None
        if not python.is_whole:
            continue
        seen.add(place.layers)
        assert run_python(python, tmp_path) == text
        shell = replay_of(content, place, shell=True, t=_T)
        if shell is not None and shutil.which("sh") and all(map(shutil.which, programs(shell.code))):
            assert run_shell(shell, tmp_path) == text
    assert seen or word == "gpp"


@pytest.mark.parametrize("hostile", _HOSTILE)
@pytest.mark.parametrize("where", ["json", "name", "base64", "query", "header"])
def test_captured_text_is_never_code(hostile: str, where: str, tmp_path: Path) -> None:
    content = {
        "json": lambda: body(json.dumps({"a": hostile})),
        "name": lambda: body(json.dumps({hostile: "Bonjour Camille"})),
        "base64": lambda: value(b64(json.dumps({hostile: hostile}))),
        "query": lambda: flow_content(url=f"https://t.example/p?{hostile}={hostile}&a=%41b"),
        "header": lambda: flow_content(request_headers=(("X-A", json.dumps({"a": hostile})),)),
    }[where]()
    for place, text in places_of(content)[:3]:
        for shell, run in ((False, run_python), (True, run_shell)):
            replay = replay_of(content, place, shell=shell, t=_T)
            if replay is not None and replay.is_whole and (not shell or all(map(shutil.which, programs(replay.code)))):
                assert run(replay, tmp_path) == text.replace("\r\n", "\n" if not shell else "\r\n")
    assert not (tmp_path / "pwned").exists()


def test_bytes_that_are_no_text_enter_as_base64(tmp_path: Path) -> None:
    content = flow_content(request_headers=(("X-A", json.dumps({"a": "caf\xe9 \udcff"})),))
    for place, _ in places_of(content):
        replay = replay_of(content, place, shell=False, t=_T)
        assert replay is not None
        assert replay.code.isascii()
        run_python(replay, tmp_path)


def test_a_large_body_is_read_from_a_file(tmp_path: Path) -> None:
    content = body(json.dumps({"pad": "x" * INLINE_BYTES, "motive": MOTIVE}), "application/json")
    place, text = places_of(content)[1]
    for shell, run in ((False, run_python), (True, run_shell)):
        replay = replay_of(content, place, shell=shell, t=_T)
        assert replay is not None
        assert replay.file == "flow-1-request-body.bin"
        assert len(replay.code) < 1000
        if not shell or shutil.which("jq"):
            assert run(replay, tmp_path) == text


def test_a_digest_is_computed_again_below_the_value(tmp_path: Path) -> None:
    digest = hashlib.sha256(EMAIL.encode()).hexdigest()
    content = body(json.dumps({"em": digest}))
    place, _ = places_of(content)[0]
    for shell, run in ((False, run_python), (True, run_shell)):
        replay = replay_of(content, place, shell=shell, t=_T, texts=(EMAIL,), form="sha256")
        assert replay is not None
        if not shell or all(map(shutil.which, ("jq", "openssl", "xxd"))):
            assert run(replay, tmp_path) == f"{digest}\n{digest}"


def test_a_layer_without_a_tool_ends_the_replay_and_says_so() -> None:
    content = next(content for word, content in SAMPLES if word == "tcf")
    place = next(place for place, _ in places_of(content) if place.path.endswith("vendorConsents.count"))
    replay = replay_of(content, place, shell=False, t=_T)
    assert replay is not None
    assert not replay.is_whole
    assert "No ordinary tool" in replay.code
    assert replay_of(content, place, shell=True, t=_T) is None


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_slice_says_what_it_takes_and_why(language: str) -> None:
    t, slices = Translator(language), 0
    start = t("layers.replay_cut").partition("{")[0].strip()
    for _, content in SAMPLES:
        for place, _text in places_of(content):
            replay = replay_of(content, place, shell=False, t=t)
            lines = replay.code.splitlines() if replay is not None else []
            for before, line in pairwise(lines):
                if re.fullmatch(r"x = x\[\d+:\d+\]", line):
                    slices += 1
                    assert before.startswith(f"# {start}"), before
                    assert "layers." not in before
    assert slices > 5
