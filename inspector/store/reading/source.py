"""What every part of the reader stands on: one connection, and how it is asked."""

import sqlite3
from typing import Any

from inspector.store.case import Case


class Source:
    """An open case, asked in SQL."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._connection = case.connection

    def interrupt(self) -> None:
        self._connection.interrupt()

    def data_version(self) -> int:
        """Changes when another connection has committed."""
        return int(self._value("PRAGMA data_version"))

    def overrides(self, kind: str) -> dict[str, str]:
        """The investigator's word of one kind, by what it is about."""
        return dict(self._all("SELECT key, value FROM override WHERE kind = ?", kind))

    def log(self) -> tuple[tuple[int, str, str, str], ...]:
        """(at_us, what, detail, tool), oldest first."""
        return tuple(self._all("SELECT at_us, what, detail, tool FROM log ORDER BY id"))

    def _all(self, sql: str, *parameters: object) -> sqlite3.Cursor:
        return self._connection.execute(sql, parameters)

    def _value(self, sql: str, *parameters: object) -> Any:
        row = self._connection.execute(sql, parameters).fetchone()
        if row is None:
            raise KeyError(parameters)
        return row[0]
