"""The annexes: heads as recorded, recipients with their sources, integrity."""

from inspector.model.flow import Headers
from inspector.report.blocks import printed_exchanges
from inspector.report.data import AnnexEntry, ReportData
from inspector.report.method import method
from inspector.report.moments import date_text, time_text
from inspector.report.recipient_annex import recipients
from inspector.report.typesetter import Lines, Typesetter

type Page = dict[str, object]

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
