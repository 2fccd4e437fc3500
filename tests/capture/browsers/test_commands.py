"""The commands and preferences that a recording promises, and no others."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from inspector.capture.browsers.address import address_to_open
from inspector.capture.browsers.chromium import chromium_command, spki_of, write_chromium_preferences
from inspector.capture.browsers.environment import browser_environment, lay_out_surroundings
from inspector.capture.browsers.find import Browser
from inspector.capture.browsers.firefox import firefox_command, firefox_preferences, write_firefox_preferences
from inspector.capture.browsers.launch import takes_pipe
from inspector.capture.browsers.profile import make_profile, remove_profile
from inspector.capture.plan import BrowserKind
from inspector.model.errors import ArgumentsWrong
from tests.capture.browsers.little_proxy import make_authority

PROFILE = Path("/p/profile")
CHROMIUM = Browser(id="chromium", kind=BrowserKind.CHROMIUM, name="Chromium", command=("chromium",))
FIREFOX = Browser(id="firefox", kind=BrowserKind.FIREFOX, name="Firefox", command=("flatpak", "run", "x"))


def test_chromium_goes_through_the_proxy_and_trusts_one_key_in_its_own_profile():
    command = chromium_command(
        CHROMIUM, profile=PROFILE, proxy="127.0.0.1:4711", spki=("k=",), url="https://a.example/"
    )
    assert command[0] == "chromium"
    assert command[-1] == "https://a.example/"
    assert {
        "--user-data-dir=/p/profile",
        "--proxy-server=http://127.0.0.1:4711",
        "--proxy-bypass-list=<-loopback>",
        "--ignore-certificate-errors-spki-list=k=",
        "--disable-quic",
        "--remote-debugging-pipe",
        "--password-store=basic",
    } <= set(command)
    assert not {"--no-sandbox", "--headless=new", "--remote-debugging-port=0"} & set(command)


def test_chromium_without_interception_trusts_nothing_and_has_no_proxy():
    command = chromium_command(CHROMIUM, profile=PROFILE)
    assert not [flag for flag in command if re.search("proxy|spki|quic|resolver", flag)]


def test_chromium_without_interception_follows_a_host_map_the_rest_last():
    command = chromium_command(CHROMIUM, profile=PROFILE, host_map={"*": "127.0.0.1:1", "a.test": "127.0.0.1:8443"})
    assert "--host-resolver-rules=MAP a.test 127.0.0.1:8443,MAP * 127.0.0.1:1" in command


@pytest.mark.parametrize(
    ("wish", "flag"),
    [
        ({"headless": True}, "--headless=new"),
        ({"as_root": True}, "--no-sandbox"),
        ({"debugging_port": True}, "--remote-debugging-port=0"),
    ],
)
def test_chromium_gets_a_flag_only_where_it_is_asked_for(wish: dict[str, bool], flag: str):
    assert flag in chromium_command(CHROMIUM, profile=PROFILE, **wish)  # type: ignore[arg-type]
    assert flag not in chromium_command(CHROMIUM, profile=PROFILE)


def test_quiet_is_a_choice():
    loud = chromium_command(CHROMIUM, profile=PROFILE, quiet=False)
    assert not [flag for flag in loud if "background" in flag or "disable-features" in flag]
    assert "browser.safebrowsing.malware.enabled" not in firefox_preferences(profile=PROFILE, quiet=False)
    assert firefox_preferences(profile=PROFILE)["browser.safebrowsing.malware.enabled"] is False


def test_firefox_goes_through_the_proxy_without_quic_or_its_own_name_resolution():
    wishes = firefox_preferences(profile=PROFILE, proxy="[::1]:4711")
    assert wishes["network.proxy.type"] == 1
    assert (wishes["network.proxy.ssl"], wishes["network.proxy.ssl_port"]) == ("::1", 4711)
    assert wishes["network.http.http3.enable"] is False
    assert wishes["network.trr.mode"] == 5
    assert wishes["network.proxy.allow_hijacking_localhost"] is True


def test_firefox_without_interception_keeps_the_network_as_it_is():
    wishes = firefox_preferences(profile=PROFILE)
    assert not [name for name in wishes if name.startswith(("network.proxy", "network.trr", "network.http"))]


def test_firefox_s_preferences_are_written_as_it_reads_them(tmp_path: Path):
    write_firefox_preferences(tmp_path, {"a": True, "b": 5, "c": 'x"\\é'})
    assert (tmp_path / "user.js").read_text() == (
        'user_pref("a", true);\nuser_pref("b", 5);\nuser_pref("c", "x\\"\\\\\\u00e9");\n'
    )


def test_firefox_starts_on_its_own_profile():
    command = firefox_command(FIREFOX, profile=PROFILE, headless=True, marionette=True)
    own = ["-profile", "/p/profile", "--no-remote", "-new-instance"]
    asked = ["--headless", "--remote-debugging-port", "0", "-marionette"]
    assert command == ["flatpak", "run", "x", *own, *asked, "about:blank"]


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("", "about:blank"),
        (" https://a.example/x?y#z ", "https://a.example/x?y#z"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("a.example/rendez-vous", "https://a.example/rendez-vous"),
        ("localhost:8443", "https://localhost:8443"),
        ("about:blank", "about:blank"),
    ],
)
def test_an_address_is_opened_as_a_person_means_it(written: str, opened: str):
    assert address_to_open(written) == opened


@pytest.mark.parametrize(
    "written",
    [
        "--no-sandbox",
        "-profile",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://a\nb",
        "chrome://settings",
        "a b",
    ],
)
def test_what_is_no_web_address_is_never_given_to_a_browser(written: str):
    with pytest.raises(ArgumentsWrong) as caught:
        address_to_open(written)
    assert written not in str(caught.value)


def test_the_environment_has_no_proxy_no_key_log_and_no_folder_of_the_person(tmp_path: Path):
    profile = make_profile(tmp_path)
    lay_out_surroundings(profile)
    environ = browser_environment(
        {
            "HOME": "/home/ana",
            "https_proxy": "http://x",
            "NO_PROXY": "x",
            "SSLKEYLOGFILE": "/tmp/keys",
            "MOZ_LOG": "all:5",
            "DISPLAY": ":0",
            "XDG_CONFIG_HOME": "/home/ana/.config",
        },
        profile=profile,
    )
    assert environ["HOME"] == "/home/ana"
    assert environ["DISPLAY"] == ":0"
    assert not {"https_proxy", "NO_PROXY", "SSLKEYLOGFILE", "MOZ_LOG"} & environ.keys()
    assert all(Path(environ[name]).is_relative_to(profile) for name in environ if name.startswith("XDG_"))
    assert all(Path(environ[name]).is_dir() for name in environ if name.startswith("XDG_"))
    assert remove_profile(profile, base=tmp_path)


def test_a_snap_or_flatpak_keeps_its_own_folders(tmp_path: Path):
    profile = make_profile(tmp_path, is_sandboxed=True)
    environ = browser_environment({"XDG_CONFIG_HOME": "/c"}, profile=profile, is_sandboxed=True)
    assert environ["XDG_CONFIG_HOME"] == "/c"
    assert "TMPDIR" not in environ
    assert profile.name in environ.values()


@pytest.mark.parametrize(
    ("browser", "platform", "taken"),
    [
        (CHROMIUM, "linux", True),
        (CHROMIUM, "win32", False),
        (FIREFOX, "linux", False),
        (Browser(id="x", kind=BrowserKind.CHROMIUM, name="x", command=("x",), packaging="flatpak"), "linux", False),
        (Browser(id="x", kind=BrowserKind.CHROMIUM, name="x", command=("x",), packaging="snap"), "linux", True),
    ],
)
def test_the_pipe_is_used_where_descriptors_reach_the_browser(browser: Browser, platform: str, taken: bool):
    assert takes_pipe(browser, platform) is taken


def test_the_key_s_hash_is_what_the_flag_wants(tmp_path: Path):
    pem, _ = make_authority(tmp_path)
    parsed = x509.load_pem_x509_certificate(pem)
    info = parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert spki_of(pem) == base64.b64encode(hashlib.sha256(info).digest()).decode()
    assert spki_of(parsed.public_bytes(Encoding.DER)) == spki_of(pem)


def test_downloads_of_chromium_stay_in_the_profile(tmp_path: Path):
    write_chromium_preferences(tmp_path)
    told = json.loads((tmp_path / "Default" / "Preferences").read_text())
    assert Path(told["download"]["default_directory"]).parent == tmp_path
