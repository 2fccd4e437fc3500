"""The choices of each capture: from its markers or, failing those, from first-party signals that changed within it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from inspector.decode.flow import cookie_pairs
from inspector.detect.consent.signals import Message
from inspector.detect.consent.stances import stance_of
from inspector.detect.identifiers.parts import identifying_parts
from inspector.model.consent import Choice, ChoiceKind, ChoiceLine, ConsentSignal, Known, Start
from inspector.model.flow import CaptureId, Location, Marker, Side, decode_headers
from inspector.model.struct import Record

_TOGETHER_US = 3_000_000  # signals of several products that change within this time tell of one choice
_CLOCKS_US = 2_000_000  # how far a signal's own clock may be from the capture's
_MOST_CHOICES = 50
_CHOICES = {kind.value: kind for kind in (ChoiceKind.SHOWN, ChoiceKind.REFUSED, ChoiceKind.ACCEPTED)}


class CaptureWords(Record, frozen=True, kw_only=True):
    """What is known of a capture beyond its requests. `shown_us`: when a consent manager was first asked for."""

    capture: CaptureId
    markers: tuple[Marker, ...] = ()
    scenario: str | None = None
    cookies: bool = True
    fresh_profile: bool = False
    shown_us: int | None = None


@dataclass(slots=True)
class _Seen:
    """One capture on the way. `last_us`: by site, the latest request so far; `stances`: by site and signal."""

    last_us: dict[str, int] = field(default_factory=dict)
    stances: dict[tuple[str, str], ChoiceKind] = field(default_factory=dict)
    changes: list[Choice] = field(default_factory=list)
    first_us: int | None = None
    start: Start = Start.UNKNOWN


class ChoiceCollector:
    """Takes the requests of a case with their signals, in flow order; `lines` once all were seen."""

    def __init__(self) -> None:
        self._seen: dict[CaptureId, _Seen] = {}

    def take(self, message: Message, signals: Sequence[ConsentSignal]) -> None:
        if not message.first_party or message.at_us is None:
            return
        seen = self._seen.setdefault(message.capture, _Seen())
        if seen.first_us is None or message.at_us < seen.first_us:
            seen.first_us, seen.start = message.at_us, _start_of(message, signals)
        for signal in signals:
            if signal.chosen and signal.place.location is Location.COOKIE:
                _note(seen, message, signal)
        seen.last_us[message.site] = max(message.at_us, seen.last_us.get(message.site, message.at_us))

    def lines(self, captures: Iterable[CaptureWords]) -> dict[CaptureId, ChoiceLine]:
        """The choices of every capture; markers of a choice count before what signals tell."""
        return {known.capture: _line(known, self._seen.get(known.capture, _Seen())) for known in captures}


def _start_of(message: Message, signals: Sequence[ConsentSignal]) -> Start:
    sent = [signal for signal in signals if signal.place.side is Side.REQUEST and signal.chosen]
    if any(signal.place.location is Location.COOKIE and stance_of(signal.state) for signal in sent):
        return Start.CARRIED_CONSENT
    cookies = cookie_pairs(decode_headers(message.request_headers), Side.REQUEST)
    if any(identifying_parts(value) for _, value in cookies):
        return Start.CARRIED_COOKIES
    return Start.FRESH


def _note(seen: _Seen, message: Message, signal: ConsentSignal) -> None:
    """A choice, where the signal says something else than before, or appears after requests without it."""
    stance, key = stance_of(signal.state), (message.site, signal.name)
    if stance is None or seen.stances.get(key) is stance:
        return
    seen.stances[key] = stance
    after_us = seen.last_us.get(message.site)
    if after_us is not None and message.at_us is not None and len(seen.changes) < _MOST_CHOICES:
        seen.changes.append(_change(signal, stance, after_us=min(after_us, message.at_us), at_us=message.at_us))


def _change(signal: ConsentSignal, stance: ChoiceKind, *, after_us: int, at_us: int) -> Choice:
    told_us = signal.state.updated_us
    if told_us is not None and after_us - _CLOCKS_US <= told_us <= at_us:
        after_us = at_us = max(told_us, after_us)
    return Choice(
        kind=stance,
        known=Known.INFERRED,
        after_us=after_us,
        at_us=at_us,
        product=signal.state.product,
        flow=signal.place.flow,
    )


def _line(known: CaptureWords, seen: _Seen) -> ChoiceLine:
    marked = tuple(_marked(known.markers))
    has_made = any(choice.kind is not ChoiceKind.SHOWN for choice in marked)
    inferred = () if has_made else tuple(_together(seen.changes))
    shown = () if any(choice.kind is ChoiceKind.SHOWN for choice in marked) else tuple(_shown(known))
    return ChoiceLine(
        capture=known.capture,
        choices=tuple(sorted((*shown, *marked, *inferred), key=lambda choice: choice.at_us)),
        start=_start(known, seen),
        cookies=known.cookies,
        scenario=known.scenario,
        baseline_us=next((marker.at_us for marker in known.markers if marker.kind == "baseline"), None),
    )


def _start(known: CaptureWords, seen: _Seen) -> Start:
    if not known.cookies:
        return Start.UNKNOWN
    return Start.FRESH if known.fresh_profile else seen.start


def _marked(markers: Sequence[Marker]) -> Iterator[Choice]:
    for marker in markers:
        if kind := _CHOICES.get(marker.kind):
            yield Choice(kind=kind, known=Known.MARKED, after_us=marker.at_us, at_us=marker.at_us)


def _shown(known: CaptureWords) -> Iterator[Choice]:
    if known.shown_us is not None:
        at_us = known.shown_us
        yield Choice(kind=ChoiceKind.SHOWN, known=Known.INFERRED, after_us=at_us, at_us=at_us)


def _together(changes: Sequence[Choice]) -> Iterator[Choice]:
    """Changes close to each other as one choice, and what only repeats the choice before left out."""
    current: Choice | None = None
    for change in sorted(changes, key=lambda change: (change.at_us, change.product)):
        if current is not None and change.kind is current.kind:
            continue
        if current is not None and change.at_us - current.at_us <= _TOGETHER_US:
            current = _both(current, change)
            continue
        if current is not None:
            yield current
        current = change
    if current is not None:
        yield current


def _both(one: Choice, other: Choice) -> Choice:
    return Choice(
        kind=ChoiceKind.PARTLY,
        known=Known.INFERRED,
        after_us=min(one.after_us, other.after_us),
        at_us=max(one.at_us, other.at_us),
        product=one.product,
        flow=one.flow,
    )
