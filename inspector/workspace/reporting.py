"""The PDF: everything it needs is read from the case, put in the report's words, and handed to `report`."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from inspector.decode.replaying.replay import write_python
from inspector.decode.replaying.route import Route, route_of
from inspector.detect.explain import explain, write_clues, write_source
from inspector.detect.identifiers.carried import Carried
from inspector.findings.cards import rule_card
from inspector.findings.in_full import in_full
from inspector.findings.texts import write_texts
from inspector.messages import Translator
from inspector.model.comparison import Comparison
from inspector.model.errors import EnClairError, InputUnreadable
from inspector.model.finding import EvidenceItem, Finding, Status, Verdict
from inspector.model.flow import CaptureFacts, FlowFacts, FlowId, Side
from inspector.model.leaf import About, SensitiveLeaf, Sighting
from inspector.model.party import Source
from inspector.report.data import (
    AnnexEntry,
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
    ServiceReading,
    Statement,
)
from inspector.report.pdf import write_pdf
from inspector.report.redaction import KnownValue
from inspector.store.case import Case, now_us
from inspector.store.claims import read_claims
from inspector.store.edits import tool_version, write_log
from inspector.store.identifiers import read_identified
from inspector.store.journeys import read_journeys
from inspector.store.mutes import read_mutes
from inspector.store.queries import CaseReader
from inspector.workspace.analysis import Searched
from inspector.workspace.comparing import is_worth_printing, read_comparison
from inspector.workspace.disclosure import disclose, environment_lines
from inspector.workspace.evidence import read_supports
from inspector.workspace.excerpts import Quoter
from inspector.workspace.jobs import IsCancelled, Job, Progress, Report
from inspector.workspace.lanes import timeline_of
from inspector.workspace.left_out import muted_values, read_left_out
from inspector.workspace.personal_places import PersonalPlace, personal_places
from inspector.workspace.pictures import companies, graph_of, matrix_of
from inspector.workspace.recorded_limits import recorded_limits
from inspector.workspace.replaying import known_texts
from inspector.workspace.report_parts import cited_documents, narrative_notes, transport_note
from inspector.workspace.result import read_coverage, read_first_party
from inspector.workspace.summary import consent_lines, summarise
from inspector.workspace.versions import analysed_packs, rules_version

MOST_EVIDENCE = 6  # quoted per finding; all are counted, and the embedded JSON names them
MOST_ANNEX = 120
_MOST_EXAMPLES = 3


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
    _replace(target, pdf)
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


def _replace(target: Path, data: bytes) -> None:
    """Writes beside the target and moves it there, so that a full disk leaves what was there before."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, target)  # noqa: PTH105 - atomic on every platform
    except OSError as error:
        temporary.unlink(missing_ok=True)
        reason = error.strerror or "?"
        raise InputUnreadable(
            f"{target.name} cannot be written ({reason}): choose another folder.",
            code="target_unwritable",
            name=target.name,
            reason=reason,
        ) from error


def collect_report(reader: CaseReader, *, language: str, created_us: int, redact: str = "default") -> ReportData:
    """Everything the report prints, in its language; captured values in full (the report masks them), those that the
    sentences quote only where `redact` is `none`."""
    return _Collector(reader, Translator(language), is_in_full=redact == "none").collect(created_us)


