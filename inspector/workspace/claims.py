"""Public claims: what a service says of its practice, with the classes that the investigator says it covers."""

from pathlib import Path

from msgspec.structs import replace

from inspector.model.claim import Claim, ClaimKind
from inspector.model.errors import ArgumentsWrong, InputUnreadable
from inspector.store import claims as kept_claims
from inspector.store.case import Case
from inspector.store.claims import read_claims
from inspector.store.queries import CaseReader
from inspector.workspace.documents import clean, read_day, read_url

_LONGEST = 10_000
_MOST_CLASSES = 500

__all__ = ["Claim", "ClaimKind", "add_claim", "change_claim", "classes_of_case", "read_claims", "remove_claim"]


def add_claim(case_path: Path, claim: Claim) -> Claim:
    """Keeps a claim; the next analysis reads it. One that was removed comes back under its number. Raises
    ArgumentsWrong for an empty quote, a wrong date or address; InputUnreadable where its archived copy is gone."""
    return _put(case_path, claim)


def change_claim(case_path: Path, claim: Claim) -> Claim:
    """Writes a claim anew under its number; raises as `add_claim`."""
    return _put(case_path, claim)


def remove_claim(case_path: Path, claim: Claim) -> bool:
    """Takes a claim out; its archived copy stays among the documents. False where it is gone."""
    with Case.open(case_path) as case:
        return kept_claims.remove_claim(case, claim)


def classes_of_case(reader: CaseReader) -> tuple[str, ...]:
    """The classes that occur in the case, about a person or in a finding: what a claim can be said to cover."""
    found = {cell.class_ for cell in reader.data_cells()} | {one.class_ for one in reader.findings() if one.class_}
    return tuple(sorted(found))


def _put(case_path: Path, claim: Claim) -> Claim:
    quote = clean(claim.quote)
    if not quote:
        raise ArgumentsWrong("A claim needs its words: the quote is empty.", code="quote_empty")
    if len(quote) > _LONGEST:
        raise ArgumentsWrong(
            f"The quote has {len(quote):,} characters: keep the page as a document.", code="text_too_long", n=len(quote)
        )
    checked = replace(
        claim,
        quote=quote,
        date=read_day(claim.date),
        url=read_url(claim.url),
        scope=tuple(sorted(set(claim.scope)))[:_MOST_CLASSES],
        is_scope_confirmed=claim.is_scope_confirmed and bool(claim.scope),
        note=clean(claim.note),
    )
    try:
        with Case.open(case_path) as case:
            return kept_claims.put_claim(case, checked)
    except LookupError:
        raise InputUnreadable("The archived copy is no longer in the case.", code="document_gone") from None
