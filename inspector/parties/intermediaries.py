"""Who stands between the network and the operator of a host: signs in headers, the issuer of the certificate, the
address and the chain of names, each with its weight (a header that one provider alone writes is strong, the network of
an address medium, an issuer weak). Weak signs never add up to a strong one."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from inspector.model.flow import Headers
from inspector.model.party import AddressFacts, DeliverySign, Intermediary, SignKind, Source, Weight
from inspector.model.struct import Record
from inspector.parties.companies import Companies, load_companies
from inspector.parties.delivery import Delivery, Fingerprint
from inspector.parties.lists import domains_above
from inspector.parties.reference import find_file, load_data_sets, read_rows, unreadable
from inspector.parties.sites import normalise_host

_MOST_NAMES = 32
_MOST_CHAINS = _MOST_TRACES = 64
_ORDER = tuple(Weight)


class _Provider(Record, frozen=True, kw_only=True):
    provider: str
    operator: str
    weight: Weight


class _Told(Record, frozen=True, kw_only=True):
    provider: str
    operator: str
    sign: DeliverySign


class Traces(Record, frozen=True, kw_only=True):
    """What is known of one host, or of the hosts of one site: headers of some answers, issuers of certificates, facts
    of addresses, and chains of names that look-ups told (the host, then each alias)."""

    headers: tuple[Headers, ...] = ()
    issuers: tuple[str, ...] = ()
    addresses: tuple[AddressFacts, ...] = ()
    chains: tuple[tuple[str, ...], ...] = ()


class IntermediaryBook:
    """`intermediaries_of` the traces of a host."""

    def __init__(
        self,
        *,
        delivery: Delivery,
        names: dict[str, _Provider],
        networks: dict[str, _Provider],
        companies: Companies,
        table: Source,
    ) -> None:
        self._delivery = delivery
        self._names = names
        self._networks = networks
        self._companies = companies
        self._table = table

    @classmethod
    def load(cls, packs: Sequence[Path] = ()) -> "IntermediaryBook":
        """The shipped tables, or those of reference packs; raises InputUnreadable."""
        curated = load_data_sets(packs)["curated"]
        return cls(
            delivery=Delivery.load(packs),
            names=_read_table("delivery-names.csv", packs, key="suffix"),
            networks=_read_table("delivery-networks.csv", packs, key="asn"),
            companies=load_companies(curated, packs),
            table=curated.source,
        )

    def intermediaries_of(self, traces: Traces) -> tuple[Intermediary, ...]:
        """One a provider, strongest first, each with its different signs."""
        found: dict[str, list[_Told]] = {}
        for told in self._told(traces):
            signs = found.setdefault(told.provider, [])
            if all((told.sign.kind, told.sign.name) != (other.sign.kind, other.sign.name) for other in signs):
                signs.append(told)
        made = [self._intermediary(provider, signs) for provider, signs in found.items()]
        return tuple(sorted(made, key=lambda one: (_ORDER.index(one.weight), -len(one.signs), one.provider)))

    def is_delivery_name(self, name: str) -> bool:
        """Whether a name belongs to a delivery network or hosting service, by our table."""
        return self._named(name) is not None

    def _told(self, traces: Traces) -> Iterable[_Told]:
        for headers in traces.headers[:_MOST_TRACES]:
            yield from map(self._of_fingerprint, self._delivery.fingerprints(headers))
        for issuer in traces.issuers[:_MOST_TRACES]:
            yield from map(self._of_fingerprint, self._delivery.fingerprints((), issuer=issuer))
        for facts in traces.addresses[:_MOST_TRACES]:
            yield from self._of_address(facts)
        for chain in traces.chains[:_MOST_CHAINS]:
            yield from self._of_chain(chain[:_MOST_NAMES])

    def _of_fingerprint(self, mark: Fingerprint) -> _Told:
        is_issuer = mark.header == "issuer"
        sign = DeliverySign(
            kind=SignKind.ISSUER if is_issuer else SignKind.HEADER,
            name="" if is_issuer else mark.header,
            told=mark.matched,
            weight=mark.weight,
            source=self._table,
        )
        return _Told(provider=mark.provider, operator=mark.operator, sign=sign)

    def _of_address(self, facts: AddressFacts) -> Iterable[_Told]:
        number = (facts.asn or "").partition(" ")[0].removeprefix("AS")
        if known := self._networks.get(number):
            source = facts.sources.get("asn", self._table)
            sign = DeliverySign(
                kind=SignKind.ADDRESS, name=facts.address, told=facts.asn or "", weight=known.weight, source=source
            )
            yield _Told(provider=known.provider, operator=known.operator, sign=sign)

    def _of_chain(self, chain: Sequence[str]) -> Iterable[_Told]:
        for name in chain[1:]:
            if known := self._named(name):
                sign = DeliverySign(
                    kind=SignKind.NAME, name=chain[0], told=name, weight=known.weight, source=self._table
                )
                yield _Told(provider=known.provider, operator=known.operator, sign=sign)

    def _named(self, name: str) -> _Provider | None:
        return next(
            (self._names[domain] for domain in domains_above(normalise_host(name)) if domain in self._names), None
        )

    def _intermediary(self, provider: str, told: Sequence[_Told]) -> Intermediary:
        signs = tuple(sorted((one.sign for one in told), key=lambda sign: _ORDER.index(sign.weight)))
        company = self._companies.named(told[0].operator)
        return Intermediary(
            provider=provider,
            operator=company.operator if company else told[0].operator or None,
            group=company.group if company else None,
            country=company.seat if company else None,
            weight=signs[0].weight,
            signs=signs,
            source=company.source if company else self._table,
        )


def _read_table(name: str, packs: Sequence[Path], *, key: str) -> dict[str, _Provider]:
    """Rows by `key`; those without a weight are medium, as every network of an address."""
    path = find_file(name, packs)
    try:
        return {
            row[key]: _Provider(
                provider=row["provider"],
                operator=row["operator"],
                weight=Weight(row.get("weight") or Weight.MEDIUM),
            )
            for row in read_rows(path)
        }
    except (KeyError, ValueError) as error:
        raise unreadable(path) from error
