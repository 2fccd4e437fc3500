"""The choices of each capture: from its markers or, failing those, from signals that changed within it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from inspector.decode.flow import cookie_pairs
from inspector.detect.consent.changes import ChangeBook
from inspector.detect.consent.merging import confirmed, merged
from inspector.detect.consent.signals import Message
from inspector.detect.consent.stances import stance_of
from inspector.detect.identifiers.parts import identifying_parts
from inspector.model.consent import Choice, ChoiceKind, ChoiceLine, ConsentSignal, Known, Start
from inspector.model.flow import CaptureId, Location, Marker, Side, decode_headers
from inspector.model.struct import Record

_CHOICES = {kind.value: kind for kind in (ChoiceKind.SHOWN, ChoiceKind.REFUSED, ChoiceKind.ACCEPTED)}
_DATING = ("baseline", *(kind for kind in _CHOICES if kind != ChoiceKind.SHOWN.value))
_CARRIED = (Start.CARRIED_CONSENT, Start.CARRIED_COOKIES)


class CaptureWords(Record, frozen=True, kw_only=True):
    """What is known of a capture beyond its requests. `sanitized`: exported without its cookies; `shown_us`: when a
    consent manager was first asked for."""

    capture: CaptureId
    markers: tuple[Marker, ...] = ()
    scenario: str | None = None
    cookies: bool = True
    sanitized: bool = False
    fresh_profile: bool = False
    shown_us: int | None = None


@dataclass(slots=True)
class _Seen:
    """One capture on the way. `starts`: by first-party site, its earliest request and what that carried."""

    starts: dict[str, tuple[int, Start]] = field(default_factory=dict)
    changes: ChangeBook = field(default_factory=ChangeBook)


class ChoiceCollector:
    """Takes the requests of a case with their signals, in flow order; `lines` once all were seen."""

    def __init__(self) -> None:
        self._seen: dict[CaptureId, _Seen] = {}

    def take(self, message: Message, signals: Sequence[ConsentSignal]) -> None:
        if message.at_us is None:
            return
        seen = self._seen.setdefault(message.capture, _Seen())
        if message.first_party:
            known = seen.starts.get(message.site)
            if known is None or message.at_us < known[0]:
                seen.starts[message.site] = (message.at_us, _start_of(message, signals))
        seen.changes.take(message, signals)

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


def _line(known: CaptureWords, seen: _Seen) -> ChoiceLine:
    marked = tuple(_marked(known.markers))
    has_made = any(choice.kind is not ChoiceKind.SHOWN for choice in marked)
    told = tuple(merged(seen.changes.changes))
    made = confirmed(marked, told) if has_made else (*marked, *told)
    shown = () if any(choice.kind is ChoiceKind.SHOWN for choice in marked) else tuple(_shown(known))
    return ChoiceLine(
        capture=known.capture,
        choices=tuple(sorted((*shown, *made), key=lambda choice: choice.at_us)),
        start=_start(known, seen),
        cookies=_can_tell(known),
        scenario=known.scenario,
        baseline_us=next((marker.at_us for marker in known.markers if marker.kind == "baseline"), None),
    )


def _can_tell(known: CaptureWords) -> bool:
    """Whether anything can be said of before and after: by cookies or, where none were sent, by markers in a profile
    that was made for the capture, which brings nothing along. Of cookies that were left out nobody knows."""
    is_dated = any(marker.kind in _DATING for marker in known.markers)
    return known.cookies or (known.fresh_profile and is_dated and not known.sanitized)


def _start(known: CaptureWords, seen: _Seen) -> Start:
    """What the requests show goes before what was declared of the profile. Cookies of a site that is met later only
    count where they tell of consent."""
    if not _can_tell(known):
        return Start.UNKNOWN
    found = sorted(seen.starts.values())
    if any(start is Start.CARRIED_CONSENT for _, start in found):
        return Start.CARRIED_CONSENT
    if found and found[0][1] in _CARRIED:
        return found[0][1]
    return Start.FRESH if found or known.fresh_profile else Start.UNKNOWN


def _marked(markers: Sequence[Marker]) -> Iterator[Choice]:
    for marker in markers:
        if kind := _CHOICES.get(marker.kind):
            yield Choice(kind=kind, known=Known.MARKED, after_us=marker.at_us, at_us=marker.at_us)


def _shown(known: CaptureWords) -> Iterator[Choice]:
    if known.shown_us is not None:
        at_us = known.shown_us
        yield Choice(kind=ChoiceKind.SHOWN, known=Known.INFERRED, after_us=at_us, at_us=at_us)
