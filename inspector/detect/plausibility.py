"""Whether a value can be what its field name says: cheap tests of shape, one per class."""

import ipaddress
import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from inspector.detect.words.checksums import phone_e164
from inspector.model.leaf import Scalar

_EMPTY = frozenset(
    {"", "null", "none", "undefined", "nan", "-", "n/a", "na", "[]", "{}", "0", "false", "[object object]"}
)
_STATES = frozenset(
    (
        *("ok", "on", "off", "enabled", "disabled", "active", "inactive", "default", "control", "stable", "auto", "an"),
        *("aus", "loading", "ready", "idle", "error", "success", "pending", "done", "open", "closed", "neutral"),
    )
)
_VERSION = re.compile(r"[\^~v]?\d{1,4}\.\d{1,4}\.\d{1,6}\Z|[\^~]\d")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,24}")
_DIGEST = re.compile(r"[0-9a-fA-F]{32,128}\Z")
_DATE = re.compile(r"(?:(?:19|20)\d\d[-/.]?(?:0[1-9]|1[0-2])[-/.]?[0-3]\d|[0-3]?\d[-/. ][01]?\d[-/. ](?:19|20)\d\d)")
_LOGIN = re.compile(r"[a-z]{2,30}[._][a-z]{1,30}\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]|\Z)")
_URL = re.compile(r"(?:https?:)?//[^\s/]+|/[^\s]|[a-z0-9.\-]+\.[a-z]{2,}/")
_ORIGIN = re.compile(r"(?i)(?:https?:)?//[^/?#\s]+/?\Z")
_WORDY = re.compile(r"[^\W\d_]{2}")
_NAME_BAD = re.compile(r"[{}<>=;/\\|$#@_]|https?:")
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,4}\Z")
_CODE = re.compile(r"[A-Za-z]\w*\.[A-Za-z_]|\(\)|=>|function\b")
_FILE_NAME = re.compile(
    r"(?i)[^\W\d_]{2}[^/]{0,120}\.(?:pdf|jpe?g|png|docx?|odt|rtf|txt|csv|xlsx?|dcm|heic|tiff?|xml|zip)\Z"
)
_DIALLED = re.compile(r"\+?(?:\(\d{1,5}\)|\d{2,5})(?:[ .\-]\d{2,5}){1,4}\Z|\(\d{1,5}\) ?[\d \-]{6,14}\Z")
_DOTS_OF_AN_ADDRESS = 3
_AGES = re.compile(r"\d{1,2} ?(?:-|–|to|bis|à|a) ?\d{2,3}\Z|[1-9]\d ?\+\Z")
_NOBODYS = re.compile(r"[0\-]+\Z|-\d{1,4}\Z")
_NO_DAY = re.compile(
    r"(?:0001|1753|1899|1900|9999)[-/.](?:01[-/.]01|12[-/.]3[01])|0?1[-/.]0?1[-/.](?:1753|1900)|1970-01-01[T ]"
)
"""What programs write where no day is known: the first or the last that they can."""
_DECIMALS = re.compile(r"-?\d{1,3}\.\d{3,}")


def is_empty(value: Scalar) -> bool:
    """No value at all, in any of the ways programs write that."""
    return value is None or (isinstance(value, str) and value.strip().lower() in _EMPTY)


def is_digest(text: str) -> bool:
    """A hexadecimal digest, from MD5 to SHA-512."""
    return bool(_DIGEST.match(text))


def entropy_bits(text: str) -> float:
    """Shannon entropy of a text times its length: a rough count of the bits in it."""
    counts = [text.count(character) for character in set(text)]
    return -sum(count * math.log2(count / len(text)) for count in counts)


def is_plausible(class_: str, value: Scalar) -> bool:
    """Whether a value may be of a class, by its shape alone; unknown classes take any non-empty text or number."""
    if is_empty(value):
        return False
    if isinstance(value, bool) or value in ("true", "True"):
        return class_ in _TAKES_BOOLEANS
    if class_.startswith("health.") and isinstance(value, str) and (value.lower() in _STATES or _VERSION.match(value)):
        return False
    test = _TESTS.get(class_)
    return test is None or test(value)


_TAKES_BOOLEANS = frozenset(
    {"identity.gender", "health.diagnosis", "health.insurance", "health.treatment", "special.union", "special.religion"}
)


def _is_text(value: Scalar) -> bool:
    return isinstance(value, str) and bool(_WORDY.search(value)) and not _CODE.search(value[:200])


def _is_prose(value: Scalar) -> bool:
    return _is_text(value) and len(str(value)) >= 12 and " " in str(value).strip()


def _is_text_or_id(value: Scalar) -> bool:
    return isinstance(value, int) or _is_text(value) or (isinstance(value, str) and any(c.isdigit() for c in value))


def _is_text_or_number(value: Scalar) -> bool:
    return isinstance(value, float) or _is_text_or_id(value)


def _is_document(value: Scalar) -> bool:
    return _is_text_or_id(value) or (isinstance(value, str) and bool(_FILE_NAME.search(value)))


def _is_name(value: Scalar) -> bool:
    if not isinstance(value, str) or not 1 <= len(value) <= 120 or _NAME_BAD.search(value):
        return False
    if _INITIALS.match(value):
        return True
    return is_digest(value) or (bool(_WORDY.search(value)) and sum(c.isdigit() for c in value) < 3)


