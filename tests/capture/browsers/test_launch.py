"""Real browsers, headless, on loopback: HTTPS is read, and nothing of them is left."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from inspector.capture.browsers.debugging import (
    BIDI_FILE,
    CHROMIUM_FILE,
    MARIONETTE_FILE,
    bidi_address,
    devtools_address,
    marionette_port,
    wait_for_file,
)
from inspector.capture.browsers.find import Browser
from inspector.capture.browsers.kin import kin_of
from inspector.capture.browsers.launch import Wishes, launch
from inspector.capture.browsers.note import NOTE, clean_up_after, read_note
from inspector.capture.browsers.process import RunningBrowser
from inspector.capture.browsers.profile import temporary_folder
from inspector.capture.plan import BrowserKind
from inspector.model.errors import ArgumentsWrong, EnvironmentLacks
from tests.capture.browsers.little_proxy import HOST, LittleProxy, make_authority
from tests.capture.browsers.real import KINDS, real_browser

ROOT = Path(__file__).resolve().parents[3]
WITHIN_S = 60
NOWHERE = "127.0.0.1:9"  # a proxy that is not there: nothing goes out


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The person's home, with a file in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    return folder


async def _launch(browser: Browser, wishes: Wishes, home: Path) -> RunningBrowser:
    folder = home.parent / "private"
    folder.mkdir(exist_ok=True)
    environ = {**os.environ, "HOME": str(home)}
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        environ.pop(name, None)
    return await launch(browser, wishes, base=folder / "profiles", note_folder=folder, environ=environ)


def _assert_nothing_left(running: RunningBrowser, temporary: str, home: Path) -> None:
    assert kin_of(running.profile.name, leader=running.pid, birth="") == set()
    assert [path.name for path in home.rglob("*")] == ["letter.txt"]
    assert [path.name for path in (home.parent / "private").rglob("*")] == ["profiles"]
    assert temporary
    assert not Path(temporary).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_https_is_read_and_after_the_end_nothing_is_left(kind: BrowserKind, home: Path, tmp_path: Path):
    browser = real_browser(kind)
    authority, certificate = make_authority(tmp_path)

    async def story() -> None:
        async with LittleProxy(certificate) as proxy:
            wishes = Wishes(proxy=proxy.address, authority=authority, url=f"https://{HOST}/", headless=True)
            running = await _launch(browser, wishes, home)
            temporary = temporary_folder(running.profile)
            try:
                await asyncio.wait_for(proxy.told.wait(), WITHIN_S)
                assert kin_of(running.profile.name, leader=running.pid, birth="") >= {running.pid}
            finally:
                assert await running.close()
            assert running.ended.is_set()
            _assert_nothing_left(running, temporary, home)
            assert not proxy.refused.is_set()

    asyncio.run(story())


@pytest.mark.parametrize("kind", KINDS)
def test_without_our_authority_the_certificate_is_refused(kind: BrowserKind, home: Path, tmp_path: Path):
    browser = real_browser(kind)
    _, certificate = make_authority(tmp_path)

    async def story() -> None:
        async with LittleProxy(certificate) as proxy:
            running = await _launch(browser, Wishes(proxy=proxy.address, url=f"https://{HOST}/", headless=True), home)
            try:
                await asyncio.wait_for(proxy.refused.wait(), WITHIN_S)
            finally:
                assert await running.close()
            assert not proxy.read.is_set()

    asyncio.run(story())


def test_chromium_answers_on_the_pipe_and_tells_a_port_as_well(home: Path):
    browser = real_browser(BrowserKind.CHROMIUM)

    async def story() -> None:
        running = await _launch(browser, Wishes(proxy=NOWHERE, headless=True, debugging_port=True), home)
        try:
            assert running.pipe is not None
            os.write(running.pipe.writing, b'{"id":1,"method":"Browser.getVersion"}\0')
            answer = await asyncio.wait_for(_message(running.pipe.reading), WITHIN_S)
            assert json.loads(answer)["result"]["protocolVersion"]
            await wait_for_file(running, CHROMIUM_FILE, within_s=WITHIN_S)
            assert devtools_address(running.profile).startswith("ws://127.0.0.1:")
        finally:
            assert await running.close()

    asyncio.run(story())


@pytest.mark.parametrize("kind", KINDS)
def test_without_debugging_no_door_is_open_and_the_page_is_read_all_the_same(
    kind: BrowserKind, home: Path, tmp_path: Path
):
    browser = real_browser(kind)
    authority, certificate = make_authority(tmp_path)

    async def story() -> None:
        async with LittleProxy(certificate) as proxy:
            wishes = Wishes(
                proxy=proxy.address, authority=authority, url=f"https://{HOST}/", headless=True, debugging=False
            )
            running = await _launch(browser, wishes, home)
            try:
                await asyncio.wait_for(proxy.told.wait(), WITHIN_S)
                assert "/told?webdriver=false" in proxy.paths, "pages are told of remote control that is not there"
                assert running.pipe is None
                assert devtools_address(running.profile) == bidi_address(running.profile) == ""
            finally:
                assert await running.close()

    asyncio.run(story())


async def _message(descriptor: int) -> bytes:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bytes] = loop.create_future()
    read = bytearray()

    def more() -> None:
        read.extend(os.read(descriptor, 65536))
        if read.endswith(b"\0") and not done.done():
            done.set_result(bytes(read[:-1]))

    loop.add_reader(descriptor, more)
    try:
        return await done
    finally:
        loop.remove_reader(descriptor)


def test_firefox_tells_where_bidi_and_marionette_listen(home: Path):
    browser = real_browser(BrowserKind.FIREFOX)

    async def story() -> None:
        running = await _launch(browser, Wishes(proxy=NOWHERE, headless=True, marionette=True), home)
        try:
            await wait_for_file(running, BIDI_FILE, within_s=WITHIN_S)
            await wait_for_file(running, MARIONETTE_FILE, within_s=WITHIN_S)
            assert bidi_address(running.profile).startswith("ws://127.0.0.1:")
            assert int(marionette_port(running.profile)) > 0
        finally:
            assert await running.close()

    asyncio.run(story())


@pytest.mark.parametrize("kind", KINDS)
def test_a_browser_that_ends_by_itself_is_noticed_and_cleaned_up(kind: BrowserKind, home: Path):
    browser = real_browser(kind)

    async def story() -> None:
        running = await _launch(browser, Wishes(proxy=NOWHERE, headless=True), home)
        temporary = temporary_folder(running.profile)
        os.kill(running.pid, 9)
        assert await asyncio.wait_for(running.wait(), WITHIN_S) == -9
        assert await running.close()
        assert await running.close(), "closing twice is harmless"
        _assert_nothing_left(running, temporary, home)

    asyncio.run(story())


CRASHES = """
import asyncio, os, sys
from pathlib import Path
from inspector.capture.browsers.debugging import BIDI_FILE, CHROMIUM_FILE, wait_for_file
from inspector.capture.browsers.find import find_browser
from inspector.capture.browsers.launch import Wishes, launch

