"""Captures of one case set against each other: what was observed on one side and not on the other, and what could not
be compared. What was not observed in a capture may still happen: nothing here says that it does not."""

from enum import StrEnum

from inspector.model.finding import Severity
from inspector.model.flow import CaptureFacts, CaptureId, FlowId, Side
from inspector.model.struct import Record

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The names of the sides, in order."""


class Standing(StrEnum):
    """How a row stands on the sides; the first side is what the others are set against."""

    SAME = "same"  # observed on every side
    CHANGED = "changed"  # an identifier: the same name with another value
    NEW = "new"  # observed, but not on the first side
    GONE = "gone"  # observed on the first side only
    PARTLY = "partly"  # on the first side and on some of several others
    NOT_COMPARABLE = "not-comparable"  # not observed where it could not have been


class Steadiness(StrEnum):
    """How a finding stands over repeats."""

    STABLE = "stable"  # in every capture of each side on which it was observed
    INTERMITTENT = "intermittent"  # in some captures of a side and not in others
    ONCE = "once"  # no side has two captures that could show it


class ComparedSide(Record, frozen=True, kw_only=True):
    """One capture, or several that repeat a scenario. `scenario` is empty where they do not share one."""

    letter: str
    captures: tuple[CaptureId, ...]
    names: tuple[str, ...]
    scenario: str = ""


class Seen(Record, frozen=True, kw_only=True):
    """What one side holds of a row: observed in `captures` of the `of` captures that could have shown it, `count`
    times. `of` 0: nothing can be said."""

    captures: int = 0
    of: int = 0
    count: int = 0
    flow: FlowId | None = None  # the first


class Traffic(Record, frozen=True, kw_only=True):
    """Requests of one site on the wire; bytes are those of bodies. In a `Comparison` the sum of a side, as read from
    the store that of one capture."""

    flows: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0


class RecipientRow(Record, frozen=True, kw_only=True):
    site: str
    role: str
    operator: str | None
    first_party: bool
    standing: Standing
    seen: tuple[Seen, ...]  # counts requests
    traffic: tuple[Traffic, ...]


class DataRow(Record, frozen=True, kw_only=True):
    """One class about the user that one site was sent (`side` request) or returned."""

    site: str
    class_: str
    side: Side
    first_party: bool
    standing: Standing
    seen: tuple[Seen, ...]


class IdentifierRow(Record, frozen=True, kw_only=True):
    """A value consistent with one browser, or a cookie of which that is not said. `values` has one a side in full, ""
    where none was observed: views mask them. Only an identifier that is `same` lets a recipient recognise the
    browser."""

    site: str
    name: str
    is_cookie: bool
    first_party: bool
    standing: Standing
    values: tuple[str, ...]
    seen: tuple[Seen, ...]


class FindingRow(Record, frozen=True, kw_only=True):
    finding: str
    rule: str
    recipient: str
    class_: str | None
    severity: Severity
    standing: Standing
    steadiness: Steadiness
    seen: tuple[Seen, ...]  # counts occurrences


class ClickTiming(Record, frozen=True, kw_only=True):
    """Requests of one site around the click, over the captures of a side in which one is marked. Delays in microseconds
    after the click; `captures` counts those in which a request began after it, `of` those with a click."""

    before: int = 0
    after: int = 0
    captures: int = 0
    of: int = 0
    soonest_us: int | None = None
    latest_us: int | None = None  # of the first requests, where there are several captures
    flow: FlowId | None = None  # the first after the click


class TimingRow(Record, frozen=True, kw_only=True):
    site: str
    first_party: bool
    standing: Standing  # by what began after the click
    timing: tuple[ClickTiming, ...]


class Limit(Record, frozen=True, kw_only=True):
    """Something that cannot be compared, or only with care: a code of resources/i18n (section `compare`, `limit_*`)."""

    code: str
    captures: tuple[CaptureId, ...] = ()
    facts: dict[str, str | int] = {}


class Repeats(Record, frozen=True, kw_only=True):
    """Several captures of one scenario: findings that every one of them shows, and findings that only some do."""

    scenario: str
    captures: tuple[CaptureId, ...]
    stable: int
    intermittent: int


class Stability(Record, frozen=True, kw_only=True):
    """A finding was observed in `seen` of `of` captures: those that repeat a scenario in which it was observed at all,
    without captures in which its rule could not speak."""

    seen: int
    of: int


class Comparison(Record, frozen=True, kw_only=True):
    """Rows that differ come first. `is_chosen`: the sides are the investigator's choice, else the usual ones."""

    sides: tuple[ComparedSide, ...]
    limits: tuple[Limit, ...] = ()
    repeats: tuple[Repeats, ...] = ()
    recipients: tuple[RecipientRow, ...] = ()
    data: tuple[DataRow, ...] = ()
    identifiers: tuple[IdentifierRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    timing: tuple[TimingRow, ...] = ()
    is_chosen: bool = False


# What is compared, as it is read from a case


class Click(Record, frozen=True, kw_only=True):
    """The first refusal or acceptance that is marked in a capture; `until_us` is the next one of the other kind."""

    capture: CaptureId
    kind: str
    at_us: int
    until_us: int | None = None


class SiteTraffic(Record, frozen=True, kw_only=True):
    """What one site did in one capture, the browser's own traffic apart. `before` and `after` count requests around the
    click of the capture, both 0 without one."""

    capture: CaptureId
    site: str
    traffic: Traffic
    first_flow: FlowId
    before: int = 0
    after: int = 0
    after_us: int | None = None  # start of the first request after the click
    after_flow: FlowId | None = None


class CaptureTraits(Record, frozen=True, kw_only=True):
    """What decides whether a capture can be set against another. `answers` is the share of responses whose body is
    there."""

    facts: CaptureFacts
    answers: float = 1.0
    cookies: bool = True
    phases: frozenset[str] = frozenset()  # kinds of the phase markers
    click: Click | None = None
    is_unfinished: bool = False


class ClassCount(Record, frozen=True, kw_only=True):
    """Leaves and sightings about the user of one class at one site in one capture."""

    capture: CaptureId
    site: str
    class_: str
    side: Side
    count: int
    first_flow: FlowId
