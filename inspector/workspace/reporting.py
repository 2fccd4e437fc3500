"""The PDF: everything it needs is read from the case, put in the report's words, and handed to `report`."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from inspector.detect.identifiers.carried import Carried
from inspector.findings.alike import grouped
from inspector.findings.cards import rule_card
from inspector.findings.in_full import in_full
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.comparison import Comparison
from inspector.model.errors import EnClairError
from inspector.model.finding import Finding, Status, Verdict
from inspector.model.flow import CaptureFacts
from inspector.model.party import Source
from inspector.report.data import (
    CaptureNote,
    EvidenceExcerpt,
    FindingBlock,
    Gap,
    InputSeal,
    Integrity,
    MutedRule,
    ReferenceData,
    ReportData,
    SearchedNeedle,
    Statement,
)
from inspector.report.pdf import write_pdf
from inspector.store.case import Case
from inspector.store.claims import read_claims
from inspector.store.clock import now_us
from inspector.store.edits import tool_version, write_log
from inspector.store.identifiers import read_identified
from inspector.store.journeys import read_journeys
from inspector.store.mutes import read_mutes
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import Searched
from inspector.workspace.comparing import is_worth_printing, read_comparison
from inspector.workspace.disclosure import disclose, environment_lines
from inspector.workspace.evidence import read_supports
from inspector.workspace.jobs import IsCancelled, Job, Progress, Report
from inspector.workspace.known_values import known_values
from inspector.workspace.lanes import timeline_of
from inspector.workspace.left_out import muted_values, read_left_out
from inspector.workspace.personal_places import PersonalPlace, personal_places
from inspector.workspace.pictures import companies, graph_of, matrix_of
from inspector.workspace.recorded_limits import recorded_limits
from inspector.workspace.report_evidence import ReportEvidence
from inspector.workspace.report_parts import cited_documents, narrative_notes, transport_note
from inspector.workspace.result import read_coverage, read_first_party
from inspector.workspace.service_readings import service_readings
from inspector.workspace.summary import consent_lines, summarise
from inspector.workspace.targets import replacing
from inspector.workspace.uncompared import uncompared
from inspector.workspace.versions import rules_version

MOST_EVIDENCE = 6  # quoted per finding; all are counted, and the embedded JSON names them


def start_report(case_path: Path, target: Path, *, language: str, redact: str = "default") -> Job:
    """Writes the PDF in a child process; the result is the path."""
    return Job(report_in_child, case_path, target, language, redact)


def report_in_child(
    case_path: Path,
    target: Path,
    language: str,
    redact: str,
    *,
    report: Report,
    is_cancelled: IsCancelled,  # noqa: ARG001 - the work takes about a second
) -> Path:
    report(Progress(step="writing"))
    return write_report(case_path, target, language=language, redact=redact)


def write_report(case_path: Path, target: Path, *, language: str, redact: str, created_us: int | None = None) -> Path:
    """Writes the findings of an analysed case. Raises RedactionFailed where a value that had to be masked can still
    be read (nothing is then written), and InputUnreadable where the target cannot be written."""
    with Case.open(case_path, read_only=True) as case:
        data = collect_report(
            CaseReader(case), language=language, created_us=created_us or stated_now_us(), redact=redact
        )
    pdf = write_pdf(data, language=language, redact=redact)
    with replacing(target) as temporary:
        temporary.write_bytes(pdf)
    try:
        with Case.open(case_path) as case:
            if case.writable:
                write_log(case, "report written", f"redact {redact}, sha256 {hashlib.sha256(pdf).hexdigest()[:12]}")
    except EnClairError:
        pass  # a case that cannot be written still gives its report
    return target


def stated_now_us() -> int:
    """The date a report states: now, or what SOURCE_DATE_EPOCH says (reproducible-builds.org), in microseconds."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(stated) * 1_000_000 if stated.isascii() and stated.isdigit() and len(stated) <= 11 else now_us()


def collect_report(reader: CaseReader, *, language: str, created_us: int, redact: str = "default") -> ReportData:
    """Everything the report prints, in its language; captured values in full (the report masks them), those that the
    sentences quote only where `redact` is `none`."""
    return _Collector(reader, Translator(language), is_in_full=redact == "none").collect(created_us)