async def story(wanted, folder):
    wishes = Wishes(proxy="127.0.0.1:9", headless=True, debugging_port=True)
    running = await launch(find_browser(wanted), wishes, base=folder / "profiles", note_folder=folder)
    await wait_for_file(running, BIDI_FILE if wanted.startswith("firefox") else CHROMIUM_FILE, within_s=60)
    print("ready", flush=True)
    await asyncio.Event().wait()

asyncio.run(story(sys.argv[1], Path(sys.argv[2])))
"""


@pytest.mark.parametrize("kind", KINDS)
def test_another_process_cleans_up_after_a_recorder_that_was_killed(kind: BrowserKind, home: Path):
    browser = real_browser(kind)
    folder = home.parent / "private"
    folder.mkdir()
    recorder = subprocess.Popen(
        [sys.executable, "-c", CRASHES, browser.id, str(folder)],
        cwd=ROOT,
        env={**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    try:
        assert recorder.stdout is not None
        assert recorder.stdout.readline() == b"ready\n"
    finally:
        recorder.kill()
        recorder.communicate(timeout=WITHIN_S)
    note = read_note(folder)
    assert note is not None
    temporary = temporary_folder(Path(note.profile))
    assert clean_up_after(folder)
    assert kin_of(Path(note.profile).name, leader=note.pid, birth=note.birth) == set()
    assert [path.name for path in folder.rglob("*")] == ["profiles"]
    assert [path.name for path in home.rglob("*")] == ["letter.txt"]
    assert not Path(temporary).exists()
    assert clean_up_after(folder), "there is nothing left to do"


def test_a_browser_that_cannot_be_started_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch):
    with tempfile.TemporaryDirectory(prefix="t-", dir="/tmp") as place:
        monkeypatch.setattr(tempfile, "tempdir", place)
        _cannot_be_started(home)
        assert list(Path(place).iterdir()) == []


def _cannot_be_started(home: Path) -> None:
    browser = Browser(id="x", kind=BrowserKind.CHROMIUM, name="Nothing", command=(str(home / "nothing"),))
    with pytest.raises(EnvironmentLacks) as caught:
        asyncio.run(_launch(browser, Wishes(), home))
    assert caught.value.code == "browser_not_started"
    assert [path.name for path in (home.parent / "private").rglob("*")] == ["profiles"]


def test_an_address_that_is_not_opened_leaves_nothing(home: Path):
    browser = Browser(id="x", kind=BrowserKind.FIREFOX, name="Nothing", command=(str(home / "nothing"),))
    with pytest.raises(ArgumentsWrong):
        asyncio.run(_launch(browser, Wishes(url="file:///etc/passwd"), home))
    assert not (home.parent / "private" / NOTE).exists()
    assert list((home.parent / "private" / "profiles").iterdir()) == []
