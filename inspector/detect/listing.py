"""Leaves that were judged, as they are listed: whom they concern, where they stand, what label belongs to them."""

from typing import Literal, NamedTuple

from inspector.decode.document import Document, Leaf, Node
from inspector.detect.about import Whom
from inspector.detect.finds import FlowFinds
from inspector.detect.joins import Join, Label, label_names, label_of_id, label_of_media, media_id
from inspector.detect.judgement import Judgement
from inspector.detect.names.keys import KeyIndex
from inspector.detect.shapes import PATIENT, Shapes, Slot
from inspector.detect.spots import Spot, Spots
from inspector.detect.surroundings import siblings_of
from inspector.detect.words.values import Values
from inspector.model.leaf import About, Place, Scalar, SensitiveLeaf

_CROWD = (About.CATALOGUE, About.PRACTITIONER)
_PERSONA = Whom(About.ACCOUNT_HOLDER, "persona")
MOST_OF_A_CROWD = 32
"""Leaves of one class that a flow ships to everybody (a catalogue, a directory): beyond these they are counted, not
listed."""


class Tools(NamedTuple):
    """What all sheets are read with."""

    keys: KeyIndex
    values: Values
    shapes: Shapes


class Listing:
    """Lists leaves of one document."""

    __slots__ = ("_context", "_document", "_finds", "_keys", "_scene", "_shapes", "_spots", "_values", "joins")

    def __init__(self, document: Document, finds: FlowFinds, *, spots: Spots, tools: Tools) -> None:
        self._document = document
        self._finds = finds
        self._context = finds.context
        self._spots = spots
        self._scene = spots.scene
        self._keys, self._values, self._shapes = tools
        self.joins = spots.scene.first_party and not spots.scene.is_request
        """Whether ids are joined to labels here: in answers of the first party."""

    def add(
        self, leaf: Leaf, judgement: Judgement, slot: Slot, *, spot: Spot, owner: Spot, join: Join | None = None
    ) -> bool:
        """Lists a leaf. Returns whether it is about a person rather than of a crowd that everybody is shown."""
        class_, rule, confidence, clues, revealing = judgement
        finds, context, value = self._finds, self._context, leaf[2]
        about, why = _PERSONA if rule == "persona" else self._whom(class_, slot, spot=spot, owner=owner)
        is_of_crowd = about in _CROWD
        if is_of_crowd:
            finds.shelves[class_] += 1
            if finds.shelves[class_] > MOST_OF_A_CROWD:
                return False
        label = join.label if join is not None and join.kind == "id" else None
        finds.leaves.append(
            SensitiveLeaf(
                place=join.place if join is not None else self._place(leaf, spot),
                class_=class_,
                about=about,
                about_why=why,
                confidence=confidence,
                rule=rule,
                clues=clues,
                value=value if isinstance(value, str) else text_of(value),
                host=context.facts.host,
                site=context.site,
                first_party=context.first_party,
                label=label,
                revealing=revealing or (label is not None and self._values.is_revealing(label)),
            )
        )
        return not is_of_crowd

    def join(
        self, leaf: Leaf, name: str, judgement: Judgement | None, slot: Slot, *, spot: Spot, owner: Spot
    ) -> Join | None:
        """Lists the id or image that stands beside a label, if it does."""
        found = self._join(leaf, name, judgement, slot, spot=spot, owner=owner)
        if found is not None:
            self._finds.joins.append(found)
        return found

    def _whom(self, class_: str, slot: Slot, *, spot: Spot, owner: Spot) -> Whom:
        shapes = self._shapes
        bits = owner.bits(shapes.names)
        if bits & PATIENT and _is_listed(spot.node, owner.node):
            bits &= ~PATIENT
        return slot.whoms.get((class_, bits)) or shapes.whom(
            class_, shape=owner.shape, slot=slot, bits=bits, scene=self._scene
        )

    def _join(
        self, leaf: Leaf, name: str, judgement: Judgement | None, slot: Slot, *, spot: Spot, owner: Spot
    ) -> Join | None:
        node, _, value = leaf
        if isinstance(value, (bool, float)):
            return None
        kind: Literal["id", "media"] = "id"
        label: Label | None = None
        written: str | None = text_of(value)
        names = self._shapes.names
        if judgement is not None and slot.reading.joins == "id":
            if slot.label_names is None:
                slot.label_names = label_names(name, owner.shape.siblings, names)
            beside = slot.label_names if owner is spot else label_names(name, siblings_of(node), names)
            label = label_of_id(node, beside, class_=judgement.class_)
        elif slot.reading.joins == "media":
            label = label_of_media(node, keys=self._keys, labelled=self._spots.labelled)
            if label is not None:
                written, kind = media_id(value), "media"
        if label is None or not written or written == label.text:
            return None
        return Join(
            value=written,
            label=label.text,
            class_=label.class_,
            place=self._place(leaf, spot),
            revealing=self._values.is_revealing(label.text),
            kind=kind,
        )

    def _place(self, leaf: Leaf, spot: Spot) -> Place:
        facts, document = self._context.facts, self._document
        return Place(
            capture=facts.capture,
            flow=facts.id,
            entry=facts.entry,
            side=document.side,
            location=document.location,
            path=self._spots.path_of(leaf, spot),
            layers=document.layers,
        )


def _is_listed(node: Node, owner: Node) -> bool:
    """Whether a leaf is one of several in an array inside its object; a row of a table is an object itself."""
    value = node.value
    return value.__class__ is list and len(value or ()) > 1 and (node.parent is owner or owner.value is node.value)


def text_of(value: Scalar) -> str:
    """A scalar as the text that is stored: `true`, `9000042`, `48.8566`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
