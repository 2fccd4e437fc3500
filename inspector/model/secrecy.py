"""What is kept from view until somebody asks for it: passwords, one-time codes, tokens, session cookies.

Two ways, both needed: by where a value stands (a header, a cookie, a field of that name), and by what it is (the same
value again in an address, a body, a message). The raw store alone keeps everything as it was.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote_plus

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, MatchKind

from inspector.model.flow import Headers, Location

DOTS = "•••••"

SECRET_HEADERS = frozenset(
    {"authorization", "proxy-authorization", "x-csrf-token", "x-xsrf-token", "x-api-key", "x-auth-token"}
    | {"x-amz-security-token", "x-access-token", "x-session-id", "dpop", "authentication-info"}
)
COOKIE_HEADERS = frozenset({"cookie", "set-cookie"})

_WHOLE = frozenset(
    {"pin", "pincode", "auth", "mdp", "motdepasse", "passwort", "kennwort", "contrasena", "phpsessid", "jsessionid"}
    | {"connectsid", "apikey", "codeconfirmation", "credential", "credentials", "sig", "signature", "assertion"}
)
_LAST = frozenset(
    {"password", "passwd", "pwd", "passphrase", "passcode", "otp", "totp", "secret", "token", "jwt", "jeton", "csrf"}
    | {"xsrf", "sid", "sess", "sessid", "sessionid", "session", "authorization"}
)
_LAST_TWO = frozenset(
    {("session", "id"), ("api", "key"), ("access", "key"), ("secret", "key"), ("private", "key"), ("pin", "code")}
    | {("password", "confirmation"), ("time", "code"), ("time", "password"), ("de", "passe")}
    | {(word, "code") for word in ("auth", "authorization", "sms", "otp", "mfa", "verification", "security")}
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_PAIR = re.compile(r"((?:^|[?&#;])([^=&#?;\s\"'<>]{1,80})=)([^&#;\s\"'<>]+)")
_LOGIN = re.compile(r"(://[^/?#@:\s]*:)[^/?#@\s]+@")
_JSON_NAME = re.compile(r'\\*"([\w.:-]{2,60})\\*"\s*:\s*(?:(\\*)"|(?=-?\d))')
_JSON_VALUE = re.compile(r'(?:[^"\\]|\\.)*', re.DOTALL)
_INNER_VALUE = re.compile(r'[^"\\]*')  # of JSON inside a JSON string
_NUMBER = re.compile(r"-?[\d.eE+-]+")
_TRIVIAL = frozenset({"", "true", "false", "null", "none", "undefined", "0", "1", "bearer", "basic"})
SHORTEST = 6
_LONGEST = 20_000
_MOST_VALUES = 500
_LONG_ENOUGH = 16
_CODE_LENGTH = 16


@lru_cache(maxsize=20_000)
def is_secret_name(name: str) -> bool:
    """Whether a field, parameter, cookie or header of this name holds something that opens a door."""
    words = tuple(word.lower() for word in _WORD.findall(name.partition("#")[0][:120]))
    if not words:
        return False
    return "".join(words) in _WHOLE or words[-1] in _LAST or words[-2:] in _LAST_TWO


def conceal_header(name: str, value: str) -> str:
    """The value of a header as it may be seen: of credentials the scheme, of cookies the names."""
    low = name.lower()
    if low in COOKIE_HEADERS:
        return _conceal_cookies(value, is_set=low == "set-cookie")
    if low in SECRET_HEADERS or is_secret_name(low):
        scheme, _, rest = value.partition(" ")
        return f"{scheme} {DOTS}" if rest and scheme.isalpha() else DOTS if value else ""
    return conceal_address(value)


def conceal_field(location: Location, name: str, value: str) -> str:
    """The value of a named row (a header, a cookie, a parameter, a key of a body) as it may be seen."""
    if location is Location.HEADER:
        return conceal_header(name, value)
    if location is Location.COOKIE or is_secret_name(name):
        return value if value.lower() in _TRIVIAL else DOTS
    return value


def conceal_address(url: str) -> str:
    """An address without the values of parameters that hold secrets, and without a password before the host."""
    if "@" in url:
        url = _LOGIN.sub(rf"\1{DOTS}@", url)
    return _PAIR.sub(_conceal_pair, url) if "=" in url else url


def conceal_named(text: str, names: frozenset[str] = frozenset()) -> str:
    """A text of fields without the values of those named like a secret, or named in `names`: JSON, also inside JSON
    strings, forms and addresses. JSON stays JSON."""
    return conceal_address(_conceal_json(text, names))


def _conceal_pair(found: re.Match[str]) -> str:
    name, value = unquote_plus(found[2]), found[3]
    is_code = name == "code" and len(value) >= _CODE_LENGTH
    hides = (is_code or is_secret_name(name)) and value.lower() not in _TRIVIAL
    return found[1] + DOTS if hides else found[0]


def _conceal_cookies(value: str, *, is_set: bool) -> str:
    parts = value.split(";")
    hidden = [_conceal_cookie(part) for part in (parts[:1] if is_set else parts)]
    return ";".join(hidden + (parts[1:] if is_set else []))


def _conceal_cookie(part: str) -> str:
    name, equals, value = part.partition("=")
    return f"{name}={DOTS}" if equals and value.strip() else part


def _conceal_json(text: str, names: frozenset[str]) -> str:
    parts: list[str] = []
    at = 0
    for found in _JSON_NAME.finditer(text):
        if found.end() < at or not (found[1] in names or is_secret_name(found[1])):
            continue
        form = _NUMBER if found[2] is None else _INNER_VALUE if found[2] else _JSON_VALUE
        value = form.match(text, found.end())
        if value is not None and value[0].lower() not in _TRIVIAL:
            parts += (text[at : found.end()], f'"{DOTS}"' if form is _NUMBER else DOTS)
            at = value.end()
    return "".join((*parts, text[at:])) if at else text


class Secrets:
    """The secrets of one flow. `values` are hidden wherever they stand; where `has_weak`, some are too short or too
    common for that, and are hidden in texts by the name before them, `names` among others."""

    def __init__(
        self,
        values: Iterable[str] = (),
        *,
        names: Iterable[str] = (),
        has_weak: bool = False,
        has_headers: bool = False,
    ) -> None:
        self._names = frozenset(names)
        has_weak = has_weak or bool(self._names)
        forms = {form for value in list(values)[:_MOST_VALUES] for form in _forms(value)}
        self._has_weak = has_weak
        self._has_any = bool(forms) or has_weak or has_headers
        self._texts = AhoCorasick(sorted(forms), matchkind=MatchKind.LeftmostLongest) if forms else None
        encoded = sorted(form.encode() for form in forms)
        self._bytes = BytesAhoCorasick(encoded, matchkind=MatchKind.LeftmostLongest) if encoded else None

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the flow has to be hidden."""
        return not self._has_any

    def conceal(self, text: str) -> str:
        """A text of several fields: a body, an address, a message."""
        if self._texts is not None:
            text = self._without_values(text, self._texts)
        if self._has_weak:
            return conceal_named(text, self._names)
        return conceal_address(text) if self._has_any else text

    def conceal_bytes(self, data: bytes) -> bytes:
        """The same for bytes: as many asterisks, so that every place stays where it was."""
        if self._bytes is None:
            return data
        parts: list[bytes] = []
        at = 0
        for _, start, end in self._bytes.find_matches_as_indexes(data):
            parts += (data[at:start], b"*" * (end - start))
            at = end
        return b"".join((*parts, data[at:])) if at else data

    @staticmethod
    def _without_values(text: str, forms: AhoCorasick) -> str:
        text = _encodable(text)
        parts: list[str] = []
        at = 0
        for _, start, end in forms.find_matches_as_indexes(text):
            parts += (text[at:start], DOTS)
            at = end
        return "".join((*parts, text[at:])) if at else text


