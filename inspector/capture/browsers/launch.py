"""One call from an installed browser to a running one: profile, trust, preferences, command, process."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from inspector.capture.browsers.chromium import chromium_command, spki_of, write_chromium_preferences
from inspector.capture.browsers.environment import browser_environment, lay_out_surroundings
from inspector.capture.browsers.find import Browser
from inspector.capture.browsers.firefox import firefox_command, firefox_preferences, write_firefox_preferences
from inspector.capture.browsers.process import RunningBrowser
from inspector.capture.browsers.profile import make_profile, profile_base
from inspector.capture.firefox_trust import trust_in_profile
from inspector.capture.plan import BrowserKind
from inspector.model.errors import EnvironmentLacks
from inspector.model.struct import Record

_AUTHORITY = "En Clair"


class Wishes(Record, frozen=True, kw_only=True):
    """How a browser is started. `proxy` is host:port and `authority` the certificate (DER or PEM) of the one that signs
    there; both empty without interception. `debugging`: the pipe (Chromium) or BiDi (Firefox); pages are then told that
    the browser is remote-controlled (`navigator.webdriver`). `debugging_port`: a TCP address on loopback as well."""

    proxy: str = ""
    authority: bytes = b""
    url: str = ""
    headless: bool = False
    debugging: bool = True
    debugging_port: bool = False
    marionette: bool = False
    quiet: bool = True
    authorities: tuple[bytes, ...] = ()  # further ones to trust in this profile only (DER or PEM)
    host_map: dict[str, str] = {}  # without a proxy: where names lead, host:port (Chromium)


def takes_pipe(browser: Browser, platform: str = sys.platform) -> bool:
    """Whether its debugging pipe can be had: Chromium's family, not on Windows, not in a flatpak (which closes all
    descriptors but the first three). Where not, `launch` opens the port."""
    return browser.kind is BrowserKind.CHROMIUM and platform != "win32" and browser.packaging != "flatpak"


async def launch(
    browser: Browser, wishes: Wishes, *, base: Path, note_folder: Path, environ: Mapping[str, str] | None = None
) -> RunningBrowser:
    """Starts the browser on a fresh profile below `base` (or where its sandbox wants it); its note is kept in
    `note_folder`.

    Raises ArgumentsWrong for an address that is not opened, ValueError for an authority that is no certificate, and
    EnvironmentLacks (`browser_not_started`) where it cannot be started; nothing is left then.
    """
    base = profile_base(browser, base)
    is_sandboxed = browser.packaging != ""
    try:
        profile = make_profile(base, is_sandboxed=is_sandboxed)
    except OSError as error:
        raise _not_started(browser, error) from error
    running = RunningBrowser(profile=profile, base=base, note_folder=note_folder)
    try:
        lay_out_surroundings(profile)
        command = _prepare(browser, wishes, profile)
        environment = browser_environment(
            os.environ if environ is None else environ, profile=profile, is_sandboxed=is_sandboxed
        )
        await running.start(command, environment, debugging_pipe=wishes.debugging and takes_pipe(browser))
    except OSError as error:
        await running.close()
        raise _not_started(browser, error) from error
    except BaseException:
        await running.close()
        raise
    return running


def _prepare(browser: Browser, wishes: Wishes, profile: Path) -> list[str]:
    """Writes what the browser reads at its start; the command."""
    if browser.kind is BrowserKind.FIREFOX:
        preferences = firefox_preferences(profile=profile, proxy=wishes.proxy, quiet=wishes.quiet)
        write_firefox_preferences(profile, preferences)
        if wishes.proxy and wishes.authority:
            trust_in_profile(profile, wishes.authority, _AUTHORITY)
        return firefox_command(
            browser,
            profile=profile,
            url=wishes.url,
            headless=wishes.headless,
            bidi=wishes.debugging or wishes.debugging_port,
            marionette=wishes.marionette,
        )
    write_chromium_preferences(profile)
    pipe = wishes.debugging and takes_pipe(browser)
    return chromium_command(
        browser,
        profile=profile,
        proxy=wishes.proxy,
        spki=tuple(spki_of(certificate) for certificate in (wishes.authority, *wishes.authorities) if certificate),
        url=wishes.url,
        headless=wishes.headless,
        debugging_port=wishes.debugging_port or (wishes.debugging and not pipe),
        debugging_pipe=pipe,
        quiet=wishes.quiet,
        as_root=is_root(),
        host_map=wishes.host_map,
    )


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _not_started(browser: Browser, error: OSError) -> EnvironmentLacks:
    reason = error.strerror or type(error).__name__
    return EnvironmentLacks(
        f"{browser.name} could not be started: {reason}.",
        code="browser_not_started",
        browser=browser.name,
        reason=reason,
    )
