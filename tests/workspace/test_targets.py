"""A file that cannot be written leaves what was there."""

from pathlib import Path

import pytest

from inspector.model.errors import InputUnreadable
from inspector.workspace.targets import replacing


def test_the_target_holds_what_was_written_and_nothing_lies_beside_it(tmp_path: Path):
    target = tmp_path / "a.pdf"
    target.write_text("before")
    with replacing(target) as temporary:
        temporary.write_text("after")
        assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert target.read_text() == "after"


def run_out_of_space(target: Path) -> None:
    with replacing(target) as temporary:
        temporary.write_text("half")
        raise OSError(28, "No space left on device")


def test_what_fails_on_the_way_leaves_what_was_there(tmp_path: Path):
    target = tmp_path / "a.pdf"
    target.write_text("before")
    with pytest.raises(InputUnreadable) as raised:
        run_out_of_space(target)
    assert (raised.value.code, raised.value.facts["name"]) == ("target_unwritable", "a.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
    assert target.read_text() == "before"
