"""What is known of the transport of a flow, as text with its sources."""

from collections.abc import Callable, Iterator

import msgspec

from inspector.messages import Translator
from inspector.model.flow import Connection
from inspector.model.secrecy import conceal_address
from inspector.ui.panels.flow_story import FlowStory
from inspector.ui.panels.prose import Block, Run, block, code, quiet
from inspector.ui.panels.unread import write_refusal
from inspector.ui.words import country_word, full_moment, safe_text

_NAMES_SHOWN = 12
_ANSWERS_SHOWN = 3
_REFUSALS_SHOWN = 6


class _Certificate(msgspec.Struct, frozen=True):
    subject: str = ""
    issuer: str = ""
    valid_from_us: int | None = None
    valid_to_us: int | None = None
    names: tuple[str, ...] = ()
    sha256: str = ""


def write_connection(
    t: Translator, story: FlowStory, *, conceal: Callable[[str], str] = conceal_address
) -> Iterator[Block]:
    """Blocks for the connection: address, protocol, TLS on both sides, certificates, names, page and initiator.
    `conceal` hides secrets in addresses."""
    facts, connection = story.content.facts, story.content.connection
    yield block(t("detail.connection_server"), kind="heading")
    yield from _row(t("detail.host"), facts.host + (f":{facts.port}" if facts.port else ""))
    yield from _address(t, story)
    yield from _row(t("detail.protocol"), facts.http_version)
    yield block(t("detail.connection_tls"), kind="heading")
    if facts.scheme in ("http", "ws"):
        yield block(t("detail.no_tls"))
    elif connection is None or not (connection.tls_version or connection.certificate):
        yield block(quiet(t("detail.tls_unknown")))
    if connection is not None:
        yield from _tls(t, connection)
        yield from _client(t, connection)
        yield from _certificates(t, connection)
    yield from _refusals(t, story)
    yield from _names(t, story)
    yield block(t("detail.connection_origin"), kind="heading")
    yield from _row(t("detail.page"), facts.page and conceal(facts.page))
    yield from _row(t("detail.initiator"), conceal(facts.initiator_url or facts.initiator_kind or ""))
    yield from _row(t("detail.redirect"), conceal(facts.redirect_url or ""))
    if facts.background:
        yield from _row(t("marking.on_behalf"), t("flows.background"))
    if facts.phase is not None:
        key = f"window.marker.{facts.phase}"
        yield from _row(t("flows.column_phase"), t(key) if t.has(key) else facts.phase)
    yield from _row(t("detail.started"), full_moment(t, facts.started_us))
    where = t("detail.entry", capture=facts.capture, entry="–" if facts.entry is None else facts.entry)
    yield from _row(t("detail.source"), where)


def _row(name: str, value: str | None, *, note: str = "") -> Iterator[Block]:
    if value:
        runs: list[Run] = [quiet(f"{name}  "), code(safe_text(value, limit=300))]
        if note:
            runs.append(quiet(f"  {note}"))
        yield block(*runs)


def _address(t: Translator, story: FlowStory) -> Iterator[Block]:
    address = story.content.facts.server_address
    known = story.recipient.address if story.recipient is not None else None
    note = ""
    if known is not None and known.address == address:
        source = next(iter(known.sources.values()), None)
        where = ", ".join(part for part in (known.asn, country_word(t, known.country)) if part)
        note = where if source is None or not where else t("detail.by_source", what=where, name=source.name,
                                                           date=source.date)  # fmt: skip
    yield from _row(t("detail.address"), address or t("detail.address_unknown"), note=note)


def _tls(t: Translator, connection: Connection) -> Iterator[Block]:
    yield from _row(t("detail.tls_version"), connection.tls_version)
    yield from _row(t("detail.cipher"), connection.cipher)
    yield from _row("ALPN", connection.alpn)
    yield from _row("SNI", connection.sni)


def _client(t: Translator, connection: Connection) -> Iterator[Block]:
    """The side between the client and our proxy; silent where the capture did not go through it."""
    if connection.client_address or connection.client_tls_version:
        yield block(t("marking.connection_client"), kind="heading")
        yield from _row(t("marking.client_address"), connection.client_address)
        yield from _row(t("detail.tls_version"), connection.client_tls_version)
        yield from _row(t("detail.cipher"), connection.client_cipher)
        yield from _row("ALPN", connection.client_alpn)


def _refusals(t: Translator, story: FlowStory) -> Iterator[Block]:
    if story.refusals:
        yield block(t("marking.refusals"), kind="heading")
        for handshake in story.refusals[:_REFUSALS_SHOWN]:
            yield block(write_refusal(t, handshake))
            yield block(quiet(safe_text(handshake.detail, limit=200)), kind="small")


def _names(t: Translator, story: FlowStory) -> Iterator[Block]:
    """The chain of names of the host, as it was asked for at first contact."""
    for answer in story.names[:_ANSWERS_SHOWN]:
        yield block(t("marking.names"), kind="heading")
        for name, kind, value in answer.chain[:_NAMES_SHOWN]:
            yield block(code(safe_text(name, limit=120)), quiet(f"  {safe_text(kind, limit=12)}  "),
                        code(safe_text(value, limit=120)))  # fmt: skip
        if answer.error:
            yield block(quiet(t("marking.names_error", reason=safe_text(answer.error, limit=120))))
        asked = t("marking.names_asked", resolver=safe_text(answer.resolver, limit=80) or "–",
                  moment=full_moment(t, answer.at_us))  # fmt: skip
        yield block(quiet(asked), kind="small")


def _certificates(t: Translator, connection: Connection) -> Iterator[Block]:
    for number, certificate in enumerate(read_certificates(connection.certificate)):
        yield block(t("detail.certificate" if number == 0 else "detail.certificate_above"), kind="heading")
        yield from _row(t("detail.subject"), certificate.subject)
        yield from _row(t("detail.issuer"), certificate.issuer)
        if certificate.valid_from_us is not None or certificate.valid_to_us is not None:
            ends = (full_moment(t, certificate.valid_from_us), full_moment(t, certificate.valid_to_us))
            yield from _row(t("detail.validity"), " – ".join(end[:10] for end in ends))
        names = certificate.names[:_NAMES_SHOWN]
        more = len(certificate.names) - len(names)
        yield from _row(t("detail.names"), ", ".join(names), note=t("detail.more", n=more) if more else "")
        yield from _row("SHA-256", certificate.sha256)


def read_certificates(data: bytes | None) -> tuple[_Certificate, ...]:
    """The certificates of a connection, leaf first; () where what is stored is something else."""
    if data is None:
        return ()
    try:
        return msgspec.json.decode(data, type=tuple[_Certificate, ...])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return ()
