"""Decides, before pytest-qt loads, whether window tests can run here; see `tests/ui`."""

import os
import sys
from pathlib import Path

import pytest

if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LC_ALL", "C.UTF-8")


def _missing_library() -> str:
    """What Qt's widgets lack on this machine; "" where they load."""
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        return str(error).split(":", 1)[0]
    return ""


MISSING = _missing_library()

if not MISSING:
    pytest_plugins = ["pytestqt.plugin"]  # blocked in pyproject.toml, so that it never loads without Qt


class _SkippedModule(pytest.Module):
    def collect(self) -> list[pytest.Item]:  # type: ignore[override]
        pytest.skip(f"window tests need a system library that is missing: {MISSING}", allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if MISSING and "ui" in module_path.parts:
        return _SkippedModule.from_parent(parent, path=module_path)  # type: ignore[no-any-return]
    return None


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a data folder of its own: recent files and unsaved cases of the person stay untouched."""
    monkeypatch.setenv("ENCLAIR_HOME", str(tmp_path_factory.mktemp("home")))
