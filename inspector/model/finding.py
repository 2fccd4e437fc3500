"""Findings: one rule x recipient x class, with evidence and the three sentences."""

from enum import StrEnum
from hashlib import sha256

from inspector.model.flow import CaptureId
from inspector.model.leaf import Confidence, Place
from inspector.model.struct import Record


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical to 4 for info."""
        return list(Severity).index(self)


class Rung(StrEnum):
    """How far the evidence reaches (claim ladder)."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"


class Status(StrEnum):
    DRAFT = "draft"
    VERIFIED = "verified"
    REJECTED = "rejected"
    NEEDS_REPLY = "needs-reply"


class Points(Record, frozen=True, kw_only=True):
    """The arithmetic of a severity: data + recipient + identity + circumstances (domain.md section 6)."""

    data: int = 0
    recipient: int = 0
    identity: int = 0
    circumstances: int = 0
    fixed: Severity | None = None  # a rule's own severity column overrides the sum
    why: tuple[str, ...] = ()  # codes of resources/i18n (section `points`)

    @property
    def total(self) -> int:
        return self.data + self.recipient + self.identity + self.circumstances


class EvidenceItem(Record, frozen=True, kw_only=True):
    """One thing that a finding rests on. `value` is the captured value in full: every view masks it."""

    place: Place
    class_: str | None
    value: str
    at_us: int | None
    host: str
    form: str = "plain"
    role: str = "evidence"  # or `origin` (where it was first seen), `contrast`, `control`
    needle: str | None = None
    joined: str | None = None
    origin: Place | None = None


def finding_id(rule: str, recipient: str, class_: str | None) -> str:
    """First 16 hex of SHA-256 of ``rule|recipient|class``: the same on every machine, whatever the evidence."""
    return sha256(f"{rule}|{recipient}|{class_ or ''}".encode()).hexdigest()[:16]


class Finding(Record, frozen=True, kw_only=True):
    """`facts` fill the placeholders of the rule's texts in `resources/rules/findings/<rule>.toml`;
    values in it are already masked. `texts` chooses a variant of the texts ("sent", "returned" ...)."""

    id: str
    rule: str
    recipient: str
    class_: str | None
    severity: Severity
    points: Points
    confidence: Confidence
    rung: Rung
    phase: str | None = None
    variant: str = ""
    facts: dict[str, str | int] = {}
    occurrences: dict[CaptureId, int] = {}
    evidence: tuple[EvidenceItem, ...] = ()


class TrapAnswer(Record, frozen=True, kw_only=True):
    """A person looked whether the finding falls into this trap of its rule's card. `number` counts from 0."""

    number: int
    word: str = ""  # what they saw, in their own words
    at_us: int = 0


class Reply(Record, frozen=True, kw_only=True):
    """What the company replied, word for word."""

    text: str
    said_by: str = ""
    date: str = ""  # ISO


class Verdict(Record, frozen=True, kw_only=True):
    """The investigator's decision on a finding and the work that led to it; survives every rebuild of the analysis.
    `runs_seen` of `runs_tried`: the passes that a person counted, beside the captures of the case."""

    finding: str
    status: Status = Status.DRAFT
    note: str = ""
    at_us: int = 0
    traps: tuple[TrapAnswer, ...] = ()
    runs_seen: int | None = None
    runs_tried: int | None = None
    reply: Reply | None = None
    reviewer: str = ""


class NotAssessable(Record, frozen=True, kw_only=True):
    """A rule that could not speak, and why. `reason` is a code of resources/i18n (section `not_assessable`)."""

    rule: str
    capture: CaptureId | None
    reason: str
    facts: dict[str, str | int] = {}


class RuleFailure(Record, frozen=True, kw_only=True):
    """A rule that broke; the others went on."""

    rule: str
    error: str  # the exception's type, never a captured value


class Coverage(Record, frozen=True, kw_only=True):
    """What could not be seen, counted over one capture or a case."""

    bodies_missing: int = 0
    bodies_truncated: int = 0
    undecoded: int = 0
    cut: int = 0  # decoding stopped at a bound
    tls_failures: int = 0
    from_cache: int = 0
    not_on_wire: int = 0
    unread: int = 0  # connections that passed without being read: host, times and bytes
    background: int = 0  # flows of the browser itself, left out of every finding
    muted: int = 0  # leaves that the investigator said are not sensitive
    messages_cut: int = 0  # flows with WebSocket messages that were kept or read in part
    sightings_cut: int = 0  # flows that hold more occurrences of values than are listed


class Supports(Record, frozen=True, kw_only=True):
    """What a capture can and cannot support: answers is the share of responses whose body is there."""

    answers: float
    cookies: bool
    images: bool
    consent: bool
    transport: bool
