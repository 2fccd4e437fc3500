"""The parties of a case: every host with its site, who is behind it, and which sites are the first party."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property

from msgspec.structs import replace

from inspector.detect.context import FlowContext
from inspector.model.flow import FlowFacts, FlowId, Side
from inspector.model.leaf import SensitiveLeaf, Sighting
from inspector.model.party import AddressFacts, Alias, FirstParty, Intermediary, Party, Recipient, Role, Source
from inspector.model.recording import NameAnswer
from inspector.model.struct import Record
from inspector.parties.addresses import AddressBook
from inspector.parties.aliases import aliases_of, names_of
from inspector.parties.book import PartyBook
from inspector.parties.corrections import Correction, correct
from inspector.parties.intermediaries import IntermediaryBook, Traces
from inspector.parties.navigation import SiteActivity, infer_first_party, state_first_party
from inspector.parties.summary import summarise_parties
from inspector.resources import resource_path
from inspector.store.activity import HostActivity, host_activity
from inspector.store.answers import HostAnswers, host_answers
from inspector.store.queries import CaseReader
from inspector.store.recorded import name_answers
from inspector.store.results import HostRow
from inspector.workspace.correcting import corrections
from inspector.workspace.personal_places import personal_places

_MOST_ADDRESSES = 4  # of a host


class Sites(Record, frozen=True, kw_only=True):
    """The site of each host of a case, and which sites are the first party."""

    site_of: dict[str, str]
    first_party: frozenset[str]

    def context_of(self, facts: FlowFacts) -> FlowContext:
        site = self.site_of.get(facts.host, facts.host)  # what has no host is of no site
        return FlowContext(facts=facts, site=site, first_party=site in self.first_party)


class Observed(Record, frozen=True, kw_only=True):
    """What a case holds of its hosts besides their traffic: some answers of each, names that were looked up, and what
    the investigator said of sites."""

    answers: Mapping[str, HostAnswers] = {}
    names: tuple[NameAnswer, ...] = ()
    corrections: Mapping[str, Correction] = {}


class Landscape:
    """Who is who in one case."""

    def __init__(
        self,
        *,
        book: PartyBook,
        addresses: AddressBook,
        activity: Sequence[HostActivity],
        first_party: FirstParty,
        observed: Observed | None = None,
    ) -> None:
        self.first_party = first_party
        self._observed = observed or Observed()
        self.references: tuple[Source, ...] = tuple(dict.fromkeys((*book.references, *addresses.references)))
        self._book = book
        self._addresses = addresses
        self._hosts: dict[str, list[HostActivity]] = defaultdict(list)
        for row in activity:
            self._hosts[book.sites.site_of(row.host)].append(row)
        self._parties = {site: self._party_of_site(site) for site in self._hosts}
        self._names = names_of(self._observed.names)

    def site_of(self, host: str) -> str:
        return self._book.sites.site_of(host)

    def is_first_party(self, site: str) -> bool:
        return site in self.first_party.sites

    def are_one_group(self, one: str, other: str) -> bool:
        """Whether two sites belong to one company or group, as far as the book tells; both first party is one too."""
        if one == other or (self.is_first_party(one) and self.is_first_party(other)):
            return True
        first, second = self._parties.get(one), self._parties.get(other)
        return first is not None and second is not None and self._book.is_same_group(first, second)

    def context_of(self, facts: FlowFacts) -> FlowContext:
        site = self.site_of(facts.host)
        return FlowContext(facts=facts, site=site, first_party=self.is_first_party(site))

    def sites(self) -> Sites:
        """What reading a flow needs to know of its host; can be handed to another process."""
        site_of = {row.host: site for site, rows in self._hosts.items() for row in rows}
        return Sites(site_of=site_of, first_party=frozenset(self.first_party.sites))

    def host_rows(self) -> list[HostRow]:
        """One row a host: its role may differ from that of its site."""
        return [
            HostRow(
                host=row.host,
                site=site,
                first_party=self.is_first_party(site),
                role=self._role(site, self._corrected(site, self._book.party_of(row.host, _paths(row)[0]))),
                operator=self._parties[site].operator,
            )
            for site, rows in self._hosts.items()
            for row in rows
        ]

    def recipients(
        self,
        *,
        leaves: Iterable[SensitiveLeaf] = (),
        sightings: Iterable[Sighting] = (),
        off_wire: frozenset[FlowId] = frozenset(),
    ) -> tuple[Recipient, ...]:
        """Every site with its traffic and, once they are known, the classes it was sent or returned. Flows that were
        never on the wire tell nothing of a recipient."""
        classes = _classes_by_site(leaves, sightings, off_wire=off_wire)
        return tuple(self._recipient(site, rows, classes[site]) for site, rows in sorted(self._hosts.items()))

    def _recipient(self, site: str, rows: Sequence[HostActivity], classes: "dict[Side, Counter[str]]") -> Recipient:
        party = self._parties[site]
        return Recipient(
            site=site,
            hosts=tuple(sorted(row.host for row in rows)),
            party=party,
            first_party=self.is_first_party(site),
            same_group=self._is_same_group(site),
            flows=sum(row.flows for row in rows),
            bytes_sent=sum(row.bytes_sent for row in rows),
            bytes_received=sum(row.bytes_received for row in rows),
            first_us=min((row.first_us for row in rows if row.first_us is not None), default=None),
            last_us=max((row.last_us for row in rows if row.last_us is not None), default=None),
            address=self._address(rows),
            classes_sent=dict(sorted(classes[Side.REQUEST].items())),
            classes_returned=dict(sorted(classes[Side.RESPONSE].items())),
            background=not self.is_first_party(site) and all(row.flows == row.background for row in rows),
            intermediaries=self._in_front[site],
            aliases=self._aliases(site, rows),
        )

    @cached_property
    def _in_front(self) -> dict[str, tuple[Intermediary, ...]]:
        """By site, those of all its hosts together; a company in front of its own hosts is no intermediary."""
        return {
            site: tuple(one for one in self._intermediaries(rows) if not _is_own(one, self._parties[site]))
            for site, rows in self._hosts.items()
        }

    def _intermediaries(self, rows: Sequence[HostActivity]) -> tuple[Intermediary, ...]:
        answers = [self._observed.answers.get(row.host, HostAnswers()) for row in rows]
        addresses = (address for row in rows for address in row.addresses[:_MOST_ADDRESSES])
        chains = [self._names[row.host].names for row in rows if row.host in self._names]
        return _intermediary_book().intermediaries_of(
            Traces(
                headers=tuple(headers for answer in answers for headers in answer.headers),
                issuers=tuple(dict.fromkeys(issuer for answer in answers for issuer in answer.issuers)),
                addresses=tuple(self._addresses.facts_of(address) for address in addresses),
                chains=tuple(chains),
            )
        )

    def _aliases(self, site: str, rows: Sequence[HostActivity]) -> tuple[Alias, ...]:
        looked_up = [self._names[row.host] for row in rows if row.host in self._names]
        is_delivery = _intermediary_book().is_delivery_name
        return aliases_of(looked_up, own=self._parties[site], book=self._book, is_delivery=is_delivery)

    def _party_of_site(self, site: str) -> Party:
        """One party for all hosts and paths of a site."""
        told = [(self._book.party_of(row.host, path), row.flows) for row in self._hosts[site] for path in _paths(row)]
        party = self._corrected(site, replace(summarise_parties(told), site=site))
        return replace(party, role=self._role(site, party))

    def _corrected(self, site: str, party: Party) -> Party:
        """What the investigator said of a site lies over what the tables tell of it and of its hosts."""
        said = self._observed.corrections.get(site)
        return correct(party, said) if said else party

    def _role(self, site: str, party: Party) -> Role:
        return Role.FIRST_PARTY if self.is_first_party(site) else party.role

    def _is_same_group(self, site: str) -> bool:
        if self.is_first_party(site):
            return False
        own = self._parties[site]
        return any(
            self._book.is_same_group(own, self._parties[first])
            for first in self.first_party.sites
            if first in self._parties
        )

    def _address(self, rows: Sequence[HostActivity]) -> AddressFacts | None:
        """Facts of the busiest host's first known address."""
        for row in sorted(rows, key=lambda row: -row.flows):
            for address in row.addresses:
                return self._addresses.facts_of(address)
        return None


