"""What a string value may hide: the openers, by priority. Each is exact: a decoy stays closed.

An opener takes the text and gives its parts, or None. The first that opens wins; "raw" is the leaf itself. Captures
have tens of millions of strings that hide nothing: what a decoder declares of the texts it opens keeps it from others.
"""

import re
from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from inspector.decode.documents.html import open_html_text
from inspector.decode.encodings import base32_text, base64_text, binary_string, hex_text, lzstring, mail_text, uuencode
from inspector.decode.encodings.base64_file import SIGN, open_base64_file
from inspector.decode.json_text import open_json
from inspector.decode.part import Blob, Part
from inspector.decode.protocols.graphql import OPERATIONS, open_graphql
from inspector.decode.protocols.json_lines import open_lines_text
from inspector.decode.protocols.stomp import COMMANDS, open_stomp_text
from inspector.decode.protocols.xml import LETTER_SIGN, open_letter_references, open_references, open_xml_text
from inspector.decode.sieve import may_open
from inspector.decode.tokens.consent_forms import SIGN as CONSENT
from inspector.decode.tokens.consent_forms import open_consent_cookie
from inspector.decode.tokens.gpp import SIGN as GPP
from inspector.decode.tokens.gpp import open_gpp
from inspector.decode.tokens.jwe import SIGN as JWE
from inspector.decode.tokens.jwe import open_jwe
from inspector.decode.tokens.jwt import CARD_SIGN as HEALTH_CARD
from inspector.decode.tokens.jwt import SEALED_SIGN as SEALED
from inspector.decode.tokens.jwt import SIGN as JWT
from inspector.decode.tokens.jwt import open_health_card, open_jwt, open_sealed
from inspector.decode.tokens.rails import SIGN as RAILS
from inspector.decode.tokens.rails import open_rails
from inspector.decode.tokens.tcf import SIGN as TCF
from inspector.decode.tokens.tcf import open_tcf
from inspector.decode.url_text import open_form, open_percent, open_relative_url, open_reversed_url, open_url
from inspector.model.leaf import Scalar

type Opener = Callable[[str], tuple[Part, ...] | None]
type Match = Callable[[str], re.Match[str] | None]

BEYOND = "\x80"  # stands for all characters beyond ASCII
_BLANK = " \t\n\v\f\r\x1c\x1d\x1e\x1f" + BEYOND


class StringDecoder(NamedTuple):
    """One way to open a string; lower numbers are asked first. The opener is asked only about a text that begins with
    one of the characters `starts` ("" any), has `holds` somewhere and matches the regular expression `sign` from its
    start. `is_bare`: where it opens, nothing was encoded. `is_apart`: its texts are not of letters and digits alone;
    `is_mixed`: they have letters of both cases."""

    priority: int
    layer: str
    sign: str
    opener: Opener
    starts: str = ""
    holds: str = ""
    is_bare: bool = False
    is_apart: bool = False
    is_mixed: bool = False

    def may_be_asked(self, form: "_Form") -> bool:
        """Whether it may open texts of this form."""
        if form is _Form.ANY:
            return True
        if self.is_apart or (self.holds and not self.holds.isalnum()):
            return False
        return form is _Form.PLAIN or not (self.is_mixed or self.holds.lower() != self.holds != self.holds.upper())


class _Form(IntEnum):
    """Of what a text is made: anything; letters and digits; these, and the letters are of one case."""

    ANY = 0
    PLAIN = 1
    ONE_CASE = 2


_HEX = "0123456789abcdefABCDEF"
_GRAPHQL = rf"\s*(?:(?:{OPERATIONS})[\s({{@]|\{{\s*[A-Za-z_.])"
_REFERENCES = r"\s*(?:[{\[][\s{]*&(?:quot|#34|#x22);|&lt;[?!A-Za-z])"
_WEB = r"[hH][tT][tT][pP][sS]?:"

