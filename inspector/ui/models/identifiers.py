"""Identifiers, shared identifiers and cookies as tables: what each column shows and is sorted by."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.findings.identifier_words import (
    attributes_text,
    choice_text,
    lifetime_text,
    origin_text,
    reasons_text,
    sync_arrow,
)
from inspector.messages import Translator
from inspector.model.flow import CaptureId, FlowId
from inspector.model.identifier import Cookie, Identifier, Refusal, Sync
from inspector.model.mask import mask
from inspector.model.struct import Record
from inspector.report.list_words import listed
from inspector.ui.panels.wording import clock, phase_word, tip
from inspector.ui.theme import Theme
from inspector.ui.words import confidence_word, safe_text

type Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()
_LONGEST = 120


class Column[R](Record, frozen=True, kw_only=True):
    """A column: the key of its head, what it shows, what it is sorted by; `more` is said in the tooltip."""

    name: str
    text: Callable[[R, Translator], str]
    order: Callable[[R], Any]
    more: Callable[[R, Translator], str] | None = None
    is_number: bool = False
    width: int = 120


def _plain(text: str) -> str:
    return safe_text(text, limit=_LONGEST)


def _names(one: Identifier) -> str:
    return ", ".join(dict.fromkeys(_plain(use.name) for use in one.uses[:8]))


def _sites(sites: Sequence[str]) -> str:
    return ", ".join(_plain(site) for site in sites) or "–"


def _choice(one: Identifier | Cookie, t: Translator) -> str:
    return choice_text(one, t) or "–"


def _refusal_times(refusals: Sequence[Refusal], t: Translator) -> str:
    times = (
        t(
            "identifiers.times_refusal",
            refused=clock(one.refused_us),
            first=clock(one.first_after_us),
            last=clock(one.last_after_us),
        )
        for one in refusals
    )
    return listed(times, t)


IDENTIFIER_COLUMNS: tuple[Column[Identifier], ...] = (
    Column(name="site", text=lambda i, _: _plain(i.site), order=lambda i: i.site, width=170),
    Column(name="name", text=lambda i, _: _names(i), order=lambda i: _names(i).lower(), width=130),
    Column(name="value", text=lambda i, _: mask(i.value), order=lambda i: i.value, width=80),
    Column(
        name="certainty",
        text=lambda i, t: confidence_word(t, i.confidence),
        order=lambda i: i.confidence,
        more=lambda i, t: reasons_text(i.reasons, t),
        width=90,
    ),
    Column(name="flows", text=lambda i, t: t.number(i.flows), order=lambda i: i.flows, is_number=True, width=80),
    Column(name="pages", text=lambda i, t: t.number(i.pages), order=lambda i: i.pages, is_number=True, width=60),
    Column(name="also", text=lambda i, _: _sites(i.also_at), order=lambda i: -len(i.also_at), width=170),
    Column(
        name="choice",
        text=_choice,
        order=lambda i: (not i.refusals, not i.before_choice),
        more=lambda i, t: _refusal_times(i.refusals, t),
        width=200,
    ),
    Column(name="first", text=lambda i, _: clock(i.first_us), order=lambda i: i.first_us or 0, width=80),
)


def cookie_columns(captures: Mapping[CaptureId, str]) -> tuple[Column[Cookie], ...]:
    """`captures` are names by id: a cookie that several captures hold stands once for each."""
    site, name, *others = _COOKIE_COLUMNS

    def capture(cookie: Cookie) -> str:
        return _plain(captures.get(cookie.capture, ""))

    named = Column[Cookie](name="capture", text=lambda c, _: capture(c), order=capture, width=130)
    return (site, name, named, *others)


_COOKIE_COLUMNS: tuple[Column[Cookie], ...] = (
    Column(name="site", text=lambda c, _: _plain(c.site), order=lambda c: c.site, width=170),
    Column(name="cookie", text=lambda c, _: _plain(c.name), order=lambda c: c.name.lower(), width=130),
    Column(name="lifetime", text=lifetime_text, order=lambda c: c.lifetime_days or 0.0, is_number=True, width=90),
    Column(name="set_by", text=origin_text, order=lambda c: (c.origin, c.domain), width=190),
    Column(name="attributes", text=lambda c, _: attributes_text(c) or "–", order=attributes_text, width=190),
    Column(name="sent", text=lambda c, t: t.number(c.sent), order=lambda c: c.sent, is_number=True, width=70),
    Column(name="also", text=lambda c, _: _sites(c.also_at), order=lambda c: -len(c.also_at), width=150),
    Column(
        name="choice",
        text=_choice,
        order=lambda c: (c.refusal is None, not c.before_choice),
        more=lambda c, t: _refusal_times([c.refusal] if c.refusal else [], t),
        width=200,
    ),
    Column(
        name="phase",
        text=lambda c, t: phase_word(t, c.phase) if c.phase else "–",
        order=lambda c: c.phase or "~",
        width=110,
    ),
)

SYNC_COLUMNS: tuple[Column[Sync], ...] = (
    Column(name="from", text=lambda s, _: _plain(s.source), order=lambda s: s.source, width=180),
    Column(name="to", text=lambda s, _: _plain(s.target), order=lambda s: s.target, width=180),
    Column(name="via", text=lambda s, t: t(f"identifiers.via_{s.via}"), order=lambda s: s.via, width=190),
    Column(
        name="names",
        text=lambda s, _: f"{_plain(s.source_name)} {sync_arrow(s)} {_plain(s.target_name)}",
        order=lambda s: s.source_name,
        width=190,
    ),
    Column(name="value", text=lambda s, _: mask(s.value), order=lambda s: s.value, width=80),
    Column(
        name="certainty", text=lambda s, t: confidence_word(t, s.confidence), order=lambda s: s.confidence, width=90
    ),
    Column(name="flows", text=lambda s, t: t.number(s.count), order=lambda s: s.count, is_number=True, width=80),
    Column(name="first", text=lambda s, _: clock(s.first_us), order=lambda s: s.first_us or 0, width=80),
)


class RecordModel[R](QAbstractTableModel):
    """Rows of one kind; the order they come in until a column is chosen. `site_of` and `flow_of` say where a row leads,
    `is_own` which rows are the service's."""

    def __init__(
        self,
        t: Translator,
        theme: Theme,
        columns: tuple[Column[R], ...],
        *,
        site_of: Callable[[R], str],
        flow_of: Callable[[R], FlowId | None],
        is_own: Callable[[R], bool],
    ) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self.columns = columns
        self.site_of, self.flow_of = site_of, flow_of
        self._is_own = is_own
        self._rows: list[R] = []
        self._given: list[R] = []

    def set_rows(self, rows: Sequence[R]) -> None:
        self.beginResetModel()
        self._given = list(rows)
        self._rows = list(rows)
        self.endResetModel()

    def row(self, number: int) -> R:
        return self._rows[number]

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row, self._t)
            case Qt.ItemDataRole.ToolTipRole:
                return tip((column.more and column.more(row, self._t)) or column.text(row, self._t))
            case Qt.ItemDataRole.TextAlignmentRole if column.is_number:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole if column.name == "value":
                return self._theme.font(mono=True)
            case Qt.ItemDataRole.FontRole if column is self.columns[0] and self._is_own(row):
                return self._theme.font(bold=True)
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._t(f"identifiers.column_{column.name}")
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self._t(f"identifiers.tip_{column.name}"))
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        if column < 0:
            self._rows = list(self._given)
        else:
            self._rows.sort(key=self.columns[column].order, reverse=order is Qt.SortOrder.DescendingOrder)
        self.endResetModel()