def load_book() -> PartyBook:
    """What is known of parties: the shipped tables and the sample's."""
    return PartyBook.load(extra=[resource_path("samples", "parties.toml")])


def survey(reader: CaseReader, *, given: Sequence[str] = (), book: PartyBook | None = None) -> Landscape:
    """Looks every host of the case up and decides which sites are the first party: given by the person, else their
    corrections in the case, else inferred. Whoever surveys again and again keeps the `book`."""
    book = book or load_book()
    activity = host_activity(reader, site_of=book.sites.site_of)
    inferred = infer_first_party(_by_site(activity, book), book)
    return Landscape(
        book=book,
        addresses=AddressBook.load(),
        activity=activity,
        first_party=_decided(inferred, given=given, said=reader.overrides("first-party"), book=book),
        observed=Observed(
            answers=host_answers(reader, (row.host for row in activity)),
            names=name_answers(reader),
            corrections=corrections(reader),
        ),
    )


@cache
def _intermediary_book() -> IntermediaryBook:
    return IntermediaryBook.load()


def _decided(inferred: FirstParty, *, given: Sequence[str], said: dict[str, str], book: PartyBook) -> FirstParty:
    if given:
        return state_first_party(given, how="given", book=book)
    if not said:
        return inferred
    sites = [site for site in inferred.sites if said.get(site) != "0"]
    return state_first_party([*sites, *(site for site, word in said.items() if word == "1")], how="user", book=book)