STRING_DECODERS: tuple[StringDecoder, ...] = tuple(
    sorted(
        (
            StringDecoder(9, "consent-cookie", CONSENT, open_consent_cookie, "C!{c"),
            StringDecoder(10, "json", r"\s*[{\[\"]", open_json, _BLANK + '{["'),
            StringDecoder(11, "ndjson", r"\s*[{\[][^\n]*[}\]][ \t\r]*\n\s*[{\[]", open_lines_text, _BLANK + "{[", "\n"),
            StringDecoder(11, "graphql", _GRAPHQL, open_graphql, _BLANK + "{fmqs", "{"),
            StringDecoder(12, "xml", r"\s*<[?A-Za-z_]", open_xml_text, _BLANK + "<"),
            StringDecoder(13, "stomp", rf"[\r\n]*(?:{COMMANDS})\r?\n", open_stomp_text, "\r\nABCDEMRSU", "\0"),
            StringDecoder(14, "html", _REFERENCES, open_references, _BLANK + "{[&", "&"),
            StringDecoder(15, "html", r"\s*<[a-zA-Z!]", open_html_text, _BLANK + "<"),
            StringDecoder(16, "gzip", binary_string.SIGN, binary_string.open_binary_string, binary_string.STARTS),
            StringDecoder(20, "jwt", JWT, open_jwt, holds="eyJ"),
            StringDecoder(21, "jwe", JWE, open_jwe, holds="eyJ"),
            StringDecoder(22, "base64url", SEALED, open_sealed, ".eIW"),
            StringDecoder(23, "jwt", HEALTH_CARD, open_health_card, "s", "shc:/"),
            StringDecoder(24, "rails-signed", RAILS, open_rails, holds="--"),
            StringDecoder(25, "tcf", TCF, open_tcf, "C"),
            StringDecoder(26, "gpp", GPP, open_gpp, "D", "~"),
            StringDecoder(30, "url", _WEB, open_url, "hH", "?"),
            StringDecoder(30, "url", _WEB, open_url, "hH", "%"),
            StringDecoder(31, "url", _WEB, open_url, "hH", is_bare=True),
            StringDecoder(32, "url", r"#?/[^\s?#]*+\?", open_relative_url, "#/", "?"),
            StringDecoder(34, "base64", SIGN, open_base64_file, "d/_iJURST"),
            StringDecoder(35, "base64", r"data:", base64_text.open_data_url, "d", ";base64,"),
            StringDecoder(40, "form", r"[^\s=&]{1,100}+=[^&\s]*+&", open_form, holds="&"),
            StringDecoder(50, "hex", hex_text.SIGN, hex_text.open_hex, _HEX + "xX\\"),
            StringDecoder(51, "hex", hex_text.APART_SIGN, hex_text.open_hex_apart, _HEX, is_apart=True),
            StringDecoder(52, "uuencode", uuencode.SIGN, uuencode.open_uuencode, _BLANK + "b", "begin"),
            StringDecoder(53, "base32", base32_text.SIGN, base32_text.open_base32, base32_text.STARTS),
            StringDecoder(54, "ascii85", base32_text.ASCII85_SIGN, base32_text.open_ascii85, "<", "~>"),
            StringDecoder(60, "base64", base64_text.SIGN, base64_text.open_base64, base64_text.STARTS, is_mixed=True),
            StringDecoder(63, "lzstring", lzstring.WIDE_SIGN, lzstring.open_wide_lzstring, BEYOND),
            StringDecoder(65, "base64-reversed", base64_text.REVERSED_SIGN, base64_text.open_reversed_base64, "="),
            StringDecoder(70, "reversed", r"[^\s]*//:s?ptth\Z", open_reversed_url, holds="//:"),
            StringDecoder(80, "url", r"[^\s%]*+%[0-9A-Fa-f]{2}", open_percent, holds="%"),
            StringDecoder(38, "quoted-printable", mail_text.WORD_SIGN, mail_text.open_encoded_words, "=", "?="),
            StringDecoder(81, "quoted-printable", mail_text.SIGN, mail_text.open_quoted_printable, holds="="),
            StringDecoder(81, "html", LETTER_SIGN, open_letter_references, holds="&"),
            StringDecoder(82, "js-escape", hex_text.OTHER_SIGN, hex_text.open_other_escapes, holds="\\"),
            StringDecoder(82, "json-string", hex_text.ESCAPED_SIGN, hex_text.open_escapes, holds="\\"),
            StringDecoder(82, "url", hex_text.ESCAPED_SIGN, hex_text.open_escapes, holds="%u"),
        ),
        key=lambda decoder: decoder.priority,
    )
)
_LEAST = 7  # characters; only percent-encoding is shorter
_FEW = 10  # texts that are asked about sooner than sieved
_SEVERAL = 64  # texts, as headers have, among which most came before; of more, most are new


