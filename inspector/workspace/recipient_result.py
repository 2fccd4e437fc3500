"""What `scan --json` says of a recipient beyond its party: where its seats stand, who is in front of its hosts, and the
names that look-ups told. Each with its source and date."""

from typing import Any

from inspector.messages import Translator
from inspector.model.party import Alias, Intermediary, Recipient, Source, Standing, StandingKind
from inspector.parties.frameworks import note_of, standing_of


def describe_surroundings(recipient: Recipient, translator: Translator) -> dict[str, Any]:
    """Additions to an element of `parties`. A standing is that of a country, never of the recipient: the law of the
    seat and the place of the server (`address_country`) stay apart."""
    party = recipient.party
    return {
        "seat_standing": _standing(standing_of(party.seat_country), translator.language),
        "group_standing": _standing(standing_of(party.group_country), translator.language),
        "intermediaries": [_intermediary(one) for one in recipient.intermediaries],
        "aliases": [_alias(one) for one in recipient.aliases],
    }


def _standing(standing: Standing, language: str) -> dict[str, Any] | None:
    """None where the country is not known."""
    if standing.kind is StandingKind.UNKNOWN:
        return None
    return {
        "country": standing.country,
        "kind": standing.kind,
        "decision": standing.decision or None,
        "date": standing.date or None,
        "note": note_of(standing, language),
        "source": _source(standing.source),
    }


def _intermediary(one: Intermediary) -> dict[str, Any]:
    return {
        "provider": one.provider,
        "operator": one.operator,
        "group": one.group,
        "country": one.country,
        "weight": one.weight,
        "signs": [
            {
                "kind": sign.kind,
                "name": sign.name,
                "told": sign.told,
                "weight": sign.weight,
                "source": _source(sign.source),
            }
            for sign in one.signs
        ],
        "source": _source(one.source),
    }


def _alias(alias: Alias) -> dict[str, Any]:
    return {
        "host": alias.host,
        "names": list(alias.names),
        "site": alias.site,
        "operator": alias.operator,
        "role": alias.role,
        "at_us": alias.at_us,
        "resolver": alias.resolver,
        "source": _source(alias.source),
    }


def _source(source: Source | None) -> dict[str, Any] | None:
    return {"name": source.name, "date": source.date, "verified": source.verified} if source else None
