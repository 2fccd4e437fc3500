"""Which statements about a party may be printed: those that name where they can be checked."""

from inspector.model.party import AddressFacts, Party


def checked_country(party: Party, attribute: str = "seat_country") -> str | None:
    """`seat_country` or `group_country`, None where its source is unverified: such a country stays out of the PDF."""
    source = party.sources.get(attribute)
    country: str | None = getattr(party, attribute)
    return country if source is not None and source.verified else None


def unverified_attributes(facts: Party | AddressFacts) -> tuple[str, ...]:
    """The names of the attributes whose source is unverified, to be shown as such."""
    return tuple(sorted(name for name, source in facts.sources.items() if not source.verified))
