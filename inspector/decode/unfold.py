"""The engine: parts to documents, and what their values hide to further documents, within one flow's budget."""

import time
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from inspector.decode.bodies import open_body
from inspector.decode.coding import CodingFailed, coding_of_magic, expand
from inspector.decode.document import Decoded, Document, Leaf, Node, Notation, Note, NoteKind, Unread
from inspector.decode.encodings.packed import parts_of_value
from inspector.decode.limits import Limits
from inspector.decode.nodes import Named
from inspector.decode.openings import Openings
from inspector.decode.part import Blob, Pairs, Part, Text, Tree
from inspector.decode.payload import Payload
from inspector.decode.protocols.rrweb import may_record, open_recordings
from inspector.decode.spelled import CODES, Spelled, may_spell, spelled_in
from inspector.decode.survey import Survey
from inspector.decode.trees import surveyed
from inspector.decode.walk import walk_tree
from inspector.model.flow import Location, Side

_JSON, _JSON_STRING = ("json",), ("json-string",)


@dataclass(slots=True)
class Budget:
    """What one flow may still cost, shared by its two sides."""

    limits: Limits
    leaves: int
    decoded_bytes: int
    deadline_s: float
    asked: int = 0

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        return cls(limits, limits.leaves, limits.decoded_bytes, time.monotonic() + limits.seconds)

    def is_late(self) -> bool:
        """Whether the time is over; looks at the clock every 64th time only."""
        self.asked += 1
        return self.asked % 64 == 0 and time.monotonic() > self.deadline_s


class Frame(msgspec.Struct):
    """Where a part comes from, and then what is in it."""

    location: Location
    layers: tuple[str, ...] = ()
    prefix: str = ""
    message: int | None = None
    parent: Document | None = None
    origin: Leaf | None = None
    depth: int = 0  # openings so far

    def inside(self, part: Part) -> "Frame":
        """The frame of a part's content."""
        prefix = self.prefix
        if part.prefix:
            prefix = f"{prefix} > {part.prefix}" if prefix else part.prefix
        message = part.message or self.message
        layers = self.layers + part.layers
        return Frame(self.location, layers, prefix, message, self.parent, self.origin, self.depth + bool(part.layers))


def _frame_inside(document: Document, leaf: Leaf, part: Part, depth: int) -> Frame:
    """The frame of what a part of a leaf's value holds. JSON inside a string of JSON is its own layer word."""
    layers = part.layers
    if layers == _JSON and document.notation is Notation.JSON:
        layers = _JSON_STRING
    message = part.message or document.message
    inner = document.layers + layers
    return Frame(document.location, inner, part.prefix, message, document, leaf, depth + bool(layers))


