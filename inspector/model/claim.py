"""What a service says in public of its own practice, and what the investigator takes it to cover."""

from enum import StrEnum

from inspector.model.struct import Record


class ClaimKind(StrEnum):
    END_TO_END_ENCRYPTED = "end-to-end-encrypted"
    NO_THIRD_PARTY = "no-third-party"
    CONSENT_RESPECTED = "consent-respected"
    OTHER = "other"


class Claim(Record, frozen=True, kw_only=True):
    """A quote with its date, address and archived copy. `scope`: the classes that the investigator says it covers;
    before `is_scope_confirmed` it covers none."""

    quote: str
    kind: ClaimKind = ClaimKind.OTHER
    date: str = ""  # of the statement, ISO
    url: str = ""
    scope: tuple[str, ...] = ()
    is_scope_confirmed: bool = False
    document: str = ""  # SHA-256 of the archived copy, in hex
    note: str = ""
    id: int = 0  # 0: not kept in a case yet
    at_us: int = 0

    def covers(self, class_: str | None) -> bool:
        """Whether an observation of this class may be held against the claim."""
        return self.is_scope_confirmed and class_ is not None and class_ in self.scope
