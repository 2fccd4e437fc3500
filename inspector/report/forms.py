"""The forms in which a known value may still be read: everyday spellings and digests, all folded."""

import hashlib
import re
from collections.abc import Iterator

from inspector.report.reading import fold

DIGESTS = ("md5", "sha1", "sha256", "sha512")
SHORTEST = 4
_TIME = re.compile(r"\d{1,2}\s?[:h]\s?\d{2}(?::\d{2})?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_PART = re.compile(r"path\[\d+\]|host|scheme|fragment")
_REPEATED = re.compile(r"#\d+\Z")
_JSON_NAME = re.compile(r"(?:\.([^.\[\]']+)|\['((?:[^'\\]|\\.)+)'\])(?:\[\d+\])?\Z")
_COMMON = frozenset(
    {"true", "false", "null", "none", "unknown", "undefined", "male", "female", "homme", "femme", "france", "desktop"}
    | {"mobile", "public", "private", "prive", "html", "json", "http", "https", "post", "example", "autre", "other"}
)


def is_searchable(text: str, *, common: frozenset[str] = frozenset()) -> bool:
    """Whether a value can be looked for without finding it everywhere: at least four characters, no common word
    (`common`: folded words of the report itself), no number of fewer than six digits, no time of day."""
    plain = fold(text).strip()
    if len(plain) < SHORTEST or plain in _COMMON or plain in common:
        return False
    return not (plain.isdigit() and len(plain) < 6) and not _TIME.fullmatch(plain)


def field_name(path: str) -> str:
    """The name of the field at the end of a path (RFC 9535 for JSON, else a parameter's name), that of its list for an
    element; "" for a part of an address or what has no name."""
    last = path.rpartition(" > ")[2]
    if not last.startswith("$"):
        return "" if _PART.fullmatch(last) else _REPEATED.sub("", last).replace("%23", "#")
    found = _JSON_NAME.search(last)
    return (found[1] or found[2]) if found else ""


def spellings(text: str, class_: str) -> Iterator[str]:
    """The folded value as people and forms write it: `+` for spaces; dates and telephone numbers in their usual
    shapes."""
    plain = fold(text).strip()
    yield plain
    if " " in plain:
        yield plain.replace(" ", "+")
        yield plain.replace(" ", "_")
        yield plain.replace(" ", "-")
    if found := _DATE.fullmatch(plain):
        year, month, day = found.groups()
        yield from (f"{day}{sign}{month}{sign}{year}" for sign in ("/", "-", ".", " ", ""))
        yield f"{year}{month}{day}"
        yield f"{year}/{month}/{day}"
    if class_ == "contact.phone":
        yield from _numbers(plain)


def _numbers(plain: str) -> Iterator[str]:
    digits = re.sub(r"\D", "", plain)
    if len(digits) < 8:
        return
    yield digits
    national = f"0{digits[2:]}" if digits.startswith("33") and len(digits) == 11 else digits
    if len(national) == 10 and national.startswith("0"):
        pairs = [national[i : i + 2] for i in range(0, 10, 2)]
        yield from (sign.join(pairs) for sign in ("", " ", ".", "-"))
        yield f"33{national[1:]}"
        yield f"33 {national[1]} {' '.join(pairs[1:])}"


def digests(text: str) -> Iterator[tuple[str, str]]:
    """(algorithm, hex) of the value as given, trimmed and in lower case, without repeats."""
    seen = set()
    for form in (text, text.strip().lower(), re.sub(r"\s+", "", text).lower()):
        if form in seen:
            continue
        seen.add(form)
        data = form.encode("utf-8", "surrogatepass")
        yield from ((name, hashlib.new(name, data).hexdigest()) for name in DIGESTS)
