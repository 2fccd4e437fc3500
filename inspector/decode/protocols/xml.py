"""XML (expat): text and attributes by XPath, `/Envelope/Body/name[2]/@id`. Entities of its own are refused.

A neutral element with a `name` goes by it, `/doc/field[@name='motive']`; property lists become a tree by their keys.
"""

import html
import plistlib
import re
from xml.parsers import expat

from inspector.decode.charset import is_readable
from inspector.decode.part import Pairs, Part, Text, Tree
from inspector.decode.payload import Payload

_MOST_VALUES = 100_000
_MOST_DEPTH = 200
_MOST_CHARACTERS = 16_000_000
_PREFIX = re.compile(r"\A[\w.-]+:")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,400}\?>")
_ROOT = re.compile(
    r"\s*+(?:<\?xml[^>]{0,400}\?>\s*+)?+(?:<!--[^>]{0,2000}-->\s*+)?+<([A-Za-z_][\w.:-]{0,100})(?=[\s/>])"
)
_REFERENCES = re.compile(r"\s*+(?:[{\[]\s*+(?:\{\s*+)?&(?:quot|#34|#x22);.*[}\]]|&lt;[?!A-Za-z].*&gt;)\s*\Z", re.DOTALL)
_REFERENCE = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z]{2,10}[0-9]{0,2});")
LETTER_SIGN = r"[^&]*+&(?:#|[A-Za-z]+[0-9]{0,2};)"
_PLAIN_NAME = re.compile(r"[A-Za-z_][\w.:-]{0,79}\Z", re.ASCII)
# fmt: off
_NEUTRAL = frozenset((
    "field", "param", "parameter", "property", "attribute", "attr", "item", "entry", "member", "var", "variable",
    "column", "arg", "argument", "data", "simpledata", "meta", "str", "int", "long", "bool", "date", "arr", "key",
))
_HTML = frozenset((
    "html", "head", "body", "div", "span", "p", "a", "b", "i", "u", "em", "strong", "small", "sup", "sub", "br", "hr",
    "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5",
    "h6", "img", "svg", "path", "g", "form", "input", "label", "button", "select", "option", "textarea", "script",
    "style", "link", "meta", "title", "iframe", "section", "article", "header", "footer", "main", "nav", "aside",
    "figure", "picture", "video", "audio", "source", "canvas", "pre", "code", "blockquote", "center", "font",
    "noscript", "template", "details", "summary", "abbr", "time", "mark", "del", "ins", "cite", "q", "fieldset",
))
# fmt: on


def open_xml(payload: Payload) -> tuple[Part, ...] | None:
    """Every text and attribute with its path (prefixes left out), up to the first damage; XHTML is left to HTML."""
    if not payload.head.startswith(b"<") or b"<html" in payload.head[:1000].lower():
        return None
    if payload.head.startswith(b"<?xml") or "xml" in payload.mime:
        return _parts(payload.text)
    return open_xml_text(payload.text) if payload.mime in ("", "text/plain") and payload.is_texty else None


def open_xml_text(text: str) -> tuple[Part, ...] | None:
    """A whole, well-formed document whose root is no element of HTML."""
    root = _ROOT.match(text)
    if root is None or root[1].lower() in _HTML or not text.rstrip().endswith(">"):
        return None
    parts = _parts(text)
    return parts if parts and not parts[0].cut else None


def open_references(text: str) -> tuple[Part, ...] | None:
    """JSON or markup whose quotes and brackets are character references still (`{&quot;a&quot;:1}`)."""
    if len(text) > _MOST_CHARACTERS or _REFERENCES.match(text) is None:
        return None
    return (Part(Text(html.unescape(text)), ("html",)),)


def open_letter_references(text: str) -> tuple[Part, ...] | None:
    """Text in which at least one letter, figure or `@` is written as a character reference (`caf&eacute;`)."""
    if len(text) > _MOST_CHARACTERS:
        return None
    written = _REFERENCE.findall(text)
    if not any(_is_letter(html.unescape(reference)) for reference in written):
        return None
    plain = html.unescape(text)
    return (Part(Text(plain), ("html",)),) if plain != text and is_readable(plain) else None


def _is_letter(text: str) -> bool:
    return len(text) == 1 and (text.isalnum() or text in "@+")


def _parts(text: str) -> tuple[Part, ...] | None:
    source = _DECLARATION.sub("", text[:_MOST_CHARACTERS].removeprefix("\ufeff"), count=1)
    if source.lstrip().startswith(("<plist", "<!DOCTYPE plist")) and (tree := _property_list(source)) is not None:
        return (Part(Tree(tree), ("xml",)),)
    reader = _Reader()
    reader.read(source)
    return (Part(Pairs(tuple(reader.values)), ("xml",), cut=reader.cut),) if reader.values else None


def _property_list(source: str) -> dict[str, object] | list[object] | None:
    """Apple's property list; None where it is damaged, empty or holds something else."""
    try:
        value = _plain(plistlib.loads(source.encode("utf-8", "replace"), fmt=plistlib.FMT_XML))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    except expat.ExpatError:
        return None
    return value if isinstance(value, dict | list) and value else None


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str | int | float | bool) else str(value)


class _Reader:
    """Collects values; `cut` says why it stopped early."""

    def __init__(self) -> None:
        self.values: list[tuple[str, str]] = []
        self.cut = ""
        self._stack: list[tuple[str, dict[str, int], list[str]]] = [("", {}, [])]

    def read(self, text: str) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._refuse
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)
        except expat.ExpatError:
            self.cut = self.cut or "truncated"
        except _Stop:
            pass

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        path, counts, pieces = self._stack[-1]
        if pieces:
            pieces.append(" ")
        name = _PREFIX.sub("", tag)
        if name.lower() in _NEUTRAL and _PLAIN_NAME.match(attributes.get("name", "")):
            name = f"{name}[@name='{attributes.pop('name')}']"
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