def _is_relation(value: Scalar) -> bool:
    return _is_name(value) and len(str(value)) > 1


def _is_email(value: Scalar) -> bool:
    return isinstance(value, str) and bool(_EMAIL.search(value) or is_digest(value))


def _is_phone(value: Scalar) -> bool:
    text = str(value).strip()
    if is_digest(text) and len(text) > 30:
        return True
    if not 6 <= sum(c.isdigit() for c in text) <= 15 or len(text) > 32:
        return False
    dialled = _DIALLED.match(text) and not _DATE.match(text) and text.count(".") != _DOTS_OF_AN_ADDRESS
    return bool(dialled) or phone_e164(text) is not None


def _is_date(value: Scalar) -> bool:
    text = str(value)
    if _NO_DAY.match(text):
        return False
    is_age = 0 < len(text) < 4 and text.isdigit() and 0 < int(text) <= 120
    is_year = len(text) == 4 and text.isdigit() and 1900 <= int(text) <= 2100
    return is_age or is_year or bool(_DATE.match(text)) or bool(_AGES.match(text)) or is_digest(text)


def _is_coordinate(value: Scalar) -> bool:
    text = str(value)
    return len(text) < 64 and bool(_DECIMALS.search(text)) and all(c in "-+0123456789., " for c in text)


def _is_ip(value: Scalar) -> bool:
    if not isinstance(value, str):
        return False
    try:
        address = ipaddress.ip_address(value.split(",")[0].strip())
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified)


def _is_secret(value: Scalar) -> bool:
    text = str(value).strip().removeprefix("Bearer ").removeprefix("Basic ")
    return len(text) >= 6 and " " not in text and not text.startswith(("http", "/")) and not _MOMENT.match(text)


def _is_password(value: Scalar) -> bool:
    return isinstance(value, str) and 4 <= len(value) <= 256 and set(value) != {"*"} and "•" not in value


def _is_identifier(value: Scalar) -> bool:
    text = str(value)
    return 6 <= len(text) <= 2048 and " " not in text and any(c.isdigit() for c in text) and len(set(text)) > 3


def _is_page(value: Scalar) -> bool:
    if not isinstance(value, str) or len(value) < 4 or _ORIGIN.match(value):
        return False
    return bool(_URL.match(value)) or "%2f%2f" in value.lower() or " " in value


def _is_search(value: Scalar) -> bool:
    if not isinstance(value, str) or not 2 <= len(value) <= 300 or "{" in value:
        return False
    return bool(_WORDY.search(value)) and not _URL.match(value)


def _is_account_id(value: Scalar) -> bool:
    text = str(value)
    if not 1 <= len(text) <= 512 or " " in text or _NOBODYS.match(text) or _MOMENT.match(text):
        return False
    return any(c.isdigit() for c in text) or "@" in text or "/" in text or len(text) >= 16 or bool(_LOGIN.match(text))


def _is_place(value: Scalar) -> bool:
    return isinstance(value, str) and 2 <= len(value) <= 300 and not value.startswith("http")


def _is_address(value: Scalar) -> bool:
    if isinstance(value, int):
        return 1000 <= value <= 99999
    return (_is_place(value) or (isinstance(value, str) and value.isalnum())) and not _EMAIL.match(str(value))


def _is_address_of_file(value: Scalar) -> bool:
    return isinstance(value, str) and len(value) >= 8 and any(mark in value for mark in "/.:")


def _is_national_id(value: Scalar) -> bool:
    text = str(value)
    return 6 <= len(text) <= 32 and sum(c.isdigit() for c in text) >= 5


def _is_card(value: Scalar) -> bool:
    text = str(value)
    return 1 <= sum(c.isdigit() for c in text) <= 19 and len(text) <= 30


def _is_iban(value: Scalar) -> bool:
    if not isinstance(value, str) or not 8 <= len(value) <= 42 or not value[:2].isalpha():
        return False
    return any(c.isdigit() for c in value) or (len(value) in (8, 11) and value.isupper())


_TESTS: Mapping[str, Callable[[Scalar], bool]] = MappingProxyType(
    {
        "health.appointment": _is_text_or_id,
        "health.motive": _is_text_or_id,
        "health.specialty": _is_text_or_id,
        "health.diagnosis": _is_text_or_number,
        "health.document": _is_document,
        "health.message": _is_prose,
        "identity.name": _is_name,
        "identity.relative": _is_relation,
        "identity.photo": _is_address_of_file,
        "identity.birthdate": _is_date,
        "identity.birthplace": _is_place,
        "identity.national_id": _is_national_id,
        "identity.account_id": _is_account_id,
        "contact.email": _is_email,
        "contact.phone": _is_phone,
        "contact.address": _is_address,
        "financial.iban": _is_iban,
        "financial.card": _is_card,
        "location.coordinates": _is_coordinate,
        "location.place": _is_place,
        "location.ip": _is_ip,
        "credential.password": _is_password,
        "credential.token": _is_secret,
        "credential.session": _is_secret,
        "device.advertising_id": _is_identifier,
        "device.identifier": _is_identifier,
        "behaviour.page": _is_page,
        "behaviour.search": _is_search,
        "special.religion": _is_text,
        "special.orientation": _is_text,
        "special.politics": _is_text,
        "special.ethnicity": _is_text,
    }
)
