"""How Chromium's family is started: an own profile that trusts one key, our proxy, and as quiet as can be."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from inspector.capture.browsers.address import address_to_open
from inspector.capture.browsers.environment import DOWNLOADS
from inspector.capture.browsers.find import Browser

_ALWAYS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--password-store=basic",  # never the person's keyring
    "--disable-breakpad",
    "--noerrdialogs",
)
_QUIET = (
    "--disable-background-networking",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--allow-browser-signin=false",
    "--check-for-update-interval=31536000",
    "--component-updater=url-source=http://127.0.0.1:9/",  # keeps the components, asks nobody (9: discard)
)
_QUIET_FEATURES = (
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
    "ChromeWhatsNewUI",
    "InterestFeedContentSuggestions",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationGuideModelDownloading",
    "OptimizationHints",
    "OptimizationHintsFetching",
    "OptimizationTargetPrediction",
    "SidePanelPinning",
    "Translate",
)


def chromium_command(
    browser: Browser,
    *,
    profile: Path,
    proxy: str = "",
    spki: Sequence[str] = (),
    url: str = "",
    headless: bool = False,
    debugging_port: bool = False,
    debugging_pipe: bool = True,
    quiet: bool = True,
    as_root: bool = False,
    host_map: Mapping[str, str] | None = None,
) -> list[str]:
    """The command that starts it.

    `proxy` is host:port, "" without interception; `spki` the base64 SHA-256 of each key that is trusted whatever
    certificate carries it (Chromium honours it only with an own profile). `debugging_pipe`: DevTools messages end in
    NUL, read by the browser on descriptor 3 and written on 4. `debugging_port`: a port of its choice on loopback, told
    in `DevToolsActivePort` in the profile. `as_root`: without its sandbox, which it refuses there. `host_map`: where
    names lead (host:port), without a proxy; "*" stands for all others.
    Raises ArgumentsWrong for an address that a recording does not open.
    """
    flags = [f"--user-data-dir={profile}", *_ALWAYS]
    if sys.platform == "darwin":
        flags.append("--use-mock-keychain")
    if quiet:
        flags += [*_QUIET, f"--disable-features={','.join(_QUIET_FEATURES)}"]
    if proxy:
        # without QUIC, which a proxy cannot read; loopback names go through it like all others
        flags += [f"--proxy-server=http://{proxy}", "--proxy-bypass-list=<-loopback>", "--disable-quic"]
    elif host_map:
        rules = [f"MAP {name} {target}" for name, target in sorted(host_map.items(), key=lambda pair: pair[0] == "*")]
        flags.append(f"--host-resolver-rules={','.join(rules)}")
    if spki:
        flags.append(f"--ignore-certificate-errors-spki-list={','.join(spki)}")
    chosen = {
        "--headless=new": headless,
        "--no-sandbox": as_root,
        "--remote-debugging-pipe": debugging_pipe,
        "--remote-debugging-port=0": debugging_port,
    }
    flags += [flag for flag, is_wanted in chosen.items() if is_wanted]
    return [*browser.command, *flags, address_to_open(url)]


def write_chromium_preferences(profile: Path) -> None:
    """What no flag says: downloads stay in the profile, no password is offered to be saved, no account is asked for."""
    folder = profile / "Default"
    folder.mkdir(mode=0o700, exist_ok=True)
    wishes = {
        "credentials_enable_service": False,
        "download": {"default_directory": str(profile / DOWNLOADS), "prompt_for_download": False},
        "profile": {"password_manager_enabled": False, "password_manager_leak_detection": False},
        "search": {"suggest_enabled": False},  # what is typed into the address bar goes to nobody
        "signin": {"allowed": False, "allowed_on_next_startup": False},
    }
    (folder / "Preferences").write_text(json.dumps(wishes), encoding="utf-8")


def spki_of(certificate: bytes) -> str:
    """Base64 of the SHA-256 of a certificate's public key (DER SubjectPublicKeyInfo), as the flag wants it.

    `certificate` is DER or PEM; raises ValueError where it is neither. The proxy's own certificates carry the
    authority's key, so that one value covers them all.
    """
    import base64
    import hashlib

    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = certificate.lstrip().startswith(b"-----BEGIN")
    parsed = x509.load_pem_x509_certificate(certificate) if pem else x509.load_der_x509_certificate(certificate)
    info = parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(info).digest()).decode("ascii")
