"""Annex B, the recipients: who operates them, the law of the seat, the place of the address, what stands in front of
them and names that were looked up; all kept apart, each with its source and date."""

from collections.abc import Iterator

from inspector.findings.source_words import source_name
from inspector.messages import Translator
from inspector.model.party import Alias, DeliverySign, Intermediary, Party, Recipient, SignKind, Source, StandingKind
from inspector.parties.claims import checked_country
from inspector.parties.frameworks import decision_of, note_of, standing_of
from inspector.report.data import ReportData
from inspector.report.moments import date_text
from inspector.report.typesetter import Typesetter

type Page = dict[str, object]

MOST_RECIPIENTS = 120
_MOST_SIGNS = 4
_MOST_IN_FRONT = 4
_MOST_ALIASES = 4
_OUTSIDE = (StandingKind.ADEQUATE, StandingKind.FRAMEWORK, StandingKind.NONE)


def recipients(data: ReportData, setter: Typesetter) -> Page:
    words = setter.words
    rest = len(data.recipients) - MOST_RECIPIENTS
    shown = data.recipients[:MOST_RECIPIENTS]
    return {
        "letter": words("report.annex.name", letter="B"),
        "title": words("report.annex.recipients"),
        "lead": words("report.annex.recipients_lead" if data.recipients else "report.recipients.empty"),
        "head": [words(f"report.recipients.{key}") for key in ("site", "operator", "seat", "place")],
        "rows": [_recipient(recipient, setter) for recipient in shown],
        "more": words("report.recipients.more", n=rest) if rest > 0 else "",
        "standings_label": words("report.recipients.standings"),
        "standings": _standings(shown, words),
        "cautions": _cautions(shown, words),
    }


def _recipient(recipient: Recipient, setter: Typesetter) -> Page:
    """Lines of a cell are (text, is quiet)."""
    return {
        "site": list(_site(recipient, setter)),
        "operator": list(_operator(recipient.party, setter)),
        "seat": list(_seats(recipient.party, setter)),
        "place": list(_place(recipient, setter)),
        "around": [
            *(_in_front(one, setter) for one in recipient.intermediaries[:_MOST_IN_FRONT]),
            *(_alias(one, setter) for one in recipient.aliases[:_MOST_ALIASES]),
        ],
    }


type _Line = tuple[str, bool]


def _site(recipient: Recipient, setter: Typesetter) -> Iterator[_Line]:
    words = setter.words
    yield setter.text(recipient.site, longest=20), False
    yield words(f"roles.{recipient.party.role}"), False
    if recipient.same_group and not recipient.first_party:
        yield words("report.recipients.same_group"), True
    if recipient.background:
        yield words("report.recipients.background"), True
    yield words("report.recipients.flow_count", n=recipient.flows), True


def _operator(party: Party, setter: Typesetter) -> Iterator[_Line]:
    """Names, each source once below what it tells."""
    words = setter.words
    yield setter.text(party.operator or words("report.recipients.unknown"), longest=20), False
    if party.group and party.group != party.operator:
        yield setter.text(words("report.recipients.group", group=party.group), longest=20), False
    if party.tenant:
        yield setter.text(words("report.recipients.tenant", tenant=party.tenant), longest=20), False
    for text in _company_sources(party, setter):
        yield text, True


def _company_sources(party: Party, setter: Typesetter) -> dict[str, None]:
    """The sources of the company column, each once, in order."""
    told = (party.sources[name] for name in ("operator", "group", "tenant", "role") if name in party.sources)
    return dict.fromkeys(source_words(source, setter) for source in told)


def _seats(party: Party, setter: Typesetter) -> Iterator[_Line]:
    """Countries whose source was verified, others stay out of the report; a source is told where it is not the one of
    the company, as the lead of the table says."""
    words = setter.words
    seat, group = checked_country(party), checked_country(party, "group_country")
    if seat is None and group is None:
        yield "—", False
        return
    if seat is not None:
        yield from _country(party, setter, key="seat_country", code=seat, name=country_word(seat, words))
    if group is not None and group != seat:
        name = words("report.recipients.group_seat", country=country_word(group, words))
        yield from _country(party, setter, key="group_country", code=group, name=name)


