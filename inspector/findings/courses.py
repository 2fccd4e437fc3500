"""The choices of a capture, ready to be asked about many moments."""

from bisect import bisect_right

from inspector.model.consent import Choice, ChoiceLine, Known, Period, Standing, Start


class Course:
    """A `ChoiceLine` whose answers are worked out once. Between two moments at which something begins or ends the
    answer does not change."""

    def __init__(self, line: ChoiceLine) -> None:
        self.made: tuple[Choice, ...] = line.made
        self.obstacle: str | None = line.obstacle
        self.start: Start = line.start
        self.cookies: bool = line.cookies
        self._turns_us = sorted({turn for choice in self.made for turn in (choice.at_us, choice.after_us + 1)})
        first = self._turns_us[0] - 1 if self._turns_us else 0
        self._standings = [line.at(moment) for moment in (first, *self._turns_us)]
        self._at_unknown = line.at(None)

    def at(self, at_us: int | None) -> Standing:
        """The period of a moment, as `ChoiceLine.at` tells it."""
        if at_us is None:
            return self._at_unknown
        return self._standings[bisect_right(self._turns_us, at_us)]

    def is_open_or_refused(self, at_us: int | None) -> bool:
        """Whether consent had not been given at a moment, by a marker or a signal: the name of a scenario is no proof,
        and of a browser that brought an older choice along, or of a capture without cookies, nobody knows before."""
        standing = self.at(at_us)
        if standing.known not in (Known.MARKED, Known.INFERRED):
            return False
        is_open = standing.period is Period.BEFORE_CHOICE and self.obstacle is None
        return is_open or standing.period is Period.REFUSED
