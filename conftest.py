"""Decides, before pytest-qt loads, whether window tests can run here; see `tests/ui`."""

import os
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LC_ALL", "C.UTF-8")
# The suite starts many processes; where none may keep what it compiled, each compiles every module again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
settings.register_profile(  # a busy machine is slow, and that is no fault of what is tested
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with something slow in them go first: a file stays with one worker, and all wait for the last."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of folders not yet made; numbered here, since pytest would list all the others for each."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a data folder of its own: recent files and unsaved cases of the person stay untouched."""
    home = next(_homes)
    home.mkdir(mode=0o700)
    monkeypatch.setenv("ENCLAIR_HOME", str(home))