def _forms(value: str) -> set[str]:
    """How a value is written: as it is, in a JSON string, in an address, in a form."""
    if not SHORTEST <= len(value) <= _LONGEST:
        return set()
    value = _encodable(value)
    return {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], quote(value, safe=""),
            quote_plus(value)}  # fmt: skip


def _encodable(text: str) -> str:
    """The text without lone surrogates, which JSON can smuggle in and nothing can encode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def find_secrets(
    *,
    certain: Iterable[str],
    named: Iterable[tuple[str, object]],
    heads: Iterable[Headers] = (),
    names: Iterable[str] = (),
) -> Secrets:
    """The secrets of a flow: `certain` values that were recognised, `named` ones (name and scalar of every decoded
    leaf), the heads of request and response, and `names` of fields whose values are secrets too short to look for."""
    values = {value for value in certain if len(value) >= SHORTEST}
    has_weak = has_headers = False
    for name, value in named:
        if isinstance(value, bool) or not isinstance(value, str | int) or not is_secret_name(name):
            continue
        text = str(value)
        if text.lower() in _TRIVIAL:
            continue
        if is_telling(text):
            values.add(text)
        has_weak = True
    for headers in heads:
        for name, value in headers:
            low = name.lower()
            if not value or not (low in COOKIE_HEADERS or low in SECRET_HEADERS or is_secret_name(low)):
                continue
            has_headers = True
            credential = value.rpartition(" ")[2]
            if low not in COOKIE_HEADERS and is_telling(credential):
                values.add(credential)
    return Secrets(values, names=names, has_weak=has_weak, has_headers=has_headers)


def is_telling(value: str) -> bool:
    """Whether a value can be looked for elsewhere without hiding ordinary words: long, or with figures in it."""
    has_figure = any(c.isdigit() for c in value)
    return len(value) >= _LONG_ENOUGH or (len(value) >= SHORTEST and has_figure)
