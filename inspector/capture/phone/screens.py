"""What a phone shows on the way: each screen as data, so that window and page draw the same pictures.

Words are keys of section `phone`; `$address`, `$port` and `$certificate` stand for what only the recording knows.
"""

from enum import StrEnum

from inspector.model.struct import Record


class Platform(StrEnum):
    ANDROID = "android"
    IOS = "ios"


class Line(Record, frozen=True, kw_only=True):
    """A row of a screen. `value` stands at its right; `is_on` makes it a switch; the target is what to touch."""

    text: str
    value: str = ""
    is_on: bool | None = None
    is_target: bool = False
    is_quiet: bool = False


class Screen(Record, frozen=True, kw_only=True):
    """A screen: title, rows, and buttons at its end (the last one is the target)."""

    title: str
    lines: tuple[Line, ...] = ()
    buttons: tuple[str, ...] = ()
    platform: Platform = Platform.ANDROID


def _android(title: str, *lines: Line, buttons: tuple[str, ...] = ()) -> Screen:
    return Screen(title=title, lines=lines, buttons=buttons)


def _ios(title: str, *lines: Line, buttons: tuple[str, ...] = ()) -> Screen:
    return Screen(title=title, lines=lines, buttons=buttons, platform=Platform.IOS)


def _plain(text: str, value: str = "") -> Line:
    return Line(text=text, value=value)


def _target(text: str, value: str = "") -> Line:
    return Line(text=text, value=value, is_target=True)


def _switch(text: str) -> Line:
    return Line(text=text, is_on=True, is_target=True)


SCREENS: dict[str, Screen] = {
    "android_scan": _android(
        "=WireGuard", _plain("screen_file_android"), _target("screen_scan_android"), _plain("screen_empty_android")
    ),
    "android_on": _android("=WireGuard", _switch("screen_tunnel")),
    "android_network": _android(
        "screen_internet", _target("screen_network", "=⚙"), Line(text="screen_connected", is_quiet=True)
    ),
    "android_proxy": _android(
        "screen_network",
        _plain("screen_proxy", "screen_manual"),
        _target("screen_proxy_host", "$address"),
        _target("screen_proxy_port", "$port"),
        buttons=("screen_save",),
    ),
    "android_credentials": _android(
        "screen_credentials",
        _plain("screen_trusted"),
        _plain("screen_user"),
        _target("screen_install_certificate"),
    ),
    "android_kind": _android(
        "screen_install_certificate",
        _target("screen_ca"),
        _plain("screen_vpn_certificate"),
        _plain("screen_wifi_certificate"),
    ),
    "android_warning": _android("screen_warning", buttons=("screen_dont_install", "screen_install_anyway")),
    "ios_scan": _ios("=WireGuard", _plain("screen_file_ios"), _target("screen_scan_ios"), _plain("screen_empty_ios")),
    "ios_on": _ios("=WireGuard", _switch("screen_tunnel")),
    "ios_network": _ios("screen_wifi", _target("screen_network", "=ⓘ")),
    "ios_proxy": _ios(
        "screen_configure_proxy",
        _plain("screen_off"),
        _plain("screen_manual", "=✓"),
        _target("screen_server", "$address"),
        _target("screen_port", "$port"),
    ),
    "ios_profile": _ios(
        "screen_settings",
        _target("screen_profile_downloaded", "=›"),
        _plain("screen_airplane", "=›"),
        _plain("screen_wifi", "=›"),
    ),
    "ios_install": _ios(
        "screen_install_profile",
        _plain("$certificate"),
        Line(text="screen_not_verified", is_quiet=True),
        buttons=("screen_install",),
    ),
    "ios_trust": _ios("screen_trust", Line(text="screen_full_trust", is_quiet=True), _switch("$certificate")),
}
"""Every screen by its name. A text that begins with `=` is shown as it is."""
