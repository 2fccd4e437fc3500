"""What the recorder's process and its owner say to each other, each one struct in msgpack over a pipe.

Captured values never travel here: hosts, counts, file names and kinds only.
"""

import msgspec

from inspector.model.recording import Handshake
from inspector.model.struct import Record

# -- from the owner to the recorder -----------------------------------------------------------------------


class Stop(Record, frozen=True, kw_only=True, tag=True):
    """End cleanly: browser closed, everything written, capture complete."""


class Pause(Record, frozen=True, kw_only=True, tag=True):
    """Traffic passes on unrecorded; the gap is noted."""


class Resume(Record, frozen=True, kw_only=True, tag=True):
    pass


class KeepState(Record, frozen=True, kw_only=True, tag=True):
    """Keep the page's state for the marker set at this moment."""

    marker_us: int
    screenshot: bool = True


class PassUnread(Record, frozen=True, kw_only=True, tag=True):
    """From now on connections to this host pass through unread (or, with `read`, are read again)."""

    host: str
    read: bool = False


class OpenAddress(Record, frozen=True, kw_only=True, tag=True):
    """Show this address in the browser that was started."""

    url: str


type Order = Stop | Pause | Resume | KeepState | PassUnread | OpenAddress

# -- from the recorder to its owner -----------------------------------------------------------------------


class Ready(Record, frozen=True, kw_only=True, tag=True):
    """Recording. `proxy` is host:port, "" without interception; `devtools` names the file that holds the debugging
    address; `beyond_loopback` tells that others on the network can reach it."""

    capture: int
    proxy: str = ""
    ca: str = ""
    ca_sha256: str = ""
    devtools: str = ""
    beyond_loopback: bool = False
    phone: "PhoneAccess | None" = None


class PhoneAccess(Record, frozen=True, kw_only=True):
    """How a phone joins. `wireguard` is the text of the configuration (with keys: never logged), "" for a proxy."""

    addresses: tuple[str, ...]
    port: int
    wireguard: str = ""


class Checked(Record, frozen=True, kw_only=True, tag=True):
    """The check page was asked for: whether encrypted traffic of this client is readable."""

    readable: bool
    client: str = ""


class Tally(Record, frozen=True, kw_only=True, tag=True):
    """Live figures, at most twice a second."""

    flows: int
    hosts: int
    refused_hosts: int
    open_flows: int = 0
    bytes_received: int = 0
    background: int = 0
    paused: bool = False


class Refused(Record, frozen=True, kw_only=True, tag=True):
    """A client refused our certificate, again or for the first time."""

    handshake: Handshake


class Suspicion(Record, frozen=True, kw_only=True, tag=True):
    """This site may be refusing the proxy: challenge pages or refusals repeat."""

    host: str
    count: int


class StateKept(Record, frozen=True, kw_only=True, tag=True):
    """`missing` names the kinds that could not be had."""

    marker_us: int
    missing: tuple[str, ...] = ()


class Told(Record, frozen=True, kw_only=True, tag=True):
    """One line for the person: `code` names a sentence of resources/i18n (section `recording`)."""

    code: str
    facts: dict[str, str | int] = {}


class BrowserGone(Record, frozen=True, kw_only=True, tag=True):
    """The browser was closed by the person, or ended by itself."""


class Ended(Record, frozen=True, kw_only=True, tag=True):
    """The last word. `code` is "" where all is well; else it names a sentence of section `errors`."""

    imported: int
    code: str = ""
    message: str = ""
    facts: dict[str, str | int] = {}


type Saying = Ready | Checked | Tally | Refused | Suspicion | StateKept | Told | BrowserGone | Ended

ENCODER = msgspec.msgpack.Encoder()
ORDERS = msgspec.msgpack.Decoder(Order.__value__)
SAYINGS = msgspec.msgpack.Decoder(Saying.__value__)
