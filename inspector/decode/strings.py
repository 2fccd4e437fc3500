"""What a string value may hide: the openers, by priority. Each is exact: a decoy stays closed.

An opener takes the text and gives its parts, or None. The first that opens wins; "raw" is the leaf itself.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from inspector.decode import base32_text, base64_alphabets, base64_text, hex_text, lzstring, uuencode
from inspector.decode.base64_file import SIGN, STARTS, open_base64_file
from inspector.decode.consent_forms import SIGN as CONSENT
from inspector.decode.consent_forms import open_consent_cookie
from inspector.decode.gpp import SIGN as GPP
from inspector.decode.gpp import open_gpp
from inspector.decode.graphql import OPERATIONS, open_graphql
from inspector.decode.html import open_html_text
from inspector.decode.json_lines import open_lines_text
from inspector.decode.json_text import open_json
from inspector.decode.jwe import SIGN as JWE
from inspector.decode.jwe import open_jwe
from inspector.decode.jwt import CARD_SIGN as HEALTH_CARD
from inspector.decode.jwt import SEALED_SIGN as SEALED
from inspector.decode.jwt import SIGN as JWT
from inspector.decode.jwt import open_health_card, open_jwt, open_sealed
from inspector.decode.part import Part
from inspector.decode.rails import SIGN as RAILS
from inspector.decode.rails import open_rails
from inspector.decode.stomp import COMMANDS, open_stomp_text
from inspector.decode.tcf import SIGN as TCF
from inspector.decode.tcf import open_tcf
from inspector.decode.url_text import open_form, open_percent, open_relative_url, open_reversed_url, open_url
from inspector.decode.xml import open_references, open_xml_text
from inspector.model.leaf import Scalar

type Opener = Callable[[str], tuple[Part, ...] | None]

_SHORT = 512


class StringDecoder(NamedTuple):
    """One way to open a string; lower numbers are asked first. `sign` is a regular expression that the text must match
    from its start before the opener is asked. A new decoder must also pass `may_open`."""

    priority: int
    layer: str
    sign: str
    opener: Opener


STRING_DECODERS: tuple[StringDecoder, ...] = tuple(
    sorted(
        (
            StringDecoder(9, "consent-cookie", CONSENT, open_consent_cookie),
            StringDecoder(10, "json", r"\s*[{\[\"]", open_json),
            StringDecoder(11, "ndjson", r"\s*[{\[][^\n]*[}\]][ \t\r]*\n\s*[{\[]", open_lines_text),
            StringDecoder(11, "graphql", rf"\s*(?:(?:{OPERATIONS})[\s({{@]|\{{\s*[A-Za-z_.])", open_graphql),
            StringDecoder(12, "xml", r"\s*<[?A-Za-z_]", open_xml_text),
            StringDecoder(13, "stomp", rf"[\r\n]*(?:{COMMANDS})\r?\n", open_stomp_text),
            StringDecoder(14, "html", r"\s*(?:[{\[][\s{]*&(?:quot|#34|#x22);|&lt;[?!A-Za-z])", open_references),
            StringDecoder(15, "html", r"\s*<[a-zA-Z!]", open_html_text),
            StringDecoder(20, "jwt", JWT, open_jwt),
            StringDecoder(21, "jwe", JWE, open_jwe),
            StringDecoder(22, "base64url", SEALED, open_sealed),
            StringDecoder(23, "jwt", HEALTH_CARD, open_health_card),
            StringDecoder(24, "rails-signed", RAILS, open_rails),
            StringDecoder(25, "tcf", TCF, open_tcf),
            StringDecoder(26, "gpp", GPP, open_gpp),
            StringDecoder(30, "url", r"[hH][tT][tT][pP][sS]?:", open_url),
            StringDecoder(32, "url", r"#?/[^\s?#]*\?", open_relative_url),
            StringDecoder(34, "base64", SIGN, open_base64_file),
            StringDecoder(35, "base64", r"data:", base64_text.open_data_url),
            StringDecoder(40, "form", r"[^\s=&]{1,100}=[^&\s]*&", open_form),
            StringDecoder(50, "hex", hex_text.SIGN, hex_text.open_hex),
            StringDecoder(51, "hex", hex_text.APART_SIGN, hex_text.open_hex_apart),
            StringDecoder(52, "uuencode", uuencode.SIGN, uuencode.open_uuencode),
            StringDecoder(53, "base32", base32_text.SIGN, base32_text.open_base32),
            StringDecoder(54, "ascii85", base32_text.ASCII85_SIGN, base32_text.open_ascii85),
            StringDecoder(60, "base64", base64_text.SIGN, base64_text.open_base64),
            StringDecoder(62, "lzstring", lzstring.SIGN, lzstring.open_lzstring),
            StringDecoder(63, "lzstring", lzstring.WIDE_SIGN, lzstring.open_wide_lzstring),
            StringDecoder(64, "base64", base64_alphabets.SIGN, base64_alphabets.open_other_base64),
            StringDecoder(65, "base64-reversed", base64_text.REVERSED_SIGN, base64_text.open_reversed_base64),
            StringDecoder(66, "base64", base64_text.PIECES_SIGN, base64_text.open_pieces),
            StringDecoder(70, "reversed", r"[^\s]*//:s?ptth\Z", open_reversed_url),
            StringDecoder(80, "url", r"[^\s%]*%[0-9A-Fa-f]{2}", open_percent),
            StringDecoder(82, "json-string", hex_text.ESCAPED_SIGN, hex_text.open_escapes),
        ),
        key=lambda decoder: decoder.priority,
    )
)
_EACH = tuple((re.compile(decoder.sign), decoder.opener) for decoder in STRING_DECODERS)
_FIRST = frozenset('{["<!hHdBJ \t\r\n')
_LAST = frozenset("}\n\0 ")
_SIGNED = r"eyJ|\.eJ|C[A-Za-z0-9_-]{36}|C\d{4}:[01]|[IW][A-Za-z0-9_-]{7,}[.:]|shc:/|consentid:|DB[A-Za-z0-9_-]{2,60}~"
_APART = r"(?:0x)?[0-9a-fA-F]{2}[ :,-] ?(?:0x)?[0-9a-fA-F]{2}[ :,-]|begin[ -]"
_UNBROKEN = re.compile(rf"(?P<signed>{_SIGNED}|{_APART})|{STARTS}|[A-Za-z0-9+/_=.~*,:!$-]{{8,}}(?:\Z|\s)")
_ONE_CASE = re.compile(rf"{hex_text.SIGN}|{base32_text.SIGN}|=")
_BACKWARDS = ("0RHa", "Jye", "W", "L", "//:sptth", "//:ptth")


def may_open(text: str) -> bool:
    """The cheap test before `open_string`: no decoder opens a text that fails it."""
    if len(text) < 7:
        return "%" in text
    if text[0] in _FIRST or text[-1] in _LAST or "%" in text or "&" in text or "?" in text or "\\" in text:
        return True
    if text[0] >= "\x80" and not text.isprintable():
        return True
    unbroken = _UNBROKEN.match(text)
    if unbroken is None:
        return text.endswith(_BACKWARDS) or ".eyJ" in text
    if unbroken["signed"]:
        return True
    return not (text.islower() or text.isupper()) or _ONE_CASE.match(text) is not None or text.endswith(_BACKWARDS)


def open_string(text: str) -> tuple[Part, ...]:
    """The parts hidden in a string, () where it is just what it says."""
    return _open_short(text) if len(text) <= _SHORT else _open(text)


def _open(text: str) -> tuple[Part, ...]:
    if not may_open(text):
        return ()
    first = _ANY.match(text)
    if first is None:
        return ()
    start = _FIRST_SIGN[first.lastindex or 0]
    if parts := _EACH[start][1](text):
        return parts
    for sign, opener in _EACH[start + 1 :]:
        if sign.match(text) and (parts := opener(text)):
            return parts
    return ()


def _joined() -> tuple[re.Pattern[str], Mapping[int, int]]:
    """All signs in one, which tells the first of them that matches; and the decoder of each of its groups."""
    group, places = 1, {}
    for place, (sign, _) in enumerate(_EACH):
        places[group] = place
        group += 1 + sign.groups
    return re.compile("|".join(f"({sign.pattern})" for sign, _ in _EACH)), MappingProxyType(places)


_ANY, _FIRST_SIGN = _joined()


_open_short = lru_cache(maxsize=8192)(_open)

_MOST_CLOSED = 300_000
_LONGEST_CLOSED = 100
_closed: tuple[set[object], set[object]] = (set(), set())  # caches of `open_strings`: values known to hide nothing


def open_strings(values: set[Scalar], *, bare: bool) -> dict[str, tuple[Part, ...]]:
    """Those of the values that hide something, with their parts. Values seen before cost next to nothing.

    `bare`: with URLs of which nothing is encoded, for their segments; in the answers of catalogues they are too many.
    """
    closed = _closed[bare]
    fresh = values - closed
    if not fresh:
        return {}
    opened: dict[str, tuple[Part, ...]] = {}
    for text in fresh:
        if text.__class__ is str and may_open(text) and (parts := open_string(text)):
            opened[text] = parts
    if not bare:
        opened = {text: parts for text, parts in opened.items() if any(part.layers for part in parts)}
    if len(closed) > _MOST_CLOSED:
        closed.clear()
    closed.update([value for value in fresh if value.__class__ is not str or len(value) <= _LONGEST_CLOSED])
    closed.difference_update(opened)
    return opened
