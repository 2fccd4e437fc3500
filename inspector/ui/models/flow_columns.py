"""Columns of the flow table: what each says in words, how it is aligned, by what it sorts."""

from collections.abc import Callable
from enum import StrEnum

from inspector.messages import Translator
from inspector.model.flow import Delivery
from inspector.model.secrecy import conceal_address
from inspector.model.struct import Record
from inspector.store.reading.flow_table import FlowRow, SortKey
from inspector.ui.words import class_word, clock, media_word, role_word, safe_text, severity_word, since_start, span


class Paint(StrEnum):
    """How a cell is drawn: as text, or as a mark with text beside it."""

    TEXT = "text"
    PARTY = "party"
    SENSITIVE = "sensitive"
    FINDING = "finding"
    WATERFALL = "waterfall"


class Wording(Record, frozen=True, kw_only=True):
    """What cell texts depend on besides the row."""

    t: Translator
    relative: bool = False
    start_us: int | None = None


type CellText = Callable[[FlowRow, Wording], str]


class Column(Record, frozen=True, kw_only=True):
    """One column; `name` is also the key of its heading in resources/i18n (`flows.column_<name>`)."""

    name: str
    text: CellText
    width: int
    sort: SortKey | None = None
    right: bool = False
    mono: bool = False
    quiet: bool = False
    paint: Paint = Paint.TEXT
    hidden: bool = False


def _number(row: FlowRow, _: Wording) -> str:
    return str(row.facts.id)


def _time(row: FlowRow, wording: Wording) -> str:
    at = row.facts.started_us
    return since_start(wording.t, at, wording.start_us) if wording.relative else clock(at)


def _status(row: FlowRow, wording: Wording) -> str:
    word = wording.t(f"flows.delivery.{row.facts.delivery}") if row.facts.delivery is not Delivery.NETWORK else ""
    status = "" if not row.facts.status else str(row.facts.status)
    return f"{status} {word}".strip() or wording.t("flows.no_answer")


def _party(row: FlowRow, wording: Wording) -> str:
    party = row.operator or row.site
    return f"{wording.t('flows.background')} · {party}" if row.facts.background else party


def _path(row: FlowRow, _: Wording) -> str:
    if row.facts.delivery in (Delivery.REFUSED, Delivery.UNREAD):
        return ""  # nothing of it was read but the host
    after = row.facts.url.partition("://")[2]
    slash = after.find("/")
    return safe_text(conceal_address(after[slash:] if slash >= 0 else row.facts.path or row.facts.url), limit=300)


def _size(row: FlowRow, wording: Wording) -> str:
    return wording.t.size(row.facts.response_size) if row.facts.response_size else ""


def _sent(row: FlowRow, wording: Wording) -> str:
    return wording.t.size(row.facts.request_size) if row.facts.request_size else ""


def _sensitive(row: FlowRow, _: Wording) -> str:
    parts = (("↑", row.sensitive_sent), ("↓", row.sensitive_returned))
    return " ".join(f"{arrow}{count}" for arrow, count in parts if count)


def _phase(row: FlowRow, wording: Wording) -> str:
    key = f"window.marker.{row.facts.phase}"
    return "" if row.facts.phase is None else wording.t(key) if wording.t.has(key) else safe_text(row.facts.phase)


def _finding(row: FlowRow, wording: Wording) -> str:
    return severity_word(wording.t, row.severity) if row.severity else ""


COLUMNS: tuple[Column, ...] = (
    Column(name="number", text=_number, width=42, sort=SortKey.NUMBER, right=True, quiet=True),
    Column(name="time", text=_time, width=100, sort=SortKey.TIME, quiet=True, right=True),
    Column(name="method", text=lambda r, _: safe_text(r.facts.method, limit=20), width=62, sort=SortKey.METHOD),
    Column(name="host", text=lambda r, _: safe_text(r.facts.host, limit=120), width=174, sort=SortKey.HOST),
    Column(name="path", text=_path, width=210, sort=SortKey.PATH, mono=True),
    Column(name="sensitive", text=_sensitive, width=90, sort=SortKey.SENSITIVE, paint=Paint.SENSITIVE),
    Column(name="finding", text=_finding, width=84, paint=Paint.FINDING),
    Column(name="status", text=_status, width=82, sort=SortKey.STATUS),
    Column(name="party", text=_party, width=150, sort=SortKey.ROLE, paint=Paint.PARTY),
    Column(name="type", text=lambda r, _: safe_text(media_word(r.facts.response_mime, r.facts.resource_type)),
           width=72, sort=SortKey.TYPE, quiet=True),
    Column(name="size", text=_size, width=76, sort=SortKey.SIZE, right=True),
    Column(name="sent", text=_sent, width=76, sort=SortKey.SENT, right=True),
    Column(name="phase", text=_phase, width=110, quiet=True, hidden=True),
    Column(name="waterfall", text=lambda r, w: span(w.t, r.facts.duration_us), width=160, sort=SortKey.DURATION,
           paint=Paint.WATERFALL),
)  # fmt: skip


def describe_cell(column: Column, row: FlowRow, wording: Wording) -> str:
    """What a cell says in full: for tooltips and assistive technology."""
    match column.paint:
        case Paint.PARTY:
            return f"{column.text(row, wording)}, {role_word(wording.t, row.role)}"
        case Paint.SENSITIVE if row.classes:
            counts = wording.t("flows.sent_returned", sent=row.sensitive_sent, returned=row.sensitive_returned)
            return f"{counts}: {', '.join(class_word(wording.t, class_) for class_ in row.classes)}"
        case _:
            return safe_text(conceal_address(row.facts.url)) if column.name == "path" else column.text(row, wording)