class _Asked(NamedTuple):
    """A decoder, ready to be asked about texts that begin alike."""

    holds: str
    match: Match
    opener: Opener


class _Table(dict[str, tuple[_Asked, ...]]):
    """Whom to ask, by the first character of a text; made for the characters that occur."""

    def __init__(self, decoders: Iterable[StringDecoder]) -> None:
        super().__init__()
        self._decoders = tuple(decoders)

    def __missing__(self, start: str) -> tuple[_Asked, ...]:
        if start > BEYOND:
            return self[BEYOND]
        able = [decoder for decoder in self._decoders if not decoder.starts or start in decoder.starts]
        asked = self[start] = tuple(map(_asked, able))
        return asked


@lru_cache(maxsize=64)
def _asked(decoder: StringDecoder) -> _Asked:
    return _Asked(decoder.holds, re.compile(decoder.sign).match, decoder.opener)


@lru_cache(maxsize=6)
def _table(*, bare: bool, form: _Form) -> _Table:
    """Of the decoders for texts of this form."""
    able = [decoder for decoder in STRING_DECODERS if bare or not decoder.is_bare]
    return _Table(decoder for decoder in able if decoder.may_be_asked(form))


_MOST_CLOSED = 300_000
_MOST_OPENED = 8192
_LONGEST_OPENED = 512


class _Answers:
    """What was found out about texts, within bounds: which hide nothing, and what the others hide. Of the former, which
    are all of a capture, only the hash is kept: of 64 bits, with a key of the process."""

    def __init__(self, *, bare: bool) -> None:
        self._bare = bare
        self._tables = tuple(_table(bare=bare, form=form) for form in _Form)
        self._closed: set[int] = set()
        self._opened: dict[str, tuple[Part, ...]] = {}

    def among(self, texts: list[str]) -> list[str]:
        """Those of the texts that may hide something: a sieve lets fall the others, and they stay known."""
        closed = self._closed
        if len(closed) > _MOST_CLOSED:
            closed.clear()
        unknown = [text for text in texts if hash(text) not in closed] if len(texts) <= _SEVERAL else texts
        if len(unknown) <= _FEW:
            return unknown
        able = may_open(unknown, bare=self._bare)
        if len(unknown) <= _SEVERAL:
            closed.update(map(hash, set(unknown).difference(able)))
        return able

    def parts_of(self, text: str) -> tuple[Part, ...]:
        """The parts hidden in a text, () where it is just what it says."""
        known = () if hash(text) in self._closed else self._opened.get(text)
        if known is not None:
            return known
        parts = self._ask(text)
        if not parts or not (self._bare or any(part.layers or isinstance(part.content, Blob) for part in parts)):
            self._closed.add(hash(text))
            return ()
        if len(text) <= _LONGEST_OPENED:
            if len(self._opened) > _MOST_OPENED:
                self._opened.clear()
            self._opened[text] = parts
        return parts

    def _ask(self, text: str) -> tuple[Part, ...]:
        """The parts that the first able decoder gives."""
        form = (text.islower() or text.isupper()) + 1 if text.isalnum() else 0
        for holds, match, opener in self._tables[form][text[0]]:
            if (not holds or holds in text) and match(text) is not None and (parts := opener(text)):
                return parts
        return ()


@lru_cache(maxsize=2)
def _answers(*, bare: bool) -> _Answers:
    return _Answers(bare=bare)


def open_string(text: str) -> tuple[Part, ...]:
    """The parts hidden in a string, () where it is just what it says."""
    return _answers(bare=True).parts_of(text) if len(text) >= _LEAST or "%" in text else ()


def open_strings(
    values: Iterable[Scalar], *, bare: bool, is_late: Callable[[], bool] = lambda: False
) -> dict[str, tuple[Part, ...]]:
    """Those of the values that hide something, with their parts; many values at a time cost less than a few.

    `bare`: with URLs of which nothing is encoded, for their segments; in the answers of catalogues they are too many.
    Once it `is_late`, what is left stays closed, and is asked again another time.
    """
    answers = _answers(bare=bare)
    texts: list[str] = [value for value in values if isinstance(value, str) and (len(value) >= _LEAST or "%" in value)]
    opened: dict[str, tuple[Part, ...]] = {}
    for text in answers.among(texts):
        if is_late():
            return opened
        if parts := answers.parts_of(text):
            opened[text] = parts
    return opened
