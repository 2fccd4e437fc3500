"""The base of every record that crosses a module border."""

import msgspec


class Record(msgspec.Struct, frozen=True):
    """A frozen struct, equal and hashed by value. Subclasses state `frozen=True, kw_only=True` (neither is
    inherited as far as type checkers know)."""
