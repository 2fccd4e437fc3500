"""A browser's own hosts are told from the page's, with a purpose and a source."""

import re

import pytest

from inspector.capture.browsers.background import is_background, own_hosts


@pytest.mark.parametrize(
    ("host", "kind", "path", "purpose"),
    [
        ("update.googleapis.com", "chromium", "", "updates"),
        ("Update.GoogleAPIs.com.", "chromium", "", "updates"),
        ("r3---sn-x.gvt1.com", "chromium", "", "updates"),
        ("push.services.mozilla.com", "firefox", "/", "push"),
        ("push.services.mozilla.com", "chromium", "/", None),
        ("gvt1.com.example", "chromium", "", None),
        ("notgvt1.com", "chromium", "", None),
        ("www.rendezvous.test", "firefox", "/", None),
        ("", "firefox", "", None),
    ],
)
def test_a_host_is_told_by_the_browser_that_contacts_it(host: str, kind: str, path: str, purpose: str | None):
    assert is_background(host, kind, path) == purpose


def test_a_host_that_pages_use_as_well_is_told_by_its_path_alone():
    assert is_background("accounts.google.com", "chromium", "/ListAccounts?gpsia=1") == "account"
    assert is_background("accounts.google.com", "chromium", "/gsi/client") is None
    assert is_background("accounts.google.com", "chromium") is None
    assert is_background("clients2.google.com", "chromium", "/time/1/current?x") == "clock"
    assert is_background("clients2.google.com", "chromium", "/service/update2/crx") == "updates"


def test_every_entry_has_a_purpose_and_a_source_and_stands_once():
    for owns in own_hosts().values():
        assert len({own.paths for own in owns}) == len(owns)
        for own in owns:
            assert re.fullmatch(r"[a-z-]+", own.purpose)
            assert own.source.startswith("https://")
            assert own.host == own.host.lower()
            assert all(path.startswith("/") for path in own.paths)
