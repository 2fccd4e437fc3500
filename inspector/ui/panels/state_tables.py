"""The tables of a kept state: cookies, storages, databases, and what became of each since another marker."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from inspector.messages import Translator
from inspector.model.recording import StateCookie
from inspector.model.secrecy import DOTS
from inspector.ui.theme import Theme
from inspector.ui.words import full_moment, safe_text
from inspector.workspace.page_states import Change, KeptState, Stored, compare, cookie_key, stored_key

_SHOWN = 300
_VALUES = "value"

type Index = QModelIndex | QPersistentModelIndex
type Row = tuple[Change, tuple[str, ...]]
type MakeRows = Callable[[Translator, KeptState, KeptState | None], list[Row]]

_NONE = QModelIndex()


def cookie_rows(t: Translator, now: KeptState, before: KeptState | None) -> list[Row]:
    """Name, value, domain, path, attributes, expiry."""
    old = None if before is None or now.cookies is None else before.cookies
    return [
        (
            change,
            (
                cookie.name,
                cookie.value,
                cookie.domain,
                cookie.path,
                _flags(cookie),
                t("marking.until_closed") if cookie.expires_us is None else full_moment(t, cookie.expires_us),
            ),
        )
        for change, cookie in compare(now.cookies or (), old, key=cookie_key)
    ]


def _flags(cookie: StateCookie) -> str:
    """The attributes as they stand in a Set-Cookie line."""
    parts = ["HttpOnly"] * cookie.http_only + ["Secure"] * cookie.secure
    if cookie.same_site:
        parts.append(f"SameSite={cookie.same_site}")
    if cookie.partition:
        parts.append(f"Partitioned ({cookie.partition})")
    return " · ".join(parts)


def stored_rows(t: Translator, now: KeptState, before: KeptState | None) -> list[Row]:
    """Key, value, origin, storage."""
    old = None if before is None or now.stored is None else before.stored
    pairs: Sequence[tuple[Change, Stored]] = compare(now.stored or (), old, key=stored_key)
    return [(change, (s.key, s.value, s.origin, t(f"marking.area.{s.area}"))) for change, s in pairs]


def database_rows(_t: Translator, now: KeptState, before: KeptState | None) -> list[Row]:
    """Name, origin."""
    old = None if before is None or now.databases is None else before.databases
    pairs = compare(now.databases or (), old, key=lambda pair: pair)
    return [(change, (name, origin)) for change, (origin, name) in pairs]


TABLES: dict[str, tuple[tuple[str, ...], tuple[int, ...], MakeRows]] = {
    "cookies": (("name", _VALUES, "domain", "path", "flags", "expires"), (170, 150, 190, 52, 210, 230), cookie_rows),
    "storage": (("key", _VALUES, "origin", "area"), (240, 280, 260, 90), stored_rows),
    "databases": (("database", "origin"), (260, 320), database_rows),
}
"""Columns, widths and rows of each table; the first column of all is the change."""


class StateModel(QAbstractTableModel):
    """Rows of one of TABLES. Values are masked until asked for."""

    def __init__(self, t: Translator, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._t, self._theme = t, theme
        self.name = name
        self.columns = ("change", *TABLES[name][0])
        self.rows: list[Row] = []
        self.is_revealed = False

    def show_state(self, now: KeptState, before: KeptState | None) -> None:
        self.beginResetModel()
        self.rows = TABLES[self.name][2](self._t, now, before)
        self.endResetModel()

    def set_revealed(self, *, revealed: bool) -> None:
        self.is_revealed = revealed
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def count(self, change: Change) -> int:
        return sum(1 for each, _ in self.rows if each is change)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._t(f"marking.column_{self.columns[section]}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        change, cells = self.rows[index.row()]
        kind = Qt.ItemDataRole
        match role:
            case kind.DisplayRole | kind.AccessibleTextRole | kind.ToolTipRole:
                return self._text(change, cells, index.column())
            case kind.FontRole:
                font = self._theme.font(mono=index.column() > 0)
                font.setStrikeOut(change is Change.GONE and index.column() > 0)
                return font
            case kind.ForegroundRole:
                is_quiet = change is Change.GONE or index.column() > 2
                return self._theme.color("accent" if index.column() == 0 else "quiet" if is_quiet else "ink")
            case _:
                return None

    def _text(self, change: Change, cells: tuple[str, ...], column: int) -> str:
        if column == 0:
            return f"{_MARKS[change]} {self._t(f'marking.change.{change}')}".strip()
        text = cells[column - 1]
        if self.columns[column] == _VALUES and text and not self.is_revealed:
            return DOTS
        return safe_text(text, limit=_SHOWN)


_MARKS = {Change.SAME: "", Change.NEW: "+", Change.CHANGED: "≠", Change.GONE: "−"}
