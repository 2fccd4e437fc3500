"""What classification needs to know of a flow beyond its leaves."""

from inspector.model.flow import FlowFacts
from inspector.model.struct import Record


class FlowContext(Record, frozen=True, kw_only=True):
    """The flow's metadata, its site, and the first-party decision, handed over as data."""

    facts: FlowFacts
    site: str
    first_party: bool
    health_site: bool = False  # the investigator, or an earlier flow, says that this service is about health
