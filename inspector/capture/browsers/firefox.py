"""How Firefox is started: preferences and trust written into an own profile before its first start."""

import json
import sys
from pathlib import Path

from inspector.capture.browsers.address import address_to_open
from inspector.capture.browsers.environment import DOWNLOADS
from inspector.capture.browsers.find import Browser

type Preference = bool | int | str

# Nothing is asked of the person, nothing left outside the profile. `remote.prefs.recommended` off: else the debugging
# agent silently applies preferences for automation that change what sites do.
_ALWAYS: dict[str, Preference] = {
    "app.normandy.first_run": False,
    "browser.aboutwelcome.enabled": False,
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.migration.version": 999,
    "browser.preonboarding.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.shell.didSkipDefaultBrowserCheckOnFirstRun": True,
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.tabs.warnOnClose": False,
    "browser.warnOnQuit": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "marionette.port": 0,
    "remote.prefs.recommended": False,
    "signon.rememberSignons": False,
    "termsofuse.bypassNotification": True,
    "toolkit.winRegisterApplicationRestart": False,
    "trailhead.firstrun.didSeeAboutWelcome": True,
}

_PROXIED: dict[str, Preference] = {
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.http.http3.enable": False,
    "network.proxy.allow_bypass": False,
    "network.proxy.allow_hijacking_localhost": True,
    "network.proxy.failover_direct": False,
    "network.proxy.no_proxies_on": "",
    "network.proxy.share_proxy_settings": True,
    "network.proxy.type": 1,
    "network.trr.mode": 5,
    "security.certerrors.mitm.auto_enable_enterprise_roots": False,
    "security.certerrors.mitm.priming.enabled": False,
    "security.enterprise_roots.enabled": False,
}

# A visible choice of the recording: Safe Browsing and the lists of tracking protection are among these.
_QUIET: dict[str, Preference] = {
    "app.normandy.enabled": False,
    "app.shield.optoutstudies.enabled": False,
    "app.update.auto": False,
    "app.update.background.scheduling.enabled": False,
    "app.update.disabledForTesting": True,
    "app.update.enabled": False,
    "app.update.service.enabled": False,
    "browser.contentblocking.report.lockwise.enabled": False,
    "browser.discovery.enabled": False,
    "browser.newtabpage.activity-stream.feeds.section.topstories": False,
    "browser.newtabpage.activity-stream.feeds.system.topstories": False,
    "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.newtabpage.activity-stream.showSponsored": False,
    "browser.newtabpage.activity-stream.showSponsoredTopSites": False,
    "browser.newtabpage.activity-stream.unifiedAds.enabled": False,
    "browser.newtabpage.activity-stream.unifiedAds.spocs.enabled": False,
    "browser.newtabpage.activity-stream.unifiedAds.tiles.enabled": False,
    "browser.newtabpage.enabled": False,
    "browser.ping-centre.telemetry": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.provider.google.updateURL": "",
    "browser.safebrowsing.provider.google4.updateURL": "",
    "browser.safebrowsing.provider.google5.updateURL": "",
    "browser.safebrowsing.provider.mozilla.updateURL": "",
    "browser.search.geoSpecificDefaults": False,
    "browser.search.suggest.enabled": False,
    "browser.search.update": False,
    "browser.topsites.contile.enabled": False,
    "browser.topsites.useRemoteSetting": False,
    "browser.uitour.enabled": False,
    "browser.urlbar.merino.enabled": False,
    "browser.urlbar.quicksuggest.enabled": False,
    "browser.urlbar.suggest.searches": False,
    "captchadetection.actor.enabled": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.usage.uploadEnabled": False,
    "dom.push.connection.enabled": False,
    "dom.push.serverURL": "",
    "extensions.getAddons.cache.enabled": False,
    "extensions.getAddons.discovery.api_url": "data:,",
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "identity.fxaccounts.enabled": False,
    "lightweightThemes.update.enabled": False,
    "media.gmp-gmpopenh264.autoupdate": False,
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-manager.url": "data:,",
    "media.gmp-provider.enabled": False,
    "media.gmp-widevinecdm.autoupdate": False,
    "messaging-system.rsexperimentloader.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "nimbus.rollouts.enabled": False,
    "security.remote_settings.crlite_filters.enabled": False,
    "security.remote_settings.intermediates.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "toolkit.telemetry.archive.enabled": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
}


def firefox_preferences(*, profile: Path, proxy: str = "", quiet: bool = True) -> dict[str, Preference]:
    """The preferences of a recording. `proxy` is host:port; "" without interception, where the network stays as the
    system has it."""
    wishes = _ALWAYS | {"browser.download.dir": str(profile / DOWNLOADS)} | (_QUIET if quiet else {})
    if not proxy:
        return wishes
    host, _, port = proxy.rpartition(":")
    wishes |= _PROXIED
    for scheme in ("http", "ssl"):
        wishes |= {f"network.proxy.{scheme}": host.strip("[]"), f"network.proxy.{scheme}_port": int(port)}
    return wishes


def write_firefox_preferences(profile: Path, preferences: dict[str, Preference]) -> None:
    """Writes `user.js`, which Firefox reads at each start."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in sorted(preferences.items())]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")


def firefox_command(
    browser: Browser,
    *,
    profile: Path,
    url: str = "",
    headless: bool = False,
    bidi: bool = True,
    marionette: bool = False,
) -> list[str]:
    """The command that starts it.

    `bidi`: WebDriver BiDi on a loopback port of its choice, told in `WebDriverBiDiServer.json` in the profile.
    `marionette`: the older protocol, told in `MarionetteActivePort`. Raises ArgumentsWrong for an address that a
    recording does not open.
    """
    command = [*browser.command, "-profile", str(profile), "--no-remote", "-new-instance"]
    if sys.platform == "win32":
        command.append("-wait-for-browser")  # else the first process ends while the browser goes on
    if headless:
        command.append("--headless")
    if bidi:
        command += ["--remote-debugging-port", "0"]
    if marionette:
        command.append("-marionette")
    return [*command, address_to_open(url)]
