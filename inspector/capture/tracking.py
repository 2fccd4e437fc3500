"""What both ways of recording can be asked: live figures, and what the capture supports."""

from typing import Protocol

import msgspec

from inspector.capture import talk
from inspector.formats.har.supports import SupportTally


class Tracking(Protocol):
    """A way of recording: through the proxy, or through the browser alone."""

    def tally(self) -> talk.Tally: ...

    def extra(self) -> bytes: ...


def capture_extra(tally: SupportTally, *, scenario: str | None) -> bytes:
    """JSON for the capture's row: what it supports, with reasons for what it does not."""
    supports, reasons = tally.supports(sanitized=False, scenario=scenario)
    return msgspec.json.encode({"supports": supports, "reasons": reasons})
