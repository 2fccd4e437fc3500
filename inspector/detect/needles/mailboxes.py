"""E-mail addresses, as forms, trackers and databases write them."""

import base64
import re
import uuid
from urllib.parse import quote

_SHORTEST_MAILBOX = 8
_WORD = re.compile(r"[^\W\d_]{3,}|\d{2,}")


def write_email(value: str) -> list[str]:
    """Without the plus part; without dots before the @ (Gmail's rule, used for every provider by some; with the plus
    part gone too it is what UID2 hashes)."""
    low = value.lower()
    if "@" not in low:
        return []
    local, _, host = low.rpartition("@")
    bare = local.partition("+")[0]
    return [low, f"{bare}@{host}", f"{bare.replace('.', '')}@{host}", f"{local.replace('.', '')}@{host}"]


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
    """What stands before the @, where it says by itself who is meant: several words or numbers, not `contact`."""
    local = value.lower().rpartition("@")[0]
    is_telling = len(local) >= _SHORTEST_MAILBOX and len(_WORD.findall(local)) >= 2
    return [local] if is_telling else []


def hashed_emails(value: str, *, thorough: bool) -> list[tuple[str, str]]:
    """Writings of an address that only some hash, each with its word; FOAF hashes the `mailto:` link."""
    low = value.lower()
    if "@" not in low:
        return []
    local = low.rpartition("@")[0]
    found = [(text, "normalised") for text in (local, local.partition("+")[0])]
    found += [(quote(low, safe=""), "url"), (base64.b64encode(low.encode()).decode(), "base64")]
    if thorough:
        found += [(f"mailto:{text}", "mailto") for text in dict.fromkeys((low, value))]
        found += [(low.replace("+", " "), "normalised"), (value.replace("+", " "), "normalised")]
    return found


def uuids_of(value: str) -> list[tuple[str, str]]:
    """The UUIDs of versions 3 and 5 (RFC 9562) that are made of an address, each with its word."""
    low = value.lower()
    named = [(uuid.NAMESPACE_URL, f"mailto:{low}"), (uuid.NAMESPACE_URL, low), (uuid.NAMESPACE_DNS, low)]
    named += [(uuid.NAMESPACE_OID, low), (uuid.NAMESPACE_X500, low)]
    found = [(str(uuid.uuid3(space, name)), "uuid3") for space, name in named]
    return found + [(str(uuid.uuid5(space, name)), "uuid5") for space, name in named]
