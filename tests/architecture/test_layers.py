"""The house is what ARCHITECTURE.md says: layers, outsiders' places, and no window needed below the window."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_import_linter_holds_every_contract():
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-3000:]


def test_the_picture_in_architecture_is_what_the_linter_enforces():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    picture = " > ".join(layer.replace("inspector.", "") for layer in contract["layers"])
    assert picture in (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_every_module_that_architecture_names_is_there():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    files = set(re.findall(r"`(?:inspector/)?([a-z_/]+\.py)`", text))
    assert len(files) > 20
    known = [str(path.relative_to(ROOT / "inspector")) for path in (ROOT / "inspector").rglob("*.py")]
    assert [name for name in sorted(files) if not any(f"/{one}".endswith(f"/{name}") for one in known)] == []


def test_the_command_line_starts_without_qt_mitmproxy_or_typst():
    code = (
        "import sys, inspector.cli;"
        "heavy = {'PySide6', 'pyqtgraph', 'mitmproxy', 'typst', 'igraph', 'numpy'} & set(sys.modules);"
        "sys.exit(','.join(sorted(heavy)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, f"imported at start: {run.stderr.strip()}"