def _country(party: Party, setter: Typesetter, *, key: str, code: str, name: str) -> Iterator[_Line]:
    yield name, False
    if (kind := standing_of(code).kind) in _OUTSIDE:
        yield setter.words(f"report.recipients.standing_{kind}"), False
    source = source_words(party.sources[key], setter)
    if source not in _company_sources(party, setter):
        yield source, True


def _place(recipient: Recipient, setter: Typesetter) -> Iterator[_Line]:
    """Where the address is registered: neither the law that applies nor where data is kept."""
    address = recipient.address
    if address is None or not (address.country or address.asn):
        yield "—", False
        return
    source = address.sources.get("country")
    if address.country and source is not None:
        yield country_word(address.country, setter.words), False
        yield source_words(source, setter), True
    network = address.sources.get("asn")
    if address.asn and network is not None:
        yield setter.text(address.asn, most=80, longest=20), False
        if source is None or (network.name, network.date) != (source.name, source.date):
            yield source_words(network, setter), True


def _in_front(one: Intermediary, setter: Typesetter) -> str:
    words = setter.words
    company = [one.operator] if one.operator and one.operator != one.provider else []
    if one.country and one.source.verified:
        company.append(country_word(one.country, words))
    name = f"{one.provider} ({', '.join(company)})" if company else one.provider
    signs = ", ".join(_sign(sign, words) for sign in one.signs[:_MOST_SIGNS])
    weight = words(f"recipients.front_weight_{one.weight}")
    told = words("report.recipients.in_front", name=name, weight=weight, signs=signs)
    return setter.text(f"{told} {source_words(one.source, setter)}.", most=700, longest=26)


def _sign(sign: DeliverySign, words: Translator) -> str:
    told = words(f"recipients.sign_{sign.kind}", name=sign.name[:80], told=sign.told[:80])
    return f"{told} ({sign.told[:80]})" if sign.kind is SignKind.HEADER and sign.told else told


def _alias(alias: Alias, setter: Typesetter) -> str:
    words = setter.words
    chain = " → ".join((alias.host, *alias.names))
    told = words(
        "report.recipients.alias",
        chain=chain[:400],
        operator=alias.operator or words("report.recipients.unknown"),
        date=date_text(alias.at_us, words),
        resolver=alias.resolver[:60],
    )
    source = f" {source_words(alias.source, setter)}." if alias.source else ""
    return setter.text(f"{told}{source}", most=800, longest=26)


def source_words(source: Source, setter: Typesetter) -> str:
    """Name and date; a correction of this case is told in the report's language, what is not verified is said to be."""
    words, name = setter.words, source_name(source, setter.words)
    told = f"{name}, {words.date(source.date)}" if source.date else name
    return setter.text(told if source.verified else f"{told} ({words('report.recipients.unverified')})", longest=26)


def country_word(country: str, words: Translator) -> str:
    key = f"countries.{country}"
    return words(key) if words.has(key) else country


def _standings(shown: tuple[Recipient, ...], words: Translator) -> list[Page]:
    """What is known of every country outside the EEA that is named above: of the country, never of a company."""
    countries = {
        country
        for recipient in shown
        for attribute in ("seat_country", "group_country")
        if (country := checked_country(recipient.party, attribute))
    }
    found: list[Page] = []
    for country in sorted(countries, key=lambda code: country_word(code, words)):
        standing = standing_of(country)
        if standing.kind not in _OUTSIDE:
            continue
        note = note_of(standing, words.language)
        decision = decision_of(standing, words.language)
        facts = {"decision": decision, "date": standing.date, "note": note, "name": standing.name}
        if standing.kind is not StandingKind.NONE:
            note = words(f"recipients.standing_{standing.kind}", **facts)
        if standing.source is not None:
            note = f"{note} ({words('recipients.standing_at', date=standing.source.date)})"
        found.append({"country": country_word(country, words), "text": note})
    return found


def _cautions(shown: tuple[Recipient, ...], words: Translator) -> list[str]:
    """What such signs do not tell, where any are printed."""
    told = []
    if any(one.address and (one.address.country or one.address.asn) for one in shown):
        told.append(words("recipients.address_caution"))
    if any(one.intermediaries for one in shown):
        told.append(words("recipients.front_caution"))
    if any(one.aliases for one in shown):
        told.append(words("recipients.alias_caution"))
    return told
