"""The engine: parts to documents, and what their values hide to further documents, within one flow's budget."""

import time
from dataclasses import dataclass, field

import msgspec
from msgspec.structs import replace

from inspector.decode.bodies import open_body
from inspector.decode.coding import CodingFailed, coding_of_magic, expand
from inspector.decode.document import Decoded, Document, Leaf, Node, Notation, Note, NoteKind, Unread
from inspector.decode.limits import Limits
from inspector.decode.openings import Openings
from inspector.decode.part import Blob, Content, Pairs, Part, Text, Tree
from inspector.decode.payload import Payload
from inspector.decode.protocols.rrweb import may_record, open_recordings
from inspector.decode.survey import Survey
from inspector.decode.trees import surveyed
from inspector.decode.walk import walk_tree
from inspector.model.flow import Location, Side
from inspector.model.leaf import Scalar


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
    """Where a part comes from."""

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


@dataclass(slots=True)
class Unfolding:
    """Decodes one side of a flow into `decoded`."""

    side: Side
    budget: Budget
    decoded: Decoded
    openings: Openings = field(init=False)

    def __post_init__(self) -> None:
        self.openings = Openings(self.budget.limits, is_late=self.budget.is_late)

    def add(self, part: Part, frame: Frame) -> None:
        """Decodes a part and everything inside it. Never raises; bounds leave notes."""
        if part.cut:
            self.note(NoteKind.CUT, frame.location, part.cut)
        if self.budget.leaves <= 0 or self.budget.is_late():
            self.note(NoteKind.CUT, frame.location, "time" if self.budget.leaves > 0 else "leaves")
            return
        inner = frame.inside(part)
        if inner.depth > self.budget.limits.layers + 1:
            self.note(NoteKind.CUT, frame.location, "layers")
            return
        if part.is_final and isinstance(part.content, Pairs):
            self._keep(inner, Notation.NAME, _named(part.content)[: self.budget.leaves])
        else:
            self._take(part.content, inner)

    def look_ahead(self, values: set[Scalar]) -> None:
        """Looks into values of a request or of headers that are about to be added: together this costs far less."""
        self.openings.look(values, bare=True)

    def note(self, kind: NoteKind, location: Location, why: str) -> None:
        """Records a note once."""
        note = Note(kind, self.side, location, why)
        if note not in self.decoded.notes:
            self.decoded.notes.append(note)

    def _take(self, content: Content, frame: Frame) -> None:
        if isinstance(content, Pairs):
            self._document(frame, Notation.NAME, _named(content))
        elif isinstance(content, Tree):
            self._take_tree(content, frame)
        elif isinstance(content, Text):
            self._document(frame, Notation.TEXT, [(Node(None, "", None), "", content.text)])
        else:
            self._take_blob(content, frame)

    def _take_tree(self, tree: Tree, frame: Frame) -> None:
        if tree.source is not None and may_record(tree.source) and (parts := open_recordings(tree.value)):
            for part in parts:
                self.add(part, frame)
            return
        limits = self.budget.limits
        known = surveyed(tree, nesting=limits.nesting, leaves=limits.leaves)
        value, survey = known.value, known.survey
        if survey.cut or survey.count > self.budget.leaves or not isinstance(value, dict | list):
            self._take_walked(value, frame)
            return
        if survey.count:
            document = self._document_of(frame, Notation.JSON, tree=value, survey=survey)
            self._open_values(document, frame.depth)

    def _take_walked(self, value: object, frame: Frame) -> None:
        """A tree that goes beyond a bound, or is a single value: leaf by leaf, up to the bound."""
        walk = walk_tree(value, nesting=self.budget.limits.nesting, leaves=self.budget.leaves)
        if walk.cut:
            self.note(NoteKind.CUT, frame.location, walk.cut)
        document = self._keep(frame, Notation.JSON, walk.leaves)
        if document is not None:
            self._open_values(document, frame.depth)

    def _document(self, frame: Frame, notation: Notation, leaves: list[Leaf]) -> None:
        if len(leaves) > self.budget.leaves:
            del leaves[self.budget.leaves :]
            self.note(NoteKind.CUT, frame.location, "leaves")
        document = self._keep(frame, notation, leaves)
        if document is not None:
            self._open_values(document, frame.depth)

    def _keep(self, frame: Frame, notation: Notation, leaves: list[Leaf]) -> Document | None:
        return self._document_of(frame, notation, leaves=leaves) if leaves else None

    def _document_of(
        self,
        frame: Frame,
        notation: Notation,
        *,
        leaves: list[Leaf] | None = None,
        tree: dict[str, object] | list[object] | None = None,
        survey: Survey | None = None,
    ) -> Document:
        document = Document(
            side=self.side,
            location=frame.location,
            layers=frame.layers,
            notation=notation,
            leaves=leaves,
            tree=tree,
            survey=survey,
            prefix=frame.prefix,
            parent=frame.parent,
            origin=frame.origin,
            message=frame.message,
        )
        self.budget.leaves -= document.count
        self.decoded.documents.append(document)
        return document

    def _open_values(self, document: Document, depth: int) -> None:
        values, bare = document.survey.values, self.side is Side.REQUEST or document.location is not Location.BODY
        if self.openings.look(values, bare=bare) and self.budget.deadline_s < time.monotonic():
            self.note(NoteKind.CUT, document.location, "time")
        opened = self.openings.among(values, bare=bare)
        if not opened:
            return
        in_json = document.notation is Notation.JSON
        for leaf in document.leaves:
            text = leaf[2]
            if text.__class__ is not str or (parts := opened.get(text)) is None:
                continue
            if not self._afford(len(text), document.location):
                return
            frame = Frame(document.location, document.layers, "", document.message, document, leaf, depth)
            for part in parts:
                self.add(_json_string(part) if in_json else part, frame)

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


def _named(pairs: Pairs) -> list[Leaf]:
    root = Node(None, "", dict(pairs.items))
    return [(root, name, value) for name, value in pairs.items]


def _json_string(part: Part) -> Part:
    """JSON inside a string of JSON is its own layer word."""
    if part.layers != ("json",):
        return part
    return replace(part, layers=("json-string",))
