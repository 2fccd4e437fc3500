"""Everything the printed report needs, as frozen records. The workspace fills them; nothing here reads a case.

Sentences (`Statement.text`, the three sentences of a finding ...) are already written in the report's language.
Captured values stand in full: the report masks them by `known_values`. Only what a field calls masked already is.
"""

from inspector.decode.replaying.route import Route
from inspector.figures.graph import GraphEdge, GraphNode
from inspector.figures.matrix import Matrix
from inspector.figures.timeline import Timeline
from inspector.model.claim import Claim
from inspector.model.comparison import Comparison
from inspector.model.document import Document
from inspector.model.finding import Coverage, Finding, Supports, Verdict
from inspector.model.flow import CaptureFacts, CaptureId, FlowId, Headers, Location, Marker, Side
from inspector.model.identifier import Identified
from inspector.model.journey import Journey, Narrative
from inspector.model.leaf import About
from inspector.model.party import FirstParty, Recipient
from inspector.model.struct import Record
from inspector.report.redaction import KnownValue


class Statement(Record, frozen=True, kw_only=True):
    """One sentence of the answer. `findings` are the ids that carry it: it links to the first of them."""

    text: str
    findings: tuple[str, ...] = ()


class CaptureNote(Record, frozen=True, kw_only=True):
    """A capture with what it can support; `sentences` say more, in the report's language.

    `environment` holds label and text of each line. Of a recording, `way` says in a few words how it was made, `made`
    at length, one paragraph each, and `unseen` what this way cannot show.
    """

    facts: CaptureFacts
    supports: Supports | None = None
    sentences: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    way: str = ""
    made: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


class ServiceReading(Record, frozen=True, kw_only=True):
    """One class that the first party itself received (`sent`) or returned. `values` are examples in full."""

    class_: str
    about: About
    count: int
    sent: int = 0
    returned: int = 0
    values: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # where, in contract notation
    flows: tuple[FlowId, ...] = ()


class EvidenceExcerpt(Record, frozen=True, kw_only=True):
    """One piece of evidence as printed. `telling` is the captured value itself, `before` and `after` its
    surroundings (at most some hundred characters each are shown); `annex` is the reference of an AnnexEntry."""

    flow: FlowId
    side: Side
    location: Location
    path: str
    layers: tuple[str, ...] = ()
    telling: str = ""
    before: str = ""
    after: str = ""
    entry: int | None = None
    at_us: int | None = None
    method: str = ""
    url: str = ""
    host: str = ""
    form: str = "plain"
    origin: str = ""  # where the value was first seen, as a ready sentence
    why: str = ""  # by which clues it was recognised, as a ready sentence
    annex: str = ""
    route: Route | None = None  # from the captured bytes to the value
    replay: str = ""  # a script that prints the value from bytes inside it, "" where there is none
    alike: int = 0  # further requests with the same excerpt


class FindingBlock(Record, frozen=True, kw_only=True):
    """A finding with its texts. `points` is the arithmetic of the severity as a sentence ("4 + 3 + 1 + 0 = 8");
    `evidence_total` counts occurrences where fewer are given. `checked` is what was verified without anybody's help,
    `runs` in which runs it came back; `positive`: it speaks for the service."""

    finding: Finding
    title: str
    shows: str
    suggests: str
    does_not_show: str
    verdict: Verdict | None = None
    statement: str = ""
    traps: tuple[str, ...] = ()
    reproduction: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()
    points: str = ""
    checked: str = ""
    runs: str = ""
    positive: bool = False
    evidence: tuple[EvidenceExcerpt, ...] = ()
    evidence_total: int | None = None


class NarrativeNote(Record, frozen=True, kw_only=True):
    """A composite of findings with its texts."""

    narrative: Narrative
    title: str
    tells: str
    does_not_show: str


class TransportNote(Record, frozen=True, kw_only=True):
    """How the connections of the first party's requests were protected: requests by version where it was recorded
    (`TLS 1.3`), those of which only the address tells that they were encrypted, and those in the clear. `relayed`: the
    versions are those between a proxy of the investigator's and the server."""

    versions: tuple[tuple[str, int], ...] = ()
    encrypted: int = 0
    clear: int = 0
    relayed: bool = False


class CitedDocument(Record, frozen=True, kw_only=True):
    """A document of the case with the numbers (from 1, in the order of `ReportData.claims`) of the claims and the sites
    of the attributions that rest on it."""

    document: Document
    claims: tuple[int, ...] = ()
    sites: tuple[str, ...] = ()


