"""An analysed case of the sample, made once."""

import shutil
from pathlib import Path

import pytest

from inspector.resources import resource_path
from inspector.store.case import Case
from inspector.workspace.analysis import analyse_case
from inspector.workspace.importing import import_file


@pytest.fixture(scope="session")
def analysed_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "consultation.enclair"
    with Case.create(path) as case:
        import_file(case, resource_path("samples", "consultation.har"))
    analyse_case(path)
    return path


@pytest.fixture
def sample_case(analysed_sample: Path, tmp_path: Path) -> Path:
    """A copy that the test may change."""
    return Path(shutil.copy(analysed_sample, tmp_path / "consultation.enclair"))
