"""Public claims that an observation may be held against: those that somebody else can check."""

from collections.abc import Iterable, Iterator

from inspector.model.claim import Claim, ClaimKind

_LONGEST = 160
_DIGITS = 16


def encryption_claims(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Claims of end-to-end encryption of which the investigator confirmed what they cover, with a date and an address
    or archived copy: without these a quote is a note, and no fact."""
    for claim in claims:
        is_sourced = bool(claim.date.strip() and (claim.url.strip() or claim.document))
        if claim.kind is ClaimKind.END_TO_END_ENCRYPTED and claim.is_scope_confirmed and is_sourced:
            yield claim


def source_of(claim: Claim) -> str:
    """The address of a claim; without one, the beginning of the digest of its archived copy."""
    return claim.url.strip()[:_LONGEST] or f"SHA-256 {claim.document[:_DIGITS]}…"
