"""Who a recipient is: each statement with its source and date; law of the seat, place of the address, what stands in
front of its hosts and names that were looked up, all kept apart."""

from collections.abc import Iterator

from inspector.messages import Translator
from inspector.model.party import (
    AddressFacts,
    Alias,
    DeliverySign,
    Intermediary,
    Recipient,
    SignKind,
    Source,
    Standing,
    StandingKind,
)
from inspector.parties.corrections import cited
from inspector.parties.frameworks import decision_of, note_of, standing_of
from inspector.ui.panels.prose import Action, Block, Run, block, code, link, plain, quiet
from inspector.ui.words import country_word, local_moment, role_word, safe_text

_MOST_HOSTS = 8
_MOST_SIGNS = 6
_MOST_ALIASES = 8


def write_who(t: Translator, recipient: Recipient, *, correct: Action, is_corrected: bool) -> Iterator[Block]:
    """The attribution, and the way to correct it."""
    party = recipient.party
    yield block(t("recipients.who"), kind="heading")
    facts = (
        ("operator", "operator", party.operator),
        ("tenant", "tenant", party.tenant),
        ("group", "group", party.group),
        ("role", "role", role_word(t, party.role)),
        ("seat", "seat_country", country_word(t, party.seat_country)),
        ("group_seat", "group_country", country_word(t, party.group_country)),
    )
    for name, attribute, value in facts:
        if value:
            yield _fact(t, name, value, party.sources.get(attribute))
        if value and attribute.endswith("_country"):
            yield from _standing(t, standing_of(getattr(party, attribute)))
    if not party.operator:
        yield block(quiet(t("recipients.operator_unknown")))
    hosts = ", ".join(recipient.hosts[:_MOST_HOSTS]) + ("…" if len(recipient.hosts) > _MOST_HOSTS else "")
    yield block(quiet(f"{t('recipients.hosts')} "), code(hosts))
    yield block(link(t("correcting.link_again" if is_corrected else "correcting.link"), correct))
    yield from _address(t, recipient.address)
    yield from _front(t, recipient.intermediaries)
    yield from _aliases(t, recipient.aliases)


def source_words(t: Translator, source: Source | None) -> str:
    """Where a statement comes from; a correction of this case is told in the reader's language."""
    if source is None:
        return t("recipients.no_source")
    document = cited(source)
    if document is None:
        name = source.name
    elif document:
        name = t("correcting.corrected_by", what=document)
    else:
        name = t("correcting.corrected")
    told = t("recipients.source", name=name, date=source.date) if source.date else name
    return told if source.verified else f"{t('recipients.unverified_word')}, {told}"


def _fact(t: Translator, name: str, value: str, source: Source | None) -> Block:
    """A statement with its source and date; what is not verified says so and steps back."""
    is_weak = source is None or not source.verified
    runs = [quiet(f"{t(f'recipients.fact_{name}')} "), Run(text=value, italic=is_weak, quiet=is_weak)]
    return block(*runs, quiet(f"  {source_words(t, source)}"))


def _standing(t: Translator, standing: Standing) -> Iterator[Block]:
    """What is known of transfers to a country: of the country, never of the company."""
    note = note_of(standing, t.language)
    facts = {"decision": decision_of(standing, t.language), "date": standing.date, "note": note, "name": standing.name}
    if standing.kind is StandingKind.ADEQUATE:
        note = t("recipients.standing_adequate", **facts)
    elif standing.kind is StandingKind.FRAMEWORK:
        note = t("recipients.standing_framework", **facts)
    if standing.source is not None:
        note = f"{note} ({t('recipients.standing_at', date=standing.source.date)})"
    yield block(note, kind="small", indent=1)


def _address(t: Translator, address: AddressFacts | None) -> Iterator[Block]:
    """Where the server's address is registered: kept apart from who operates it."""
    if address is None:
        return
    yield block(t("recipients.address_head"), kind="heading")
    yield block(quiet(f"{t('recipients.fact_address')} "), code(address.address))
    told = (
        ("asn", address.asn, address.sources.get("asn")),
        ("address_country", country_word(t, address.country), address.sources.get("country")),
    )
    for name, value, source in told:
        if value:
            yield _fact(t, name, value, source)
    yield block(t("recipients.address_caution"), kind="small")


def _front(t: Translator, intermediaries: tuple[Intermediary, ...]) -> Iterator[Block]:
    if not intermediaries:
        return
    yield block(t("recipients.front_head"), kind="heading")
    for one in intermediaries:
        company = [one.operator] if one.operator and one.operator != one.provider else []
        company += [country_word(t, one.country)] if one.country and one.source.verified else []
        about = f" ({', '.join(company)})" if company else ""
        weight = t(f"recipients.front_weight_{one.weight}")
        yield block(plain(one.provider), quiet(f"{about}  {weight}"), kind="item")
        signs = " · ".join(_sign(t, sign) for sign in one.signs[:_MOST_SIGNS])
        yield block(signs + (" · …" if len(one.signs) > _MOST_SIGNS else ""), kind="small", indent=1)
    yield block(t("recipients.front_caution"), kind="small")


def _sign(t: Translator, sign: DeliverySign) -> str:
    told = safe_text(sign.told, limit=80)
    words = t(f"recipients.sign_{sign.kind}", name=safe_text(sign.name, limit=80), told=told)
    return f"{words} ({told})" if sign.kind is SignKind.HEADER and told else words


def _aliases(t: Translator, aliases: tuple[Alias, ...]) -> Iterator[Block]:
    if not aliases:
        return
    yield block(t("recipients.alias_head"), kind="heading")
    for alias in aliases[:_MOST_ALIASES]:
        chain = " → ".join((alias.host, *alias.names))
        yield block(code(safe_text(chain, limit=300)), kind="item")
        when = local_moment(alias.at_us).date().isoformat()
        words = [t("recipients.alias_at", date=when, resolver=safe_text(alias.resolver, limit=60))]
        if alias.operator:
            words.insert(0, f"{alias.operator} ({source_words(t, alias.source)})")
        else:
            words.insert(0, f"{safe_text(alias.site, limit=80)}: {t('recipients.alias_unknown')}")
        yield block(" · ".join(words), kind="small", indent=1)
    yield block(t("recipients.alias_caution"), kind="small")
