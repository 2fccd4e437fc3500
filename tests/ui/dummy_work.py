"""Work for child processes in tests: module-level, so that a spawned child can import it."""

from typing import Any

from inspector.model.errors import InputUnreadable


def echo(value: Any, *, report: Any, is_cancelled: Any) -> Any:
    """Returns what it was given."""
    return value


def refuse(*, report: Any, is_cancelled: Any) -> None:
    raise InputUnreadable("The disk is full.", code="no_such_sentence")
