"""The two public lists of third parties: third-party-web, and WhoTracks.me of 2018."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from inspector.model.struct import Record
from inspector.parties.reference import find_file, read_rows, read_text, unreadable


class Entity(Record, frozen=True):
    """A service as a list names it."""

    name: str
    company: str = ""
    category: str = "unknown"
    homepage: str = ""
    domains: tuple[str, ...] = ()


class EntityList(Record, frozen=True, kw_only=True):
    """Entities by exact host, and by domain for it and everything below."""

    by_host: dict[str, Entity]
    by_domain: dict[str, Entity]

    def entity_of(self, host: str) -> Entity | None:
        """The entity of a host: the exact host first, then the nearest domain above it."""
        if found := self.by_host.get(host):
            return found
        return next((self.by_domain[name] for name in domains_above(host) if name in self.by_domain), None)


def domains_above(host: str) -> Iterator[str]:
    """The host, then every domain above it: a.b.c, b.c, c."""
    name = host
    while name:
        yield name
        name = name.partition(".")[2]


_ENTITIES = msgspec.json.Decoder(list[Entity])


def load_third_party_web(packs: Sequence[Path] = ()) -> EntityList:
    """`*.x` stands for x and everything below it; raises InputUnreadable."""
    path = find_file("third-party-web.json", packs)
    try:
        entities = _ENTITIES.decode(read_text(path))
    except msgspec.MsgspecError as error:
        raise unreadable(path) from error
    by_host: dict[str, Entity] = {}
    by_domain: dict[str, Entity] = {}
    for entity in entities:
        for domain in entity.domains:
            if domain.startswith("*."):
                by_domain.setdefault(domain[2:], entity)
            else:
                by_host.setdefault(domain, entity)
    return EntityList(by_host=by_host, by_domain=by_domain)


def load_whotracksme(packs: Sequence[Path] = ()) -> EntityList:
    """Every domain stands for itself and everything below it; raises InputUnreadable."""
    path = find_file("whotracksme.csv", packs)
    by_domain: dict[str, Entity] = {}
    try:
        for row in read_rows(path):
            by_domain[row["domain"]] = Entity(row["tracker"], row["company"], row["category"])
    except KeyError as error:
        raise unreadable(path) from error
    return EntityList(by_host={}, by_domain=by_domain)
