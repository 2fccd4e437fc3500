"""What is told quietly while a recording goes on."""

from collections.abc import Iterable
from typing import Literal

from inspector.detect.context import FlowContext
from inspector.model.flow import FlowFacts, FlowId, Side
from inspector.model.leaf import Confidence, SensitiveLeaf, Sighting
from inspector.workspace.jobs import Progress, Report


class Announced(Progress, frozen=True, kw_only=True):
    """A new third-party recipient, or a class of sensitive values that was sent to a third party: each once a
    recording. Holds no value."""

    step: str = "announced"
    kind: Literal["recipient", "value"]
    site: str
    class_: str = ""
    flow: FlowId


class News:
    """Tells each thing once, however often the analysis starts over."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._told: set[tuple[str, str]] = set()

    def of_flow(self, context: FlowContext, leaves: Iterable[SensitiveLeaf], sightings: Iterable[Sighting]) -> None:
        """What a flow that was looked at gives to tell; nothing of the first party, of what was never on the wire, and
        of what the browser says on its own account."""
        facts = context.facts
        if context.first_party or not context.site or not facts.delivery.is_on_wire or facts.background:
            return
        self._tell(facts, context.site)
        for leaf in leaves:
            if leaf.place.side is Side.REQUEST and leaf.about.is_the_user and leaf.confidence != Confidence.TENTATIVE:
                self._tell(facts, context.site, leaf.class_)
        for sighting in sightings:
            if sighting.place.side is Side.REQUEST and sighting.needle.about.is_the_user and sighting.needle.class_:
                self._tell(facts, context.site, sighting.needle.class_)

    def _tell(self, facts: FlowFacts, site: str, class_: str = "") -> None:
        if (site, class_) in self._told:
            return
        self._told.add((site, class_))
        kind: Literal["recipient", "value"] = "value" if class_ else "recipient"
        self._report(Announced(kind=kind, site=site, class_=class_, flow=facts.id))
