"""Redaction: known values leave every text before it is set, and are looked for once more in the finished PDF.

Levels: `default` replaces known values by consistent marks such as `[e-mail 1]` and hides cookies, credentials
and tokens; `strict` also hides every parameter and header value and shortens addresses; `none` hides credentials only.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec.structs import replace

from inspector.figures.matrix import class_order
from inspector.findings.class_words import class_word
from inspector.messages import Translator
from inspector.model.errors import RedactionFailed
from inspector.model.flow import Headers
from inspector.model.struct import Record
from inspector.report.extraction import pdf_texts
from inspector.report.forms import is_searchable
from inspector.report.matching import Match, Matcher, Sought
from inspector.report.reading import fold

DOTS = "•••••"

_SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "x-csrf-token", "x-xsrf-token", "x-api-key", "x-auth-token"}
    | {"x-amz-security-token", "x-access-token", "x-session-id", "dpop"}
)
_COOKIE_HEADERS = frozenset({"cookie", "set-cookie"})
_OPEN_HEADERS = frozenset(
    {"host", ":authority", ":method", ":scheme", ":status", "content-type", "content-length", "content-encoding"}
    | {"transfer-encoding", "accept", "accept-encoding", "accept-language", "cache-control", "date", "server", "vary"}
    | {"connection", "origin", "access-control-allow-origin", "strict-transport-security"}
)
_SECRET_PARAMETER = re.compile(
    r"(?i)((?:^|[?&#;])(?:access_token|id_token|refresh_token|token|auth|authorization|signature|sig|session|sessionid"
    r"|sid|password|passwd|pwd|csrf|csrf_token|authenticity_token|api_?key|secret|code|x-amz-[a-z-]+)=)[^&#;\s]+"
)
_ANY_PARAMETER = re.compile(r"((?:^|[?&#;])[^=&#?\s]+=)[^&#\s]+")
_COOKIE_PAIR = re.compile(r"([^=;\s]+)=([^;\r\n]*)")  # old exports put several cookies in one header, a line each
_COOKIE_ATTRIBUTES = frozenset({"path", "domain", "expires", "max-age", "samesite", "priority"})
_IPV4 = re.compile(r"(?<![\d.])(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}(?![\d.])")


class Level(StrEnum):
    DEFAULT = "default"
    STRICT = "strict"
    NONE = "none"


class KnownValue(Record, frozen=True, kw_only=True):
    """A value that must not be read in the export; `label` names it in an error, never its text. `name` is that of the
    field it stands in: a value that is too common to be looked for everywhere is masked behind it."""

    text: str
    class_: str
    label: str = ""
    name: str = ""


class Hit(Record, frozen=True, kw_only=True):
    """A known value that can still be read: its label and class, and where (`page` 1-based, or a part of the file)."""

    label: str
    class_: str
    part: str  # `page`, `metadata`, `outline` or `attachment`
    page: int | None = None


class Redactor:
    """Masks known values, the same value always by the same mark (of its most sensitive class).

    `used` grows: the indexes of the values met so far.
    `keep` are texts that the export must be able to print (hosts, operators): a value equal to one of them is
    not looked for; nor are values of fewer than four characters, nor words of the report's own sentences (`common`),
    but that names, contacts and motives are masked in captured text all the same, and any of them where the name of its
    field stands before it.
    """

    def __init__(
        self,
        level: str,
        values: Iterable[KnownValue],
        *,
        language: str = "en",
        keep: Iterable[str] = (),
        common: frozenset[str] = frozenset(),
    ) -> None:
        self.level = Level(level)
        self.words = Translator(language)
        kept = frozenset(fold(text) for text in keep)
        self.values = _distinct(values, kept=kept, common=common, secrets_only=self.level is Level.NONE)
        self._common = frozenset(
            n for n, value in enumerate(self.values) if not value.name and fold(value.text).strip() in common
        )
        self._told = frozenset(
            n for n, value in enumerate(self.values) if value.name and fold(value.name).strip() in common
        )
        self.marks = _marks(self.values, self.words)
        self.used: set[int] = set()
        self._matcher = Matcher([Sought(value.text, value.class_, value.name) for value in self.values])

    def redact(self, text: str) -> str:
        """A captured text with every known value replaced, however it is escaped, encoded or hashed."""
        return self._redacted(text, is_own=False)

    def redact_prose(self, text: str) -> str:
        """A sentence of our own: as `redact`, but a name or motive that is also a word of the report stays."""
        return self._redacted(text, is_own=True)

    def _redacted(self, text: str, *, is_own: bool) -> str:
        if self.level is not Level.NONE:
            text = _SECRET_PARAMETER.sub(lambda found: found[1] + DOTS, text)
        if self.level is Level.STRICT:
            text = _IPV4.sub(r"\1.x.x", text)
        parts: list[str] = []
        at = 0
        for match in self._matcher.find(text):
            if is_own and self._own(match).issuperset(match.values):
                continue
            parts += (text[at : match.start], self._mark(match))
            at = match.end
        return "".join((*parts, text[at:]))

    def _own(self, match: Match) -> frozenset[int]:
        """The values that a sentence of ours may show: its own words, and what it tells after them (`step: 3`)."""
        return self._common | self._told if match.is_told else self._common

    def redact_url(self, url: str) -> str:
        """A URL; under `strict` without the values of any parameter."""
        if self.level is Level.STRICT:
            url = _ANY_PARAMETER.sub(lambda found: found[1] + DOTS, url)
        return self.redact(url)

    def redact_headers(self, headers: Headers) -> Headers:
        """A head: cookies keep their names, credentials only the header's name."""
        return tuple((self.redact(name), self._header(name.lower(), value)) for name, value in headers)

    def _header(self, name: str, value: str) -> str:
        if name in _SECRET_HEADERS:
            return DOTS
        if name in _COOKIE_HEADERS:
            return self.redact(_COOKIE_PAIR.sub(_cookie, value))
        if self.level is Level.STRICT and name not in _OPEN_HEADERS:
            return self.redact_url(value) if name == ":path" else DOTS
        return self._behind(f"{name}: ", value)

    def _behind(self, name: str, value: str) -> str:
        """A header's value that is known behind its name only is masked as well."""
        for match in self._matcher.find(name + value):
            if match.is_told and match.start == len(name):
                return self._mark(match) + self.redact_url(value[match.end - len(name) :])
        return self.redact_url(value)

    def _mark(self, match: Match) -> str:
        self.used.update(match.values)
        marks = [self.marks[index] for index in match.values]
        if match.form in ("base64", "hex"):
            return f"[{self.words('report.redaction.encoded', layer=match.form, marks=', '.join(marks))}]"
        if match.form:
            return f"[{self.words('report.redaction.digest', digest=match.form, mark=marks[0])}]"
        return f"[{marks[0]}]"

    def find_unredacted(self, pdf: bytes) -> list[Hit]:
        """Where the PDF's text, metadata, outline or attachments still show a known value."""
        hits: dict[Hit, None] = {}
        for part in pdf_texts(pdf):
            for text, shortest in ((part.spaced, 0), (part.joined, 8)):
                for match in self._matcher.find(text, shortest=shortest):
                    if match.is_told and part.part == "metadata":
                        continue
                    for index in set(match.values) - self._own(match):
                        value = self.values[index]
                        hits[Hit(label=value.label, class_=value.class_, part=part.part, page=part.page)] = None
        return list(hits)

    def check(self, pdf: bytes) -> None:
        """Raises RedactionFailed, naming label or class and place, never the value, where one can be read."""
        if not (hits := self.find_unredacted(pdf)):
            return
        places = "; ".join(_place(hit) for hit in hits[:5])
        raise RedactionFailed(
            f"The report was not written: {len(hits)} known values could still be read in it ({places}). "
            "Set the finding aside or choose strict redaction.",
            code="redaction_failed",
            n=len(hits),
            places=places,
        )


