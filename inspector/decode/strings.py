"""What a string value may hide: the openers, by priority. Each is exact: a decoy stays closed.

An opener takes the text and gives its parts, or None. The first that opens wins; "raw" is the leaf itself.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from inspector.decode.base64_text import open_base64, open_data_url, open_reversed_base64
from inspector.decode.hex_text import open_hex
from inspector.decode.json_text import open_json
from inspector.decode.jwt import open_jwt
from inspector.decode.part import Part
from inspector.decode.url_text import open_form, open_percent, open_relative_url, open_reversed_url, open_url

type Opener = Callable[[str], tuple[Part, ...] | None]

_SHORT = 512


class StringDecoder(NamedTuple):
    """One way to open a string; lower numbers are asked first. `sign` is a regular expression that the text must match
    from its start before the opener is asked. A new decoder must also pass `may_open`."""

    priority: int
    layer: str
    sign: str
    opener: Opener


_RUN = r"(?=[I-Za-fw-z0-9]|H4sI)(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])"  # see base64_text

STRING_DECODERS: tuple[StringDecoder, ...] = tuple(
    sorted(
        (
            StringDecoder(10, "json", r"\s*[{\[\"]", open_json),
            StringDecoder(20, "jwt", r"(?:Bearer |JWT )?eyJ[\w-]{8,}\.", open_jwt),
            StringDecoder(30, "url", r"[hH][tT][tT][pP][sS]?:", open_url),
            StringDecoder(32, "url", r"#?/[^\s?#]*\?", open_relative_url),
            StringDecoder(35, "base64", r"data:", open_data_url),
            StringDecoder(40, "form", r"[^\s=&]{1,100}=[^&\s]*&", open_form),
            StringDecoder(50, "hex", r"(?:0x)?[0-9a-fA-F]{12,}\Z", open_hex),
            StringDecoder(60, "base64", rf"(?:Basic )?{_RUN}[A-Za-z0-9+/_-]{{6,}}(?:={{0,2}}\Z|\s)", open_base64),
            StringDecoder(65, "base64-reversed", r"={1,2}[\w+/-]{14,}\Z|[\w+/-]{13,}[aeLW]\Z", open_reversed_base64),
            StringDecoder(70, "reversed", r"[^\s]*//:s?ptth\Z", open_reversed_url),
            StringDecoder(80, "url", r"[^\s%]*%[0-9A-Fa-f]{2}", open_percent),
        ),
        key=lambda decoder: decoder.priority,
    )
)
_EACH = tuple((re.compile(decoder.sign), decoder.opener) for decoder in STRING_DECODERS)
_FIRST = frozenset('{["hHdBJ \t\r\n')
_UNBROKEN = re.compile(r"eyJ|[=0-9I-Za-fw-zH][A-Za-z0-9+/_=-]{7,}(?:\Z|\s)")
_HEX = re.compile(r"(?:0x)?[0-9a-fA-F]{12,}\Z")
_BACKWARDS = ("0RHa", "Jye", "W", "L", "//:sptth", "//:ptth")


def may_open(text: str) -> bool:
    """The cheap test before `open_string`: no decoder opens a text that fails it."""
    if len(text) < 7:
        return "%" in text
    if text[0] in _FIRST or "%" in text or "&" in text or "?" in text:
        return True
    if _UNBROKEN.match(text) is None:
        return text.endswith(_BACKWARDS)
    return not (text.islower() or text.isupper()) or _HEX.match(text) is not None or text.endswith(_BACKWARDS)


def open_string(text: str) -> tuple[Part, ...]:
    """The parts hidden in a string, () where it is just what it says."""
    return _open_short(text) if len(text) <= _SHORT else _open(text)


def _open(text: str) -> tuple[Part, ...]:
    if not may_open(text):
        return ()
    for sign, opener in _EACH:
        if sign.match(text) and (parts := opener(text)):
            return parts
    return ()


_open_short = lru_cache(maxsize=8192)(_open)
