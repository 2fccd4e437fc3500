"""Browsers are found wherever a system keeps them, each once, and asked for by id, kind or path."""

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.capture.browsers.find import Browser, browser_version, find_browser, installed_browsers
from inspector.capture.plan import BrowserKind
from inspector.model.errors import EnvironmentLacks
from tests.capture.browsers.real import KINDS, real_browser

CHROMIUM = Browser(
    id="chromium-snap", kind=BrowserKind.CHROMIUM, name="Chromium (snap)", command=("/snap/bin/chromium",)
)
FIREFOX = Browser(id="firefox-esr", kind=BrowserKind.FIREFOX, name="Firefox ESR", command=("/usr/bin/firefox-esr",))


def _files(*paths: str) -> Callable[[Path], bool]:
    return lambda path: path.as_posix().replace("\\", "/") in paths


def test_on_linux_each_browser_on_the_path_is_found_once():
    found = installed_browsers(
        {"PATH": "/usr/local/bin:/usr/bin", "HOME": "/home/ana"},
        "linux",
        is_file=_files(
            "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/usr/bin/firefox-esr", "/usr/bin/brave"
        ),
    )
    assert [(browser.id, browser.command) for browser in found] == [
        ("google-chrome", ("/usr/bin/google-chrome-stable",)),
        ("brave", ("/usr/bin/brave",)),
        ("firefox-esr", ("/usr/bin/firefox-esr",)),
    ]
    assert all(browser.packaging == "" and browser.profile_parent is None for browser in found)


def test_a_snap_keeps_its_profile_in_its_own_folder_that_no_refresh_copies():
    (browser,) = installed_browsers(
        {"PATH": "/usr/bin:/snap/bin", "HOME": "/home/ana"}, "linux", is_file=_files("/snap/bin/firefox")
    )
    assert (browser.id, browser.packaging, browser.command) == ("firefox-snap", "snap", ("/snap/bin/firefox",))
    assert browser.profile_parent == Path("/home/ana/snap/firefox/common")


def test_a_script_that_only_calls_a_snap_is_that_snap(tmp_path: Path):
    script = tmp_path / "chromium-browser"
    script.write_text('#!/bin/sh\nexec /snap/bin/chromium "$@"\n')
    (browser,) = installed_browsers({"PATH": str(tmp_path), "HOME": "/home/ana"}, "linux", is_file=Path.is_file)[:1]
    assert (browser.id, browser.packaging) == ("chromium-snap", "snap")


def test_a_flatpak_is_found_for_the_person_and_for_the_machine():
    found = installed_browsers(
        {"PATH": "/usr/bin", "HOME": "/home/ana"},
        "linux",
        is_file=_files(
            "/usr/bin/flatpak",
            "/home/ana/.local/share/flatpak/exports/bin/org.mozilla.firefox",
            "/var/lib/flatpak/exports/bin/com.brave.Browser",
        ),
    )
    assert [browser.id for browser in found] == ["brave-flatpak", "firefox-flatpak"]
    assert found[1].command == ("/usr/bin/flatpak", "run", "--die-with-parent", "org.mozilla.firefox")
    assert found[1].profile_parent == Path("/home/ana/.var/app/org.mozilla.firefox/data")


def test_on_macos_the_binary_inside_the_bundle_is_started():
    found = installed_browsers(
        {"HOME": "/Users/ana"},
        "darwin",
        is_file=_files(
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Users/ana/Applications/Firefox.app/Contents/MacOS/firefox",
        ),
    )
    assert [(browser.id, browser.name) for browser in found] == [
        ("google-chrome", "Google Chrome"),
        ("firefox", "Firefox"),
    ]


def test_on_windows_the_registry_and_the_program_folders_are_looked_into():
    found = installed_browsers(
        {"PROGRAMFILES": "C:/Program Files", "PROGRAMFILES(X86)": "C:/Program Files (x86)", "LOCALAPPDATA": "C:/L"},
        "win32",
        is_file=_files(
            "D:/Chrome/chrome.exe",
            "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
            "C:/L/Chromium/Application/chrome.exe",
        ),
        registered=lambda name: "D:/Chrome/chrome.exe" if name == "chrome.exe" else "",
    )
    assert {browser.id: Path(browser.command[0]).as_posix() for browser in found} == {
        "chromium": "C:/L/Chromium/Application/chrome.exe",
        "google-chrome": "D:/Chrome/chrome.exe",
        "microsoft-edge": "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    }


@pytest.mark.parametrize(
    ("wanted", "browser"), [("firefox", FIREFOX), ("firefox-esr", FIREFOX), ("Chromium", CHROMIUM)]
)
def test_a_browser_is_asked_for_by_id_or_kind(wanted: str, browser: Browser):
    assert find_browser(wanted, (CHROMIUM, FIREFOX)) == browser


@pytest.mark.parametrize(("folder", "kind"), [("firefox-153", BrowserKind.FIREFOX), ("build", BrowserKind.CHROMIUM)])
def test_a_browser_is_asked_for_by_path(tmp_path: Path, folder: str, kind: BrowserKind):
    path = tmp_path / folder / "nightly"
    path.parent.mkdir()
    path.write_text("#!/bin/sh\n")
    path.chmod(0o700)
    browser = find_browser(str(path), ())
    assert (browser.kind, browser.command) == (kind, (str(path),))


@pytest.mark.parametrize("wanted", ["opera", "", "/", "/nowhere/firefox"])
def test_a_missing_browser_is_one_clear_line(wanted: str):
    with pytest.raises(EnvironmentLacks) as caught:
        find_browser(wanted, (FIREFOX,))
    assert caught.value.code == "browser_missing"
    assert "\n" not in str(caught.value)
    assert caught.value.facts["found"] == "firefox-esr"


@pytest.mark.parametrize("kind", KINDS)
def test_a_real_browser_tells_its_version(kind: BrowserKind):
    assert browser_version(real_browser(kind)).split(".")[0].isdigit()


def test_a_version_that_cannot_be_had_is_empty(tmp_path: Path):
    assert browser_version(Browser(id="x", kind=BrowserKind.FIREFOX, name="x", command=(str(tmp_path / "x"),))) == ""


def test_on_windows_the_files_beside_it_tell_the_version(tmp_path: Path):
    chrome = Browser(id="x", kind=BrowserKind.CHROMIUM, name="x", command=(str(tmp_path / "chrome.exe"),))
    for name in ("99.0.1.2", "156.0.8078.79", "Dictionaries"):
        (tmp_path / name).mkdir()
    assert browser_version(chrome, "win32") == "156.0.8078.79"
    (tmp_path / "application.ini").write_text("[App]\nName=Firefox\nVersion=153.7.0\n")
    assert browser_version(chrome, "win32") == "153.7.0"
