"""The findings: one block each, with evidence, layers and the three sentences in equal weight."""

from collections.abc import Sequence

from inspector.findings.class_words import class_word
from inspector.findings.confirmation import confirmations_of
from inspector.findings.step_words import form_word, layer_name
from inspector.messages import Translator
from inspector.model.finding import Finding, Severity, Status
from inspector.model.party import Recipient
from inspector.report.chain import chain_of, replay_of_evidence
from inspector.report.data import AnnexEntry, EvidenceExcerpt, FindingBlock, ReportData
from inspector.report.front import summary_line
from inspector.report.info_tables import MOST_TABLED, information_table, split_information
from inspector.report.moments import date_text, time_text
from inspector.report.typesetter import Typesetter
from inspector.report.work import work_on

type Page = dict[str, object]

_LABELS = (
    "occurrences", "shows", "suggests", "does_not_show", "points", "checked", "traps", "traps_open", "trap_seen",
    "trap_told", "runs", "reproduction", "legal", "reviewed", "reply", "note",
)  # fmt: skip
MOST_FINDINGS = 60
MOST_POSITIVE = 20
MOST_EVIDENCE = 3
MOST_EXCHANGES = 80


def kept_findings(findings: tuple[FindingBlock, ...]) -> tuple[FindingBlock, ...]:
    """Without the rejected ones, one of each id; worst first, then by rule, recipient and class."""
    kept = [block for block in findings if not is_rejected(block)]
    return tuple(
        sorted(
            {block.finding.id: block for block in kept}.values(),
            key=lambda block: (
                block.finding.severity.rank,
                -block.finding.points.total,
                block.finding.rule,
                block.finding.recipient,
                block.finding.class_ or "",
            ),
        )
    )


def is_rejected(block: FindingBlock) -> bool:
    return block.verdict is not None and block.verdict.status is Status.REJECTED


def rejected_count(data: ReportData) -> int:
    """The findings set aside: those counted by the case and those given by mistake."""
    return data.rejected + sum(map(is_rejected, data.findings))


def printed_exchanges(data: ReportData) -> list[AnnexEntry]:
    """The entries of annex A: one of each reference, up to the bound. Evidence links to these only."""
    return list({entry.reference: entry for entry in data.annex}.values())[:MOST_EXCHANGES]


def printed_findings(data: ReportData) -> tuple[tuple[FindingBlock, ...], tuple[FindingBlock, ...]]:
    """Those that call for an answer, and what speaks for the service."""
    kept = kept_findings(data.findings)
    return tuple(one for one in kept if not one.positive), tuple(one for one in kept if one.positive)


def linked_titles(data: ReportData) -> dict[str, str]:
    """Id -> title of every finding of the report: what others may refer to."""
    return {block.finding.id: block.title for block in kept_findings(data.findings)}


def finding_blocks(data: ReportData, setter: Typesetter) -> Page:
    """The findings, and apart from them what speaks for the service."""
    findings, positive = printed_findings(data)
    words = setter.words
    recipients = {recipient.site: recipient for recipient in data.recipients}
    references = {entry.reference for entry in printed_exchanges(data)}
    rejected = rejected_count(data)
    alone, groups = split_information(findings)
    shown, rest = alone[:MOST_FINDINGS], [*alone[MOST_FINDINGS:], *_untabled(groups)]
    good, good_groups = split_information(positive)
    evidence = {"layers": words("report.evidence.layers"), "replay": words("layers.replay_printed")}
    return {
        "title": words("report.findings.title"),
        "lead": words("report.findings.lead", n=len(findings)) if findings else words("report.findings.empty"),
        "rejected": words("report.findings.rejected", n=rejected) if rejected else "",
        "labels": {key: words(f"report.finding.{key}") for key in _LABELS} | evidence,
        "blocks": _blocks(shown, setter, recipients, references),
        "tables": _tables(groups, setter, recipients, references),
        "more": words("report.findings.more", n=len(rest)) if rest else "",
        "rest": [summary_line(block, setter) for block in rest],
        "positive": {
            "title": words("report.positive.title"),
            "lead": words("report.positive.lead" if positive else "report.positive.empty"),
            "blocks": _blocks(good[:MOST_POSITIVE], setter, recipients, references),
            "tables": _tables(good_groups, setter, recipients, references),
            "more": words("report.findings.more", n=len(good) - MOST_POSITIVE) if len(good) > MOST_POSITIVE else "",
        },
    }


def _blocks(
    findings: Sequence[FindingBlock], setter: Typesetter, recipients: dict[str, Recipient], references: set[str]
) -> list[Page]:
    """What a rule says of every finding alike stands at its first one; the others point there."""
    seen: dict[str, str] = {}
    pages = []
    for block in findings:
        page = _block(block, setter, recipients, references)
        rule = block.finding.rule
        if rule in seen:
            pointer = setter.words("report.finding.as_before", rule=rule, title=seen[rule])
            page |= {"reproduction": [], "legal": [], "as_before": setter.text(pointer)}
            if not block.verdict or not block.verdict.traps:
                page["traps"] = []
        else:
            seen[rule] = block.title
        pages.append(page)
    return pages


