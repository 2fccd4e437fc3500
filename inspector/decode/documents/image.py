"""Pictures: what their metadata say (EXIF, XMP, IPTC, text chunks, comments) and the words of an SVG. Pixels stay
closed: a picture without metadata costs a walk over its headers.
"""

from collections.abc import Iterable

from inspector.decode.documents.exif import read_exif
from inspector.decode.documents.image_blocks import Block, BlockKind, blocks_of
from inspector.decode.documents.iptc import read_iptc
from inspector.decode.documents.xmp import read_xmp
from inspector.decode.pairs import numbered
from inspector.decode.part import Pairs, Part
from inspector.decode.payload import Payload
from inspector.decode.protocols.xml import open_xml
from inspector.model.leaf import Scalar

_LONGEST = 200_000
_DRAWINGS = (b"<svg", b"<?xml", b"<!--", b"<!DOCTYPE svg", b"<!doctype svg")
_WORDS = ("title", "desc", "text", "tspan", "textPath")
_SPEAKING = (b"<text", b"<title", b"<desc", b"<metadata", b"<foreignObject", b":title", b":text", b"<?xpacket")


def open_image(payload: Payload) -> tuple[Part, ...] | None:
    """The metadata of a picture, () where it has none; None for what is no picture of a known kind."""
    blocks = blocks_of(payload.data)
    return None if blocks is None else parts_of_blocks(blocks)


def open_svg(payload: Payload) -> tuple[Part, ...] | None:
    """The words of a drawing: its title, descriptions, texts and metadata (`xml`); shapes and styles are left out."""
    if not payload.head.startswith(_DRAWINGS) or b"<svg" not in payload.head or "html" in payload.mime:
        return None
    if not any(sign in payload.data for sign in _SPEAKING):
        return ()
    parts = open_xml(Payload(payload.data, "image/svg+xml", limits=payload.limits)) or ()
    words = [pair for part in parts if isinstance(part.content, Pairs) for pair in part.content.items if _is_word(pair)]
    return (Part(Pairs(tuple(words)), ("xml",), cut=parts[0].cut),) if words else ()


def parts_of_blocks(blocks: Iterable[Block]) -> tuple[Part, ...]:
    """One part for each standard that says something."""
    found: dict[str, list[tuple[str, Scalar]]] = {"exif": [], "xmp": [], "iptc": [], "image-text": []}
    for block in blocks:
        if block.kind is BlockKind.TEXT:
            found["image-text"].append((block.name, block.text))
            continue
        exif = read_exif(block.data) if block.kind is BlockKind.EXIF else None
        found["exif"] += exif.values if exif else ()
        xmp, iptc = (exif.xmp, exif.iptc) if exif else (block.data, block.data)
        found["xmp"] += read_xmp(xmp) if block.kind is not BlockKind.IPTC else ()
        found["iptc"] += read_iptc(iptc) if block.kind is not BlockKind.XMP else ()
    return tuple(Part(Pairs(numbered(values)), (layer,)) for layer, values in found.items() if values)


def _is_word(pair: tuple[str, Scalar]) -> bool:
    path, text = pair
    step = path.rpartition("/")[2].partition("[")[0]
    is_spoken = step in _WORDS or "/metadata" in path or "/foreignObject" in path
    return is_spoken and len(str(text)) <= _LONGEST
