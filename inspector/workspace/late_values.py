"""Values that were learned late, looked for in the flows before: a few flows at a time."""

from collections.abc import Iterator, Sequence

from inspector.detect.context import FlowContext
from inspector.detect.mutes import Mutes
from inspector.model.flow import FlowContent, FlowId
from inspector.model.leaf import Needle, Sighting
from inspector.store.queries import CaseReader
from inspector.workspace.landscape import Landscape
from inspector.workspace.looks import ECHO_LIMIT_BYTES, SecondLook, decoded_to_search

_FLOWS_AT_ONCE = 25


class Late:
    """Needles learned when the flows up to `until` had been looked at; `done` are those looked at again since then."""

    def __init__(self, needles: Sequence[Needle], until: FlowId, *, mutes: Mutes | None = None) -> None:
        self.second = SecondLook(needles, mutes=mutes)
        self.has_joined = any(needle.joined for needle in needles)
        self.until = until
        self.done: set[FlowId] = set()


class BackHunt:
    """One walk through the earlier flows, each decoded once for all of `late`."""

    def __init__(self, late: Sequence[Late]) -> None:
        self._late = late
        self._until = max(part.until for part in late)
        self._at = 0

    @property
    def is_over(self) -> bool:
        return self._at >= self._until

    def walk_on(self, reader: CaseReader, landscape: Landscape, own_hosts: Sequence[str]) -> list[Sighting]:
        """Looks at the next few flows."""
        until = min(self._until, self._at + _FLOWS_AT_ONCE)
        contents = reader.sent_contents(own_hosts, echo_bytes=ECHO_LIMIT_BYTES, after=self._at, until=until)
        found = [sighting for content in contents for sighting in self._hunt(content, landscape)]
        self._at = until
        return found

    def _hunt(self, content: FlowContent, landscape: Landscape) -> Iterator[Sighting]:
        context = landscape.context_of(content.facts)
        wanted = [part for part in self._late if _wants(part, context)]
        if wanted:
            decoded = decoded_to_search(content, context)
            for part in wanted:
                yield from part.second.look(decoded, context)


def _wants(part: Late, context: FlowContext) -> bool:
    flow = context.facts.id
    return flow <= part.until and flow not in part.done and (part.has_joined or not context.first_party)
