"""Making ready, while nobody waits, what opening a case would stop for."""

import sys

from inspector.ui.rail import ICONS
from inspector.ui.theme import Theme

_SWITCH_S = 0.001
"""How soon a worker thread makes way for the event loop; the interpreter's 5 ms would be felt at every call into Qt."""


def share_time() -> None:
    """Lets worker threads make way sooner."""
    sys.setswitchinterval(_SWITCH_S)


def warm_up(theme: Theme) -> None:
    """Icons and arithmetic."""
    import inspector.workspace.lanes  # noqa: F401

    for name in ICONS.values():
        for colour in ("accent", "quiet"):
            theme.icon(name, colour)