@dataclass(slots=True)
class Unfolding:
    """Decodes one side of a flow into `decoded`."""

    side: Side
    budget: Budget
    decoded: Decoded
    openings: Openings

    def add(self, part: Part, frame: Frame, *, looked: bool = False) -> None:
        """Decodes a part and everything inside it. Never raises; bounds leave notes. `looked`: `openings` was told of
        its values."""
        self._take(part, frame.inside(part), looked=looked)

    def note(self, kind: NoteKind, location: Location, why: str) -> None:
        """Records a note once."""
        note = Note(kind, self.side, location, why)
        if note not in self.decoded.notes:
            self.decoded.notes.append(note)

    def _take(self, part: Part, frame: Frame, *, looked: bool) -> None:
        """Decodes what is in a part, which stands in this frame."""
        budget, content = self.budget, part.content
        if part.cut:
            self.note(NoteKind.CUT, frame.location, part.cut)
        if budget.leaves <= 0 or (not looked and budget.is_late()):
            self.note(NoteKind.CUT, frame.location, "time" if budget.leaves > 0 else "leaves")
        elif frame.depth > budget.limits.layers + 1:
            self.note(NoteKind.CUT, frame.location, "layers")
        elif isinstance(content, Pairs):
            self._take_pairs(content, frame, is_final=part.is_final, looked=looked)
        elif isinstance(content, Tree):
            self._take_tree(content, frame, looked=looked)
        elif isinstance(content, Text):
            leaf = (Node(None, "", None), "", content.text)
            document = self._keep(frame, Notation.TEXT, leaves=[leaf], survey=Survey({""}, {content.text}, 1), count=1)
            self._open_values(document, frame.depth, looked=looked)
        else:
            self._take_blob(content, frame)

    def _take_pairs(self, pairs: Pairs, frame: Frame, *, is_final: bool, looked: bool) -> None:
        items, most = pairs.items, self.budget.leaves
        if len(items) > most:
            items = items[:most]
            if not is_final:
                self.note(NoteKind.CUT, frame.location, "leaves")
        if items:
            document = self._keep(frame, Notation.NAME, pairs=items, count=len(items))
            if not is_final:
                self._open_values(document, frame.depth, looked=looked)

    def _take_tree(self, tree: Tree, frame: Frame, *, looked: bool) -> None:
        limits = self.budget.limits
        known = surveyed(tree, nesting=limits.nesting, leaves=limits.leaves)
        value, survey = known.value, known.survey
        is_timed = "timestamp" in survey.names or survey.cut != ""
        if is_timed and tree.source is not None and may_record(tree.source) and (parts := open_recordings(tree.value)):
            for part in parts:
                self.add(part, frame)
        elif survey.cut or survey.count > self.budget.leaves or not isinstance(value, dict | list):
            self._take_walked(value, frame)
        elif survey.count:
            document = self._keep(frame, Notation.JSON, tree=value, survey=survey, raw=tree.raw, count=survey.count)
            self._open_values(document, frame.depth, looked=looked)
            if tree.raw:
                self._open_bytes(document, frame.depth)
            if may_spell(survey) and (spelled := spelled_in(value, survey)):
                self._open_spelled(document, frame.depth, spelled)

    def _take_walked(self, value: object, frame: Frame) -> None:
        """A tree that goes beyond a bound, or is a single value: leaf by leaf, up to the bound."""
        walk = walk_tree(value, nesting=self.budget.limits.nesting, leaves=self.budget.leaves)
        if walk.cut:
            self.note(NoteKind.CUT, frame.location, walk.cut)
        if walk.leaves:
            document = self._keep(frame, Notation.JSON, leaves=walk.leaves, count=len(walk.leaves))
            self._open_values(document, frame.depth, looked=False)

    def _keep(
        self,
        frame: Frame,
        notation: Notation,
        *,
        count: int,
        leaves: list[Leaf] | None = None,
        pairs: Named | None = None,
        tree: dict[str, object] | list[object] | None = None,
        survey: Survey | None = None,
        raw: frozenset[str] = frozenset(),
    ) -> Document:
        """A document more, of so many leaves."""
        document = Document(
            side=self.side,
            location=frame.location,
            layers=frame.layers,
            notation=notation,
            leaves=leaves,
            pairs=pairs,
            tree=tree,
            survey=survey,
            raw=raw,
            prefix=frame.prefix,
            parent=frame.parent,
            origin=frame.origin,
            message=frame.message,
        )
        self.budget.leaves -= count
        self.decoded.documents.append(document)
        return document

    def _open_values(self, document: Document, depth: int, *, looked: bool) -> None:
        bare = self.side is Side.REQUEST or document.location is not Location.BODY
        if not looked:
            self.openings.look(document.survey.values, bare=bare)
            if self.budget.deadline_s < time.monotonic():
                self.note(NoteKind.CUT, document.location, "time")
        opened = self.openings.among(document, bare=bare)
        if not opened:
            return
        told = opened.keys() - document.raw if document.raw else opened.keys()
        for leaf in document.leaves_among(told):
            text = str(leaf[2])
            if not self._afford(len(text), document.location):
                return
            for part in opened[text]:
                self._take(part, _frame_inside(document, leaf, part, depth), looked=True)

    def _open_bytes(self, document: Document, depth: int) -> None:
        """What stands for bytes in a binary document, opened as these bytes."""
        opened: dict[str, tuple[Part, ...]] = {}
        for text in document.raw:
            if self.budget.is_late():
                break
            if parts := parts_of_value(bytes.fromhex(text)):
                opened[text] = parts
        for leaf in document.leaves_among(opened.keys()) if opened else ():
            text = str(leaf[2])
            if not self._afford(len(text), document.location):
                return
            for part in opened[text]:
                self._take(part, _frame_inside(document, leaf, part, depth), looked=False)

    def _open_spelled(self, document: Document, depth: int, spelled: dict[int, Spelled]) -> None:
        """What arrays of a document spell, letter by letter or byte by byte."""
        for leaf, identity in document.containers_among(spelled.keys()):
            if not self._afford(len(str(leaf[2])), document.location):
                return
            for part in spelled[identity].parts:
                self._take(part, _frame_inside(document, leaf, part, depth), looked=False)
            if data := spelled[identity].data:
                frame = _frame_inside(document, leaf, Part(Blob(data), (CODES,)), depth)
                self._keep_unread(Payload(data, limits=self.budget.limits), frame)

    def _afford(self, size_bytes: int, location: Location) -> bool:
        self.budget.decoded_bytes -= size_bytes
        if self.budget.decoded_bytes < 0 or self.budget.is_late():
            self.note(NoteKind.CUT, location, "size" if self.budget.decoded_bytes < 0 else "time")
            return False
        return True

    def _take_blob(self, blob: Blob, frame: Frame) -> None:
        data, cut = blob.data, ""
        layers: tuple[str, ...] = ()
        while (coding := coding_of_magic(data)) is not None and len(layers) < 3:
            expanded = self.expanded(data, coding, frame.location)
            if expanded is None:
                return
            data, cut = expanded
            layers += (coding,)
        self.open_payload(data, blob.mime, frame.inside(Part(blob, layers)), is_cut=blob.is_cut or bool(cut))

    def expanded(self, data: bytes, coding: str, location: Location) -> tuple[bytes, str] | None:
        """The bytes without a coding, within the budget; None and a note where they cannot be read."""
        most = max(0, min(self.budget.limits.expansion * max(len(data), 64), self.budget.decoded_bytes))
        try:
            data, cut = expand(data, coding, most=most)
        except CodingFailed:
            self.note(NoteKind.UNDECODED, location, f"content-encoding {coding}")
            return None
        if cut:
            self.note(NoteKind.CUT, location, cut)
        return data, cut

    def open_payload(self, data: bytes, content_type: str, frame: Frame, *, is_cut: bool) -> None:
        """A body free of content-encoding, opened by the first decoder that knows it."""
        if len(data) > self.budget.decoded_bytes:
            data, is_cut = data[: max(0, self.budget.decoded_bytes)], True
            self.note(NoteKind.CUT, frame.location, "size")
        self.budget.decoded_bytes -= len(data)
        payload = Payload(data, content_type, limits=self.budget.limits, is_cut=is_cut)
        parts = open_body(payload)
        if parts is None:
            self.note(NoteKind.UNDECODED, frame.location, f"mime {payload.mime or 'unknown'}")
            self._keep_unread(payload, frame)
            return
        if parts and parts[0].layers[:1] == ("sse",):
            frame = replace(frame, location=Location.SSE)
        for part in parts:
            self.add(part, frame)

    def _keep_unread(self, payload: Payload, frame: Frame) -> None:
        outer = frame.parent.path_of(frame.origin) if frame.parent is not None and frame.origin is not None else ""
        self.decoded.unread.append(
            Unread(
                side=self.side,
                location=frame.location,
                layers=frame.layers,
                prefix=" > ".join(part for part in (outer, frame.prefix) if part),
                message=frame.message,
                data=payload.data,
                mime=payload.mime,
            )
        )
