"""From a place (side, location, path, layers) back to the leaf."""

from inspector.decode.document import Decoded, Document, Leaf
from inspector.decode.flow import decode_side
from inspector.model.flow import FlowContent
from inspector.model.leaf import Place


def find_leaf(content: FlowContent, place: Place) -> tuple[Document, Leaf] | None:
    """The document and leaf at a place of this flow, decoded anew; None where there is none."""
    return leaf_at(decode_side(content, place.side), place)


def leaf_at(decoded: Decoded, place: Place) -> tuple[Document, Leaf] | None:
    """The document and leaf at a place; None where there is none."""
    for document in decoded.documents:
        if (
            document.side is not place.side
            or document.location is not place.location
            or document.layers != place.layers
        ):
            continue
        if not place.path.startswith(document.prefix):
            continue
        for leaf in document.leaves:
            if document.path_of(leaf) == place.path:
                return document, leaf
    return None
