"""Where a country stands under chapter V of the GDPR: the EEA, adequacy decisions, the EU-US framework. Dated data."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from inspector.messages import french_spaces
from inspector.model.party import Source, Standing, StandingKind
from inspector.model.struct import Record
from inspector.parties.reference import find_file, load_data_sets, read_toml, unreadable


class _Area(msgspec.Struct, frozen=True, kw_only=True):
    countries: tuple[str, ...]
    note: str
    parts: tuple[str, ...] = ()


class _Decision(msgspec.Struct, frozen=True, kw_only=True):
    country: str
    decision: str
    date: str
    note: str
    name: str = ""


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    date: str
    source: str
    eea: _Area
    adequate: tuple[_Decision, ...]
    framework: tuple[_Decision, ...]
    note: dict[str, dict[str, str]]


class Frameworks(Record, frozen=True, kw_only=True):
    """`frameworks.toml`. `notes`: key -> language -> sentence."""

    standings: dict[str, Standing]
    notes: dict[str, dict[str, str]]
    source: Source

    def standing_of(self, country: str | None) -> Standing:
        """Of an ISO 3166-1 alpha-2 code; `unknown` where there is none, `none` where no decision is known."""
        if not country:
            return Standing(kind=StandingKind.UNKNOWN, country=None, note="unknown", source=self.source)
        known = self.standings.get(country)
        return known or Standing(kind=StandingKind.NONE, country=country, note="none", source=self.source)

    def note_of(self, standing: Standing, language: str) -> str:
        """The note of a standing as a sentence, in English where the language has none."""
        texts = self.notes.get(standing.note, {})
        return french_spaces(texts["fr"]) if language == "fr" and "fr" in texts else texts.get("en", "")


def load_frameworks(packs: Sequence[Path] = ()) -> Frameworks:
    """The shipped table, or that of a reference pack; raises InputUnreadable."""
    path = find_file("frameworks.toml", packs)
    try:
        document = msgspec.convert(read_toml(path), _Document)
    except msgspec.ValidationError as error:
        raise unreadable(path) from error
    shipped = load_data_sets(packs)["frameworks"].source
    source = Source(name=document.source, date=document.date, verified=shipped.verified, licence=shipped.licence)
    inside = Standing(kind=StandingKind.EEA, country=None, note=document.eea.note, source=source)
    standings = {
        code: msgspec.structs.replace(inside, country=code) for code in (*document.eea.countries, *document.eea.parts)
    }
    standings |= {row.country: _standing(row, StandingKind.ADEQUATE, source) for row in document.adequate}
    standings |= {row.country: _standing(row, StandingKind.FRAMEWORK, source) for row in document.framework}
    return Frameworks(standings=standings, notes=document.note, source=source)


def _standing(row: _Decision, kind: StandingKind, source: Source) -> Standing:
    return Standing(
        kind=kind,
        country=row.country,
        note=row.note,
        decision=row.decision,
        date=row.date,
        name=row.name,
        source=source,
    )


@cache
def _shipped() -> Frameworks:
    return load_frameworks()


def standing_of(country: str | None) -> Standing:
    """Where a country stands by the shipped table; raises InputUnreadable."""
    return _shipped().standing_of(country)


def decision_of(standing: Standing, language: str) -> str:
    """Its number as acts are cited in the language: « (UE) 2023/1795 », « 2002/2/CE » in French."""
    told = standing.decision
    for english, french in (("(EU)", "(UE)"), ("/EU", "/UE"), ("/EC", "/CE")):
        told = told.replace(english, french) if language == "fr" else told
    return told


def note_of(standing: Standing, language: str) -> str:
    """Its note as a sentence of the shipped table."""
    return _shipped().note_of(standing, language)
