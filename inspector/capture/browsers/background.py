"""Traffic that is the browser's own, not the page's: told by host, tagged and never dropped."""

import tomllib
from functools import cache

from inspector.capture.plan import BrowserKind
from inspector.model.struct import Record
from inspector.resources import resource_path


class OwnHost(Record, frozen=True, kw_only=True):
    """A host that browsers of one kind contact by themselves, and what for (a code: `updates`, `safe-browsing`...).

    `measured`: seen by us, else documented by `source`. `paths`: beginnings of paths, where
    pages use the same host; without a path nothing is said of such a host.
    """

    host: str
    kind: BrowserKind
    purpose: str
    source: str
    measured: bool
    paths: tuple[str, ...] = ()


@cache
def own_hosts() -> dict[tuple[BrowserKind, str], tuple[OwnHost, ...]]:
    """The shipped list by kind and host; a host that begins with a dot stands for all below it."""
    table = tomllib.loads(resource_path("reference", "browser-traffic.toml").read_text(encoding="utf-8"))
    hosts: dict[tuple[BrowserKind, str], tuple[OwnHost, ...]] = {}
    for group in table["group"]:
        kind = BrowserKind(group["kind"])
        for name in group["hosts"]:
            own = OwnHost(
                host=name,
                kind=kind,
                purpose=group["purpose"],
                source=group["source"],
                measured=group["measured"],
                paths=tuple(group.get("paths", ())),
            )
            hosts[kind, name] = (*hosts.get((kind, name), ()), own)
    return hosts


def is_background(host: str, kind: BrowserKind | str, path: str = "") -> str | None:
    """The purpose (a code) for which a browser of this kind contacts this host by itself; None where it is not known
    to. `path` (with query, "" where unread) decides for hosts that pages use as well."""
    name = host.rstrip(".").lower()
    for candidate in (name, *_parents(name)):
        for own in own_hosts().get((BrowserKind(kind), candidate), ()):
            if not own.paths or path.startswith(own.paths):
                return own.purpose
    return None


def _parents(name: str) -> list[str]:
    labels = name.split(".")
    return ["." + ".".join(labels[position:]) for position in range(1, len(labels))]
