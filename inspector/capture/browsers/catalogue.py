"""The browsers that En Clair knows how to start, and the names they go by on each system."""

from inspector.capture.plan import BrowserKind
from inspector.model.struct import Record

_CHROMIUM, _FIREFOX = BrowserKind.CHROMIUM, BrowserKind.FIREFOX


class OnLinux(Record, frozen=True, kw_only=True):
    """Commands on PATH, the snap's and the flatpak's names."""

    id: str
    kind: BrowserKind
    name: str
    commands: tuple[str, ...] = ()
    snap: str = ""
    flatpak: str = ""


class OnMacos(Record, frozen=True, kw_only=True):
    """The application bundle, and the binary inside."""

    id: str
    kind: BrowserKind
    name: str
    bundle: str
    binary: str


class OnWindows(Record, frozen=True, kw_only=True):
    """The folder below Program Files or the user's programs; `is_registered` where `App Paths` names it alone."""

    id: str
    kind: BrowserKind
    name: str
    folder: tuple[str, ...]
    executable: str
    is_registered: bool = True


FOR_LINUX = (
    OnLinux(
        id="chromium",
        kind=_CHROMIUM,
        name="Chromium",
        commands=("chromium", "chromium-browser"),
        snap="chromium",
        flatpak="org.chromium.Chromium",
    ),
    OnLinux(
        id="google-chrome",
        kind=_CHROMIUM,
        name="Google Chrome",
        commands=("google-chrome-stable", "google-chrome"),
        flatpak="com.google.Chrome",
    ),
    OnLinux(
        id="microsoft-edge",
        kind=_CHROMIUM,
        name="Microsoft Edge",
        commands=("microsoft-edge-stable", "microsoft-edge"),
        flatpak="com.microsoft.Edge",
    ),
    OnLinux(
        id="brave",
        kind=_CHROMIUM,
        name="Brave",
        commands=("brave-browser-stable", "brave-browser", "brave"),
        snap="brave",
        flatpak="com.brave.Browser",
    ),
    OnLinux(
        id="firefox",
        kind=_FIREFOX,
        name="Firefox",
        commands=("firefox",),
        snap="firefox",
        flatpak="org.mozilla.firefox",
    ),
    OnLinux(id="firefox-esr", kind=_FIREFOX, name="Firefox ESR", commands=("firefox-esr",)),
)

FOR_MACOS = (
    OnMacos(id="chromium", kind=_CHROMIUM, name="Chromium", bundle="Chromium", binary="Chromium"),
    OnMacos(id="google-chrome", kind=_CHROMIUM, name="Google Chrome", bundle="Google Chrome", binary="Google Chrome"),
    OnMacos(
        id="microsoft-edge", kind=_CHROMIUM, name="Microsoft Edge", bundle="Microsoft Edge", binary="Microsoft Edge"
    ),
    OnMacos(id="brave", kind=_CHROMIUM, name="Brave", bundle="Brave Browser", binary="Brave Browser"),
    OnMacos(id="firefox", kind=_FIREFOX, name="Firefox", bundle="Firefox", binary="firefox"),
    OnMacos(
        id="firefox-developer",
        kind=_FIREFOX,
        name="Firefox Developer Edition",
        bundle="Firefox Developer Edition",
        binary="firefox",
    ),
)

FOR_WINDOWS = (
    OnWindows(
        id="chromium",
        kind=_CHROMIUM,
        name="Chromium",
        folder=("Chromium", "Application"),
        executable="chrome.exe",
        is_registered=False,
    ),
    OnWindows(
        id="google-chrome",
        kind=_CHROMIUM,
        name="Google Chrome",
        folder=("Google", "Chrome", "Application"),
        executable="chrome.exe",
    ),
    OnWindows(
        id="microsoft-edge",
        kind=_CHROMIUM,
        name="Microsoft Edge",
        folder=("Microsoft", "Edge", "Application"),
        executable="msedge.exe",
    ),
    OnWindows(
        id="brave",
        kind=_CHROMIUM,
        name="Brave",
        folder=("BraveSoftware", "Brave-Browser", "Application"),
        executable="brave.exe",
    ),
    OnWindows(
        id="firefox",
        kind=_FIREFOX,
        name="Firefox",
        folder=("Mozilla Firefox",),
        executable="firefox.exe",
    ),
)
