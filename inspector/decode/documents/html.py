"""HTML bodies and snippets (selectolax): JSON in scripts, values in attributes and fields, comments, visible text."""

import re

from msgspec.structs import replace

from inspector.decode.documents.flight import flight_parts, is_flight
from inspector.decode.documents.html_page import Page
from inspector.decode.documents.script import script_parts
from inspector.decode.part import Pairs, Part
from inspector.decode.payload import Payload

_MOST_CHARACTERS = 8_000_000
_MOST_SNIPPET = 1_000_000
_MOST_NESTING = 1000
_MOST_OPTIONS = 3000
_LIST = re.compile(r"<(/?)select\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_OFTEN_UNCLOSED = frozenset(
    ("p", "li", "td", "th", "tr", "dt", "dd", "option", "br", "hr", "img", "input", "meta", "link", "source", "wbr")
)
# What plain reading of a snippet would miss: attributes, scripts, character references, words cut by inline elements.
_WORTH = re.compile(
    r"\s(?:href|action|content|value|alt|title|placeholder|aria-label|src|datetime|data-[\w-]+)=[\"'\w]"
    r"|&(?:#?[A-Za-z0-9]{2,8});|</(?:script|b|i|em|strong|span|u|mark|a)>"
)


def open_html(payload: Payload) -> tuple[Part, ...] | None:
    """Scripts (`html-script`), attributes and fields (`html-data`), then comments and visible text (`html`)."""
    start = payload.head[:256].lower()
    if not (start.startswith((b"<!doctype html", b"<html")) or ("html" in payload.mime and b"<" in start)):
        return None
    return _parts(payload.text, most=_MOST_CHARACTERS)


def open_html_text(text: str) -> tuple[Part, ...] | None:
    """A snippet of HTML in a value, where its markup hides something from plain reading."""
    if not text.rstrip().endswith(">") or not _WORTH.search(text, 0, _MOST_SNIPPET):
        return None
    return _parts(text, most=_MOST_SNIPPET) or None


def _parts(text: str, *, most: int) -> tuple[Part, ...]:
    sane = _without_long_lists(text[:most])
    end = end_of_sane_nesting(sane)
    page = Page(sane[:end])
    cut = page.cut or ("depth" if end < len(sane) else "size" if len(text) > most else "")
    parts = flight_parts([script for _, _, script in page.scripts if is_flight(script)])
    for prefix, kind, script in page.scripts:
        if not is_flight(script):
            parts += script_parts(script, prefix=prefix, kind=kind)
    if page.values:
        parts.append(Part(Pairs(tuple(page.values)), ("html-data",)))
    if page.links:
        parts.append(Part(Pairs(tuple(page.links)), ("html-data",), is_final=True))
    if page.comments:
        parts.append(Part(Pairs(tuple(page.comments)), ("html",)))
    if texts := page.visible_text():
        parts.append(Part(Pairs(texts), ("html",)))
    return (replace(parts[0], cut=cut), *parts[1:]) if parts else ()


def _without_long_lists(text: str) -> str:
    """The time of the parser grows with the square of the options in a list: long ones become plain elements."""
    is_long = text.count("<") > _MOST_OPTIONS and text.lower().count("<option") > _MOST_OPTIONS
    return _LIST.sub(r"<\1x-select", text) if is_long else text


def end_of_sane_nesting(text: str) -> int:
    """Where the elements get nested too deep: the time of HTML parsers grows with the square of the depth."""
    if text.count("<") - text.count("</") <= _MOST_NESTING:
        return len(text)
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _OFTEN_UNCLOSED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > _MOST_NESTING:
                return match.start()
    return len(text)
