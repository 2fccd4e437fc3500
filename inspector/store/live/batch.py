"""What one transaction of a recording writes, gathered and put in order."""

from collections.abc import Container

from msgspec.structs import replace

from inspector.model.flow import Marker, Page
from inspector.model.flow import Warning as Oddity
from inspector.model.recording import Handshake, NameAnswer, PageState, Ticket
from inspector.store.live.items import Environment, Item, Message, New, Part, States, Update


class Batch:
    """What one transaction writes."""

    def __init__(self) -> None:
        self.new: list[New] = []
        self.updates: list[Update] = []
        self.parts: list[Part] = []
        self.messages: list[Message] = []
        self.bodies: dict[bytes, bytes] = {}
        self.handshakes: list[Handshake] = []
        self.names: list[NameAnswer] = []
        self.markers: list[Marker] = []
        self.pages: dict[str, Page] = {}
        self.warnings: list[Oddity] = []
        self.states: list[PageState] = []
        self.ended: list[Ticket] = []
        self.environment: dict[str, str] | None = None

    def take(self, item: Item) -> None:
        match item:
            case New():
                self.new.append(item)
            case Part():
                self.parts.append(item)
            case Message():
                self.messages.append(item)
            case Update():
                self.updates.append(item)
            case Handshake():
                self.handshakes.append(item)
            case NameAnswer():
                self.names.append(item)
            case Marker():
                self.markers.append(item)
            case Page():
                self.pages[item.label] = item
            case Oddity():
                self.warnings.append(item)
            case States():
                self.states.extend(item.states)
            case Environment():
                self.environment = item.environment

    def settle(self) -> None:
        """A flow that began and ended in this batch is written once; parts of ended flows are not written at all."""
        self.ended = [update.ticket for update in self.updates if update.is_last]
        latest = {update.ticket: update.flow for update in self.updates}
        began = {new.ticket for new in self.new if new.ticket}
        self.new = [
            New(new.ticket, replace(latest[new.ticket], messages=new.flow.messages)) if new.ticket in latest else new
            for new in self.new
        ]
        self.updates = [update for update in self.updates if update.ticket not in began]
        ended = set(self.ended)
        self.parts = [part for part in self.parts if part.ticket not in ended]

    def leave_out(self, known: Container[int]) -> None:
        """What belongs to a flow that could not be written: that was counted once."""
        began = {new.ticket for new in self.new if new.ticket}
        self.updates = [one for one in self.updates if one.ticket in known]
        self.parts = [one for one in self.parts if one.ticket in known or one.ticket in began]
        self.messages = [one for one in self.messages if one.ticket in known or one.ticket in began]