class _Collector:
    def __init__(self, reader: CaseReader, t: Translator, *, is_in_full: bool) -> None:
        self._reader = reader
        self._t = t
        self._is_in_full = is_in_full
        self._quoter = Quoter(reader)
        self._recipients = reader.recipients()
        self._by_site = {r.site: r for r in self._recipients}
        self._verdicts = reader.verdicts()
        self._leaves = reader.leaves(crowd=False)
        self._sightings = reader.sightings()
        self._leaf_at = {replace(leaf.place, span=None): leaf for leaf in self._leaves}
        self._packs = analysed_packs(reader)
        self._annex: dict[FlowId, str] = {}

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
            service_reads=self._service_reads(),
            matrix=matrix_of(reader.data_cells(), self._recipients, captures=[c.id for c in captures]),
            graph_nodes=nodes,
            graph_edges=edges,
            identified=Carried.in_cookies(identified),
            comparison=self._comparison(captures, kept),
            timeline=timeline_of(reader, markers=markers),
            markers=markers,
            journeys=read_journeys(reader),
            narratives=narrative_notes(reader, t, kept=kept),
            claims=claims,
            documents=cited_documents(reader, claims),
            transport=transport_note(reader, first_party.sites, self._own_hosts()),
            findings=findings,
            rejected=len(reader.findings()) - len(kept),
            annex=self._annex_entries(),
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
            evidence=tuple(self._excerpt(item) for item in finding.evidence[:MOST_EVIDENCE]),
            evidence_total=sum(finding.occurrences.values()) or len(finding.evidence),
        )

    def _excerpt(self, item: EvidenceItem) -> EvidenceExcerpt:
        facts = self._reader.facts(item.place.flow)
        quote = self._quoter.quote(item.place, item.value)
        route, replay = self._route(item)
        return EvidenceExcerpt(
            flow=item.place.flow,
            entry=item.place.entry,
            at_us=facts.started_us,
            method=facts.method,
            url=facts.url,
            host=facts.host,
            side=item.place.side,
            location=item.place.location,
            path=item.place.path,
            layers=item.place.layers,
            before=quote.before,
            telling=quote.telling,
            after=quote.after,
            form=item.form,
            origin=self._origin(item),
            why=self._why(item),
            annex=self._annex_reference(item.place.flow),
            route=route,
            replay=replay,
        )

    def _route(self, item: EvidenceItem) -> tuple[Route | None, str]:
        """How the value was reached, and the script that repeats it where its bytes fit into one."""
        content = self._quoter.content(item.place.flow)
        found = (sighting for sighting in self._sightings if sighting.place == item.place)
        sighting = next(found, None) if item.form != "plain" or item.needle else None
        texts = known_texts(sighting) if sighting else (item.value,)
        route = route_of(content, item.place, texts=texts, form=item.form)
        if route is None:
            return None, ""
        replay = write_python(route, item.place, t=self._t)
        return route, replay.code if replay.is_whole and not replay.file else ""

    def _origin(self, item: EvidenceItem) -> str:
        """Where the value was first seen, and what an id stands for."""
        said = []
        if item.origin is not None:
            said.append(self._t("report_words.first_seen", flow=str(item.origin.flow), path=item.origin.path))
        if item.joined:
            said.append(self._t("report_words.stands_for", label=item.joined))
        return " ".join(said)

    def _why(self, item: EvidenceItem) -> str:
        """By which clues the leaf that stands here was recognised, with their weights."""
        leaf = self._leaf_at.get(replace(item.place, span=None))
        if leaf is None:
            return ""
        told = explain(leaf, self._packs)
        clues = ", ".join(write_clues(told, self._t))
        return " ".join(part for part in (self._t("explain.lead", clues=clues), write_source(told, self._t)) if part)

    def _annex_reference(self, flow: FlowId) -> str:
        if flow not in self._annex and len(self._annex) < MOST_ANNEX:
            self._annex[flow] = f"A{len(self._annex) + 1}"
        return self._annex.get(flow, "")

    def _annex_entries(self) -> tuple[AnnexEntry, ...]:
        return tuple(self._annex_entry(flow, reference) for flow, reference in self._annex.items())

    def _annex_entry(self, flow: FlowId, reference: str) -> AnnexEntry:
        content = self._quoter.content(flow)
        facts = content.facts
        return AnnexEntry(
            reference=reference,
            flow=flow,
            entry=facts.entry,
            at_us=facts.started_us,
            host=facts.host,
            request_line=f"{facts.method} {_target(facts)} {facts.http_version}".strip(),
            request_headers=content.request_headers,
            status_line="" if facts.status is None else f"{facts.http_version} {facts.status} {facts.reason}".strip(),
            response_headers=content.response_headers,
        )

    def _own_hosts(self) -> frozenset[str]:
        return frozenset(host for recipient in self._recipients if recipient.first_party for host in recipient.hosts)

    def _service_reads(self) -> tuple[ServiceReading, ...]:
        """Classes the first party could read, most telling first, with examples."""
        groups: dict[tuple[str, About], list[PersonalPlace]] = {}
        off_wire = self._reader.flows_off_wire()
        for one in personal_places(self._leaves, self._sightings, off_wire=off_wire):
            if one.first_party:
                groups.setdefault((one.class_, one.about), []).append(one)
        return tuple(_reading(class_, about, some) for (class_, about), some in sorted(groups.items(), key=_group_key))

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


def _target(facts: FlowFacts) -> str:
    """The request target in origin form, as a head shows it."""
    _, _, rest = facts.url.partition("://")
    at = min((rest.find(mark) for mark in "/?" if mark in rest), default=-1)
    return rest[at:] if at >= 0 else facts.url


def _group_key(group: "tuple[tuple[str, About], list[PersonalPlace]]") -> tuple[int, str, str]:
    from inspector.figures.matrix import class_order

    (class_, about), _ = group
    rank, place, _name = class_order(class_)
    return rank * 1000 + place, class_, about


def _reading(class_: str, about: About, leaves: Sequence[PersonalPlace]) -> ServiceReading:
    sent = sum(leaf.place.side is Side.REQUEST for leaf in leaves)
    return ServiceReading(
        class_=class_,
        about=about,
        count=len(leaves),
        sent=sent,
        returned=len(leaves) - sent,
        values=tuple(dict.fromkeys(leaf.value for leaf in leaves))[:_MOST_EXAMPLES],
        paths=tuple(dict.fromkeys(leaf.place.path for leaf in leaves))[:_MOST_EXAMPLES],
        flows=tuple(dict.fromkeys(leaf.place.flow for leaf in leaves))[:_MOST_EXAMPLES],
    )


def known_values(leaves: Iterable[SensitiveLeaf], sightings: Iterable[Sighting]) -> list[KnownValue]:
    """Every value that a redacted export must not show: those about people, and all secrets."""
    found: dict[tuple[str, str], KnownValue] = {}
    for leaf in leaves:
        is_told = leaf.class_.startswith(("encrypted.", "behaviour.page"))
        if not is_told and (leaf.about.is_the_user or leaf.class_.startswith("credential.")):
            found.setdefault((leaf.value, leaf.class_), KnownValue(text=leaf.value, class_=leaf.class_))
    for sighting in sightings:
        needle = sighting.needle
        key = (needle.value, needle.class_)
        found.setdefault(key, KnownValue(text=needle.value, class_=needle.class_, label=needle.name))
    return list(found.values())


def flows_root(reader: CaseReader) -> str:
    """SHA-256 in hex over all flows in order: each adds number, start, method, address, status and body digests."""
    digest = hashlib.sha256()
    for row in reader.sealed_rows():
        digest.update(msgspec.json.encode(row) + b"\n")
    return digest.hexdigest()
