"""Shares of a whole, said so that they never claim more than is there."""

_FINE = 10_000


def share_of(part: int, whole: int) -> float:
    """From 0 to 1, to four decimals, never rounded up: 1.0 is the whole. 0.0 where there is nothing."""
    return part * _FINE // whole / _FINE if whole > 0 else 0.0


def whole_percent(share: float) -> int:
    """A share in whole percent: 100 only for the whole and 0 only for nothing, whatever rounding would say."""
    if share <= 0:
        return 0
    return 100 if share >= 1 else min(max(round(share * 100), 1), 99)
