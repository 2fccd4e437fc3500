"""XMP packets (ISO 16684-1): properties with their prefixes, `dc:creator`, `xmpMM:History/stEvt:when`.

Arrays and language alternatives leave no step: their values have the same name.
"""

import re
from xml.parsers import expat

from inspector.model.leaf import Scalar

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_META = "adobe:ns:meta/"
_XML = "http://www.w3.org/XML/1998/namespace"
_MOST_BYTES = 2_000_000
_MOST_VALUES = 500
_MOST_DEPTH = 64
_LONGEST = 20_000  # thumbnails in base64 are longer
_DEGREES = re.compile(r"(\d{1,3}),(\d{1,2}(?:\.\d{1,10})?)(?:,(\d{1,2}(?:\.\d{1,10})?))?([NSEW])\Z")


def read_xmp(data: bytes) -> list[tuple[str, Scalar]]:
    """The properties of a packet, up to the first damage; GPSLatitude and GPSLongitude in decimal degrees."""
    reader = _Reader()
    start = data.find(b"<")
    if start >= 0:
        reader.read(data[start if data[:1] not in (b"\xff", b"\xfe") else 0 :][:_MOST_BYTES])
    return [(name, _degrees(name, text)) for name, text in reader.values]


class _Reader:
    """Collects the properties as the parser meets them."""

    def __init__(self) -> None:
        self.values: list[tuple[str, str]] = []
        self._path: list[str] = []  # one step for each open element, "" for what only arranges
        self._text: list[str] = []

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.EntityDeclHandler = self._stop
        try:
            parser.Parse(data.rstrip(b"\0 \r\n"), True)
        except (expat.ExpatError, _Enough):
            pass  # what came before is kept

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._path) >= _MOST_DEPTH or len(self.values) >= _MOST_VALUES:
            self._stop()
        self._text.clear()
        self._path.append(_step(tag))
        for name, value in attributes.items():
            if (step := _step(name)) and ":" in step:
                self._keep([*self._path, step], value)
            elif name.startswith(f"{_RDF} resource"):
                self._keep(self._path, value)

    def _end(self, _tag: str) -> None:
        self._keep(self._path, "".join(self._text))
        self._text.clear()
        self._path.pop()

    def _keep(self, path: list[str], text: str) -> None:
        name = "/".join(step for step in path if step)
        if name and (text := text.strip()) and len(text) <= _LONGEST:
            self.values.append((name, text))

    def _stop(self, *_declaration: object) -> None:
        raise _Enough


class _Enough(Exception):
    """Ends the parse early."""


def _step(name: str) -> str:
    """`dc:creator` of `namespace creator dc`; "" for what belongs to RDF and XMP themselves."""
    namespace, _, rest = name.partition(" ")
    local, _, prefix = rest.partition(" ")
    if not local or namespace in (_RDF, _META, _XML):
        return ""
    return f"{prefix}:{local}" if prefix else local


def _degrees(name: str, text: str) -> Scalar:
    match = _DEGREES.match(text) if "GPSL" in name else None
    if match is None:
        return text
    degrees = int(match[1]) + float(match[2]) / 60 + float(match[3] or 0) / 3600
    return round(-degrees if match[4] in "SW" else degrees, 7)
