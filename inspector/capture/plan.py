"""What a recording is asked to do. Goes from the window or the command line to the recorder's process as JSON."""

from enum import StrEnum

from inspector.model.struct import Record

BODY_CAP_BYTES = 32 * 1024 * 1024


class Way(StrEnum):
    """How flows are seen."""

    PROXY = "proxy"  # through mitmproxy, whoever the client is
    BROWSER = "browser"  # without interception: what our own browser profile tells


class Mode(StrEnum):
    """Where the proxy listens. Only WIREGUARD and LAN listen beyond loopback."""

    LOOPBACK = "loopback"
    WIREGUARD = "wireguard"
    LAN = "lan"  # an explicit proxy for a phone on the same network
    LOCAL = "local"  # programs of this computer, redirected (expert)


class BrowserKind(StrEnum):
    CHROMIUM = "chromium"  # Chromium, Chrome, Edge, Brave
    FIREFOX = "firefox"


class Target(Record, frozen=True, kw_only=True):
    """Where a mapped name is really reached."""

    address: str
    port: int


class Plan(Record, frozen=True, kw_only=True):
    """Everything a recording needs to know before it starts.

    `case`, `folder` and `profiles` are paths: the case file, the private folder beside it (0700) that holds the
    certificate authority, and the folder for browser profiles. `browser` is the id of an installed browser
    (`browsers.find`), "" for none. `scope` names hosts or sites under investigation (empty: all): bodies are kept for
    those, metadata only for the rest.
    """

    case: str
    folder: str
    profiles: str = ""
    name: str
    way: Way = Way.PROXY
    mode: Mode = Mode.LOOPBACK
    browser: str = ""
    url: str = ""
    port: int = 0
    lan_address: str = ""  # the address of this computer that the phone shall use
    headless: bool = False
    debugging_port: bool = False  # also a TCP debugging address on loopback (the command line promises one)
    quiet_browser: bool = True  # the browser's own background traffic is switched off as far as it can be
    host_map: dict[str, Target] = {}
    upstream_ca: str = ""
    scope: tuple[str, ...] = ()
    pass_unread: tuple[str, ...] = ()
    allow_loopback: bool = False
    body_cap_bytes: int = BODY_CAP_BYTES
    resolve_names: bool = True
    programs: str = ""  # for LOCAL: mitmproxy's list of programs
    scenario: str | None = None
    environment: dict[str, str] = {}
    tool: str = ""
    language: str = "en"
