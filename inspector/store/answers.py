"""A few answers of a host: what signs of delivery networks are read from."""

from collections.abc import Iterable

import msgspec

from inspector.model.flow import Headers
from inspector.model.struct import Record
from inspector.store.queries import CaseReader

_MOST_ANSWERS = 4
_MOST_BYTES = 64_000

_PAIRS = msgspec.json.Decoder(tuple[tuple[str, str], ...])


class _Certificate(msgspec.Struct, frozen=True):
    issuer: str = ""


_CHAIN = msgspec.json.Decoder(tuple[_Certificate, ...])


class HostAnswers(Record, frozen=True, kw_only=True):
    """Response headers of the first answers of a host over the network, and the issuers of its certificates."""

    headers: tuple[Headers, ...] = ()
    issuers: tuple[str, ...] = ()


def host_answers(reader: CaseReader, hosts: Iterable[str]) -> dict[str, HostAnswers]:
    """By host, at most four answers each; headers or certificates that cannot be read are left out."""
    connection = reader.case.connection
    found: dict[str, HostAnswers] = {}
    for host in hosts:
        rows = connection.execute(
            "SELECT flow.response_headers, connection.certificate FROM flow"
            " LEFT JOIN connection ON connection.id = flow.connection_id WHERE flow.host = ?"
            " AND flow.delivery IN ('network', 'revalidated') AND flow.status IS NOT NULL"
            f" AND length(flow.response_headers) <= {_MOST_BYTES} LIMIT {_MOST_ANSWERS}",
            (host,),
        ).fetchall()
        issuers = (_issuer(certificate) for _, certificate in rows if certificate is not None)
        found[host] = HostAnswers(
            headers=tuple(pairs for headers, _ in rows if (pairs := _read(headers))),
            issuers=tuple(dict.fromkeys(issuer for issuer in issuers if issuer)),
        )
    return found


def _read(headers: str) -> Headers:
    try:
        return _PAIRS.decode(headers)
    except msgspec.DecodeError:
        return ()


def _issuer(certificate: str) -> str:
    try:
        chain = _CHAIN.decode(certificate)
    except msgspec.DecodeError:
        return ""
    return chain[0].issuer if chain else ""
