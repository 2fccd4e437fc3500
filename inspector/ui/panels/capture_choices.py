"""What the person chose on the capture page, in the words of `capture.plan.Plan`."""

import re
from urllib.parse import urlsplit

from msgspec.structs import asdict

from inspector.capture.plan import BODY_CAP_BYTES, Mode, Way
from inspector.capture.proxy.scope import is_loopback
from inspector.model.struct import Record

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class Choices(Record, frozen=True, kw_only=True):
    """The fields of a Plan that a person decides, under the same names."""

    way: Way = Way.PROXY
    mode: Mode = Mode.LOOPBACK
    browser: str = ""
    url: str = ""
    port: int = 0
    lan_address: str = ""
    quiet_browser: bool = True
    scope: tuple[str, ...] = ()
    allow_loopback: bool = False
    body_cap_bytes: int = BODY_CAP_BYTES
    resolve_names: bool = True
    programs: str = ""

    def arguments(self) -> dict[str, object]:
        """Keyword arguments for `workspace.recording.plan_for`."""
        return asdict(self)


def read_address(typed: str) -> str | None:
    """A web address as typed, with https:// where it has no scheme; "" for nothing, None where it is no web address."""
    text = typed.strip()
    if not text:
        return ""
    whole = text if _SCHEME.match(text) else f"{_usual_scheme(text)}://{text}"
    try:
        parts = urlsplit(whole)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return whole if is_address and not re.search(r"\s", whole) else None


def _usual_scheme(text: str) -> str:
    """A web address is encrypted unless it says otherwise; this computer's own servers hardly ever are."""
    host = text.partition("/")[0].rpartition(":")[0] or text.partition("/")[0]
    return "http" if is_loopback(host) else "https"


def read_scope(typed: str) -> tuple[str, ...]:
    """Host names out of what was typed: separated by blanks, commas or semicolons; addresses give their host."""
    found = []
    for word in re.split(r"[\s,;]+", typed.strip().lower()):
        host = _SCHEME.sub("", word).partition("/")[0].removeprefix("*.")
        host = host.rpartition(":")[0] if re.search(r"^[^:]+:\d+$", host) else host
        if host.strip("."):
            found.append(host.strip("."))
    return tuple(dict.fromkeys(found))
