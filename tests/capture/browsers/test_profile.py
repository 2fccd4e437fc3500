"""Profiles are private, and nothing is deleted that is not one of ours."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from inspector.capture.browsers.find import Browser
from inspector.capture.browsers.kin import birth_of
from inspector.capture.browsers.profile import (
    Owner,
    make_profile,
    profile_base,
    remove_profile,
    remove_stale,
    temporary_folder,
)
from inspector.capture.plan import BrowserKind


@pytest.fixture(autouse=True)
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for temporary folders that is not deep."""
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as name:
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)


def test_a_profile_is_the_person_s_alone_and_never_the_same(tmp_path: Path):
    first, second = make_profile(tmp_path / "a" / "b"), make_profile(tmp_path / "a" / "b")
    assert first != second
    assert first.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_a_removed_profile_takes_all_with_it(tmp_path: Path, temporary: Path):
    base = tmp_path / "base"
    profile = make_profile(base)
    sockets = Path(temporary_folder(profile))
    assert sockets.parent == temporary
    (sockets / "socket").touch()
    (profile / "Default" / "deep").mkdir(parents=True)
    (profile / "Default" / "deep" / "Cookies").write_text("x")
    (profile / "outside").symlink_to(tmp_path)
    assert remove_profile(profile, base=base)
    assert list(base.iterdir()) == []
    assert not sockets.exists()
    assert tmp_path.exists()
    assert remove_profile(profile, base=base), "it is gone already"


def test_what_lies_outside_the_base_stays(tmp_path: Path):
    profile = make_profile(tmp_path / "elsewhere")
    (tmp_path / "base").mkdir()
    assert not remove_profile(profile, base=tmp_path / "base")
    assert not remove_profile(tmp_path / "base" / ".." / "elsewhere" / profile.name, base=tmp_path / "base")
    assert profile.exists()


def test_what_does_not_carry_our_mark_stays(tmp_path: Path):
    folder = tmp_path / "enclair-browser-0123456789abcdef"
    folder.mkdir()
    (folder / "thesis.odt").write_text("years of work")
    assert not remove_profile(folder, base=tmp_path)
    assert remove_stale(tmp_path) == 0
    assert (folder / "thesis.odt").exists()


def test_a_link_to_a_profile_is_not_followed(tmp_path: Path):
    profile = make_profile(tmp_path / "other")
    base = tmp_path / "base"
    base.mkdir()
    link = base / profile.name
    link.symlink_to(profile)
    assert not remove_profile(link, base=base)
    assert profile.exists()


def test_a_mark_that_names_another_folder_for_sockets_does_not_delete_it(tmp_path: Path):
    profile = make_profile(tmp_path)
    precious = tmp_path / "enclair-0123456789abcdef"
    precious.mkdir()
    (profile / ".enclair-profile").write_bytes(msgspec.json.encode(Owner(pid=1, birth="x", temporary=str(precious))))
    assert remove_profile(profile, base=tmp_path)
    assert precious.exists()


def test_leftovers_of_a_killed_run_are_removed_and_those_of_a_living_one_stay(tmp_path: Path, temporary: Path):
    mine = make_profile(tmp_path)
    program = "import sys; from pathlib import Path; from inspector.capture.browsers.profile import make_profile as m; m(Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        check=True,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path.cwd())},
    )
    assert len(list(tmp_path.glob("enclair-browser-*"))) == 2
    assert remove_stale(tmp_path) == 1
    assert list(tmp_path.glob("enclair-browser-*")) == [mine]
    assert [str(path) for path in temporary.iterdir()] == [temporary_folder(mine)]


def test_where_temporary_folders_are_deep_sockets_still_have_a_short_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "deep" / "deeper" / "deepest"))
    profile = make_profile(tmp_path)
    assert len(temporary_folder(profile)) < 60
    assert remove_profile(profile, base=tmp_path)


def test_a_sandboxed_browser_has_its_profile_where_it_sees_it_and_no_empty_folder_stays(tmp_path: Path):
    parent = tmp_path / "snap" / "firefox" / "common"
    parent.mkdir(parents=True)
    browser = Browser(
        id="firefox-snap", kind=BrowserKind.FIREFOX, name="x", command=("x",), packaging="snap", profile_parent=parent
    )
    base = profile_base(browser, tmp_path)
    profile = make_profile(base, is_sandboxed=True)
    assert parent in profile.parents
    assert temporary_folder(profile) == ""
    assert remove_profile(profile, base=base)
    assert list(parent.iterdir()) == []


def test_a_birth_is_that_of_one_living_process():
    assert birth_of(os.getpid())
    assert birth_of(os.getpid()) == birth_of(os.getpid())
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert birth_of(ended.pid) == ""
