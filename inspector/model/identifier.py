"""Identifiers: values that tell one browser from all others, the cookies that carry them, and who shares them."""

from enum import StrEnum

from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.leaf import Confidence, Place
from inspector.model.struct import Record


class IdentifierKind(StrEnum):
    """What a repeated value is consistent with, as far as a capture can tell."""

    BROWSER = "browser"  # one browser, device, session or account
    CONSTANT = "constant"  # the same for every visitor: a tag id, a key, a build


class Via(StrEnum):
    """How a value came from one company to another."""

    REDIRECT = "redirect"  # the answer of one led the browser, value included, to the other
    PARAMETER = "parameter"  # one keeps it in its cookie, the other was sent it as a parameter
    SHARED = "shared"  # both were sent the same value; the way is not seen


class Use(Record, frozen=True, kw_only=True):
    """One name under which a value was sent to a site or set by it; `place` is the first of `flows` places."""

    side: Side
    location: Location
    name: str
    flows: int
    place: Place


class Refusal(Record, frozen=True, kw_only=True):
    """What happened to a value after consent was refused and before it was accepted, if ever. `before_us` None: it was
    not seen before the refusal. `flow` is the first after it."""

    capture: CaptureId
    refused_us: int
    before_us: int | None
    first_after_us: int
    last_after_us: int
    flows_after: int
    flow: FlowId

    @property
    def is_new(self) -> bool:
        """First seen after the refusal; else it was there before and went on being sent."""
        return self.before_us is None


class Identifier(Record, frozen=True, kw_only=True):
    """A value that one site was sent again and again. `value` is the part that identifies, in full: views mask it.
    `reasons` are codes of resources/i18n (section `identifiers`, `reason_*`); `flows` and `pages` count requests that
    carried it and pages they belong to; `also_at` names other sites that were sent or set the same value."""

    site: str
    first_party: bool
    same_group: bool
    kind: IdentifierKind
    confidence: Confidence
    reasons: tuple[str, ...]
    value: str
    bits: int
    uses: tuple[Use, ...]
    flows: int
    pages: int
    captures: tuple[CaptureId, ...]
    first_us: int | None
    last_us: int | None
    also_at: tuple[str, ...] = ()
    before_choice: int = 0  # requests that carried it before any choice about consent was marked
    refusals: tuple[Refusal, ...] = ()


class Sync(Record, frozen=True, kw_only=True):
    """The same value at two sites of different companies, neither of them the first party's. `flows` are the first of
    `count`; for a redirect those of `source`, else those that carried it to `target`."""

    source: str
    target: str
    via: Via
    value: str
    source_name: str
    target_name: str
    confidence: Confidence
    count: int
    flows: tuple[FlowId, ...]
    captures: tuple[CaptureId, ...]
    first_us: int | None
    last_us: int | None


class CookieOrigin(StrEnum):
    """Who is seen to set a cookie."""

    RESPONSE = "response"  # a Set-Cookie header
    PAGE = "page"  # found in the browser at a marker: by a script, or before the capture
    UNSEEN = "unseen"  # only sent: set by a script, or before the capture


class Cookie(Record, frozen=True, kw_only=True):
    """A cookie of one capture. `lifetime_days` is what the setting asked for, None for a cookie of the session and
    where the setting was not seen, as the attributes are then. `sent` counts the requests that carried it to `hosts`;
    `also_at` names other sites that were sent its value by other means."""

    capture: CaptureId
    name: str
    domain: str
    path: str
    site: str
    first_party: bool
    origin: CookieOrigin
    value: str
    set_flow: FlowId | None = None
    set_us: int | None = None
    phase: str | None = None
    times_set: int = 0
    lifetime_days: float | None = None
    host_only: bool | None = None
    secure: bool | None = None
    http_only: bool | None = None
    same_site: str | None = None  # as written, lower case; "" where not stated
    partitioned: bool | None = None
    sent: int = 0
    sent_flow: FlowId | None = None
    hosts: tuple[str, ...] = ()
    first_sent_us: int | None = None
    before_choice: bool = False  # set or sent before any choice about consent was marked
    refusal: Refusal | None = None
    also_at: tuple[str, ...] = ()


class IdentifierCoverage(Record, frozen=True, kw_only=True):
    """What could not be said. `values_left_out` were beyond the bound on distinct values."""

    values_left_out: int = 0
    cookies_left_out: int = 0
    without_cookies: tuple[CaptureId, ...] = ()  # exported without cookies: nothing can be said of them
    without_refusal: tuple[CaptureId, ...] = ()  # no moment of a refusal is marked


class Identified(Record, frozen=True, kw_only=True):
    """Everything that was found of identifiers in a case."""

    identifiers: tuple[Identifier, ...] = ()
    syncs: tuple[Sync, ...] = ()
    cookies: tuple[Cookie, ...] = ()
    coverage: IdentifierCoverage = IdentifierCoverage()
