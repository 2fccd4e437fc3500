"""Writings of values that somebody hashes now and then. They are many, so each is hashed once only, with the algorithms
that trackers use; whoever hashes the value as it is read plainly is found in any of its plain writings."""

import base64
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from inspector.detect.needles.accounts import hash_account
from inspector.detect.needles.full_names import hash_name, hash_name_briefly
from inspector.detect.needles.mailboxes import address_lines
from inspector.detect.needles.moments import hash_moment
from inspector.detect.needles.phrases import damage, decompose, write_briefly, write_phrase
from inspector.detect.needles.telephones import hash_phone

_SHORTEST = 3
_WIDE = "utf-16-le"


class Odd(NamedTuple):
    """A text to hash, the word for how it was written, and the encoding that makes bytes of it."""

    text: str
    form: str
    charset: str = "utf-8"


def odd_writings(class_: str, value: str, *, thorough: bool) -> list[Odd]:
    """The odd writings of a value: at most some three hundred, of which many are repeats of plainer ones; a handful if
    not thorough."""
    writers = _WRITERS if thorough else _BRIEFLY
    write = next((write for start, write in writers if class_.startswith(start)), None)
    found = [Odd(text, "normalised") for text in write(value)] if write is not None else []
    if thorough:
        found += [*_encoded(value), *_in_charsets(value)]
    return [odd for odd in dict.fromkeys(found) if len(odd.text) >= _SHORTEST]


def _encoded(value: str) -> Iterator[Odd]:
    """Encoded before it was hashed, and with blanks on both sides."""
    for text in dict.fromkeys((value.lower(), value)):
        data = text.encode("utf-8", "surrogatepass")
        yield Odd(base64.b64encode(data).decode("ascii"), "base64")
        yield Odd(base64.urlsafe_b64encode(data).decode("ascii").rstrip("="), "base64url")
        yield Odd(quote(data, safe=""), "url")
        if not text.isalnum():
            yield Odd(quote(data, safe="!'()*"), "url")  # as JavaScript's encodeURIComponent leaves them
            yield Odd(quote_plus(data), "url")
        yield Odd(data.hex(), "hex")
        yield Odd(f" {text} ", "padded")


def _in_charsets(value: str) -> Iterator[Odd]:
    """Two bytes a letter, and one byte for letters with accents."""
    composed = unicodedata.normalize("NFC", value)
    for text in dict.fromkeys((composed.lower(), composed, composed.upper())):
        if not (text.isascii() and text in (value.lower(), value)):  # those are hashed as letters with zeros between
            yield Odd(text, "utf-16", _WIDE)
        if not text.isascii() and all(ord(letter) < 256 for letter in text):
            yield Odd(text, "latin-1", "latin-1")


def _hash_words(value: str) -> list[str]:
    return [*write_phrase(value), *decompose(value), *damage(value), *(text.lower() for text in damage(value))]


def _hash_full_name(value: str) -> list[str]:
    return [*hash_name(value), *_hash_words(value)]


type _Write = Callable[[str], list[str]]

_WRITERS: tuple[tuple[str, _Write], ...] = (
    ("contact.email", address_lines),
    ("contact.phone", hash_phone),
    ("contact.address", _hash_words),
    ("identity.birthdate", hash_moment),
    ("identity.account_id", hash_account),
    ("identity.name", _hash_full_name),
    ("identity.relative", _hash_full_name),
    ("identity.birthplace", _hash_words),
    ("location.place", _hash_words),
    ("health.appointment", hash_moment),
    ("health.", _hash_words),
    ("behaviour.search", _hash_words),
)
_BRIEFLY: tuple[tuple[str, _Write], ...] = (
    ("identity.name", hash_name_briefly),
    ("identity.relative", hash_name_briefly),
    *(
        (class_, write_briefly)
        for class_ in ("health.motive", "health.specialty", "health.diagnosis", "health.treatment")
    ),
    ("behaviour.search", write_briefly),
)
