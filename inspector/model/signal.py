"""Signals: what a flow shows about its kind rather than about a person (a recorder at work, a tracker's shape)."""

from enum import StrEnum

from inspector.model.leaf import Place
from inspector.model.struct import Record


class SignalKind(StrEnum):
    CONSENT = "consent"  # a consent state inside a body (those of cookies and addresses are `ConsentSignal`)
    RECORDER = "recorder"  # a session recorder's batch
    SHAPE = "shape"  # a message in the shape of a known tracker or monitor, whoever receives it
    EVENT = "event"  # interaction events with a name and a moment
    FIELD = "field"  # what is typed into a field: its length, its content before it was sent
    SCRIPT = "script"  # scripts a page asks for, and whether it checks them
    TOKEN = "token"  # claims of a signed token
    DEVICE = "device"  # features of a device


class Signal(Record, frozen=True, kw_only=True):
    """One thing that a detector of `detect/signals` saw in a flow. `name` says what within its kind (`rrweb`,
    `sentry-envelope`); `facts` are short words and numbers, never captured values."""

    kind: SignalKind
    name: str
    place: Place
    host: str
    site: str
    first_party: bool
    at_us: int | None
    facts: dict[str, str | int] = {}
