"""Real browsers for tests, where they are installed."""

import sys

import pytest

from inspector.capture.browsers.find import Browser, installed_browsers
from inspector.capture.plan import BrowserKind

KINDS = tuple(BrowserKind)


def real_browser(kind: BrowserKind) -> Browser:
    """The first unpackaged browser of a kind; skips the test where there is none."""
    if sys.platform == "win32":
        pytest.skip("browsers are not started in tests on Windows")
    for browser in installed_browsers():
        if browser.kind is kind and not browser.packaging:
            return browser
    pytest.skip(f"no browser of the kind {kind} is installed")
