"""What a HAR says about the connection: address, port, TLS, certificate."""

import msgspec
from msgspec import UNSET, Raw

from inspector.formats.har.dialect import Dialect
from inspector.formats.har.instants import read_epoch
from inspector.formats.har.shape import UNREADABLE, Entry, Kept, Overlay
from inspector.model.flow import Connection


class SecurityDetails(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    """Chrome DevTools' security details, as Playwright and WebPageTest write them; dates in seconds."""

    protocol: str | None = None
    key_exchange: str | None = None
    cipher: str | None = None
    subject_name: str | None = None
    san_list: list[str] = []
    issuer: str | None = None
    valid_from: float | None = None
    valid_to: float | None = None


def connection_of(entry: Entry, overlay: Overlay, dialect: Dialect) -> Connection | None:
    """The connection of an entry; None where nothing is known of it."""
    label = entry.connection or None
    address = (entry.server_address or "").strip("[]") or None
    port = entry.server_port if entry.server_port is not None and 0 < entry.server_port < 65536 else None
    if port is None and dialect.connection_is_port and label and label.isdigit():
        port = int(label) if len(label) < 6 and 0 < int(label) < 65536 else None
    details = _details(entry.security, overlay)
    if details is None:
        if label is None and address is None and port is None:
            return None
        return Connection(label=label, server_address=address, server_port=port)
    return Connection(
        label=label,
        server_address=address,
        server_port=port,
        tls_version=details.protocol or None,
        cipher=details.cipher or None,
        certificate=_certificate(details),
    )


def _details(security: Kept, overlay: Overlay) -> SecurityDetails | None:
    """Details of the usual shape; any other, and what no column holds, stays in the overlay."""
    if security is UNSET or bytes(security) in (b"null", b"{}"):
        return None
    try:
        details = msgspec.json.decode(security, type=SecurityDetails)
    except UNREADABLE:
        overlay["_securityDetails"] = Raw(bytes(security))
        return None
    if details.key_exchange:
        overlay["_securityDetails"] = Raw(bytes(security))
    return details


def _certificate(details: SecurityDetails) -> bytes | None:
    facts = {
        "subject": details.subject_name,
        "issuer": details.issuer,
        "valid_from_us": read_epoch(details.valid_from) if details.valid_from else None,
        "valid_to_us": read_epoch(details.valid_to) if details.valid_to else None,
        "names": details.san_list or None,
    }
    known = {name: value for name, value in facts.items() if value is not None}
    return msgspec.json.encode([known]) if known else None
