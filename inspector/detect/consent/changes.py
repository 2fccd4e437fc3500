"""Consent signals that changed within a capture: between which two requests, or at which moment of their own clock."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from inspector.detect.consent.signals import Message
from inspector.detect.consent.stances import stance_of
from inspector.model.consent import Choice, ChoiceKind, ConsentSignal, Known
from inspector.model.flow import FlowId, Location

_MOST = 50
_MOST_HOSTS = 5_000
_DAY_US = 86_400_000_000
_SECOND_US = 1_000_000
_EXACT = ("didomi", "tcf", "cookiebot", "iubenda", "axeptio", "onetrust", "trustcommander")
"""Products that tell the moment of the choice (`dated`); others renew their date whenever they write."""
_SPOKEN = ("tcf", "google-consent-mode")
_COOKIE = re.compile(r'"cookie"\s*,', re.IGNORECASE)

type Moment = tuple[int, FlowId]


@dataclass(slots=True)
class _Spoken:
    """What a parameter last said, when, and how often it said something else than before."""

    stance: ChoiceKind
    last: Moment
    changes: list[Choice] = field(default_factory=list)


class ChangeBook:
    """Takes the requests of one capture in flow order. Cookies of the first party count, whoever wrote them; only where
    they tell nothing do the parameters that others were sent."""

    def __init__(self) -> None:
        self._firsts: dict[str, Moment] = {}  # by site
        self._lasts: dict[str, Moment] = {}  # by host
        self._with_cookies: set[str] = set()  # hosts that were sent cookies
        self._stances: dict[tuple[str, str], ChoiceKind] = {}
        self._spoken: dict[tuple[str, str], _Spoken] = {}
        self._kept: list[Choice] = []

    @property
    def changes(self) -> tuple[Choice, ...]:
        """What changed. A parameter that goes back and forth belongs to several tags and tells nothing."""
        spoken = (change for one in self._spoken.values() if len(one.changes) == 1 for change in one.changes)
        return tuple(self._kept) or tuple(spoken)

    def take(self, message: Message, signals: Sequence[ConsentSignal]) -> None:
        if message.at_us is None:
            return
        now = (message.at_us, message.flow)
        for signal, stance in _telling(signals):
            if signal.place.location is Location.COOKIE:
                if message.first_party and signal.chosen:
                    self._note(message, signal, stance, now)
            elif signal.state.product in _SPOKEN:
                self._hear(message, signal, stance, now)
        if message.first_party:
            self._pass(message, now)

    def _note(self, message: Message, signal: ConsentSignal, stance: ChoiceKind, now: Moment) -> None:
        """A choice, where the cookie says something else than before, or appears after requests without it. Only
        requests to the same host count for this: others may never be sent the cookie."""
        key = (message.site, signal.name)
        before = self._stances.get(key)
        if before is stance:
            return
        self._stances[key] = stance
        after = self._lasts.get(message.host) or self._firsts.get(message.site)
        if after is not None and len(self._kept) < _MOST:
            self._kept.append(_change(signal, stance, after=min(after, now), now=now))

    def _hear(self, message: Message, signal: ConsentSignal, stance: ChoiceKind, now: Moment) -> None:
        key = (message.host, signal.name)
        spoken = self._spoken.get(key)
        if spoken is None:
            if len(self._spoken) < _MOST_HOSTS:
                self._spoken[key] = _Spoken(stance, now)
            return
        if spoken.stance is not stance and len(spoken.changes) < 2:
            spoken.changes.append(_change(signal, stance, after=min(spoken.last, now), now=now))
        spoken.stance, spoken.last = stance, max(spoken.last, now)

    def _pass(self, message: Message, now: Moment) -> None:
        """A request that was sent without the cookies that its host usually gets says nothing of them."""
        self._firsts[message.site] = min(now, self._firsts.get(message.site, now))
        if _COOKIE.search(message.request_headers):
            self._with_cookies.add(message.host)
        elif message.host in self._with_cookies:
            return
        if message.host in self._lasts or len(self._lasts) < _MOST_HOSTS:
            self._lasts[message.host] = max(now, self._lasts.get(message.host, now))


def _telling(signals: Sequence[ConsentSignal]) -> Iterator[tuple[ConsentSignal, ChoiceKind]]:
    for signal in signals:
        stance = stance_of(signal.state)
        if stance is not None:
            yield signal, stance


def _change(signal: ConsentSignal, stance: ChoiceKind, *, after: Moment, now: Moment) -> Choice:
    after_us, at_us = _window(signal, after[0], now[0])
    return Choice(
        kind=stance,
        known=Known.INFERRED,
        after_us=after_us,
        at_us=at_us,
        product=signal.state.product,
        flow=now[1],
        after_flow=after[1],
        name=signal.name,
    )


def _window(signal: ConsentSignal, after_us: int, at_us: int) -> tuple[int, int]:
    """Narrowed by the signal's own date where that lies between the two requests. A date without a time of day is none
    (the framework rounds so), and one in whole seconds may stand for all of the second."""
    told_us = signal.state.updated_us
    if told_us is None or not after_us <= told_us <= at_us or told_us % _DAY_US == 0:
        return after_us, at_us
    step_us = _SECOND_US if told_us % _SECOND_US == 0 else 0
    is_exact = signal.state.product in _EXACT
    return (told_us if is_exact else after_us), min(told_us + step_us, at_us)
