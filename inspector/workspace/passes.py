"""The two passes of an analysis over the flows, as work for one process or several."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from inspector.decode.document import Decoded, NoteKind
from inspector.detect.context import FlowContext
from inspector.detect.identifiers.observation import Observation, observe
from inspector.detect.joins import Join
from inspector.detect.mutes import Mutes
from inspector.detect.signals.detectors import signals_of
from inspector.model.flow import Delivery, FlowContent, FlowId
from inspector.model.leaf import Needle, SensitiveLeaf, Sighting
from inspector.model.mute import Mute
from inspector.model.signal import Signal
from inspector.model.struct import Record
from inspector.store.queries import CaseReader
from inspector.store.reading.flows import MESSAGE_LIMIT
from inspector.workspace.crew import Look, Stretch
from inspector.workspace.landscape import Sites
from inspector.workspace.looks import ECHO_LIMIT_BYTES, FirstLook, SecondLook, decoded_to_search

MESSAGES_CUT = b'"_messagesCut":true'
"""What a recorder says of a flow of which it could not keep every message whole."""


class Glance(NamedTuple):
    """What the first pass found in one flow. `covered` counts for the coverage, by the names of `Coverage`."""

    flow: FlowId
    leaf_count: int
    leaves: tuple[SensitiveLeaf, ...]
    sightings: tuple[Sighting, ...]
    muted: tuple[SensitiveLeaf, ...]
    joins: tuple[Join, ...]
    observation: Observation | None
    signals: tuple[Signal, ...]
    covered: Mapping[str, int]
    was_cut: bool  # there are more sightings than these


class Hunted(NamedTuple):
    """What the second pass found in a stretch, the flows of it that hold more sightings than these, and the forms it
    looked for: of very many values the rare ones are left out."""

    sightings: list[Sighting]
    cut: list[FlowId]
    forms: tuple[str, ...]


class FirstPass(Record, frozen=True, kw_only=True):
    """Decode, classify, hunt what was entered; observe identifiers."""

    sites: Sites
    entered: tuple[Needle, ...]
    mutes: tuple[Mute, ...]

    def __call__(self) -> Look[list[Glance]]:
        first = FirstLook(self.entered, mutes=Mutes(self.mutes))

        def look(reader: CaseReader, stretch: Stretch) -> list[Glance]:
            return [
                glance(first, content, self.sites.context_of(content.facts))
                for content in reader.contents_between(*stretch)
            ]

        return look


class SecondPass(Record, frozen=True, kw_only=True):
    """Hunt what was learned, in what other sites were sent, and ids with a label at the first party too."""

    sites: Sites
    learned: tuple[Needle, ...]
    mutes: tuple[Mute, ...]
    own_hosts: tuple[str, ...]

    def __call__(self) -> Look[Hunted]:
        second = SecondLook(self.learned, mutes=Mutes(self.mutes))

        def look(reader: CaseReader, stretch: Stretch) -> Hunted:
            found = Hunted([], [], second.everywhere.searched.forms)
            sent = reader.sent_contents(
                self.own_hosts, echo_bytes=ECHO_LIMIT_BYTES, after=stretch.after, until=stretch.until
            )
            for content in sent:
                context = self.sites.context_of(content.facts)
                found.sightings.extend(second.look(decoded_to_search(content, context), context))
                if second.was_cut:
                    found.cut.append(content.facts.id)
            return found

        return look


def glance(first: FirstLook, content: FlowContent, context: FlowContext) -> Glance:
    """The first pass over one flow."""
    seen = first.look(content, context)
    return Glance(
        flow=content.facts.id,
        leaf_count=seen.decoded.leaf_count(),
        leaves=seen.leaves,
        sightings=seen.sightings,
        muted=seen.muted,
        joins=seen.joins,
        observation=observe(content, seen.decoded, context),
        signals=signals_of(content, seen.decoded, context),
        covered=_covered(content, seen.decoded),
        was_cut=seen.was_cut,
    )


def _covered(content: FlowContent, decoded: Decoded) -> Mapping[str, int]:
    facts = content.facts
    kinds = {note.kind for note in decoded.notes}
    told = {
        "undecoded": NoteKind.UNDECODED in kinds,
        "cut": NoteKind.CUT in kinds,
        "from_cache": facts.delivery is Delivery.CACHE,
        "not_on_wire": not facts.delivery.is_on_wire,
        "bodies_missing": is_body_missing(content),
        "bodies_truncated": any(
            body is not None and body.truncated for body in (content.request_body, content.response_body)
        ),
        "messages_cut": len(content.messages) >= MESSAGE_LIMIT or MESSAGES_CUT in (content.extra or b""),
    }
    return Counter(name for name, holds in told.items() if holds)


def is_body_missing(content: FlowContent) -> bool:
    """Whether an answer that was received has no body in the file although its status and size promise one."""
    facts = content.facts
    if content.response_body is not None or not facts.delivery.is_on_wire or facts.status is None:
        return False
    promises = facts.status not in (101, 204, 205, 304) and not 300 <= facts.status < 400
    return promises and facts.method != "HEAD" and (facts.response_wire_size or 1) > 0