def _place(hit: Hit) -> str:
    return f"{hit.label or hit.class_}, {hit.part}{'' if hit.page is None else f' {hit.page}'}"


def _cookie(found: re.Match[str]) -> str:
    return found[0] if found[1].lower() in _COOKIE_ATTRIBUTES else f"{found[1]}={DOTS}"


_PERSONAL = ("identity.name", "identity.relative", "identity.birthplace", "contact.", "health.motive")
"""Classes masked in captured text even where the value is a word that any report uses ("Témoin")."""


def _distinct(
    values: Iterable[KnownValue], *, kept: frozenset[str], common: frozenset[str], secrets_only: bool
) -> Sequence[KnownValue]:
    """Each value once: without a name those that are looked for everywhere, with it those that are not."""
    found: dict[tuple[str, str], KnownValue] = {}
    for value in values:
        if secrets_only and not value.class_.startswith("credential."):
            continue
        left_out = kept if value.class_.startswith(_PERSONAL) else kept | common
        plain, field = fold(value.text).strip(), fold(value.name).strip()
        if is_searchable(value.text, common=left_out):
            value, field = replace(value, name=""), ""
        elif not field or not plain or plain in kept:
            continue
        key = (plain, field)
        found[key] = min(found.get(key, value), value, key=lambda known: class_order(known.class_))
    return tuple(found.values())


def _marks(values: Sequence[KnownValue], words: Translator) -> list[str]:
    """One value has one mark, whatever the fields it stands in."""
    numbers: dict[str, dict[str, int]] = {}
    marks = []
    for value in values:
        known = numbers.setdefault(value.class_, {})
        number = known.setdefault(fold(value.text).strip(), len(known) + 1)
        marks.append(f"{class_word(value.class_, words)} {number}")
    return marks
