"""E-mail addresses, as forms, trackers and databases write them."""

import base64
import re
import uuid
from urllib.parse import quote

_SHORTEST_MAILBOX = 8
_WORD = re.compile(r"[^\W\d_]{3,}|\d{2,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_GMAIL = ("gmail.com", "googlemail.com")
"""The two names of one provider, which reads no dots before the @."""


def write_email(value: str) -> list[str]:
    """Without the plus part; without dots before the @ (Gmail's rule, used for every provider by some; with the plus
    part gone too it is what UID2 hashes); under both names of Gmail."""
    low = value.lower()
    if "@" not in low:
        return []
    local, _, host = low.rpartition("@")
    bare = local.partition("+")[0]
    locals_ = (local, bare, bare.replace(".", ""), local.replace(".", ""))
    return [f"{written}@{name}" for name in _hosts(host) for written in locals_]


def disturb_email(value: str, *, thorough: bool) -> list[str]:
    """What nobody hashes: the plus that a form reads as a blank, and an address hidden from those who gather them."""
    low = value.lower()
    found = [low.replace("+", " ")] if "+" in low else []
    if thorough and "@" in low:
        local, _, host = low.rpartition("@")
        for at, dot in ((" (at) ", " (dot) "), ("(at)", "(dot)"), (" [at] ", " [dot] "), ("[at]", "[dot]")):
            found += [low.replace("@", at).replace(".", dot), f"{local}{at}{host}"]
        found += [low.replace("@", " at ").replace(".", " dot "), f"{local} at {host}", f"{local}_at_{host}"]
    return found


def mailbox_of(value: str) -> list[str]:
    """What stands before the @, with its plus part and without, where it says by itself who is meant: several words or
    numbers, not `contact`. Gmail's also without dots."""
    local, _, host = value.lower().rpartition("@")
    bare = local.partition("+")[0]
    found = [text for text in dict.fromkeys((local, bare)) if _is_telling(text)]
    return [*found, *(text.replace(".", "") for text in found if host in _GMAIL and "." in text)]


def hashed_emails(value: str, *, thorough: bool) -> list[tuple[str, str]]:
    """Writings of an address that only some hash, each with its word; FOAF hashes the `mailto:` link."""
    low = value.lower()
    if "@" not in low:
        return []
    found = [
        (quote(low, safe="", errors="replace"), "url"),
        (base64.b64encode(low.encode("utf-8", "surrogatepass")).decode(), "base64"),
    ]
    if thorough:
        found += [(f"mailto:{text}", "mailto") for text in dict.fromkeys((low, value))]
        found += [(low.replace("+", " "), "normalised"), (value.replace("+", " "), "normalised")]
    return found


def address_lines(value: str) -> list[str]:
    """Rare writings: one half in other letter case, an address as mail names it (`Camille <...>`), letters only."""
    low = value.lower()
    if "@" not in low:
        return []
    local, _, host = low.rpartition("@")
    given = value.rpartition("@")[0]
    found = [f"{given}@{host}", f"{local}@{host.upper()}", f"{local.upper()}@{host}", f"{local}@{host.capitalize()}"]
    found += [f"{given}@{host.upper()}", f"<{low}>", f"{low};", "".join(letter for letter in low if letter.isalnum())]
    names = [word.capitalize() for word in _LETTERS.findall(local.partition("+")[0])]
    whole = dict.fromkeys((" ".join(names[:1]), " ".join(names)))
    return found + [f"{name} <{address}>" for name in whole for address in dict.fromkeys((low, value))]


def uuids_of(value: str) -> list[tuple[str, str]]:
    """The UUIDs of versions 3 and 5 (RFC 9562) that are made of an address, each with its word."""
    low = value.lower()
    return [*uuids_from(low), *_uuids([(uuid.NAMESPACE_URL, f"mailto:{low}")])]


def uuids_from(text: str) -> list[tuple[str, str]]:
    """The UUIDs of versions 3 and 5 that are made of a text in each of the four known spaces."""
    spaces = (uuid.NAMESPACE_URL, uuid.NAMESPACE_DNS, uuid.NAMESPACE_OID, uuid.NAMESPACE_X500)
    return _uuids([(space, text) for space in spaces])


def _uuids(named: list[tuple[uuid.UUID, str]]) -> list[tuple[str, str]]:
    data = [(space, name.encode("utf-8", "surrogatepass")) for space, name in named]
    found = [(str(uuid.uuid3(space, name)), "uuid3") for space, name in data]
    return found + [(str(uuid.uuid5(space, name)), "uuid5") for space, name in data]


def _hosts(host: str) -> tuple[str, ...]:
    """The host, and Gmail's other name."""
    return (host, *(name for name in _GMAIL if name != host)) if host in _GMAIL else (host,)


def _is_telling(local: str) -> bool:
    return len(local) >= _SHORTEST_MAILBOX and len(_WORD.findall(local)) >= 2
