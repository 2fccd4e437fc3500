"""Mutes: the investigator's word that something recognised is not sensitive."""

from enum import StrEnum
from hashlib import sha256

from inspector.model.flow import Location, Side
from inspector.model.struct import Record


class MuteBy(StrEnum):
    """What a mute goes by."""

    PATH = "path"
    KEY = "key"
    VALUE = "value"


class Mute(Record, frozen=True, kw_only=True):
    """One mute. `what` is a path with its counted places as `[*]`, the name of a field, or a whole value."""

    by: MuteBy
    what: str
    host: str = ""  # this host, this site, and all hosts below; empty: everywhere in the case
    side: Side | None = None  # None: both
    location: Location | None = None  # None: anywhere
    why: str = ""  # in the investigator's words
    class_: str = ""  # what had been recognised: for the reader, it limits nothing
    at_us: int = 0  # 0: not kept in a case yet

    @property
    def id(self) -> str:
        """The same mute has the same id in every case: 12 hex of a hash over what it does."""
        parts = (self.by, self.what, self.host, self.side or "", self.location or "")
        return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:12]
