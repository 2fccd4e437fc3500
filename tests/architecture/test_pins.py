"""What is installed is what is pinned, and no file of ours carries a lock or a download address."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["constraint-dependencies"]


@pytest.mark.parametrize("pin", PINS)
def test_the_installed_version_equals_the_pin(pin: str):
    name, pinned = re.match(r"([A-Za-z0-9_.\[\]-]+)==([^ ;]+)", pin).groups()  # type: ignore[union-attr]
    try:
        installed = version(name.split("[")[0])
    except PackageNotFoundError:
        if ";" in pin:
            pytest.skip("not for this platform")
        raise
    assert installed == pinned


def test_uv_lock_is_not_tracked_and_no_uv_toml_exists():
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert not (ROOT / "uv.toml").exists()


def test_every_direct_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    direct = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    pinned = {_plain(re.split(r"==", pin)[0]) for pin in PINS}
    assert {_plain(re.split(r"[ <>=!~\[;]", need)[0]) for need in direct} <= pinned


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
