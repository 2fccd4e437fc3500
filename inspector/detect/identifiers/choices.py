"""Before a choice about consent, after a refusal: where the moments of a value lie between the markers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inspector.model import consent
from inspector.model.consent import ChoiceKind, ChoiceLine
from inspector.model.flow import CaptureId, FlowId
from inspector.model.identifier import Refusal
from inspector.model.struct import Record


class Choice(Record, frozen=True, kw_only=True):
    """What was chosen in one capture, and when: the first choice, the first refusal, the acceptance after it."""

    first_us: int | None = None
    refused_us: int | None = None
    ended_us: int | None = None

    def window(self, at_us: int | None) -> str:
        """`before` any choice, `chosen` before the refusal, `refused`, or "" for all else (without markers nothing can
        be said)."""
        if at_us is None or self.first_us is None:
            return ""
        if at_us < self.first_us:
            return "before"
        if self.refused_us is None or at_us < self.refused_us:
            return "chosen"
        return "refused" if self.ended_us is None or at_us < self.ended_us else ""


def choices_of(lines: Mapping[CaptureId, ChoiceLine]) -> dict[CaptureId, Choice]:
    """The choice of every capture in which one is marked or inferred."""
    return {capture: _choice(line.made) for capture, line in lines.items() if line.made}


def _choice(made: Sequence[consent.Choice]) -> Choice:
    """What lies between the last request without and the first with a changed signal counts neither as before a first
    choice nor as refused."""
    refused = next((one.at_us for one in made if one.kind is ChoiceKind.REFUSED), None)
    granted = [one.at_us for one in made if one.kind in (ChoiceKind.ACCEPTED, ChoiceKind.PARTLY)]
    ended = next((at_us for at_us in granted if refused is not None and at_us > refused), None)
    first_us = min(made[0].at_us, made[0].after_us + 1)
    return Choice(first_us=first_us, refused_us=refused, ended_us=ended)


@dataclass(slots=True)
class _Stretch:
    first_us: int
    last_us: int
    flow: FlowId
    flows: int = 0


@dataclass(slots=True)
class Choices:
    """How often and when one value was seen, by capture, before any choice and after a refusal."""

    _stretches: dict[tuple[CaptureId, str], _Stretch] = field(default_factory=dict)

    def count(self, capture: CaptureId, window: str, at_us: int | None, flow: FlowId) -> None:
        if not window or at_us is None:
            return
        stretch = self._stretches.get((capture, window))
        if stretch is None:
            stretch = self._stretches[capture, window] = _Stretch(at_us, at_us, flow)
        stretch.flows += 1
        stretch.first_us = min(stretch.first_us, at_us)
        stretch.last_us = max(stretch.last_us, at_us)

    def before(self) -> int:
        """Flows before any choice."""
        return sum(stretch.flows for (_, window), stretch in self._stretches.items() if window == "before")

    def refusal(self, capture: CaptureId, refused_us: int | None) -> Refusal | None:
        """None where the value was not seen after a refusal, or none is marked."""
        after = self._stretches.get((capture, "refused"))
        if after is None or refused_us is None:
            return None
        earlier = [self._stretches.get((capture, window)) for window in ("before", "chosen")]
        before_us = min((stretch.first_us for stretch in earlier if stretch), default=None)
        return Refusal(
            capture=capture,
            refused_us=refused_us,
            before_us=before_us,
            first_after_us=after.first_us,
            last_after_us=after.last_us,
            flows_after=after.flows,
            flow=after.flow,
        )
