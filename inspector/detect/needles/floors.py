"""Which values are worth following: floors of length, entropy and frequency, each with the code of its reason."""

import re

from inspector.detect.packs import Packs, load_packs
from inspector.detect.plausibility import is_digest
from inspector.model.leaf import Needle

LEARNABLE = (
    "health.",
    "identity.name",
    "identity.birthdate",
    "identity.national_id",
    "identity.account_id",
    "identity.relative",
    "contact.",
    "financial.iban",
    "financial.card",
    "behaviour.search",
)
NOT_TELLING = ("identity.gender", "identity.birthplace", "contact.address", "location.place", "health.insurance")
"""A value of one word is anybody's."""
_COUNTED = ("contact.phone", "identity.national_id", "financial.")
_COUNTING = f"{'0123456789' * 3} {'9876543210' * 3}"
_REPEATED = re.compile(r"(.{1,3}?)\1{2,}\Z")
_NO_DAYS = ("1970-01-01", "1900-01-01", "0001-01-01", "01/01/1970", "01/01/1900", "01.01.1970", "01.01.1900")
_OFFICES = frozenset(
    (
        *("accueil", "admin", "bonjour", "contact", "dpo", "email", "hello", "help", "info", "kontakt", "mail"),
        *("no-reply", "nobody", "noreply", "postmaster", "privacy", "rgpd", "secretariat", "service", "support"),
        *("test", "user", "webmaster"),
    )
)
_SHORTEST_TEXT = 5
_SHORTEST_NAME = 4
_SHORTEST_NUMBER = 6
_FEWEST_CHARACTERS = 3
_SHORTEST_MOMENT = 10


def why_not_followed(value: str, class_: str, *, packs: Packs | None = None) -> str | None:
    """The code of the reason why a value is not followed (`class`, `short`, `plain`, `common`, `digest`); None where
    it is. Codes are sentences of `resources/i18n`, section `about`, as `floor.<code>`."""
    return _why_not_telling(value, class_, packs=packs) or _why_stand_in(value.strip().casefold(), class_)


def _why_not_telling(value: str, class_: str, *, packs: Packs | None = None) -> str | None:
    text = value.strip()
    if not class_.startswith(LEARNABLE):
        return "class"
    if is_digest(text):
        return "digest"
    if text.casefold() in (packs or load_packs()).common():
        return "common"
    if class_ in ("identity.birthdate", "health.appointment") and len(text) < _SHORTEST_MOMENT:
        return "short"
    if _is_number(text):
        return "short" if sum(c.isdigit() for c in text) < _SHORTEST_NUMBER else _plain(text)
    shortest = _SHORTEST_NAME if class_ in ("identity.name", "identity.relative") else _SHORTEST_TEXT
    return "short" if len(text) < shortest else _plain(text)


def is_telling(needle: Needle) -> bool:
    """Whether a planted value means itself wherever it stands, as an address does and "Lyon" or "F" do not."""
    reason = _why_not_telling(needle.value, needle.class_)
    if reason not in (None, "class", "digest") or (reason == "class" and len(needle.value.strip()) < _SHORTEST_TEXT):
        return False
    return needle.class_ not in NOT_TELLING or len(needle.value.split()) > 1


def _why_stand_in(text: str, class_: str) -> str | None:
    """Values that stand in for none: counted digits, repeated letters, an office's mailbox, the first day of a clock.
    What a person planted is meant, so this concerns learned values only."""
    if class_ == "contact.email" and text.partition("@")[0] in _OFFICES:
        return "common"
    if class_ in ("identity.birthdate", "health.appointment") and text[:10] in _NO_DAYS:
        return "common"
    if _REPEATED.match(text):
        return "plain"
    digits = "".join(character for character in text if character.isdigit())
    return "plain" if class_.startswith(_COUNTED) and is_counted(digits) else None


def is_counted(text: str) -> bool:
    """Whether a text is digits that count up or down."""
    return len(text) >= _SHORTEST_NUMBER and text in _COUNTING


def _plain(text: str) -> str | None:
    """Fewer than three different characters tell nothing apart."""
    return "plain" if len(set(text)) < _FEWEST_CHARACTERS else None


def _is_number(text: str) -> bool:
    return bool(text) and all(character.isdigit() or character in "+ .-/()" for character in text)
