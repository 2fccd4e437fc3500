"""The range of a named value inside a query string, form, multipart body or inner URL."""

from inspector.decode.document import Document, Leaf
from inspector.decode.limits import Limits
from inspector.decode.pairs import form_decoded, numbered
from inspector.decode.payload import Payload
from inspector.decode.protocols.multipart import boundary_of, fields_of
from inspector.decode.region import Region
from inspector.decode.url_parts import path_segments, split_url
from inspector.model.flow import Location


def named_region(outer: Region, document: Document, leaf: Leaf) -> Region | None:
    """The raw bytes of the value with this path name; None where they cannot be told."""
    name, layers = str(leaf[1]), document.own_layers()
    if document.parent is None and document.location in (Location.URL, Location.HEADER, Location.COOKIE):
        return outer
    if layers[:1] == ("multipart",):
        return field_region(outer, name)
    if document.parent is None or layers == ("form", "url"):
        return _pair(outer, name, layers)
    return _inner_url(outer, name) if layers in ((), ("url",)) else None


def _pair(region: Region, wanted: str, layers: tuple[str, ...]) -> Region | None:
    if layers not in (("url",), ("form", "url"), ("ga-batch", "url")):
        return None
    found: list[tuple[str, str]] = []
    spans: list[tuple[int, int]] = []
    position = 0
    data = region.data
    if data[:1] in b"?#" and layers == ("form", "url"):
        position = len(data) - len(data.lstrip(b"?#"))
    end_of_data = len(data.rstrip(b"\r\n"))
    pieces = [piece for piece in data[position:end_of_data].split(b"&") if piece]
    for piece in data[position:end_of_data].split(b"&"):
        if piece:
            raw, equals, value = piece.partition(b"=")
            if len(pieces) == 1 and wanted == "":
                return region.slice(position, position + len(piece))
            start = position + len(raw) + len(equals)
            found.append((form_decoded(raw.decode("utf-8", "replace")), ""))
            spans.append((start, start + len(value)))
        position += len(piece) + 1
    for (name, _), (start, end) in zip(numbered(found), spans, strict=True):
        if name == wanted:
            return region.slice(start, end)
    return None


def field_region(region: Region, wanted: str) -> Region | None:
    """The content of the field of this name in a multipart body; None where it has none, or another encoding."""
    boundary = boundary_of(Payload(region.data, "", limits=Limits()))
    fields = fields_of(region.data, boundary) if boundary else []
    names = numbered([(field.parameter("name") or "", "") for field in fields])
    for (name, _), field in zip(names, fields, strict=True):
        if name == wanted and field.start >= 0 and field.end - field.start == len(field.content):
            return region.slice(field.start, field.end)
    return None


def _inner_url(region: Region, wanted: str) -> Region | None:
    if region.data.startswith(b"#/"):
        region = region.slice(1, len(region.data))
    url = region.data.decode("utf-8", "replace")
    if not url.isascii() and len(url.encode("utf-8", "replace")) != len(region.data):
        return None
    split = split_url(url)
    if wanted == "fragment":
        return region.slice(len(url[: split.fragment_at].encode("utf-8", "replace")), len(region.data))
    if wanted.startswith("path["):
        return _segment(region, url, wanted)
    if split.query_at < 0:
        return None
    start = len(url[: split.query_at].encode("utf-8", "replace"))
    return _pair(region.slice(start, start + len(split.query.encode("utf-8", "replace"))), wanted, ("url",))


def _segment(region: Region, url: str, wanted: str) -> Region | None:
    split = split_url(url)
    segments, number = path_segments(split.path), int(wanted[5:-1])
    if number >= len(segments):
        return None
    before = split.path[: split.path.startswith("/")] + "".join(f"{segment}/" for segment in segments[:number])
    start = len(url[: split.path_at].encode("utf-8", "replace")) + len(before.encode("utf-8", "replace"))
    return region.slice(start, start + len(segments[number].encode("utf-8", "replace")))
