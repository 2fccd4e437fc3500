"""Parties: who is behind a site, and where each statement about them comes from."""

from enum import StrEnum

from inspector.model.struct import Record


class Role(StrEnum):
    """What a party does (closed list of `contracts.md`)."""

    FIRST_PARTY = "first-party"
    INFRASTRUCTURE = "infrastructure"
    CDN = "cdn"
    STORAGE = "storage"
    ERROR_MONITORING = "error-monitoring"
    ANALYTICS = "analytics"
    SESSION_REPLAY = "session-replay"
    ADVERTISING = "advertising"
    SOCIAL = "social"
    CONSENT = "consent"
    IDENTITY = "identity"
    PAYMENT = "payment"
    MAPS = "maps"
    MEDIA = "media"
    SEARCH = "search"
    SUPPORT = "support"
    SECURITY = "security"
    UNKNOWN = "unknown"


class Source(Record, frozen=True, kw_only=True):
    """Where a statement can be checked. An unverified one is shown as such and its country stays out of the PDF."""

    name: str
    date: str  # ISO date of the data
    verified: bool = False
    licence: str = ""


class Party(Record, frozen=True, kw_only=True):
    """Who operates a site, as far as the shipped data tells."""

    site: str
    operator: str | None = None
    tenant: str | None = None  # a bucket or account that the host or path names
    group: str | None = None
    role: Role = Role.UNKNOWN
    seat_country: str | None = None  # ISO 3166-1 alpha-2
    group_country: str | None = None
    sources: dict[str, Source] = {}  # attribute name -> source


class AddressFacts(Record, frozen=True, kw_only=True):
    """What the dated address tables say of a server address."""

    address: str
    country: str | None = None
    asn: str | None = None  # "AS64500 Name"
    sources: dict[str, Source] = {}


class Recipient(Record, frozen=True, kw_only=True):
    """One site of a case with its party and its traffic: an element of `parties` in `enclair-scan/1`."""

    site: str
    hosts: tuple[str, ...]
    party: Party
    first_party: bool
    same_group: bool  # same group as the first party: shown as such, never dropped
    flows: int
    bytes_sent: int
    bytes_received: int
    first_us: int | None = None
    last_us: int | None = None
    address: AddressFacts | None = None
    classes_sent: dict[str, int] = {}  # class -> leaves about the user sent up
    classes_returned: dict[str, int] = {}
    background: bool = False  # only the browser itself spoke to it, never a page


class FirstParty(Record, frozen=True, kw_only=True):
    """The sites the investigation is about. `how`: `inferred`, `given` or `user`; `why` is a ready sentence code
    of resources/i18n (section `first_party`) and `facts` its placeholders."""

    sites: tuple[str, ...]
    how: str
    why: str
    facts: dict[str, str] = {}