def _is_own(intermediary: Intermediary, party: Party) -> bool:
    names = {name.casefold() for name in (party.operator, party.group) if name}
    return any(name and name.casefold() in names for name in (intermediary.operator, intermediary.group))


def _by_site(activity: Sequence[HostActivity], book: PartyBook) -> list[SiteActivity]:
    rows: dict[str, list[HostActivity]] = defaultdict(list)
    for row in activity:
        rows[book.sites.site_of(row.host)].append(row)
    return [
        SiteActivity(
            site=site,
            host=max(some, key=lambda r: (r.flows, r.host)).host,
            documents=sum(r.documents for r in some),
            pages=sum(r.pages for r in some),
            referred_by=sum(r.referred for r in some),
            initiated=sum(r.initiated for r in some),
            flows=sum(r.flows for r in some),
            bytes=sum(r.bytes_sent + r.bytes_received for r in some),
            first_us=min((r.first_us for r in some if r.first_us is not None), default=None),
        )
        for site, some in rows.items()
    ]


def _told_once(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Each data set once; a table of our own sample without a date speaks through the parties it names."""
    return tuple(dict.fromkeys(source for source in sources if source.date))


def _classes_by_site(
    leaves: Iterable[SensitiveLeaf], sightings: Iterable[Sighting], *, off_wire: frozenset[FlowId]
) -> "defaultdict[str, dict[Side, Counter[str]]]":
    """The places with a value about a person by site, direction and class."""
    found: defaultdict[str, dict[Side, Counter[str]]] = defaultdict(
        lambda: {Side.REQUEST: Counter(), Side.RESPONSE: Counter()}
    )
    for one in personal_places(leaves, sightings, off_wire=off_wire):
        found[one.site][one.place.side][one.class_] += 1
    return found


def _paths(row: HostActivity) -> tuple[str, ...]:
    return row.paths or ("/",)