def _tables(
    groups: Sequence[Sequence[FindingBlock]], setter: Typesetter, recipients: dict[str, Recipient], references: set[str]
) -> list[Page]:
    """One table a rule; each row holds what a block of its own would."""
    return [
        information_table(
            [_block(block, setter, recipients, references) for block in group[:MOST_TABLED]], words=setter.words
        )
        for group in groups
    ]


def _untabled(groups: Sequence[Sequence[FindingBlock]]) -> list[FindingBlock]:
    return [block for group in groups for block in group[MOST_TABLED:]]


def _block(block: FindingBlock, setter: Typesetter, recipients: dict[str, Recipient], references: set[str]) -> Page:
    words, finding = setter.words, block.finding
    status = block.verdict.status if block.verdict else Status.DRAFT
    total = max(block.evidence_total or 0, len(block.evidence))
    shown = block.evidence[: 1 if finding.severity is Severity.INFO else MOST_EVIDENCE]
    quoted = sum(1 + item.alike for item in shown)
    return {
        **summary_line(block, setter),
        "title": setter.text(block.title, most=400),
        "rung": words("report.finding.rung", rung=finding.rung),
        "confidence": words(f"report.confidence.{finding.confidence}"),
        "rule": finding.rule,
        "draft": words("report.finding.draft") if status is Status.DRAFT else "",
        "status": " · ".join([*_status(status, words), *_confirmed(finding, words)]),
        "facts": _facts(block, setter, recipients.get(finding.recipient)),
        "statement": setter.text(block.statement),
        "shows": setter.text(block.shows, most=2_500),
        "suggests": setter.text(block.suggests, most=2_500),
        "does_not_show": setter.text(block.does_not_show, most=2_500),
        "evidence": [_evidence(item, setter, references) for item in shown],
        "more_evidence": words("report.finding.more_evidence", n=total - quoted) if total > quoted else "",
        "points": setter.text(block.points),
        "reproduction": setter.texts(block.reproduction),
        "legal": setter.texts(block.legal),
        "as_before": "",
        "has_answers": bool(block.verdict and block.verdict.traps),
        **work_on(block, setter),
    }


def _status(status: Status, words: Translator) -> list[str]:
    """Of a draft the line beside it says it all."""
    return [] if status is Status.DRAFT else [words(f"report.status.{status}")]


def _confirmed(finding: Finding, words: Translator) -> list[str]:
    return [words(f"report.finding.confirmed.{code}") for code in confirmations_of(finding)]


def _facts(block: FindingBlock, setter: Typesetter, recipient: Recipient | None) -> list[Page]:
    words, finding = setter.words, block.finding
    who = [setter.text(finding.recipient)]
    if recipient is not None:
        role = words(f"roles.{recipient.party.role}")
        who.append(setter.text(", ".join(part for part in (recipient.party.operator, role) if part)))
    facts = [
        (words("report.finding.recipient"), who),
        (words("report.finding.class"), [class_word(finding.class_, words)] if finding.class_ else []),
        (words("report.finding.occurrences"), [words.number(sum(finding.occurrences.values()))]),
        (words("report.finding.phase"), [_phase(finding, setter)] if finding.phase else []),
    ]
    return [{"label": label, "lines": lines} for label, lines in facts if lines]


def _phase(finding: Finding, setter: Typesetter) -> str:
    """The phase's word; a phase opened by another kind of marker carries the marker's. One that no marker tells says
    so."""
    phase = finding.phase or ""
    keys = (f"report.phase.{phase}", f"report.marker.{phase}")
    word = next((setter.words(key) for key in keys if setter.words.has(key)), setter.text(phase))
    is_inferred = finding.facts.get("phase_known") == "inferred"
    return setter.words("report.phase_inferred", phase=word) if is_inferred else word


def _undone(item: EvidenceExcerpt, words: Translator) -> list[str]:
    """What had to be undone, in words; the form in which a known value was found comes last."""
    layers = [layer_name(words, layer) for layer in item.layers]
    return layers if item.form == "plain" else [*layers, form_word(words, item.form)]


def _evidence(item: EvidenceExcerpt, setter: Typesetter, references: set[str]) -> Page:
    words = setter.words
    places = [words("report.evidence.flow", flow=str(item.flow))]
    if item.entry is not None:
        places.append(words("report.evidence.entry", entry=str(item.entry)))
    if item.at_us is not None:
        places.append(f"{date_text(item.at_us, words)}, {time_text(item.at_us)}")
    if item.alike:
        places.append(words("report.evidence.alike", n=item.alike))
    where = f"{words(f'report.side.{item.side}')}, {words(f'report.location.{item.location}')}"
    return {
        "place": " · ".join(places),
        "annex": item.annex if item.annex in references else "",
        "annex_word": words("report.evidence.annex", reference=item.annex),
        "url": setter.url(item.method, item.url or item.host),
        "where": where,
        "path": setter.path(item.path) if item.path else [],
        "excerpt": setter.excerpt(
            item.before, item.telling, item.after, is_told=bool(item.host) and item.telling == item.host
        ),
        "layers": _undone(item, words),
        "no_layers": words("report.evidence.no_layers"),
        "chain": chain_of(item, setter),
        "replay": replay_of_evidence(item, setter),
        "origin": setter.text(item.origin),
        "why": setter.text(item.why),
    }
