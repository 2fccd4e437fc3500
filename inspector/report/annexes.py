"""The annexes: heads as recorded, recipients with their sources, method and coverage, integrity."""

import msgspec

from inspector.messages import Translator
from inspector.model.flow import Headers
from inspector.model.mask import mask
from inspector.model.party import Party, Recipient, Source
from inspector.report.blocks import printed_exchanges, rejected_count
from inspector.report.data import AnnexEntry, CaptureNote, ReportData
from inspector.report.moments import date_text, period, time_text
from inspector.report.redaction import Level
from inspector.report.typesetter import Lines, Typesetter

type Page = dict[str, object]

MOST_RECIPIENTS = 120
_MOST_HEADERS = 60
_MOST_READ = 60_000
_MOST_GAPS = 60
_MOST_MARKS = 120


def annexes(data: ReportData, setter: Typesetter) -> Page:
    return {
        "heads": heads(data, setter),
        "recipients": recipients(data, setter),
        "method": method(data, setter),
        "integrity": integrity(data, setter),
    }


def heads(data: ReportData, setter: Typesetter) -> Page:
    words = setter.words
    entries = printed_exchanges(data)
    rest = len({entry.reference for entry in data.annex}) - len(entries)
    return {
        "letter": words("report.annex.name", letter="A"),
        "title": words("report.annex.heads"),
        "lead": words("report.annex.heads_lead" if data.annex else "report.annex.heads_empty"),
        "entries": [_exchange(entry, setter) for entry in entries],
        "more": words("report.annex.more_heads", n=rest) if rest > 0 else "",
    }


def _exchange(entry: AnnexEntry, setter: Typesetter) -> Page:
    words = setter.words
    places = [words("report.evidence.flow", flow=str(entry.flow))]
    if entry.entry is not None:
        places.append(words("report.evidence.entry", entry=str(entry.entry)))
    if entry.at_us is not None:
        places.append(f"{date_text(entry.at_us, words)}, {time_text(entry.at_us)}")
    return {
        "reference": entry.reference,
        "host": setter.text(entry.host),
        "place": " · ".join(places),
        "request": setter.first_line(entry.request_line) + _head(entry.request_headers, setter),
        "response": setter.first_line(entry.status_line) + _head(entry.response_headers, setter)
        if entry.status_line
        else [],
        "no_response": words("report.annex.no_response"),
    }


def _head(headers: Headers, setter: Typesetter) -> Lines:
    lines: Lines = []
    shown = tuple((name[:200], value[:_MOST_READ]) for name, value in headers[:_MOST_HEADERS])
    for name, value in setter.redactor.redact_headers(shown):
        lines += setter.head_line(name, value)
    if len(headers) > _MOST_HEADERS:
        lines.append([(f"… {setter.words('report.annex.more_lines', n=len(headers) - _MOST_HEADERS)}", False)])
    return lines


def recipients(data: ReportData, setter: Typesetter) -> Page:
    words = setter.words
    rest = len(data.recipients) - MOST_RECIPIENTS
    return {
        "letter": words("report.annex.name", letter="B"),
        "title": words("report.annex.recipients"),
        "lead": words("report.annex.recipients_lead" if data.recipients else "report.recipients.empty"),
        "head": [words(f"report.recipients.{key}") for key in ("site", "operator", "role", "seat", "source", "flows")],
        "rows": [_recipient(recipient, setter) for recipient in data.recipients[:MOST_RECIPIENTS]],
        "more": words("report.recipients.more", n=rest) if rest > 0 else "",
    }


def _recipient(recipient: Recipient, setter: Typesetter) -> list[list[str]]:
    words, party = setter.words, recipient.party
    operator = [party.operator or words("report.recipients.unknown")]
    if party.group and party.group != party.operator:
        operator.append(words("report.recipients.group", group=party.group))
    if party.tenant:
        operator.append(words("report.recipients.tenant", tenant=party.tenant))
    role = [words(f"report.role.{party.role}")]
    if recipient.same_group and not recipient.first_party:
        role.append(words("report.recipients.same_group"))
    return [
        [setter.text(recipient.site)],
        setter.texts(operator),
        role,
        [_seat(party, words)],
        setter.texts(_sources(party, words)),
        [words.number(recipient.flows)],
    ]


def _seat(party: Party, words: Translator) -> str:
    source = party.sources.get("seat_country")
    if party.seat_country is None or source is None or not source.verified:
        return "—"
    key = f"countries.{party.seat_country}"
    return words(key) if words.has(key) else party.seat_country


def _sources(party: Party, words: Translator) -> list[str]:
    distinct: dict[Source, None] = dict.fromkeys(party.sources.values())
    return [
        f"{source.name}, {source.date}" + ("" if source.verified else f" ({words('report.recipients.unverified')})")
        for source in distinct
    ] or ["—"]


