"""The annexes: heads as recorded, recipients with their sources, integrity."""

from inspector.messages import Translator
from inspector.model.flow import Headers
from inspector.model.party import Party, Recipient
from inspector.report.blocks import printed_exchanges
from inspector.report.data import AnnexEntry, ReportData
from inspector.report.method import method
from inspector.report.moments import date_text, time_text
from inspector.report.typesetter import Lines, Typesetter

type Page = dict[str, object]

MOST_RECIPIENTS = 120
_MOST_HEADERS = 60
_MOST_READ = 60_000


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
    role = [words(f"roles.{party.role}")]
    if recipient.same_group and not recipient.first_party:
        role.append(words("report.recipients.same_group"))
    if recipient.background:
        role.append(words("report.recipients.background"))
    return [
        [setter.text(recipient.site, longest=20)],
        [setter.text(text, longest=20) for text in operator],
        role,
        [_seat(party, words)],
        [setter.text(text, longest=26) for text in _sources(party, words)],
        [words.number(recipient.flows)],
    ]


def _seat(party: Party, words: Translator) -> str:
    source = party.sources.get("seat_country")
    if party.seat_country is None or source is None or not source.verified:
        return "—"
    key = f"countries.{party.seat_country}"
    return words(key) if words.has(key) else party.seat_country


def _sources(party: Party, words: Translator) -> list[str]:
    """Each source once; marked where nothing it says of this party was verified."""
    verified: dict[tuple[str, str], bool] = {}
    for source in party.sources.values():
        key = (source.name, source.date)
        verified[key] = verified.get(key, False) or source.verified
    return [
        f"{name}, {date}" + ("" if is_verified else f" ({words('report.recipients.unverified')})")
        for (name, date), is_verified in verified.items()
    ] or ["—"]


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
