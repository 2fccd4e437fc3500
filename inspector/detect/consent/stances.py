"""What a consent state amounts to: refused, accepted, or some of each, necessary purposes apart."""

import re

from inspector.model.consent import ChoiceKind, ConsentState

_NECESSARY = re.compile(r"necessary|essential|required|strictly|functional-?only|C0001\Z|technical|n[eé]cessaire", re.I)
_LATE_PURPOSE = "purpose-11"  # of the framework's fourth policy: many consent managers do not ask about it


def stance_of(state: ConsentState) -> ChoiceKind | None:
    """None where the state refuses and grants nothing beyond what is necessary: nobody has chosen yet."""
    granted = [purpose for purpose in state.granted if not _NECESSARY.search(purpose)]
    refused = [purpose for purpose in state.refused if not _NECESSARY.search(purpose) and purpose != _LATE_PURPOSE]
    if granted and refused:
        return ChoiceKind.PARTLY
    if granted:
        return ChoiceKind.ACCEPTED
    return ChoiceKind.REFUSED if refused else None