def method(data: ReportData, setter: Typesetter) -> Page:
    """How it was done and what could not be seen."""
    words = setter.words
    rejected = rejected_count(data)
    sentences = [words("report.method.passive"), words("report.method.interception")]
    if data.first_party:
        how = words(f"report.method.how.{data.first_party.how}")
        sites = setter.text(", ".join(data.first_party.sites))
        sentences.append(words("report.method.first_party", sites=sites, how=how))
    if rejected:
        sentences.append(words("report.findings.rejected", n=rejected))
    names = {note.facts.id: note.facts.name for note in data.captures}
    return {
        "letter": words("report.annex.name", letter="C"),
        "title": words("report.annex.methodology"),
        "sentences": sentences,
        "captures_label": words("report.method.captures"),
        "captures_head": [
            words(f"report.method.{key}") for key in ("name", "kind", "scenario", "producer", "period", "entries")
        ],
        "captures": [_capture(note, setter) for note in data.captures],
        "environment_label": words("report.method.environment"),
        "environment": [setter.texts(pair) for pair in data.environment],
        "coverage_label": words("report.method.coverage"),
        "coverage": _coverage(data, words),
        "coverage_complete": words("report.method.coverage_complete"),
        "gaps_label": words("report.method.not_assessable"),
        "gaps_head": [words("report.method.rule"), words("report.method.name"), words("report.method.reason")],
        "gaps": [
            [
                gap.rule,
                setter.text(names.get(gap.capture, "")) if gap.capture else words("report.method.all_captures"),
                setter.text(gap.reason),
            ]
            for gap in data.gaps[:_MOST_GAPS]
        ],
        "gaps_empty": words("report.method.not_assessable_empty"),
        "references_label": words("report.method.references"),
        "references_head": [words(f"report.method.{key}") for key in ("reference", "date", "licence")],
        "references": [setter.texts((item.name, item.date, item.licence)) for item in data.references],
        "redaction_label": words("report.method.redaction"),
        "redaction": _redaction(setter),
        "marks_head": [words(f"report.redaction.{key}") for key in ("mark", "class", "head")],
        "marks": _marks(setter),
    }


def _capture(note: CaptureNote, setter: Typesetter) -> list[str]:
    words, facts = setter.words, note.facts
    scenario = facts.scenario or "—"
    key = f"report.scenario.{scenario}"
    return [
        setter.text(facts.name),
        words(f"report.kind.{facts.kind}"),
        words(key) if words.has(key) else setter.text(scenario),
        setter.text(", ".join(part for part in (facts.producer, facts.browser) if part)),
        period(facts.started_us, facts.ended_us, words),
        f"{words.number(facts.imported)} / {words.number(facts.entries)}",
    ]


def _coverage(data: ReportData, words: Translator) -> list[list[str]]:
    counts: dict[str, int] = msgspec.structs.asdict(data.coverage)
    return [[words.number(n), words(f"report.coverage.{name}", n=n)] for name, n in counts.items() if n]


def _redaction(setter: Typesetter) -> list[str]:
    words, redactor = setter.words, setter.redactor
    if redactor.level is Level.NONE:
        return [words("report.redaction.statement_none")]
    if not redactor.values:
        return [words("report.redaction.statement_empty")]
    return [words("report.redaction.statement", n=len(redactor.values)), words("report.redaction.explained")]


def _marks(setter: Typesetter) -> list[list[str]]:
    """Mark, class and masked beginning of every value; nothing of a secret, nothing at all under `strict`."""
    words, redactor = setter.words, setter.redactor
    return [
        [
            f"[{mark}]",
            words(f"report.group.{value.class_.partition('.')[0]}"),
            _beginning(value.text, value.class_, setter),
        ]
        for mark, value in list(zip(redactor.marks, redactor.values, strict=True))[:_MOST_MARKS]
    ]


def _beginning(text: str, class_: str, setter: Typesetter) -> str:
    if class_.startswith("credential.") or setter.redactor.level is Level.STRICT:
        return setter.words("report.redaction.secret")
    return setter.redactor.redact(mask(text))


def integrity(data: ReportData, setter: Typesetter) -> Page:
    words, seal = setter.words, data.integrity
    return {
        "letter": words("report.annex.name", letter="D"),
        "title": words("report.annex.integrity"),
        "lead": words("report.integrity.lead"),
        "head": [words(f"report.integrity.{key}") for key in ("input", "size", "sha256")],
        "inputs": [[setter.text(item.name), words.size(item.size_bytes), item.sha256] for item in seal.inputs],
        "root_label": words("report.integrity.root"),
        "root_lead": words("report.integrity.root_lead", n=seal.flows),
        "root": seal.flows_root,
        "facts": [
            [words("report.integrity.case"), setter.text(data.case_id)],
            [
                words("report.integrity.tool"),
                words("report.integrity.tool_line", version=data.tool_version, rules=data.rules_version or "—"),
            ],
        ],
        "attached": words("report.integrity.attached"),
    }
