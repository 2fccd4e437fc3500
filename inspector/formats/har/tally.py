"""Warnings of a whole file: the first of each kind, and how many there were."""

from collections import Counter

from inspector.model.flow import Warning as Oddity

_MOST_OF_A_KIND = 100
_ONCE = ("no-timezone",)
HARMLESS = frozenset(
    (
        "no-timezone",
        "bad-timestamp",
        "no-timestamp",
        "no-log",
        "bad-messages",
        "bad-text",
        "bad-base64",
        "machine-slept",
    )
)
"""Codes of warnings that lose no data: a time, an order, a character that was no character, a pause of the machine."""


class WarningTally:
    def __init__(self) -> None:
        self._kept: list[Oddity] = []
        self._counts: Counter[str] = Counter()

    def add(self, warning: Oddity) -> None:
        self._counts[warning.code] += 1
        if self._counts[warning.code] <= (1 if warning.code in _ONCE else _MOST_OF_A_KIND):
            self._kept.append(warning)

    def warnings(self) -> tuple[Oddity, ...]:
        """At most 100 of each code, then one line for each code that had more."""
        more = [
            Oddity(entry=None, code=code, message=f"{count - _MOST_OF_A_KIND:,} more warnings of this kind: {code}.")
            for code, count in self._counts.items()
            if count > _MOST_OF_A_KIND and code not in _ONCE
        ]
        return (*self._kept, *more)
