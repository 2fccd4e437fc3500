"""What `enclair capture` takes, and the plan it makes of it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.messages import Translator
from inspector.model.errors import ArgumentsWrong
from inspector.model.flow import MARKER_KINDS, Marker

if TYPE_CHECKING:
    from inspector.capture.plan import Plan


def add_capture(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="CASE")
    parser.add_argument("--browser", default="none", help="chromium, firefox, an installed browser's id, or none")
    parser.add_argument("--port", type=int, default=0, metavar="N", help="the proxy's port (default: a free one)")
    parser.add_argument("--url", default="", help="the address the browser opens")
    parser.add_argument("--duration", type=float, metavar="S", help="end after so many seconds")
    parser.add_argument("--headless", action="store_true", help="start the browser without a window")
    parser.add_argument("--marker", action="append", default=[], metavar="LABEL@SECONDS", help="set a marker then")
    parser.add_argument("--host-map", action="append", default=[], metavar="NAME=ADDR:PORT", help="reach NAME there")
    parser.add_argument("--upstream-ca", type=Path, metavar="FILE", help="trust these authorities as well (PEM)")
    parser.add_argument("--without-interception", action="store_true", help="record what the browser tells, no proxy")
    parser.add_argument("--scope", action="append", default=[], metavar="HOST", help="keep bodies for these hosts only")
    parser.add_argument("--scenario", metavar="NAME", help="what the capture is made to show")
    parser.add_argument("--no-names", action="store_true", help="do not look up the names of hosts")
    parser.add_argument("--allow-loopback", action="store_true", help="let clients reach this computer itself")


def plan_of(options: argparse.Namespace, t: Translator) -> "Plan":
    from inspector.capture.plan import Way
    from inspector.workspace.recording import browser_named, plan_for

    browser = "" if options.browser == "none" else browser_named(options.browser).id
    if options.without_interception and not browser:
        raise ArgumentsWrong("--without-interception needs --browser", code="needs_browser")
    if not 0 <= options.port <= 65535:
        raise ArgumentsWrong(f"--port {options.port}: give a number from 0 to 65535", code="arguments")
    if options.upstream_ca is not None:
        _check_authorities(options.upstream_ca)
    return plan_for(
        options.output.resolve(),
        way=(Way.BROWSER if options.without_interception else Way.PROXY).value,
        browser=browser,
        url=options.url,
        port=options.port,
        headless=options.headless,
        debugging_port=True,
        host_map=dict(_mapped(text) for text in options.host_map),
        upstream_ca=str(options.upstream_ca.resolve()) if options.upstream_ca else "",
        scope=tuple(options.scope),
        scenario=options.scenario,
        resolve_names=not options.no_names,
        allow_loopback=options.allow_loopback,
        language=t.language,
    )


def _check_authorities(path: Path) -> None:
    from cryptography import x509

    try:
        x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ArgumentsWrong(
            f"{path.name} holds no certificate in PEM form: give the file of an authority", code="bad_authority"
        ) from error


def _mapped(text: str) -> tuple[str, dict[str, str | int]]:
    """`NAME=ADDR:PORT`."""
    name, _, target = text.partition("=")
    address, _, port = target.rpartition(":")
    if not name or not address or not port.isdigit() or not 0 < int(port) < 65536:
        raise ArgumentsWrong(f"--host-map {text}: write NAME=ADDR:PORT", code="arguments")
    return name.lower(), {"address": address.strip("[]"), "port": int(port)}


def markers_of(texts: list[str]) -> list[tuple[float, Marker]]:
    """`LABEL@SECONDS`, in order of time; a label that is no kind becomes a note with that text."""
    found = []
    for text in texts:
        label, _, seconds = text.rpartition("@")
        try:
            at_s = float(seconds)
        except ValueError:
            at_s = -1.0
        if not label or not 0 <= at_s < 1e7:
            raise ArgumentsWrong(f"--marker {text}: write LABEL@SECONDS", code="arguments")
        is_kind = label in MARKER_KINDS and label != "note"
        found.append((at_s, Marker(at_us=0, kind=label if is_kind else "note", label="" if is_kind else label)))
    return sorted(found, key=lambda pair: pair[0])
