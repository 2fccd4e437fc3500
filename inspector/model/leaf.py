"""Leaves: decoded scalars, and what was recognised in them."""

from enum import StrEnum
from typing import NewType

from inspector.model.flow import CaptureId, FlowId, Location, Side
from inspector.model.struct import Record

LeafId = NewType("LeafId", int)

type Scalar = str | int | float | bool | None
"""A JSON-like scalar. Integers beyond 64 bits and decimals that a float cannot hold stay text, exactly as written."""


class About(StrEnum):
    """Whom a value concerns."""

    ACCOUNT_HOLDER = "account-holder"
    OTHER_PERSON = "other-person"
    PRACTITIONER = "practitioner"
    CATALOGUE = "catalogue"
    UNKNOWN = "unknown"

    @property
    def is_the_user(self) -> bool:
        """Summaries and counts speak of these only."""
        return self in (About.ACCOUNT_HOLDER, About.OTHER_PERSON)


class Confidence(StrEnum):
    CERTAIN = "certain"
    FIRM = "firm"
    TENTATIVE = "tentative"


CLASSES = (
    "health.appointment",
    "health.motive",
    "health.specialty",
    "health.practitioner",
    "health.diagnosis",
    "health.treatment",
    "health.measurement",
    "health.document",
    "health.message",
    "health.insurance",
    "identity.name",
    "identity.birthdate",
    "identity.birthplace",
    "identity.gender",
    "identity.relative",
    "identity.national_id",
    "identity.account_id",
    "identity.photo",
    "contact.email",
    "contact.phone",
    "contact.address",
    "financial.iban",
    "financial.card",
    "financial.other",
    "location.coordinates",
    "location.place",
    "location.ip",
    "credential.password",
    "credential.token",
    "credential.session",
    "device.advertising_id",
    "device.identifier",
    "device.fingerprint",
    "behaviour.page",
    "behaviour.search",
    "behaviour.event",
    "special.religion",
    "special.orientation",
    "special.politics",
    "special.union",
    "special.ethnicity",
    "special.biometric",
    "encrypted.opaque",
)


class Place(Record, frozen=True, kw_only=True):
    """Where a leaf stands: the coordinates that `contracts.md` gives an outsider to find it again."""

    capture: CaptureId
    flow: FlowId
    entry: int | None
    side: Side
    location: Location
    path: str
    layers: tuple[str, ...]
    span: tuple[int, int] | None = None  # half-open, in the stored bytes of that location


class Clue(Record, frozen=True, kw_only=True):
    """One reason behind a class: kind is `key`, `value`, `sibling`, `checksum`, `context` or `persona`."""

    kind: str
    what: str  # the key, word, sibling or algorithm that counted; never the captured value
    weight: float


class SensitiveLeaf(Record, frozen=True, kw_only=True):
    """A leaf with its class. `value` is the whole value as text; views mask it."""

    place: Place
    id: LeafId | None = None  # given by the store
    class_: str
    about: About
    about_why: str  # a reason code of resources/i18n (section `about`)
    confidence: Confidence
    rule: str  # the pack and entry that decided: "fr/health.motive"
    clues: tuple[Clue, ...]
    value: str
    host: str
    site: str
    first_party: bool
    label: str | None = None  # the label an id was joined to
    revealing: bool = False  # a revealing rather than a generic specialty, motive or diagnosis


class Origin(StrEnum):
    PERSONA = "persona"
    LEARNED = "learned"
    CHOSEN = "chosen"


class Needle(Record, frozen=True, kw_only=True):
    """One value to hunt. `joined` is the label that an id stands for ("Annonce de résultats")."""

    name: str  # "email", "motive id" ...: shown in findings
    class_: str
    value: str
    origin: Origin
    about: About = About.ACCOUNT_HOLDER
    learned_from: Place | None = None
    learned_us: int | None = None  # start of the flow it was first seen in
    joined: str | None = None
    revealing: bool = False


class Sighting(Record, frozen=True, kw_only=True):
    """A needle found in a flow."""

    needle: Needle
    place: Place
    form: str  # `plain`, `casefold`, `sha256` ... (contracts.md)
    at_us: int | None
    host: str
    site: str
    first_party: bool
    id: int | None = None
