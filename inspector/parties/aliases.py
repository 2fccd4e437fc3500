"""Names that look-ups told (CNAME): a host of one site that answers under a name of another party's."""

from collections.abc import Callable, Iterable, Sequence

from inspector.model.party import Alias, Party
from inspector.model.recording import NameAnswer
from inspector.model.struct import Record
from inspector.parties.book import PartyBook
from inspector.parties.sites import normalise_host

_MOST_NAMES = 32
_MOST_ALIASES = 50


class LookedUp(Record, frozen=True, kw_only=True):
    """What a look-up told of a host: the host, then each alias in order."""

    names: tuple[str, ...]
    at_us: int
    resolver: str


def names_of(answers: Iterable[NameAnswer]) -> dict[str, LookedUp]:
    """By host, its first answer that holds aliases."""
    found: dict[str, LookedUp] = {}
    for answer in answers:
        host = normalise_host(answer.host)
        aliases = [normalise_host(value) for _, kind, value in answer.chain[:_MOST_NAMES] if kind.upper() == "CNAME"]
        names = tuple(dict.fromkeys((host, *filter(None, aliases))))
        if len(names) > 1 and host not in found:
            found[host] = LookedUp(names=names, at_us=answer.at_us, resolver=answer.resolver)
    return found


def aliases_of(
    looked_up: Sequence[LookedUp], *, own: Party, book: PartyBook, is_delivery: Callable[[str], bool]
) -> tuple[Alias, ...]:
    """One a host that leads to a name outside its own site and group. A name of a delivery network is passed over:
    that is an intermediary, no other party."""
    found = (_alias(one, own=own, book=book, is_delivery=is_delivery) for one in looked_up)
    return tuple(alias for alias in found if alias is not None)[:_MOST_ALIASES]


def _alias(one: LookedUp, *, own: Party, book: PartyBook, is_delivery: Callable[[str], bool]) -> Alias | None:
    for name in one.names[1:]:
        party = book.party_of(name)
        if is_delivery(name) or book.is_same_group(own, party):
            continue
        return Alias(
            host=one.names[0],
            names=one.names[1:],
            site=party.site,
            operator=party.operator,
            role=party.role,
            at_us=one.at_us,
            resolver=one.resolver,
            source=party.sources.get("operator"),
        )
    return None
