"""Consent: what a signal says, the choices made in a capture, and where a moment stands to them."""

from enum import StrEnum

from inspector.model.flow import CaptureId, FlowId
from inspector.model.leaf import Place
from inspector.model.struct import Record


class ConsentState(Record, frozen=True, kw_only=True):
    """What a consent signal says. Purposes as the product names them (`purpose-1`, `C0002`, `ad_storage`, `sale`);
    one that was never asked about is in neither. `updated_us`: microseconds since 1970, UTC, where the signal tells."""

    product: str
    granted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    updated_us: int | None = None


class ConsentSignal(Record, frozen=True, kw_only=True):
    """A state that a cookie or parameter of one message told. `chosen`: the product writes it only once somebody has
    chosen, as against a default in force. `value` is the signal in full: views mask it."""

    place: Place
    name: str
    host: str
    site: str
    first_party: bool
    at_us: int | None
    state: ConsentState
    chosen: bool = True
    value: str = ""


class ChoiceKind(StrEnum):
    SHOWN = "consent-shown"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    PARTLY = "partly"  # some purposes granted, others refused


class Known(StrEnum):
    """How a choice is known."""

    MARKED = "marked"  # somebody set a marker
    INFERRED = "inferred"  # a decoded signal changed within the capture
    NAMED = "named"  # only the name of the scenario says so
    UNKNOWN = "unknown"


class Choice(Record, frozen=True, kw_only=True):
    """A choice about consent: not yet made at `after_us`, in force from `at_us` on. Both are the same where it was
    marked and no signal says that it was made earlier, or where the signal tells the moment. `flow` is the first that
    carried the changed signal, `after_flow` the last before it that did not; `product` says whose signal it was, `name`
    which cookie or parameter."""

    kind: ChoiceKind
    known: Known
    after_us: int
    at_us: int
    product: str = ""
    flow: FlowId | None = None
    after_flow: FlowId | None = None
    name: str = ""


class Period(StrEnum):
    """Where a moment stands to the choices of its capture."""

    BEFORE_CHOICE = "before-choice"
    AROUND_CHOICE = "around-choice"  # between the last request without and the first with the changed signal
    REFUSED = "refused"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    UNKNOWN = "unknown"


class Standing(Record, frozen=True, kw_only=True):
    """The period of a moment, and how that is known."""

    period: Period
    known: Known


class Start(StrEnum):
    """What the browser brought along, judged by the first requests to the first party."""

    FRESH = "fresh"
    CARRIED_CONSENT = "carried-consent"  # a consent signal was already there
    CARRIED_COOKIES = "carried-cookies"  # cookies that identify were already there
    UNKNOWN = "unknown"  # exported without cookies, or nothing was asked of the first party


PERIODS = {
    ChoiceKind.REFUSED: Period.REFUSED,
    ChoiceKind.ACCEPTED: Period.ACCEPTED,
    ChoiceKind.PARTLY: Period.PARTLY,
}


class ChoiceLine(Record, frozen=True, kw_only=True):
    """The choices of one capture in time order. `baseline_us` is the marker after which nothing was touched."""

    capture: CaptureId
    choices: tuple[Choice, ...] = ()
    start: Start = Start.UNKNOWN
    cookies: bool = True  # whether the capture carries cookies at all
    scenario: str | None = None
    baseline_us: int | None = None

    @property
    def made(self) -> tuple[Choice, ...]:
        """Those that refuse or grant something."""
        return tuple(choice for choice in self.choices if choice.kind is not ChoiceKind.SHOWN)

    @property
    def obstacle(self) -> str | None:
        """Why nothing can be said of what happened before or after a choice: `no_cookies`, `consent_carried`,
        `cookies_carried`, `no_choice`; None where it can."""
        if not self.cookies:
            return "no_cookies"
        if self.start is Start.CARRIED_CONSENT:
            return "consent_carried"
        if self.start is Start.CARRIED_COOKIES:
            return "cookies_carried"
        return None if self.made or self.baseline_us is not None or self._named() else "no_choice"

    def at(self, at_us: int | None) -> Standing:
        """The period of a moment. A scenario's name counts for all of a capture without choices."""
        if not self.made and self.baseline_us is None:
            named = self._named()
            return Standing(period=named or Period.UNKNOWN, known=Known.NAMED if named else Known.UNKNOWN)
        if at_us is None:
            return Standing(period=Period.UNKNOWN, known=Known.UNKNOWN)
        standing = Standing(period=Period.BEFORE_CHOICE, known=self.made[0].known if self.made else Known.MARKED)
        for choice in self.made:
            if at_us >= choice.at_us:
                standing = Standing(period=PERIODS[choice.kind], known=choice.known)
            elif at_us > choice.after_us:
                return Standing(period=Period.AROUND_CHOICE, known=choice.known)
        return standing

    @property
    def is_unlike_scenario(self) -> bool:
        """Whether choices were made, and none of them is the one that the scenario's name announces."""
        named = self._named()
        return named is not None and bool(self.made) and named not in {PERIODS[choice.kind] for choice in self.made}

    def _named(self) -> Period | None:
        return _NAMED.get(self.scenario or "")


_NAMED = {
    "refused": Period.REFUSED,
    "accepted": Period.ACCEPTED,
    "no-choice": Period.BEFORE_CHOICE,
    "baseline": Period.BEFORE_CHOICE,
}
