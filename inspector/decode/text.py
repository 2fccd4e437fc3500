"""Any pasted text, decoded like a body."""

from inspector.decode.document import Decoded
from inspector.decode.limits import DEFAULT_LIMITS, Limits
from inspector.decode.openings import Openings
from inspector.decode.part import Part, Text
from inspector.decode.strings import open_string
from inspector.decode.unfold import Budget, Frame, Unfolding
from inspector.model.flow import Location, Side


def decode_text(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Decoded:
    """The documents inside a text: as a value first (URL, base64, token ...), else as a body (lines, HTML, form).

    Side is request and location body, for want of a flow.
    """
    decoded = Decoded()
    budget = Budget.of(limits)
    unfolding = Unfolding(Side.REQUEST, budget, decoded, Openings(limits, is_late=budget.is_late))
    clean = text.encode("utf-8", "replace").decode("utf-8").strip()
    if open_string(clean):
        unfolding.add(Part(Text(clean), ()), Frame(Location.BODY))
    elif clean:
        unfolding.open_payload(clean.encode(), "", Frame(Location.BODY), is_cut=False)
    return decoded
