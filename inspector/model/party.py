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


class Weight(StrEnum):
    """How much a sign of an intermediary tells."""

    STRONG = "strong"  # a header that this provider alone writes, or a name that leads to it
    MEDIUM = "medium"  # a header that others write as well, or the network of the address
    WEAK = "weak"  # the issuer of the certificate, or a name that only directs traffic


class SignKind(StrEnum):
    """Where a sign of an intermediary was seen."""

    HEADER = "header"
    ISSUER = "issuer"
    ADDRESS = "address"
    NAME = "name"  # an alias (CNAME) that a look-up of the recording told


class DeliverySign(Record, frozen=True, kw_only=True):
    """One sign of a provider. `name` is the header in lower case, empty for an issuer, the address, or the host that
    was looked up; `told` the part of the value that told it: never more of a captured value than matched."""

    kind: SignKind
    name: str
    told: str
    weight: Weight
    source: Source  # where the meaning of the sign can be checked


class Intermediary(Record, frozen=True, kw_only=True):
    """Who stands between the network and the operator of a host (delivery network, hosting), as far as signs tell. No
    party of its own: the host stays its operator's. `weight` is that of the strongest sign."""

    provider: str  # the service: "Amazon CloudFront"
    operator: str | None  # the company: "Amazon Web Services"
    group: str | None = None
    country: str | None = None  # its seat, ISO 3166-1 alpha-2
    weight: Weight
    signs: tuple[DeliverySign, ...]  # strongest first
    source: Source  # of operator, group and country


class Alias(Record, frozen=True, kw_only=True):
    """A host that a look-up of the recording led to a name of another site (CNAME). The operator of that site is a
    candidate: who answers under a name is no proof of who reads."""

    host: str
    names: tuple[str, ...]  # the chain, in order
    site: str  # of the first name outside the host's own site
    operator: str | None
    role: Role
    at_us: int
    resolver: str
    source: Source | None = None  # of the operator


class StandingKind(StrEnum):
    """Where a country stands under chapter V of the GDPR."""

    EEA = "eea"
    ADEQUATE = "adequate"
    FRAMEWORK = "framework"  # only for companies on a list (United States)
    NONE = "none"  # no decision known
    UNKNOWN = "unknown"  # the country is not known


class Standing(Record, frozen=True, kw_only=True):
    """Dated data on a country, never on a recipient. `note` is a key of `resources/reference/frameworks.toml`."""

    kind: StandingKind
    country: str | None
    note: str
    decision: str = ""  # "(EU) 2023/1795"
    date: str = ""  # of the decision, ISO
    name: str = ""  # of the framework
    source: Source | None = None  # where the table comes from, and its own date


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
    intermediaries: tuple[Intermediary, ...] = ()  # of its hosts, strongest first
    aliases: tuple[Alias, ...] = ()  # hosts that a look-up led to another party's site


class FirstParty(Record, frozen=True, kw_only=True):
    """The sites the investigation is about. `how`: `inferred`, `given` or `user`; `why` is a ready sentence code
    of resources/i18n (section `first_party`) and `facts` its placeholders."""

    sites: tuple[str, ...]
    how: str
    why: str
    facts: dict[str, str] = {}
