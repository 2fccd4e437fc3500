"""Who learned what when: what one recipient could read, in time order, and whether it could tell that visits belong
together."""

from enum import StrEnum

from inspector.model.flow import CaptureId, FlowId
from inspector.model.leaf import Confidence, Place
from inspector.model.struct import Record


class StepKind(StrEnum):
    PAGE = "page"  # the address of a page
    SEARCH = "search"
    CHOICE = "choice"  # a motive, specialty and the like
    PERSON = "person"  # who somebody is, or how to reach them
    PICTURE = "picture"  # a picture whose id stands beside a health label


class Step(Record, frozen=True, kw_only=True):
    """One thing that a recipient could read, at its first place of `count`. `value` is the captured value in full:
    views mask it. `act`: the kind of the marker (or recorded input) that it follows, so that a person may be said to
    have acted; "" where only the browser's request is seen."""

    kind: StepKind
    class_: str
    value: str
    place: Place
    at_us: int | None
    last_us: int | None
    count: int = 1
    label: str | None = None  # what an id stands for
    form: str = "plain"
    act: str = ""
    service: str = ""  # the first-party site whose page it came from, where that is seen
    confidence: Confidence


class Link(StrEnum):
    """By what a recipient could tell that two services were visited by one browser."""

    IDENTIFIER = "identifier"  # the same identifying value came with requests from both
    ADDRESS = "address"  # nothing but the network address, which every connection tells
    NOTHING = "nothing"  # nothing in common was observed


class ServiceSight(Record, frozen=True, kw_only=True):
    """One service whose pages made requests to a recipient."""

    site: str
    captures: tuple[CaptureId, ...]
    requests: int
    first_us: int | None
    last_us: int | None
    flow: FlowId


class ServiceLink(Record, frozen=True, kw_only=True):
    """Two services of a case at one recipient. `names` and `value` tell of the identifier, `flows` where it was seen,
    one for each service."""

    one: str
    other: str
    link: Link
    names: tuple[str, ...] = ()
    value: str = ""
    flows: tuple[FlowId, ...] = ()


class Journey(Record, frozen=True, kw_only=True):
    """What one recipient could read. `identifiers` are the names under which it was sent a value that identifies the
    browser; `steps` are in time order, `left_out` more were not kept."""

    site: str
    same_group: bool
    requests: int
    first_us: int | None
    last_us: int | None
    steps: tuple[Step, ...]
    left_out: int = 0
    identifiers: tuple[str, ...] = ()
    services: tuple[ServiceSight, ...] = ()
    links: tuple[ServiceLink, ...] = ()


class NarrativeKind(StrEnum):
    """Findings that tell one thing together (domain.md section 7)."""

    PRE_BOOKING_PROFILE = "pre-booking-profile"
    IMAGE_INFERENCE = "image-inference"
    CLAIM_TEST = "claim-test"
    REFUSAL_INEFFECTIVE = "refusal-ineffective"


class Narrative(Record, frozen=True, kw_only=True):
    """A composite of findings at one recipient, no stronger than its weakest link. `facts` fill the placeholders of its
    texts; values in them are masked."""

    kind: NarrativeKind
    recipient: str
    findings: tuple[str, ...]  # ids, in the order of the story
    rung: str
    confidence: Confidence
    variant: str = ""
    facts: dict[str, str | int] = {}
