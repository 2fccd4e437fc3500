"""multipart/form-data (RFC 7578) and the other multiparts (RFC 2046), also in one another: each field's name as path;
a file's name at `name@filename`."""

import binascii
import re
from email.message import Message
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

from inspector.decode.charset import is_texty, text_of
from inspector.decode.encodings.base64_bytes import bytes_of_base64
from inspector.decode.pairs import numbered
from inspector.decode.part import Blob, Pairs, Part
from inspector.decode.payload import Payload

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;,]{1,200}))', re.IGNORECASE)
_OPENED = ("multipart/", "application/", "text/xml", "text/html")  # kinds that have a decoder of their own
_FIRST_LINE = re.compile(rb"\s*--([!-~]{1,200}?)\r?\n(?=content-)", re.IGNORECASE)


def open_multipart(payload: Payload) -> tuple[Part, ...] | None:
    """The text fields as named values, and each file with a readable kind as a part of its own."""
    boundary = boundary_of(payload)
    if boundary is None:
        return None
    fields = fields_of(payload.data, boundary) or fields_of(_with_crlf(payload.data), boundary)
    if not fields:
        return None
    return _parts(fields)


def boundary_of(payload: Payload) -> bytes | None:
    """The boundary that the header names, or that the first line shows."""
    if payload.mime.startswith("multipart/"):
        match = _BOUNDARY.search(payload.content_type)
        if match is not None:
            return (match[1] or match[2]).encode("latin-1", "replace")
    elif payload.mime not in ("", "text/plain", "application/octet-stream"):
        return None
    first = _FIRST_LINE.match(payload.data)
    return first[1] if first else None


class Field:
    """One field as it stands in the body."""

    __slots__ = ("content", "end", "headers", "start")

    def __init__(self) -> None:
        self.headers = Message()
        self.content = bytearray()
        self.start = self.end = -1  # half-open, in the body; -1 where the content is empty

    def parameter(self, name: str) -> str | None:
        value = self.headers.get_param(name, header="content-disposition")
        if isinstance(value, tuple):
            value = value[2]
        return None if value is None else value.encode("latin-1", "replace").decode("utf-8", "replace")


def fields_of(data: bytes, boundary: bytes) -> list[Field]:
    """The fields up to the first damage."""
    start = data.find(b"--" + boundary)
    if start < 0:
        return []
    collector = _Collector(start)
    try:
        parser = MultipartParser(boundary, collector.callbacks())
        parser.write(data[start:])
    except FormParserError:
        pass
    return collector.fields


class _Collector:
    """Gathers what the parser calls back."""

    def __init__(self, base: int) -> None:
        self.fields: list[Field] = []
        self._base = base
        self._name = bytearray()
        self._value = bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": lambda: self.fields.append(Field()),
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._keep_header,
            "on_part_data": self._keep_data,
        }

    def _keep_data(self, data: bytes, start: int, end: int) -> None:
        current = self.fields[-1]
        if current.start < 0:
            current.start = self._base + start
        current.end = self._base + end
        current.content.extend(data[start:end])

    def _keep_header(self) -> None:
        value = self._value.decode("latin-1").replace("\r", " ").replace("\n", " ")
        self.fields[-1].headers[self._name.decode("latin-1")] = value
        self._name.clear()
        self._value.clear()


def _with_crlf(data: bytes) -> bytes:
    return data if b"\r\n" in data else data.replace(b"\n", b"\r\n")


def _parts(fields: list[Field]) -> tuple[Part, ...]:
    pairs: list[tuple[str, str]] = []
    blobs: list[Part] = []
    for name, field in zip(_names(fields), fields, strict=True):
        filename, mime = field.parameter("filename"), field.headers.get("content-type", "")
        data, layers = _untransferred(field)
        if filename:
            pairs.append((f"{name}@filename", filename))
        if filename is not None or mime.lower().startswith(_OPENED) or not is_texty(data) or len(layers) > 1:
            blobs.append(Part(Blob(data, mime), layers, name))
        else:
            pairs.append((name, text_of(data, mime)))
    head: tuple[Part, ...] = (Part(Pairs(tuple(pairs)), ("multipart",)),) if pairs else ()
    return (*head, *blobs)


def _names(fields: list[Field]) -> list[str]:
    """The name of each field, numbered where it comes again; else its Content-ID (RFC 2387), else its place `#n`."""
    given = [field.parameter("name") or field.headers.get("content-id", "").strip("<> ") for field in fields]
    numbers = numbered([(name, "") for name in given])
    return [
        name if plain else f"#{place}" for place, (plain, (name, _)) in enumerate(zip(given, numbers, strict=True), 1)
    ]


def _untransferred(field: Field) -> tuple[bytes, tuple[str, ...]]:
    """The content without its Content-Transfer-Encoding (RFC 2045); base64 is a layer, quoted-printable is none."""
    data = bytes(field.content)
    encoding = field.headers.get("content-transfer-encoding", "").strip().lower()
    if encoding == "base64":
        decoded = bytes_of_base64(b"".join(data.split()).decode("latin-1"))
        return (data, ("multipart",)) if decoded is None else (decoded, ("multipart", "base64"))
    if encoding == "quoted-printable":
        data = binascii.a2b_qp(data)
    return data, ("multipart",)
