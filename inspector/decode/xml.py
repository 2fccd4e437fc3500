"""XML bodies (expat): text and attributes by XPath, `/Envelope/Body/name[2]/@id`. Entities of its own are refused."""

import re
from xml.parsers import expat

from inspector.decode.part import Pairs, Part
from inspector.decode.payload import Payload

_MOST_VALUES = 100_000
_MOST_DEPTH = 200
_PREFIX = re.compile(r"\A[\w.-]+:")


def open_xml(payload: Payload) -> tuple[Part, ...] | None:
    """Every text and attribute with its path (prefixes left out), up to the first damage; XHTML is left to HTML."""
    if not payload.head.startswith(b"<") or not (payload.head.startswith(b"<?xml") or "xml" in payload.mime):
        return None
    if b"<html" in payload.head[:1000].lower():
        return None
    reader = _Reader()
    reader.read(payload.text)
    return (Part(Pairs(tuple(reader.values)), ("xml",), cut=reader.cut),) if reader.values else None


class _Reader:
    """Collects values; `cut` says why it stopped early."""

    def __init__(self) -> None:
        self.values: list[tuple[str, str]] = []
        self.cut = ""
        self._path = ""
        self._stack: list[tuple[str, dict[str, int], list[str]]] = [("", {}, [])]

    def read(self, text: str) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse
        try:
            parser.Parse(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace"), True)
        except expat.ExpatError:
            self.cut = self.cut or "truncated"
        except _Stop:
            pass

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        path, counts, _ = self._stack[-1]
        name = _PREFIX.sub("", tag)
        counts[name] = counts.get(name, 0) + 1
        own = f"{path}/{name}" if counts[name] == 1 else f"{path}/{name}[{counts[name]}]"
        if len(self._stack) > _MOST_DEPTH or len(self.values) > _MOST_VALUES:
            self._stop("depth" if len(self._stack) > _MOST_DEPTH else "leaves")
        self._stack.append((own, {}, []))
        for key, value in attributes.items():
            if not key.startswith("xmlns"):
                self.values.append((f"{own}/@{_PREFIX.sub('', key)}", value))

    def _text(self, text: str) -> None:
        self._stack[-1][2].append(text)

    def _end(self, _tag: str) -> None:
        path, _, pieces = self._stack.pop()
        if text := "".join(pieces).strip():
            self.values.append((path, text))

    def _refuse(self, *_declaration: object) -> None:
        self._stop("entities")

    def _stop(self, why: str) -> None:
        self.cut = why
        raise _Stop


class _Stop(Exception):
    """Ends the parse early."""
