"""How the connection of an occurrence was protected: what was recorded of it, else what its address says."""

from inspector.findings.interception import was_intercepted
from inspector.findings.observation import Observation
from inspector.findings.survey import Survey

_LONGEST = 60
_BY_SCHEME = {"https": "encrypted", "wss": "encrypted", "http": "clear", "ws": "clear"}


def transport_facts(case: Survey, observation: Observation) -> dict[str, str | int]:
    """`transport` is the word that the texts explain: `clear`, `unknown`, `encrypted`; where TLS facts were recorded
    `encrypted_seen`, or `encrypted_relayed` where they are those of the proxy's own connection to the server. `tls` is
    then the version with the cipher, `protocol` that of HTTP."""
    place = observation.item.place
    facts = case.facts(place.flow)
    found: dict[str, str | int] = {
        "transport": _BY_SCHEME.get(facts.scheme, "unknown"),
        "protocol": facts.http_version.upper()[:12] or "HTTP",
    }
    connection = case.connection(place.flow) if found["transport"] == "encrypted" else None
    if connection is not None and connection.tls_version:
        capture = case.capture(place.capture)
        is_relayed = capture is not None and was_intercepted(capture)
        found["transport"] = "encrypted_relayed" if is_relayed else "encrypted_seen"
        found["tls"] = _tls_words(connection.tls_version, connection.cipher)
    return found


def _tls_words(version: str, cipher: str | None) -> str:
    """`TLS 1.3, TLS_AES_128_GCM_SHA256`, whatever way the source writes the version."""
    number = version.upper().removeprefix("TLS").strip(" V")
    name = f"TLS {number}" if number[:1].isdigit() else version
    return ", ".join(part[:_LONGEST] for part in (name, cipher or "") if part)
