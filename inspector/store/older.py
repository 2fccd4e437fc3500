"""Reading a case of an older format where it lies, without changing it.

What later formats added is laid over it in the connection's own temporary schema, whose names come before those of the
file: empty tables, views that add a column's default, and the views of today. It costs nothing and leaves nothing.
"""

import sqlite3
from contextlib import closing
from functools import cache
from typing import NamedTuple

from sqlite_utils import Database

from inspector.store.schema.migrations import migrations


class _Schema(NamedTuple):
    """`columns`: by table, name and default (SQL) of each column; `statements`: by table or view, how it is made."""

    columns: dict[str, dict[str, str]]
    views: dict[str, str]
    statements: dict[str, str]


def is_whole(connection: sqlite3.Connection) -> bool:
    """Whether the case has every table and column that is read today."""
    found, wanted = _read_schema(connection), _today()
    return all(set(columns) <= set(found.columns.get(table, ())) for table, columns in wanted.columns.items())


def lay_over(connection: sqlite3.Connection) -> None:
    """Makes an older case readable as one of today's; call it before the connection is barred from writing."""
    found, wanted = _read_schema(connection), _today()
    connection.execute("PRAGMA temp_store = MEMORY")
    for table, columns in wanted.columns.items():
        if table not in found.columns:
            connection.execute(_temporary(wanted.statements[table]))
        elif missing := {name: default for name, default in columns.items() if name not in found.columns[table]}:
            added = ", ".join(f"{default} AS {name}" for name, default in missing.items())
            connection.execute(f"CREATE TEMP VIEW {table} AS SELECT *, {added} FROM main.{table}")
    for view, statement in wanted.views.items():
        if found.views.get(view) != statement:
            connection.execute(_temporary(statement))


def _temporary(statement: str) -> str:
    return statement.replace("CREATE ", "CREATE TEMP ", 1)


@cache
def _today() -> _Schema:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations.apply(Database(connection))
        return _read_schema(connection)


def _read_schema(connection: sqlite3.Connection) -> _Schema:
    kinds: dict[str, dict[str, str]] = {"table": {}, "view": {}}
    rows = connection.execute("SELECT type, name, sql FROM main.sqlite_schema WHERE type IN ('table', 'view')")
    for kind, name, sql in rows.fetchall():
        if not name.startswith(("sqlite_", "_sqlite_")):
            kinds[kind][name] = sql
    columns = {
        table: {row[1]: row[4] or "NULL" for row in connection.execute(f"PRAGMA main.table_info({table})")}
        for table in kinds["table"]
    }
    return _Schema(columns=columns, views=kinds["view"], statements=kinds["table"] | kinds["view"])