class _Collector:
    def __init__(self, reader: CaseReader, t: Translator, *, is_in_full: bool) -> None:
        self._reader = reader
        self._t = t
        self._is_in_full = is_in_full
        self._recipients = reader.recipients()
        self._by_site = {r.site: r for r in self._recipients}
        self._verdicts = reader.verdicts()
        self._leaves = reader.leaves(crowd=False)
        self._sightings = reader.sightings()
        self._evidence = ReportEvidence(reader, t, leaves=self._leaves, sightings=self._sightings)

    def collect(self, created_us: int) -> ReportData:
        reader, t = self._reader, self._t
        case = reader.case
        summary = summarise(reader, t)
        captures = reader.captures()
        counts = reader.counts()
        kept = [f for f in reader.findings() if self._status(f) is not Status.REJECTED]
        markers = tuple(marker for group in reader.markers().values() for marker in group)
        first_party = read_first_party(reader)
        identified = read_identified(reader)
        nodes, edges = graph_of(companies([r for r in self._recipients if not r.background]), identified.syncs)
        findings = tuple(self._block(finding) for finding in kept)
        comparison = self._comparison(captures, kept)
        claims = read_claims(reader)
        return ReportData(
            case_id=case.setting("case_id"),
            created_us=created_us,
            tool_version=tool_version(),
            rules_version=rules_version(),
            title=case.setting("title") or ", ".join(first_party.sites[:2]),
            question=case.setting("question"),
            answer=tuple(Statement(text=s.text, findings=(s.finding,) if s.finding else ()) for s in summary.answer),
            others=tuple(Statement(text=s.text) for s in summary.others),
            captures=tuple(self._note(capture) for capture in captures),
            first_party=first_party,
            recipients=self._recipients,
            flows=counts.flows,
            sensitive=sum(cell.count for cell in reader.data_cells()),
            service_reads=service_readings(self._places()),
            matrix=matrix_of(reader.data_cells(), self._recipients, captures=[c.id for c in captures]),
            graph_nodes=nodes,
            graph_edges=edges,
            identified=Carried.in_cookies(identified),
            comparison=comparison,
            uncompared=uncompared(comparison, reader.not_assessable()) if comparison else (),
            timeline=timeline_of(reader, markers=markers),
            markers=markers,
            journeys=read_journeys(reader),
            narratives=narrative_notes(reader, t, kept=kept),
            claims=claims,
            documents=cited_documents(reader, claims),
            transport=transport_note(reader, first_party.sites, self._own_hosts()),
            findings=findings,
            rejected=len(reader.findings()) - len(kept),
            annex=self._evidence.annex_entries(),
            gaps=tuple(
                Gap(rule=g.rule, capture=g.capture, reason=t(f"not_assessable.{g.reason}", **g.facts))
                for g in reader.not_assessable()
            ),
            coverage=read_coverage(reader),
            limits=tuple(limit.text for limit in recorded_limits(reader, t)),
            consent=consent_lines(reader, t),
            references=self._references(),
            integrity=Integrity(
                flows_root=flows_root(reader),
                flows=counts.flows,
                inputs=tuple(
                    InputSeal(name=c.name, sha256=c.sha256, size_bytes=c.size_bytes) for c in captures if c.sha256
                ),
            ),
            planted=self._planted(),
            not_found=self._not_found(),
            known_values=(*known_values(self._leaves, self._sightings), *muted_values(reader)),
            mutes=self._mutes(),
        )

    def _comparison(self, captures: Sequence[CaptureFacts], kept: Sequence[Finding]) -> Comparison | None:
        """Where the report has anything to say of it; rejected findings are no part of it."""
        found = read_comparison(self._reader, findings=kept)
        return found if is_worth_printing(found, captures) else None

    def _note(self, capture: CaptureFacts) -> CaptureNote:
        told = disclose(self._reader, capture, self._t)
        return CaptureNote(
            facts=capture,
            supports=read_supports(self._reader, capture.id),
            environment=environment_lines(capture, self._t),
            way=told.way if told else "",
            made=told.paragraphs if told else (),
            unseen=told.unseen if told else (),
        )

    def _status(self, finding: Finding) -> Status:
        verdict = self._verdicts.get(finding.id)
        return verdict.status if verdict else Status.DRAFT

    def _block(self, finding: Finding) -> FindingBlock:
        told = in_full(finding) if self._is_in_full else finding
        texts = write_texts(told, self._t, recipient=self._by_site.get(finding.recipient))
        return FindingBlock(
            finding=finding,
            verdict=self._verdicts.get(finding.id) or Verdict(finding=finding.id),
            title=texts.title,
            shows=texts.shows,
            suggests=texts.suggests,
            does_not_show=texts.does_not_show,
            traps=texts.traps,
            reproduction=_paragraphs(texts.reproduction),
            legal=_paragraphs(texts.legal),
            points=texts.points_text,
            checked=texts.checked,
            runs=texts.runs,
            positive=rule_card(finding.rule).positive,
            evidence=self._excerpts(finding),
            evidence_total=sum(finding.occurrences.values()) or len(finding.evidence),
        )

    def _excerpts(self, finding: Finding) -> tuple[EvidenceExcerpt, ...]:
        alike = grouped(finding.evidence)[:MOST_EVIDENCE]
        return tuple(self._evidence.excerpt(item, alike=count - 1) for item, count in alike)

    def _own_hosts(self) -> frozenset[str]:
        return frozenset(host for recipient in self._recipients if recipient.first_party for host in recipient.hosts)

    def _places(self) -> Iterator[PersonalPlace]:
        return personal_places(self._leaves, self._sightings, off_wire=self._reader.flows_off_wire())

    def _mutes(self) -> tuple[MutedRule, ...]:
        """What the investigator muted, with the leaves it left out."""
        counts = read_left_out(self._reader).counts
        return tuple(
            MutedRule(
                by=mute.by, what=mute.what, where=mute.host, why=mute.why, at_us=mute.at_us,
                leaves=counts.get(mute.id, 0),
            )
            for mute in read_mutes(self._reader)
        )  # fmt: skip

    def _references(self) -> tuple[ReferenceData, ...]:
        kept = msgspec.json.decode(self._reader.outcome("references") or b"[]", type=list[Source])
        return tuple(ReferenceData(name=s.name, date=s.date, licence=s.licence) for s in kept)

    def _planted(self) -> int:
        kept = self._reader.outcome("searched")
        searched = msgspec.json.decode(kept, type=Searched) if kept else None
        return searched.persona + searched.chosen if searched else 0

    def _not_found(self) -> tuple[SearchedNeedle, ...]:
        kept = self._reader.outcome("searched")
        names = msgspec.json.decode(kept, type=Searched).not_found if kept else ()
        classes = {needle.name: needle.class_ for needle in self._reader.needles()}
        return tuple(SearchedNeedle(name=name, class_=classes.get(name, "")) for name in names)


def _paragraphs(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) and text else tuple(text)


def flows_root(reader: CaseReader) -> str:
    """SHA-256 in hex over all flows in order: each adds number, start, method, address, status and body digests."""
    digest = hashlib.sha256()
    for row in reader.sealed_rows():
        digest.update(msgspec.json.encode(row) + b"\n")
    return digest.hexdigest()