class AnnexEntry(Record, frozen=True, kw_only=True):
    """The heads of one exchange as recorded. `request_line` is such as `GET /path HTTP/2`, `status_line` such as
    `HTTP/2 200 OK` (empty: no response)."""

    reference: str  # "A1", unique
    flow: FlowId
    request_line: str
    request_headers: Headers = ()
    status_line: str = ""
    response_headers: Headers = ()
    host: str = ""
    entry: int | None = None
    at_us: int | None = None


class Gap(Record, frozen=True, kw_only=True):
    """A rule that could not speak: `reason` is a ready sentence, `capture` None for all captures."""

    rule: str
    reason: str
    capture: CaptureId | None = None


class ReferenceData(Record, frozen=True, kw_only=True):
    name: str
    date: str
    licence: str = ""


class Uncompared(Record, frozen=True, kw_only=True):
    """Findings (by id) of which side `side` could have shown nothing. `reason` is a code of section `not_assessable`;
    "": the service was not visited there."""

    side: str
    findings: tuple[str, ...]
    reason: str = ""
    facts: dict[str, str | int] = {}


class SearchedNeedle(Record, frozen=True, kw_only=True):
    """A value that was searched for and not found: its label and class, not its text."""

    name: str
    class_: str


class MutedRule(Record, frozen=True, kw_only=True):
    """What the investigator said is not sensitive: `by` is `path`, `key` or `value` (whose text is never printed),
    `where` a host or site (empty: everywhere), `leaves` what it left out."""

    by: str
    what: str
    where: str = ""
    why: str = ""
    at_us: int = 0
    leaves: int = 0


class InputSeal(Record, frozen=True, kw_only=True):
    name: str
    sha256: str
    size_bytes: int


class Integrity(Record, frozen=True, kw_only=True):
    """`flows_root` is the hex SHA-256 over all flows of the case; its first 12 characters stand on every page."""

    flows_root: str = ""
    flows: int = 0
    inputs: tuple[InputSeal, ...] = ()


class ReportData(Record, frozen=True, kw_only=True):
    """One report. Only `case_id`, `created_us` and `tool_version` are required; what is missing is said so.

    `created_us` is the stated date: the same data with the same date give the same bytes. `findings` are those to
    print (rejected ones left out and counted in `rejected`), in any order. `others` says what each other site received,
    the most telling first. `sensitive` counts the places with a value about a person, as the matrix does, `flows` the
    flows of the case. `consent` says of each capture which choices were made and how that is
    known. `markers` are listed below the timeline (its own where none are given).
    `known_values` are masked everywhere and searched for afterwards.
    """

    case_id: str
    created_us: int
    tool_version: str
    rules_version: str = ""
    title: str = ""
    question: str = ""
    answer: tuple[Statement, ...] = ()
    others: tuple[Statement, ...] = ()
    captures: tuple[CaptureNote, ...] = ()
    first_party: FirstParty | None = None
    recipients: tuple[Recipient, ...] = ()
    flows: int = 0
    sensitive: int = 0
    service_reads: tuple[ServiceReading, ...] = ()
    matrix: Matrix | None = None
    graph_nodes: tuple[GraphNode, ...] = ()
    graph_edges: tuple[GraphEdge, ...] = ()
    identified: Identified = Identified()
    comparison: Comparison | None = None  # of captures, where there is anything to tell of it
    uncompared: tuple[Uncompared, ...] = ()
    timeline: Timeline | None = None
    markers: tuple[Marker, ...] = ()
    consent: tuple[str, ...] = ()
    journeys: tuple[Journey, ...] = ()
    narratives: tuple[NarrativeNote, ...] = ()
    claims: tuple[Claim, ...] = ()
    documents: tuple[CitedDocument, ...] = ()
    transport: TransportNote = TransportNote()
    findings: tuple[FindingBlock, ...] = ()
    rejected: int = 0
    annex: tuple[AnnexEntry, ...] = ()
    gaps: tuple[Gap, ...] = ()
    coverage: Coverage = Coverage()
    mutes: tuple[MutedRule, ...] = ()
    limits: tuple[str, ...] = ()  # what recordings could not see, as ready sentences
    references: tuple[ReferenceData, ...] = ()
    integrity: Integrity = Integrity()
    planted: int = 0  # values of the test identity, and chosen ones, that were searched for
    not_found: tuple[SearchedNeedle, ...] = ()
    known_values: tuple[KnownValue, ...] = ()
