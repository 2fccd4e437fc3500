"""The book of parties: who operates a host, as far as user tables, our own table and two public lists tell."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from inspector.model.party import Party, Role, Source
from inspector.parties.companies import Companies, Company, load_companies
from inspector.parties.lists import Entity, EntityList, domains_above, load_third_party_web, load_whotracksme
from inspector.parties.reference import DataSet, load_data_sets
from inspector.parties.roles import RoleTable, load_roles
from inspector.parties.services import Named, Services, load_services
from inspector.parties.sites import Sites, is_address, normalise_host
from inspector.parties.tables import ATTRIBUTES, Table, load_table, table_files

_CACHED_PARTIES = 65_536


class PartyBook:
    """`party_of` answers for any host, from what was loaded; nothing is ever looked up elsewhere."""

    def __init__(
        self,
        *,
        sites: Sites,
        roles: RoleTable,
        companies: Companies,
        services: Services,
        lists: dict[str, EntityList],
        data_sets: dict[str, DataSet],
        tables: tuple[Table, ...] = (),
    ) -> None:
        self.sites = sites
        self.roles = roles
        self._companies = companies
        self._services = services
        self._lists = lists
        self._data_sets = data_sets
        self._tables = tables
        self._facts_of_host = lru_cache(_CACHED_PARTIES)(self._look_at_host)
        self._remembered = lru_cache(_CACHED_PARTIES)(self._find)

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> "PartyBook":
        """The shipped data, under the tables (TOML files) and reference packs (folders) of `extra`, later ones first.

        Raises InputUnreadable, naming the file, where one of them cannot be read.
        """
        data_sets = load_data_sets(extra)
        return cls(
            sites=Sites.load(extra),
            roles=load_roles(),
            companies=load_companies(data_sets["curated"], extra),
            services=load_services(extra),
            lists={"third-party-web": load_third_party_web(extra), "whotracksme": load_whotracksme(extra)},
            data_sets=data_sets,
            tables=tuple(load_table(path, normalise_host) for path in table_files(extra)),
        )

    @property
    def references(self) -> tuple[Source, ...]:
        """Name, date and licence of every data set, user tables last."""
        shipped = tuple(data_set.source for data_set in self._data_sets.values())
        return shipped + tuple(Source(name=table.name, date="") for table in self._tables)

    def party_of(self, host: str, path: str = "/") -> Party:
        """Who operates a host; path counts where one host serves several. Unknown attributes are None."""
        name, site, with_paths = self._facts_of_host(host)
        return self._remembered(name, site, path if with_paths else "/")

    def is_same_group(self, one: Party, other: Party) -> bool:
        """Whether both belong to one group, or are one site. Tenants of one host are not each other's group."""
        if one.site == other.site:
            return True
        return one.tenant == other.tenant and bool(_names(one) & _names(other))

    def is_same_operator(self, one: Party, other: Party) -> bool:
        """Whether both are run by one company for itself, or are one site."""
        if one.site == other.site:
            return True
        return one.operator is not None and (one.operator, one.tenant) == (other.operator, other.tenant)

    def _look_at_host(self, host: str) -> tuple[str, str, bool]:
        name = normalise_host(host)
        site = self.sites.site_of(name)
        with_paths = self._services.has_paths(name) or any(table.has_paths(site, name) for table in self._tables)
        return name, site, with_paths

    def _find(self, host: str, site: str, path: str) -> Party:
        party = self._from_data(host, site, path)
        for table in self._tables:
            if told := table.party_of(site, host, path):
                party = _overlay(party, told)
        return party

    def _from_data(self, host: str, site: str, path: str) -> Party:
        if is_address(host):
            return Party(site=site)
        named = self._services.service_of(host, path)
        if curated := self._curated(host, named):
            return self._described(site, named=named, company=curated[0], role=curated[1], host=host)
        for key, entities in self._lists.items():
            if entity := entities.entity_of(host):
                return self._listed(site, named=named, entity=entity, key=key)
        return Party(site=site)

    def _curated(self, host: str, named: Named) -> tuple[Company, Role] | None:
        if company := self._companies.named(named.operator):
            return company, company.role
        by_site = self._companies.by_site
        return next((by_site[domain] for domain in domains_above(host) if domain in by_site), None)

    def _described(self, site: str, *, named: Named, company: Company, role: Role, host: str) -> Party:
        """A party of our own table; a list that agrees vouches for the operator of an unverified row."""
        table = self._data_sets["curated"].source
        entity = self._lists["third-party-web"].entity_of(host)
        agrees = entity is not None and self._companies.named(entity.company, entity.name) is company
        listed = self._data_sets["third-party-web"].source
        operator_source = listed if agrees and not company.source.verified else company.source
        role_source = tenant_source = table
        tenant = named.tenant
        if named.role is Role.CDN and tenant and entity and not agrees:
            tenant, tenant_source = entity.name, listed
        if named.role:
            role = named.role
        elif role is Role.UNKNOWN and entity:
            role, role_source = self.roles.role_of("third-party-web", entity.category), listed
        return _party(
            site,
            company=company,
            operator=company.operator,
            operator_source=operator_source,
            role=role,
            role_source=role_source,
            tenant=tenant,
            tenant_source=tenant_source,
        )

    def _listed(self, site: str, *, named: Named, entity: Entity, key: str) -> Party:
        """A party of a public list; seat and group come from our own table where it knows the company."""
        source = self._data_sets[key].source
        company = self._companies.named(entity.company, entity.name)
        role = named.role or self.roles.role_of(key, entity.category)
        return _party(
            site,
            company=company,
            operator=company.operator if company else entity.company or entity.name,
            operator_source=source,
            role=role,
            role_source=source,
            tenant=named.tenant,
            tenant_source=self._data_sets["curated"].source,
        )


def _party(
    site: str,
    *,
    company: Company | None,
    operator: str,
    operator_source: Source,
    role: Role,
    role_source: Source,
    tenant: str | None,
    tenant_source: Source,
) -> Party:
    known = company.source if company else operator_source
    if not operator_source.verified:
        known = msgspec.structs.replace(known, verified=False)
    party = Party(
        site=site,
        operator=operator,
        tenant=tenant,
        group=company.group if company else None,
        role=role,
        seat_country=company.seat if company else None,
        group_country=company.group_seat if company else None,
    )
    sources = {"operator": operator_source, "role": role_source, "tenant": tenant_source}
    return _with_sources(party, {name: sources.get(name, known) for name in ATTRIBUTES})


def _with_sources(party: Party, sources: dict[str, Source]) -> Party:
    told = {name: source for name, source in sources.items() if getattr(party, name) not in (None, Role.UNKNOWN)}
    return Party(**{name: getattr(party, name) for name in ("site", *ATTRIBUTES)}, sources=told)


def _overlay(party: Party, told: Party) -> Party:
    """What a user table says over what was known; a new operator takes the old one's group and countries with it."""
    kept = party if told.operator in (None, party.operator) else Party(site=party.site, tenant=party.tenant)
    chosen = {name: getattr(told if name in told.sources else kept, name) for name in ATTRIBUTES}
    sources = {name: told.sources.get(name) or kept.sources[name] for name in {*told.sources, *kept.sources}}
    return Party(site=party.site, sources=sources, **chosen)


def _names(party: Party) -> set[str]:
    return {name.casefold() for name in (party.operator, party.group) if name}
