"""The investigator's correction of an attribution: what it says, and how it lies over what the tables tell."""

import msgspec

from inspector.model.party import Party, Role, Source
from inspector.model.struct import Record
from inspector.parties.countries import country_codes
from inspector.parties.tables import ATTRIBUTES

OVERRIDE_KIND = "party"
CORRECTED = "corrected in this case"
"""How the source of a corrected attribute begins; the document follows after a colon where one is named."""

_LONGEST = 200


class CitedSource(Record, frozen=True, kw_only=True):
    """Where the person read it. `date` is that of the document, ISO, "" where unknown."""

    name: str = ""
    date: str = ""


class Correction(Record, frozen=True, kw_only=True):
    """What a person says of a site. None leaves an attribute as it is; "" (for the role: `unknown`) takes it away.
    `document` is the SHA-256 in hex of a document kept in the case; `at` the ISO day of the correction."""

    operator: str | None = None
    group: str | None = None
    role: Role | None = None
    seat_country: str | None = None
    group_country: str | None = None
    tenant: str | None = None
    source: CitedSource = CitedSource()
    document: str | None = None
    at: str = ""

    @property
    def is_checkable(self) -> bool:
        """Whether it names where it can be checked: only then may its country be printed."""
        return bool(self.document or (self.source.name and self.source.date))

    @property
    def stated(self) -> dict[str, str]:
        """The attributes it speaks of."""
        return {name: value for name in ATTRIBUTES if (value := getattr(self, name)) is not None}


def read_correction(text: str) -> Correction | None:
    """From the JSON that the case keeps; None where it cannot be read, says nothing or names no country."""
    try:
        correction = msgspec.json.decode(text, type=Correction)
    except msgspec.DecodeError:
        return None
    return correction if correction.stated and not faults_of(correction) else None


def write_correction(correction: Correction) -> str:
    return msgspec.json.encode(correction).decode()


def faults_of(correction: Correction) -> tuple[str, ...]:
    """The names of the attributes that cannot stand: a country that is no ISO 3166-1 code, a text that is too long."""
    stated = {name: getattr(correction, name) for name in ("seat_country", "group_country")}
    countries = [name for name, code in stated.items() if code and code not in country_codes()]
    return (*countries, *(name for name, value in correction.stated.items() if len(value) > _LONGEST))


def correct(party: Party, correction: Correction) -> Party:
    """The party with what the correction states in place of what was known, each with the correction as its source.
    A new operator takes the old one's group and countries with it, unless the correction states them too."""
    kept = party
    if correction.operator is not None and correction.operator != (party.operator or ""):
        kept = Party(site=party.site, role=party.role, tenant=party.tenant, sources=_of(party, "role", "tenant"))
    chosen = {name: getattr(kept, name) for name in ATTRIBUTES}
    sources = dict(kept.sources)
    for name, value in correction.stated.items():
        chosen[name] = Role(value) if name == "role" else value or None
        sources[name] = source_of(correction)
    return Party(site=party.site, sources=sources, **chosen)


def _of(party: Party, *names: str) -> dict[str, Source]:
    return {name: source for name, source in party.sources.items() if name in names}


def source_of(correction: Correction) -> Source:
    """Its source as it is shown: "corrected in this case", and the document where one is named."""
    named = correction.source.name or (f"document {correction.document[:12]}" if correction.document else "")
    return Source(
        name=f"{CORRECTED}: {named}" if named else CORRECTED,
        date=correction.source.date or correction.at,
        verified=correction.is_checkable,
    )


def cited(source: Source) -> str | None:
    """What a corrected attribute cites ("" for nothing); None where the source is no correction."""
    if source.name == CORRECTED:
        return ""
    head, colon, tail = source.name.partition(": ")
    return tail if colon and head == CORRECTED else None
